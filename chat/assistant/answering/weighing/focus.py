"""What a question stresses beyond its terms: its topic, the case it tells, the words of a follow-up.

Terms are weighed one by one by how rare they are; these say which of them the answer must be about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chat.assistant.answering.subjects import NO_THINGS, things_in
from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.brackets import is_case_of
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval.tokenizer import word_terms
from chat.assistant.understanding.aspects import asked_in

SAID = 1.5  # a sentence with a word of the follow-up, as it was said
HEADED = 1.3  # one under a heading that holds all of them
OFF_TOPIC = 0.7  # what is left of one that does not name the topic, where others do
SAME_FIGURE = 1.5  # one that supposes a figure of the question: "결제일이 25일이면 …"
ITS_CASE, OTHER_CASE = 1.6, 0.5  # a table's row for the amount or age that is named, and others
UNMET = 1.5  # what is said of what was not done in time, where that is asked
# "안 찾으면", "못 넣었는데", "찾지 않으면", and how an article names the same.
IF_NOT = re.compile(
    r"(?<![가-힣])(?:안|못) ?(?!내[하드받]|전|심|정|녕|되|돼|된)[가-힣]{1,4}(?:면|는데|을 때|는 경우)|지 ?(?:않|못하)(?:으?면|을 때)"
    r"|\bif (?:\w+ ){1,3}(?:do not|don't|does not|doesn't|did not|didn't|cannot|can't|never)(?=\W|$)",
    re.IGNORECASE,
)
NOT_DONE = re.compile(
    r"지 (?:않|못)(?:으면|하면|을 때|할 때|했을 때|은|한|는 경우)(?=[ ,.]|$)"
    r"|\b(?:if|when) [^.]{1,60}(?:not|n't)\b|\bnot (?:collected|paid|used|received|made|picked)\b",
    re.IGNORECASE,
)
# "포인트는 얼마부터 쓸 수 있나요?": the topic stands before its particle.
TOPIC_KO = re.compile(r"(?<![가-힣A-Za-z])([가-힣A-Za-z]{2,12}?)(?:은|는)(?=\s+\S)")
NO_TOPICS = frozenset(
    """
    저 나 제가 내가 이거 그거 저거 이건 그건 우리 오늘 내일 어제 요즘 지금 이번 다음 지난 혹시 근데 만약 보통 원래 그냥 얼마 언제 어디
    하 되 있 없 쓰 보내 받 넣 찾 갚 드 가 오 같 걸리 나가 나오 들어가 들어오 빌리 만드 바꾸 올리 내 뜨 남 필요하 가능하
    """.split()  # noqa: SIM905  (a list of words reads better as a text)
)
# What is told first, and asked of after it: "이미 이사했는데 …".
STORY_KO = re.compile(
    r"^(?P<told>.{3,60}?)(?:[는은]데|지만|(?<!하려)(?<!려)면|[았었했됐갔왔났렸졌]어요[.,!]?|[았었했됐갔왔났렸졌]습니다[.,!]?)\s+(?P<asked>\S.*)$"
)
FIGURE = re.compile(
    r"(?<!\d)(?<!\d[,.])(?<![,.][,.])\d[\d,.]*+\s?(?:일|개월|년|세|살|회|번|만원|억원|원|시간|시|%)"
)
SUPPOSES = re.compile(r"[가-힣]면(?=[ ,.])|이면|인 경우|일 때|의 경우|미만은|이상은|이하는")


@dataclass(frozen=True, slots=True)
class Under:
    """What a sentence stands under."""

    heading: frozenset[str]  # its terms
    title: frozenset[str]  # those of the article's title
    is_first: bool  # of the article that fits best
    is_unmet: bool = False  # the heading names what was not done: "찾지 못했을 때"

    @property
    def above(self) -> frozenset[str]:
        return self.heading | self.title


@dataclass(frozen=True, slots=True)
class Focus:
    """What of a question its answer's sentence should hold; empty where nothing is stressed."""

    said: frozenset[str] = frozenset()  # words of a follow-up alone that some sentence holds
    named: frozenset[str] = frozenset()  # the same with those that name a thing or an aspect
    topic: frozenset[str] = frozenset()  # terms of the topic, where some sentence holds one
    figures: tuple[str, ...] = ()  # as compact text
    question: str = ""
    supposes_unmet: bool = False  # "안 찾으면 어떻게 돼요?"
    is_headed: bool = False  # a heading holds all of `named`

    @classmethod
    def of(
        cls, question: str, language: str, held: Iterable[frozenset[str]],
        headings: Iterable[frozenset[str]], *, follows: bool,
    ) -> "Focus":  # fmt: skip
        """held: the terms of each sentence that is weighed; headings: of each heading."""
        known = frozenset[str]().union(*held)
        words = words_of(question, language) & known if follows else frozenset()
        return cls(
            said=telling_words(own_words(words, language)),
            named=words,
            topic=topic_of(question, language) & known,
            figures=tuple(compact(each) for each in FIGURE.findall(question)),
            question=question,
            supposes_unmet=bool(IF_NOT.search(question)),
            is_headed=bool(words) and any(words <= each for each in headings),
        )

    def gain(self, text: str, terms: frozenset[str], under: Under) -> float:
        """What a sentence gains or loses. terms: its own."""
        gain = SAID if self.said & terms and not self.is_headed else 1.0
        gain *= HEADED if self.is_headed and self.is_under(under) else 1.0
        gain *= OFF_TOPIC if self.topic and not self.topic & (terms | under.above) else 1.0
        if self.supposes_unmet and (under.is_unmet or is_unmet(text)):
            gain *= UNMET
        case = is_case_of(text, self.question)
        gain *= 1.0 if case is None else (ITS_CASE if case else OTHER_CASE)
        if self.figures and SUPPOSES.search(text):
            tight = compact(text)
            gain *= SAME_FIGURE if any(stands_in(each, tight) for each in self.figures) else 1.0
        return gain

    def points_at(self, terms: frozenset[str], under: Under) -> bool:
        """Whether a follow-up asks for just this sentence, so that it may be said again."""
        if self.is_headed:
            return self.is_under(under)
        return bool(self.said) and self.said <= terms

    def is_under(self, under: Under) -> bool:
        return under.is_first and self.named <= under.heading


