"""The offline answer: whole sentences of the passages that fit best, as they stand there."""

from dataclasses import dataclass, replace

from aicc.platform.inference.embeddings import Vectors
from chat.assistant.answering.choice import (
    MOST_NEXT,
    MOST_SENTENCES,
    WANTS_MORE,
    Margin,
    anew,
    chosen,
    covering,
    margin_of,
    margin_of_passage,
    next_best,
)
from chat.assistant.answering.sentence_choice import (
    Sentence,
    content_terms,
    is_told,
    weighed,
)
from chat.assistant.answering.steps import (
    STEPS_ABOUT,
    holds_as_much,
    is_as_like,
    misses_case,
    takes_steps,
)
from chat.assistant.answering.subjects import is_of_another, narrowed, products_in
from chat.assistant.language.amounts import amounts_in
from chat.assistant.language.normalise import compact, plain
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import is_steps, sentences_of
from chat.assistant.language.worked_examples import is_of, is_worked_example
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tables import ASKED_TERM, narrowed_to_term
from chat.assistant.types import Source
from chat.assistant.understanding.aspects import (
    asked_in,
    told_in,
    wants_example,
    without_subject,
)

UNWRITTEN = frozenset(
    {"raise", "lower", "proxy", "minimum", "change"}
)  # told as missing where no sentence tells of them
ELSEWHERE = 0.55  # of the best passage's score: a passage of its article that was not found
MOST_PASSAGES = 10  # looked at for an answer
CANDIDATES = 0.7  # of the best passage's score: an article whose sentences are looked at too
MOST_ARTICLES = 4  # whose sentences are looked at


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer and the passages it stands on."""

    text: str
    sources: tuple[Source, ...]
    margin: Margin | None = None  # of the choice of its sentences; None: none was made


def search(
    question: str, language: str, context: str = "", vector: Vectors | None = None
) -> list[Found]:
    return knowledge.search(question, language, MOST_PASSAGES, context=context, vector=vector)


def fitting(found: list[Found]) -> list[Found]:
    """Those of `found` that speak of the question."""
    return [each for each in found if each.fits]


def draft(
    question: str,
    language: str,
    found: list[Found],
    context: str = "",
    *,
    told: frozenset[str] = frozenset(),
    led: frozenset[str] = frozenset(),
    most: int = MOST_SENTENCES,
    most_next: int = MOST_NEXT,
    follows: bool = False,
) -> Draft | None:
    """An answer from the article that fits best; None when nothing fits.

    context: the question before it that this one leans on.
    told: the sentences of the answers before it, which are not said again for want of others.
    led: those of them that these began with.
    most: sentences of the main passage.
    most_next: sentences behind the answer, from wherever; fewer where `most` is less.
    follows: it follows up an earlier turn, so that each of its few words counts.
    """
    fit = fitting(found)
    if not fit:
        return None
    own = next((each for each in fit if is_headed(each, question)), None)
    if own is not None:
        # Somebody wrote it as the answer to this very question, as a correction is.
        text = own.passage.text.strip()
        return Draft(text, (source(own, text),))
    same = [each for each in fit if each.article.slug == fit[0].article.slug]
    aspects = asked_in(without_subject(question, fit[0].article.title, language), language)
    carried = aspects or asked_in(context, language)
    steps = next((each for each in same if is_steps(each.passage.text)), None)
    every = whole(candidates(fit), language)
    prose = [each for each in every if not is_steps(each.passage.text)]
    points = knowledge.points_of(question, language, context=context)
    sentences = of_own_case(
        weighed(points, question, language, every, told, context, follows, led),
        question,
        language,
    )
    clearest = max(sentences, key=lambda one: one.worth).found
    if (
        steps
        and takes_steps(steps, same, prose, question, carried, language)
        and holds_as_much(steps, clearest, points, language)
        and (aspects & STEPS_ABOUT or is_as_like(steps, clearest))
        and not misses_case(steps, clearest, question, language)
    ):
        text = steps.passage.text.strip()
        if not is_told(text, told, language):
            return Draft(text, (source(steps, text),), margin_of_passage(sentences, steps))
    most = 1 if "example" in aspects else most
    core = chosen(sentences, aspects, language, most)
    more = next_best(core, sentences, min(most - 1, most_next), language)
    wants_more = bool(WANTS_MORE.search(question))
    said = anew([*core, *more], told, language, wants_more=wants_more)
    if not wants_example(f"{context} {question}", language):
        said = [one for one in said if not is_worked_example(one.text)] or said
    products = products_in(question, language) or products_in(context, language)
    best = max(said, key=lambda one: one.worth)
    said = [one for one in said if one is best or not is_of_another(one.text, products, language)]
    decisive = aspects & UNWRITTEN
    said = with_decisive(said, sentences, decisive & {"proxy"}, language)
    if decisive:  # who may act for another, or how a limit is raised, comes first
        said = sorted(said, key=lambda one: not decisive & told_in(one.text, language))
    by_term = question if ASKED_TERM.search(question) else f"{context} {question}"
    answer = quoted(said, margin_of(sentences, core), products, language, by_term)
    told_here = frozenset[str]().union(*(told_in(one.text, language) for one in said))
    unsaid = decisive - told_here
    return beside_it(answer, unsaid, question, language) if unsaid else answer


def with_decisive(
    said: list[Sentence], sentences: list[Sentence], decisive: frozenset[str], language: str
) -> list[Sentence]:
    """With the best sentence of the same article on what must not be left out, however little
    else of the question it holds.
    """
    slugs = {one.found.article.slug for one in said}
    told = frozenset[str]().union(*(told_in(one.text, language) for one in said))
    mine = sorted(
        (one for one in sentences if one.found.article.slug in slugs and one.worth > 0),
        key=lambda one: -one.worth,
    )
    return [*said, *covering(decisive - told, mine, 0.0, language)]


def beside_it(draft: Draft, unsaid: frozenset[str], question: str, language: str) -> Draft:
    """What is written nearby, under a line that says that what was asked is not: of who may act
    for another what the articles say of that, else the answer that there is.
    """
    if "proxy" in unsaid:
        # The right article names the proxy, and seldom the product.
        near = fitting(search(f"{question} {say('a_proxy', language)}", language))
        known = (
            Sentence(each, place, text, 1.0, frozenset())
            for each in near
            for place, text in enumerate(sentences_of(each.passage.text))
            if "proxy" in told_in(text, language) and not is_steps(each.passage.text)
        )
        if nearest := next(known, None):
            near_draft = quoted([nearest], Margin(), frozenset(), language)
            draft = replace(near_draft, margin=draft.margin)
    return replace(draft, text=f"{say('not_written', language)}\n{draft.text}")


def of_own_case(sentences: list[Sentence], question: str, language: str) -> list[Sentence]:
    """Without the worked cases of other figures, where the question names figures of its own."""
    figures = frozenset(amounts_in(plain(question), language))
    if not figures:
        return sentences
    return [
        one
        for one in sentences
        if not is_worked_example(one.text) or is_of(figures, one.text, language)
    ] or sentences


def quoted(
    said: list[Sentence],
    margin: Margin,
    products: frozenset[str],
    language: str,
    question: str = "",
) -> Draft:
    """These sentences as an answer, those of one passage together; of what lists many products or
    terms only the one that is asked about is told, and all of it cited.
    """
    quotes: dict[Found, str] = {}
    texts: dict[Found, str] = {}
    for one in said:
        quotes[one.found] = joined_to(quotes.get(one.found, ""), one.text)
        told = narrowed_to_term(narrowed(one.text, products, language), question)
        texts[one.found] = joined_to(texts.get(one.found, ""), told)
    sources = tuple(source(each, quote) for each, quote in quotes.items())
    return Draft("\n".join(texts.values()), sources, margin)


def joined_to(before: str, text: str) -> str:
    """A table's row and a list's point end without a sign, and stand on lines of their own."""
    between = " " if before and before[-1] in ".!?" else "\n"
    return f"{before}{between}{text}" if before else text


def candidates(fit: list[Found]) -> list[Found]:
    """The passages of the articles that fit nearly as well as the best one: which of them tells
    what is asked, its sentences decide.
    """
    best = fit[0].score
    near = list(dict.fromkeys(e.article.slug for e in fit if e.score >= CANDIDATES * best))[
        :MOST_ARTICLES
    ]
    return [each for each in fit if each.article.slug in near]


def whole(found: list[Found], language: str) -> list[Found]:
    """All passages of these articles, those that search found as they were: the right sentence
    often stands in a section whose words are not the question's.
    """
    known = {(each.article.slug, each.passage) for each in found}
    best: dict[str, float] = {}
    for each in found:
        best[each.article.slug] = max(each.score, best.get(each.article.slug, 0.0))
    vector = next((each.vector for each in found if each.vector is not None), None)
    rest = [
        Found(article, passage, ELSEWHERE * best[slug], fits=True, likeness=likeness)
        for slug in best
        for article, passage, likeness in knowledge.whole_article(slug, language, vector)
        if (slug, passage) not in known
    ]
    return [*found, *rest]


def is_headed(found: Found, question: str) -> bool:
    """Whether the passage stands under the question itself, word for word."""
    heading = found.passage.heading or found.article.title
    return compact(heading).rstrip("?!.") == compact(question).rstrip("?!.")


def closest(found: Found, said: str, language: str) -> str:
    """The sentence of a passage that shares most with what was said of it; all of a list."""
    text = found.passage.text.strip()
    if is_steps(text):
        return text
    wanted = content_terms(said, language)
    return max(sentences_of(text), key=lambda one: len(content_terms(one, language) & wanted))


def source(found: Found, quote: str) -> Source:
    return Source(
        source=found.article.title,
        page=found.passage.page,
        score=found.score,
        article_id=found.article.slug,
        version=found.article.version,
        quote=quote,
        url=found.url,
    )
