"""Which of the weighed sentences are said, and how clear that choice was: what an answer's
probability is read from, in part.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import fsum

from chat.assistant.answering.sentence_choice import Sentence, is_told
from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.answering.weighing.statements import heading_of
from chat.assistant.language.sentences import is_steps
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.section_heads import is_question
from chat.assistant.retrieval.tables import rows_to_tell
from chat.assistant.understanding.aspects import told_in

MOST_SENTENCES = 3  # of the main passage; one more may come from beside it
NEARLY = 0.35  # of the best sentence's worth: said with it
BESIDE = 0.75  # of the best sentence's worth: said with it from another passage
LEADS = 0.75  # of the best sentence's worth: stays before it, as in the article
COVERS = 0.3  # of the best sentence's worth: said because it alone tells an aspect asked for
# Of the best sentence's worth: said behind the answer, from its article and from others, so many
# of them at most. Of questions that nobody had thought of, the one that decides was among the next
# two in every eighth (docs/evaluation.md).
NEXT, NEXT_ELSEWHERE, MOST_NEXT = 0.3, 0.75, 2
SAME = 0.7  # of a sentence's terms in another: it says nothing beyond that one
# Sentences that an earlier answer said and the one to a follow-up says again, of so many best.
MOST_AGAIN, AGAIN_AMONG = 2, 3
# Sentences and characters of a section that is told whole.
WHOLE_SECTION, WHOLE_ANSWER = (3, 200), (4, 300)
# A list under a lead that excludes: "받을 수 없는 경우: …", "대상이 아닌 차량: …".
EXCLUDES = re.compile(
    r"^[^:.]{0,40}(?:(?:수|되지|하지|지) ?(?:없|않|못)|제외|불가|대상이? 아닌|아닌)[^:.]{0,20}: "
    r"|^[^:.]{0,40}\b(?:cannot|not eligible|excluded|except)\b[^:.]{0,30}: ",
    re.IGNORECASE,
)
# Who asks for more of the same: "더 자세히 알려주세요", "Anything else?".
WANTS_MORE = re.compile(
    r"더 ?(?:자세|알려|설명|말해|있|궁금)|자세히|^또[가-힣]{0,2}[?\s]*$"
    r"|\bmore (?:about|on|detail\w*|information)\b|\btell me more\b|\banything else\b|\bin detail\b",
    re.IGNORECASE,
)
LEANS = re.compile(
    r"(?:다만|단,|또한|그러나|하지만|이 경우|이때|그래서|따라서|이 |그 )"
    r"|(?:However|But|In (?:that|this) case|This|That|These|It|Then|Also)\b"
)


def chosen(
    sentences: list[Sentence],
    aspects: frozenset[str] = frozenset(),
    language: str = "ko",
    most: int = MOST_SENTENCES,
) -> list[Sentence]:
    """The best sentence, what stands by it and is nearly as good, and one from beside it; and
    for what is asked and not yet told the best sentence that tells it.
    """
    best = max(sentences, key=lambda one: one.worth)
    main = [one for one in sentences if one.found is best.found]
    ranked = sorted(main, key=lambda one: -one.worth)
    good = [one for one in ranked if one.worth >= NEARLY * best.worth][:most]
    if len(good) == 1 and most > 1 and not is_steps(best.found.passage.text):
        good += main[best.place + 1 : best.place + 2]
    places = {one.place for one in good}
    # A sentence that leans on the one before it is not said without it.
    places |= {one.place - 1 for one in good if one.place and LEANS.match(one.text)}
    places |= whole_answer(best, main)
    places |= rows_beside(places, main, sentences, language)
    known = frozenset[str]().union(*(one.terms for one in good))
    told = frozenset[str]().union(*(told_in(one.text, language) for one in good))
    others = sorted(
        (one for one in sentences if one.found is not best.found or one.place not in places),
        key=lambda one: -one.worth,
    )
    more = covering(aspects - told, others, COVERS * best.worth, language)
    beside = [
        one
        for one in others
        if one.found is not best.found
        and one.worth >= BESIDE * best.worth
        and one.terms - known
        and not LEANS.match(one.text)
    ]
    if "eligibility" in aspects:
        more += excluded(best, others, [*good, *more])
    more = more or beside[:1]
    inside = places | {one.place for one in more if one.found is best.found}
    said = best_first([one for one in main if one.place in inside], best)
    return said + [one for one in more if one.found is not best.found]


def best_first(said: list[Sentence], best: Sentence) -> list[Sentence]:
    """The answer itself before what stands around it: the best sentence, with those that lean on
    it, before weaker ones that only stand before it in their passage.
    """
    start = next((at for at, one in enumerate(said) if one is best), 0)
    if is_steps(best.found.passage.text) or not start:
        return said
    if LEANS.match(best.text) or said[0].worth >= LEADS * best.worth:
        return said
    end = start + 1
    while end < len(said) and LEANS.match(said[end].text):
        end += 1
    return [*said[start:end], *said[:start], *said[end:]]


def excluded(
    best: Sentence, others: Iterable[Sentence], said: Iterable[Sentence]
) -> list[Sentence]:
    """Of the best sentence's article who or what is excluded, for whoever asks whether they may:
    the best such list, where none is said yet.

    others: best first.
    """
    if any(EXCLUDES.search(one.text) for one in said):
        return []
    lists = (one for one in others if EXCLUDES.match(one.text))
    own = (one for one in lists if one.found.article.slug == best.found.article.slug)
    return list(islice(own, 1))


def whole_answer(best: Sentence, main: list[Sentence]) -> set[int]:
    """The places of all sentences of a short section: what is left out of so little may be what
    decides. The answer to a question that the article asks itself may be somewhat longer.
    """
    most, longest = WHOLE_ANSWER if is_question(heading_of(best.found)) else WHOLE_SECTION
    told = sum(len(one.text) for one in main)
    if len(main) > most or told > longest or is_steps(best.found.passage.text):
        return set()
    return {one.place for one in main}


def rows_beside(
    places: Iterable[int], main: list[Sentence], sentences: list[Sentence], language: str
) -> set[int]:
    """The places of the rows of tables that belong to the sentences at these."""
    asked = frozenset[str]().union(*(one.terms for one in sentences))
    known = {one.place: one.text for one in main}  # worked examples may have been left out
    texts = [known.get(place, "") for place in range(max(known) + 1)]
    return set[int]().union(*(rows_to_tell(place, texts, asked, language) for place in places))


def covering(
    aspects: frozenset[str], others: list[Sentence], least: float, language: str
) -> list[Sentence]:
    """For each aspect the best of these sentences that tells it, where it is worth as much.

    others: best first.
    """
    found: list[Sentence] = []
    for aspect in sorted(aspects):
        tells_it = next((one for one in others if aspect in told_in(one.text, language)), None)
        if tells_it and tells_it.worth >= least and tells_it not in found:
            found.append(tells_it)
    return found


def next_best(
    said: Sequence[Sentence], sentences: Iterable[Sentence], most: int, language: str
) -> list[Sentence]:
    """What comes next in worth behind an answer, says something else and can be told by itself:
    it neither leans on the one before it nor is a step of a list.

    said: the answer. sentences: all that were weighed.
    """
    best = max(said, key=lambda one: one.worth)
    slug = best.found.article.slug
    told = [content_terms(one.text, language) for one in said]
    found: list[Sentence] = []
    for one in sorted(sentences, key=lambda each: -each.worth):
        if len(found) >= most:
            break
        least = NEXT if one.found.article.slug == slug else NEXT_ELSEWHERE
        if one.worth < least * best.worth or one in said or LEANS.match(one.text):
            continue
        terms = content_terms(one.text, language)
        if is_steps(one.found.passage.text) or any(say_the_same(terms, each) for each in told):
            continue
        found.append(one)
        told.append(terms)
    return found


def say_the_same(terms: frozenset[str], told: frozenset[str]) -> bool:
    """Whether most terms of one sentence stand in the other."""
    return len(terms & told) >= SAME * min(len(terms), len(told))


def anew(
    said: list[Sentence], told: frozenset[str], language: str, *, wants_more: bool = False
) -> list[Sentence]:
    """Without what the answers before said, but for the best two: who asks on asks for what they
    have just read as often as for more. Where nothing is new the best alone is said again, as the
    pointed answer that it is here.

    wants_more: they ask for more of the same, and not for what they have read.
    """
    ranked = sorted(said, key=lambda one: -one.worth)
    new = [one for one in ranked if not is_told(one.text, told, language)]
    if not new:
        return ranked[:1]
    if wants_more:
        return [one for one in said if one in new]
    again = [one for one in ranked[:AGAIN_AMONG] if one not in new][:MOST_AGAIN]
    if ranked[0] in again:  # what is new stands behind it: of its own passage, and the best two
        here = ranked[0].found
        elsewhere = [one for one in new if one.found is not here][:MOST_NEXT]
        new = [one for one in new if one.found is here] + elsewhere
    return [one for one in said if one in new or one in again]


@dataclass(frozen=True, slots=True)
class Margin:
    """Of the sentences that were weighed, those that were said beside the others; 0 to 1 but
    for `worth`, which is as the sentences' own.
    """

    worth: float = 0.0  # of the best sentence of all
    beside: float = 0.0  # the best one's from a passage that is not cited, of the best of all
    elsewhere: float = 0.0  # the same from an article that is not cited
    share: float = 1.0  # of all that the sentences are worth what was said is worth


def margin_of(sentences: Sequence[Sentence], said: Iterable[Sentence]) -> Margin:
    """sentences: all that were weighed, `said` among them."""
    chosen = list(said)
    best = max((one.worth for one in sentences), default=0.0)
    if not chosen or best <= 0:
        return Margin()
    passages = {one.found for one in chosen}
    articles = {one.found.article.slug for one in chosen}
    beside = (one.worth for one in sentences if one.found not in passages)
    elsewhere = (one.worth for one in sentences if one.found.article.slug not in articles)
    return Margin(
        worth=best,
        beside=max(beside, default=0.0) / best,
        elsewhere=max(elsewhere, default=0.0) / best,
        share=fsum(one.worth for one in chosen) / fsum(one.worth for one in sentences),
    )


def margin_of_passage(sentences: Sequence[Sentence], found: Found) -> Margin:
    """Where a passage is said whole."""
    return margin_of(sentences, [one for one in sentences if one.found == found])


def least_clear(margins: Iterable[Margin | None]) -> Margin | None:
    """Of the answers to several requests the one whose best sentence is worth least."""
    known = [each for each in margins if each]
    return min(known, key=lambda each: each.worth) if known else None