def is_unmet(text: str) -> bool:
    """Whether this supposes that something was not done."""
    return bool(NOT_DONE.search(text))


def stands_in(figure: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}", text))


def words_of(text: str, language: str) -> frozenset[str]:
    """The whole words of a text: no concepts, no pairs of syllables."""
    return frozenset(term for term in word_terms(text, language) if term[-1] != "~")


def own_words(words: frozenset[str], language: str) -> frozenset[str]:
    """Without those that name a thing or an aspect, which are met in whatever words; the name of
    a day says more than that hours are asked for.
    """
    return frozenset(
        each
        for each in words
        if not things_in(each, language) and not asked_in(each, language) - {"hours"}
    )


def telling_words(terms: frozenset[str]) -> frozenset[str]:
    """Without bare numbers, where there are words beside them: "3년 지나면요?" asks what happens
    then, and not for every sentence with a 3.
    """
    return frozenset(each for each in terms if not each[0].isdigit()) or terms


def topic_of(question: str, language: str) -> frozenset[str]:
    """The terms of what a Korean question marks as its topic; none where it marks none."""
    if language != "ko":
        return frozenset()
    for match in TOPIC_KO.finditer(question):
        ways = content_terms(match[1], language) & NO_THINGS  # whom or where, and not what about
        if match[1] not in NO_TOPICS and not ways:
            return frozenset(t for t in content_terms(match[1], language) if t[-1] != "~")
    return frozenset()


def case_of(question: str, language: str) -> frozenset[str]:
    """The words of the case that is told before what is asked, and not said in that again."""
    match = STORY_KO.match(question) if language == "ko" else None
    if match is None:
        return frozenset()
    return words_of(match["told"], language) - words_of(match["asked"], language)
