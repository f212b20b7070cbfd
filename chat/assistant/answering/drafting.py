"""Drafts of an answer from the articles: a sum, their own sentences, and how probably they help."""

from collections.abc import Iterable
from dataclasses import replace

from chat.assistant.answering import extractive, follow_up, joining, sums, usefulness
from chat.assistant.answering.choice import MOST_NEXT
from chat.assistant.answering.extractive import Draft
from chat.assistant.answering.state import State
from chat.assistant.answering.subjects import things_in
from chat.assistant.language.amounts import as_said
from chat.assistant.language.sentences import STEP, sentences_of
from chat.assistant.retrieval.knowledge import Found


def worked_out(state: State) -> Draft | None:
    """The sum that the question asks for, with the sentence whose figures it uses."""
    question, language = state["question"], state["language"]
    before = [line.text for line in question.history if line.sender == "customer"]
    asked = sums.with_changes(question.text, before, language)
    found = state["found"]
    if asked != question.text:
        found = [*found, *extractive.search(asked, language)]
    return sum_of(asked, language, found)


def sum_of(asked: str, language: str, found: list[Found]) -> Draft | None:
    """A sum by these passages, or by the customer's figures alone; None where there is none."""
    fit = extractive.fitting(found)
    near = extractive.candidates(fit) if fit else []
    places = [*extractive.whole(near, language), *(each for each in fit if each not in near)]
    result = sums.work_out(asked, language, places)
    if result is None:
        return None
    if result.found is None:
        return Draft(result.text, ())
    text = f"{result.text}\n{result.quote}" if result.is_quoted else result.text
    return Draft(text, (extractive.source(result.found, result.quote),))


def extractive_answer(state: State) -> State:
    """In the articles' own sentences: to one request, or to each of several."""
    question, language, several = state["question"], state["language"], state.get("several") or []
    answers = [sentences_of(line.text) for line in question.history if line.sender == "assistant"]
    told = _without_numbers(each for answer in answers for each in answer)
    led = _without_numbers(answer[0] for answer in answers if answer)
    # Somebody in trouble reads what to do, and nothing beside it.
    trouble = state["emergency"]
    most_next = 0 if trouble and trouble.happened else MOST_NEXT
    if not several:
        draft = extractive.draft(
            state["asked"], language, state["found"], state["context"],
            told=told, led=led, most_next=most_next, follows=bool(state["context"]),
        )  # fmt: skip
        return {"draft": draft, "engine": "offline"}
    drafts: list[tuple[str, Draft | None]] = []
    parts = [part for part, _ in several]
    for at, (part, found) in enumerate(several):
        context = subject_of(parts, at, language)
        before = next((each for _, each in reversed(drafts) if each and each.sources), None)
        if before and context and not things_in(part, language):
            found = follow_up.stay(found, before.sources[0].article_id, part, language)
        draft = extractive.draft(
            part, language, found, context, told=told, led=led, most=2, most_next=most_next
        )
        drafts.append((part, draft))
        said = frozenset(sentences_of(as_said(draft.text, language))) if draft else frozenset()
        told, led = told | said, led | said
    return {"draft": joining.joined(drafts, language), "engine": "offline"}


def _without_numbers(sentences: Iterable[str]) -> frozenset[str]:
    """These sentences, and items of a list of steps as they stand without their numbers, too."""
    return frozenset(said for each in sentences for said in (each, STEP.sub("", each)))


def weighed(state: State, draft: Draft) -> tuple[State, Draft]:
    """With the probability that it is useful as the score of what it cites."""
    if not draft.sources or not state["found"]:
        return state, draft
    signals, way = usefulness.signals_of(state, draft), usefulness.way_of(state)
    odds = usefulness.probability(signals, way)
    told = {"signals": {name: round(value, 3) for name, value in signals.items()}}
    trace = {**state["trace"], **told, "weighed_by": way, "probability": odds}
    sources = tuple(replace(each, score=odds) for each in draft.sources)
    return {**state, "trace": trace}, replace(draft, sources=sources)


def subject_of(parts: list[str], at: int, language: str) -> str:
    """What a request of several is about, where it does not say: the one before it that does."""
    if follow_up.named_in(parts[at], language) > 1:
        return ""
    named = [part for part in parts[:at] if follow_up.named_in(part, language)]
    return named[-1] if named else ""
