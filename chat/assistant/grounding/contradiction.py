"""Whether a sentence denies what its passage says: a negation more or fewer, an opposite word,
or a figure that belongs to something else.

By words alone: the clause of the passage that shares most with the sentence is held beside it.
Where that says nothing sure, nothing is said against the sentence; where it errs, the articles
answer in their own words.
"""

import re
from collections.abc import Iterable

from chat.assistant.grounding import grounding
from chat.assistant.language.normalise import plain
from chat.assistant.language.sentences import sentences_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import word_terms

ALIKE = 0.5  # of a sentence's terms that a clause must hold to be about the same
NEARLY = 0.95  # of the best clause's: as good as the best
FEWEST_TERMS = 2

NOT_KO = re.compile(
    r"않|못(?!지)|없|아니(?!라면)|아닙|아닌|불가|(?<![가-힣])안\s?(?:되|됩|돼|됐|합|하|받|나와|쓰|해)|금지|제외|면제|무료|거절|거부|비과세|생략"
    r"|미(?:지급|적용|제공|포함|가입|지원|부과)|불(?:필요|인정|허)|지\s?(?:마|말)"
)
NOT_EN = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|nobody|unable|unavailable|ineligible"
    r"|prohibited|forbidden|except|excluding|excluded|exempt\w*|waived?|free|refus\w+|declin\w+|denied)\b|n't\b"
)
IDIOMS = re.compile(
    r"뿐(?:만)?\s?아니라|틀림없이|빠짐없이|끊임없이|(?:상관|관계)\s?없이|다름없|수밖에\s?없|지\s?않으면\s?안|아니면"
    r"|\bnot only\b|\bno (?:later|more|less|fewer|longer) than\b|\bfeel free\b|\btoll[- ]free\b|\bfree to\b"
    r"|\bwhether or not\b|\bif not\b"
)
CLAUSE = re.compile(
    r"[,;:·]\s+|(?<=[가-힣](?:며|만|나))\s|(?<=[하되지이으않없있]고)\s|\s(?:but|while|whereas|although|unless|and)\s"
)
POLITE_KO = re.compile(r"(?:있|했|하|수\s있)?(?:습니다|니다|어요|아요)")
OPPOSITES = [
    (re.compile(one), re.compile(other))
    for one, other in (
        (
            r"이상|초과|at least|more than|over|above",
            r"이하|미만|at most|less than|under|below|up to",
        ),
        (r"최소|minimum", r"최대|최고|maximum"),
        (r"(?<![가-힣])이전|까지|before", r"(?<![가-힣])이후|after"),
        (
            r"인상|오르|오릅|올라|상승|높아|increase|rise|rises|raise",
            r"인하|내리|내립|내려|하락|낮아|decrease|fall|falls|lower",
        ),
        (r"고정|fixed", r"변동|variable|floating"),
        (r"자동|automatic", r"수동|직접|manual"),
        (r"의무|필수|반드시|must|mandatory|required", r"선택|임의|optional"),
    )
]


def contradicts(sentence: str, cited: Iterable[Found], language: str) -> bool:
    """cited: the passages that the sentence names."""
    passages = list(cited)
    if _figure_is_of_another(sentence, passages, language):
        return True
    known = [clause for each in passages for clause in clauses_of(each.passage.text)]
    named = " ".join(f"{each.article.title} {each.passage.heading}" for each in passages)
    return any(_denies(clause, known, named, language) for clause in clauses_of(sentence))


def denies(sentence: str, text: str, language: str) -> bool:
    """Whether a sentence says the opposite of what a text says of the same."""
    known = clauses_of(text)
    return any(_denies(clause, known, "", language) for clause in clauses_of(sentence))


def clauses_of(text: str) -> list[str]:
    """The sentences of a text, and the clauses of each."""
    found = []
    for sentence in sentences_of(text):
        parts = [part for part in CLAUSE.split(sentence) if part.strip()]
        found += parts if len(parts) > 1 else []
        found.append(sentence)
    return found


def _denies(clause: str, known: list[str], named: str, language: str) -> bool:
    """Whether the clauses that are about the same all say the opposite.

    named: the article's title and heading, which its clauses do not repeat.
    """
    said = _words(clause, language)
    return any(
        _all_oppose(clause, words, known, language)
        for words in (said, said - _words(named, language))
        if len(words) >= FEWEST_TERMS
    )


def _all_oppose(clause: str, words: set[str], known: list[str], language: str) -> bool:
    """Whether every clause that holds most of these words says the opposite of `clause`."""
    alike = {each: len(words & _words(each, language)) / len(words) for each in known}
    best = max(alike.values(), default=0.0)
    if best < ALIKE:
        return False
    nearest = [each for each, share in alike.items() if share >= NEARLY * best]
    return all(_is_opposite(clause, each) for each in nearest)


def _is_opposite(clause: str, other: str) -> bool:
    if _is_denial(clause) is not _is_denial(other):
        return True
    said, held = plain(clause), plain(other)
    return any(
        (_only(one, two, said) and _only(two, one, held))
        or (_only(two, one, said) and _only(one, two, held))
        for one, two in OPPOSITES
    )


def _only(one: re.Pattern[str], other: re.Pattern[str], text: str) -> bool:
    return bool(one.search(text)) and not other.search(text)


def _is_denial(clause: str) -> bool:
    """Whether an odd number of its words deny: what is denied twice is said."""
    bare = IDIOMS.sub(" ", plain(clause))
    return (len(NOT_KO.findall(bare)) + len(NOT_EN.findall(bare))) % 2 == 1


def _words(text: str, language: str) -> set[str]:
    """What a text is about: without concepts, figures, and the words that deny."""
    bare = POLITE_KO.sub(" ", NOT_EN.sub(" ", NOT_KO.sub(" ", plain(text))))
    return {term for term in word_terms(bare, language) if not term[0].isdigit()}


def _figure_is_of_another(sentence: str, passages: list[Found], language: str) -> bool:
    """Whether the statements that hold the sentence's figures are about something else."""
    said = grounding.figures(sentence)
    words = _words(sentence, language)
    if not said or len(words) < FEWEST_TERMS:
        return False
    with_figures, best = 0.0, 0.0
    for each in passages:
        named = f"{each.article.title} {each.passage.heading}"
        for statement in sentences_of(each.passage.text):
            share = len(words & _words(f"{named} {statement}", language)) / len(words)
            best = max(best, share)
            if said.keys() & grounding.figures(statement).keys():
                with_figures = max(with_figures, share)
    return bool(with_figures) and with_figures < ALIKE * best
