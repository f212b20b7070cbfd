"""The steps of the workflow: each a function from what is known to what it adds."""

from collections.abc import Callable
from typing import Any, TypedDict

from aicc import llm
from chat.assistant import emergency as emergencies
from chat.assistant import extract, generate, grounding
from chat.assistant.emergency import Emergency
from chat.assistant.extract import Draft
from chat.assistant.knowledge import Found
from chat.assistant.language import language_of
from chat.assistant.phrases import quick, say
from chat.assistant.smalltalk import small_talk
from chat.assistant.triage import Need, need_of
from chat.assistant.words import Action, Intent, Question, Reply, Triage


class State(TypedDict, total=False):
    """What is known of one question so far."""

    question: Question
    tell: Callable[[int, str], None]
    language: str
    emergency: Emergency | None
    need: Need
    found: list[Found]
    draft: Draft | None
    engine: str
    trace: dict[str, Any]
    reply: Reply


def emergency(state: State) -> State:
    """Losses and fraud come before everything else."""
    question = state["question"]
    language = language_of(question.text, question.language)
    return {"language": language, "emergency": emergencies.find(question.text, language)}


def triage(state: State) -> State:
    question = state["question"]
    offered = bool(question.memory.get("offered"))
    need = need_of(question.text, state["language"], offered=offered)
    if state.get("emergency") and need is Need.SMALL_TALK:
        need = Need.QUESTION
    return {"need": need, "trace": {**state["trace"], "need": need.value}}


def small_talk_or_wish(state: State) -> State:
    """Everything that is answered without an article."""
    question, language, need = state["question"], state["language"], state["need"]
    if need in (Need.HUMAN, Need.ACCEPT):
        return {"reply": to_human(state)}
    if need is Need.DECLINE:
        return {"reply": simple(state, say("declined", language), handover_status="declined")}
    if need is Need.UNCLEAR:
        return {"reply": unclear(state, "unclear")}
    name = small_talk(question.text) or "noted"
    starters = ("rates", "apply", "lost") if name in ("greeting", "able") else ()
    return {"reply": simple(state, say(name, language), quick_replies=quick(language, *starters))}


def retrieve(state: State) -> State:
    question = state["question"]
    said = [line.text for line in question.history if line.sender == "customer"]
    found = extract.search(question.text, state["language"], said[-1] if said else "")
    seen = [
        {"article": each.article.slug, "page": each.passage.page, "score": each.score}
        for each in found
    ]
    return {"found": found, "trace": {**state["trace"], "passages": seen}}


async def answer(state: State) -> State:
    """By the model from the passages, or in their own sentences when it fails or is not there."""
    trace = dict(state["trace"])
    if llm.configured():
        try:
            draft = await generate.draft(
                state["question"], state["language"], state["found"], state["tell"], trace
            )
            if draft:
                return {"draft": draft, "engine": "model", "trace": trace}
            trace["model"] = "found no answer in the passages"
        except llm.ModelFailed as failure:
            trace["model_failure"] = failure.reason
    draft = extract.draft(state["question"].text, state["language"], state["found"])
    return {"draft": draft, "engine": "offline", "trace": trace}


def ground(state: State) -> State:
    """An answer with a figure that its passages do not hold does not go out."""
    draft = state["draft"]
    if draft is None:
        return {}
    held = "\n".join(f"{each.article.title}\n{each.passage.text}" for each in state["found"])
    if grounding.stands_in(draft.text, held):
        return {}
    trace = {**state["trace"], "withheld": "ungrounded figure"}
    again = extract.draft(state["question"].text, state["language"], state["found"])
    return {"draft": again, "engine": "offline", "trace": trace}


def escalate(state: State) -> State:
    """The reply, and whether a person is offered or called."""
    if "reply" in state:
        return {}
    trouble = state.get("emergency")
    if trouble and trouble.happened:
        return {"reply": alarm(state, trouble)}
    if state["draft"] is None:
        return {"reply": nothing_found(state, trouble)}
    return {"reply": answered(state, state["draft"], trouble)}


def alarm(state: State, trouble: Emergency) -> Reply:
    language = state["language"]
    return Reply(
        text=say(trouble.kind, language) + "\n" + say("offer", language),
        language=language,
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        engine="rules",
        category="fraud",
        quick_replies=quick(language, "yes", "no"),
        handover_status="offered",
        handover_reason=trouble.kind,
        urgent=True,
        memory={"offered": True, "urgent": trouble.kind},
        trace={**state["trace"], "emergency": trouble.kind},
    )


def to_human(state: State) -> Reply:
    question, language = state["question"], state["language"]
    waits = question.in_queue
    return Reply(
        text=say("waiting" if waits else "pending", language),
        language=language,
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        engine="rules",
        handover_status="pending",
        handover_reason=str(question.memory.get("urgent", "")),
        urgent=bool(question.memory.get("urgent")),
        trace=state["trace"],
    )


def simple(state: State, text: str, **fields: Any) -> Reply:
    return Reply(
        text=text,
        language=state["language"],
        intent=Intent.INFO,
        triage=Triage.SIMPLE_ANSWER,
        action=Action.CONTINUE,
        engine="offline",
        trace=state["trace"],
        **fields,
    )


def unclear(state: State, name: str, intent: Intent = Intent.INFO) -> Reply:
    """Ask a better question; the second time in a row, offer a person."""
    language = state["language"]
    times = int(state["question"].memory.get("unclear", 0)) + 1
    again = times > 1
    return Reply(
        text=say(f"{name}_again" if again else name, language),
        language=language,
        intent=intent,
        triage=Triage.HUMAN_REQUIRED if again else Triage.NEED_MORE_INFO,
        action=Action.CONTINUE,
        engine="offline",
        quick_replies=quick(language, "yes", "no") if again else quick(language, "human"),
        handover_status="offered" if again else None,
        memory={"unclear": times, "offered": again},
        trace=state["trace"],
    )


def nothing_found(state: State, trouble: Emergency | None) -> Reply:
    language = state["language"]
    if trouble:
        return simple(
            state,
            say(f"{trouble.kind}_info", language),
            category="fraud",
            quick_replies=quick(language, trouble.kind, "human"),
        )
    if state["need"] is not Need.COMPLAINT:
        return unclear(state, "nothing")
    return Reply(
        text=say("complaint_alone", language),
        language=language,
        intent=Intent.COMPLAINT,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.CONTINUE,
        engine="offline",
        quick_replies=quick(language, "yes", "no"),
        handover_status="offered",
        handover_reason="complaint",
        memory={"offered": True},
        trace=state["trace"],
    )


def answered(state: State, draft: Draft, trouble: Emergency | None) -> Reply:
    language, complains = state["language"], state["need"] is Need.COMPLAINT
    first = [say("complaint", language)] if complains else []
    if trouble:
        first.append(say(f"{trouble.kind}_info", language))
    category = next(
        each.article.category
        for each in state["found"]
        if each.article.slug == draft.sources[0].article_id
    )
    return Reply(
        text="\n".join([*first, draft.text]),
        language=language,
        intent=Intent.COMPLAINT if complains else Intent.INFO,
        triage=Triage.AUTO_ANSWER,
        action=Action.CONTINUE,
        engine=state["engine"],
        category=category,
        sources=draft.sources,
        quick_replies=quick(language, "human") if complains or trouble else (),
        trace=state["trace"],
    )
