"""The assistant's replies, each with what becomes of the conversation."""

from typing import Any

from chat.assistant.answering import agreements
from chat.assistant.answering.extractive import Draft, candidates, fitting, source, whole
from chat.assistant.answering.state import State
from chat.assistant.answering.where_seen import where_seen
from chat.assistant.language.amounts import as_said
from chat.assistant.language.phrases import quick, say
from chat.assistant.types import Action, Intent, Question, Reply, Source, Triage
from chat.assistant.understanding.mood import is_glad
from chat.assistant.understanding.smalltalk import aside, off_topic, small_talk
from chat.assistant.understanding.triage import Need

REASON_CHARACTERS = 200
# Of the probability that an answer is useful: below the first a person is offered beside it (of
# the held answers there one in five is useful), below the second it asks which of two is meant
# (there every other one is).
UNLIKELY, LIKELY = 0.5, 0.7
STARTERS = ("rates", "apply", "lost")  # what a newcomer may tap


def reply(state: State, text: str, **fields: Any) -> Reply:
    """A reply in the question's language; what is not given is a plain answer's."""
    before = state["question"].memory
    kept = {name: before[name] for name in ("urgent", "subject") if before.get(name)}
    if state.get("subject"):
        kept["subject"] = state["subject"]
    memory = kept | fields.pop("memory", {})
    plain: dict[str, Any] = {
        "language": state["language"],
        "intent": Intent.INFO,
        "triage": Triage.SIMPLE_ANSWER,
        "action": Action.CONTINUE,
        "engine": "rules",
        "category": state.get("category", ""),
        "trace": state["trace"],
    }
    return Reply(text=text, memory=memory, **plain | fields)


def offer(state: State) -> dict[str, Any]:
    """The fields of a reply whose text offers a person; none to somebody who waits for one."""
    if state["question"].in_queue:
        return {}
    return {
        "quick_replies": quick(state["language"], "yes", "no"),
        "handover_status": "offered",
        "memory": {"offered": True, "reason": state["question"].text[:REASON_CHARACTERS]},
    }


def pleasantry(state: State) -> Reply:
    text, language = state["question"].text, state["language"]
    name = small_talk(text) or aside(text, language) or ("thanks" if is_glad(text) else "noted")
    starters = STARTERS if name in ("greeting", "able") else ()
    complains = name == "insult" and state["odds"]["complaint"] > 0
    return reply(
        state,
        say(name, language),
        intent=Intent.COMPLAINT if complains else Intent.INFO,
        quick_replies=quick(language, *starters),
    )


def to_human(state: State) -> Reply:
    """The customer wants a person; in trouble they are told first whom to call."""
    question, language, trouble = state["question"], state["language"], state["emergency"]
    now = trouble.kind if trouble and trouble.happened else ""
    kind = now or question.memory.get("urgent")
    first = [say(now, language)] if now else []
    reason = say(f"{kind}_reason", language) if kind else question.memory.get("reason", "")
    return reply(
        state,
        "\n".join([*first, say("waiting" if question.in_queue else "pending", language)]),
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        handover_status="pending",
        handover_reason=reason,
        urgent=bool(kind),
    )


def declined(state: State) -> Reply:
    return reply(
        state,
        say("declined", state["language"]),
        intent=Intent.COMPLAINT if state["odds"]["complaint"] > 0 else Intent.INFO,
        handover_status="declined",
    )


def agreed(state: State) -> Reply:
    """What an agent agreed with the customer, or said last, word for word."""
    language = state["language"]
    last_words = agreements.last_words(state["question"])
    known = all_agreed(state) or [say("agent_said", language, text=last_words)]
    return reply(
        state,
        "\n".join([*known, say("more_from_agent", language)]),
        triage=Triage.AUTO_ANSWER,
        quick_replies=quick(language, "human"),
    )


def all_agreed(state: State) -> list[str]:
    language = state["language"]
    return [
        say("agreed", language, agent=each.agent, when=each.when(language), text=each.text)
        for each in agreements.agreed_in(state["question"].memory)
    ]


def not_understood(state: State) -> Reply:
    """Ask for a better question; the second time in a row, offer a person."""
    times, language = _times_lost(state), state["language"]
    if times == 1 or state["question"].in_queue:
        return reply(
            state,
            say("unclear", language),
            triage=Triage.NEED_MORE_INFO,
            quick_replies=quick(language, "human"),
            memory={"lost": times},
        )
    return reply(
        state,
        say("unclear_again", language),
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        **_offer_and(state, lost=times),
    )


def nothing_found(state: State) -> Reply:
    """No article answers it: say so, ask for a better question and offer a person."""
    trouble, language = state["emergency"], state["language"]
    kind = trouble.kind if trouble else alarm_before(state["question"], language)
    if kind:
        return reply(
            state,
            say(f"{kind}_info", language),
            triage=Triage.AUTO_ANSWER,
            category="fraud",
            quick_replies=quick(language, kind, "human"),
        )
    times, complains = _times_lost(state), state["need"] is Need.COMPLAINT
    if not complains and (away := off_topic(state["question"].text, language, state["odds"])):
        # No bank's business: no gap in the articles, and nothing that an agent knows better.
        return reply(state, say(away, language), engine="offline")
    name = "complaint_alone" if complains else "nothing" if times == 1 else "nothing_again"
    insists = complains or times > 1
    if state["question"].in_queue:
        name = "nothing_waiting"
    return reply(
        state,
        say(name, language),
        intent=Intent.COMPLAINT if complains else Intent.INFO,
        triage=Triage.HUMAN_REQUIRED if insists else Triage.NEED_MORE_INFO,
        action=Action.HANDOVER if insists else Action.CONTINUE,
        engine="offline",
        unanswered=True,
        **_offer_and(state, lost=times),
    )


def alarm_before(question: Question, language: str) -> str:
    """The kind of emergency that the answer before this message was about; blank: it was not."""
    kind = str(question.memory.get("urgent", ""))
    last = question.history[-1].text if kind and question.history else ""
    return kind if last and last.startswith(say(kind, language)) else ""


def own_account(state: State) -> Reply:
    """What stands in the customer's own account is not ours to see: where they see it, and who
    can tell them.
    """
    language = state["language"]
    text = say("own_account", language)
    sources: tuple[Source, ...] = ()
    fit = fitting(state["found"])
    asked = state["question"].text
    if best := where_seen(whole(candidates(fit), language) if fit else [], asked, language):
        text, sources = f"{text}\n{as_said(best[1], language)}", (source(*best),)
    return reply(
        state,
        text,
        triage=Triage.AUTO_ANSWER,
        sources=sources,
        quick_replies=quick(language, "human"),
    )


def alarm(state: State, kind: str) -> Reply:
    """Whom to call at once, then the answer if one was asked for, then a person."""
    language, draft = state["language"], state.get("draft")
    waits = state["question"].in_queue
    last = say("waiting" if waits else "offer", language)
    texts = [say(kind, language), *([as_said(draft.text, language)] if draft else []), last]
    fields = offer(state) | {"handover_reason": say(f"{kind}_reason", language)}
    fields["memory"] = fields.get("memory", {}) | {"urgent": kind}
    if waits:
        fields["handover_status"] = "pending"
    return reply(
        state,
        "\n".join(texts),
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        category="fraud",
        sources=draft.sources if draft else (),
        urgent=True,
        **fields,
    )


def opening(state: State) -> str:
    """What stands before an answer: a word of regret, whom to call. Blank where nothing does."""
    language, trouble = state["language"], state["emergency"]
    first = [say("complaint", language)] if state["need"] is Need.COMPLAINT else []
    first += [say(f"{trouble.kind}_info", language)] if trouble else []
    return "".join(f"{text}\n" for text in first)


def answered(state: State, draft: Draft) -> Reply:
    trouble, complains = state["emergency"], state["need"] is Need.COMPLAINT
    shortcuts = [trouble.kind, "human"] if trouble else ["human"] if complains else []
    slug = draft.sources[0].article_id if draft.sources else ""
    # A model was given what was agreed; articles by themselves know nothing of it.
    is_about_it = agreements.is_touched_by(state["question"], state["language"])
    known = all_agreed(state) if is_about_it and state["engine"] == "offline" else []
    # A model's words were sent piece by piece, and stand as they are.
    said = as_said(draft.text, state["language"]) if state["engine"] == "offline" else draft.text
    is_sure = trouble or complains or known or state["trace"].get("sum")
    doubt, choices = ("", ()) if is_sure else doubted(state, draft)
    return reply(
        state,
        "\n".join([opening(state) + said, *known, *filter(None, [doubt])]),
        intent=Intent.COMPLAINT if complains else Intent.INFO,
        triage=Triage.AUTO_ANSWER,
        engine=state["engine"],
        category=next((e.article.category for e in state["found"] if e.article.slug == slug), ""),
        sources=draft.sources,
        quick_replies=(*choices, *quick(state["language"], *shortcuts)),
        memory={"article": slug} if slug else {},
    )


def doubted(state: State, draft: Draft) -> tuple[str, tuple[str, ...]]:
    """What is said behind an answer that may not be the right one, and what may be tapped:
    which of two subjects is meant, or a person. Blank where it is probable enough.
    """
    odds, language = state["trace"].get("probability"), state["language"]
    if odds is None or odds >= LIKELY or state["engine"] != "offline":
        return "", ()
    if odds < UNLIKELY:
        return say("unsure", language), quick(language, "human")
    mine = {each.article_id for each in draft.sources}
    first = draft.sources[0].source
    other = next((e.article.title for e in state["found"] if e.article.slug not in mine), "")
    if not other or state.get("several"):  # who asks for several things means all of them
        return "", quick(language, "human")
    asked = say("which_of_two", language, first=first, second=other)
    return asked, (first, other, *quick(language, "human"))


def _times_lost(state: State) -> int:
    """How many answers in a row brought nothing, this one included."""
    return int(state["question"].memory.get("lost", 0)) + 1


def _offer_and(state: State, **memory: Any) -> dict[str, Any]:
    fields = offer(state)
    return fields | {"memory": fields.get("memory", {}) | memory}
