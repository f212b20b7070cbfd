"""The steps of the workflow: each a function from what is known to what it adds."""

from dataclasses import replace

from aicc.platform import metrics
from aicc.platform.db import in_db
from aicc.platform.inference import llm
from aicc.platform.load import fair_line
from chat.assistant import implicit_follow_up, kill_switch
from chat.assistant.answering import (
    agreements,
    drafting,
    extractive,
    follow_up,
    generative,
    llm_triage,
    replies,
)
from chat.assistant.answering.state import State
from chat.assistant.answering.subjects import each_product
from chat.assistant.grounding import grounding
from chat.assistant.grounding.forbidden_requests import asks_what_is_forbidden
from chat.assistant.language.normalise import language_of
from chat.assistant.language.sentences import sentences_of
from chat.assistant.long_messages import condensed
from chat.assistant.retrieval import knowledge, question_vectors
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.understanding import (
    classifier,
    contrast,
    emergency_decision,
    emergency_lookalikes,
    own_account,
    requests,
)
from chat.assistant.understanding.declined_human import declines, leaves_queue
from chat.assistant.understanding.smalltalk import small_talk as pleasantries
from chat.assistant.understanding.triage import (
    Need,
    asks,
    need_of,
    wants_human,
    without_the_person,
)

LONGEST_SUBJECT = 200  # characters remembered of the line that names what is talked about
MOST_ARTICLES = 3  # named in a trace, best first


async def emergency(state: State) -> State:
    """Losses and fraud come before everything else; nothing else is needed for them.

    Where vectors are made by the model that it was learned with the line's meaning is heard too.
    """
    question = state["question"]
    text = question.text
    language = language_of(text, question.language)
    read = condensed(text, language)
    heard = classifier.is_readable() and not question.is_retaken and not pleasantries(text)
    heard = heard and state["usage"].may_embed
    vector = await question_vectors.of_question_beside(read) if heard else None
    odds = classifier.log_odds(text, language, vector)
    trouble = emergency_decision.find(text, language, odds)
    found = {"emergency": trouble.kind, "happened": trouble.happened} if trouble else {}
    if question.is_retaken:
        found["retaken"] = True
    return {
        "language": language,
        "read": read,
        "heard": heard,
        "vector": vector,
        "odds": odds,
        "emergency": trouble,
        "trace": {**state["trace"], **found},
    }


def after_emergency(state: State) -> str:
    """An emergency that asks for nothing more is answered at once."""
    trouble, text, language = state["emergency"], state["question"].text, state["language"]
    if not trouble or not trouble.happened:
        return "triage"
    wants_more = asks(text, language) or (
        wants_human(state["odds"]) and not declines(text, language)
    )
    return "triage" if wants_more else "escalate"


async def triage(state: State) -> State:
    """By rules, and by the model where they are not sure. An emergency waits for no model."""
    question, language, trouble = state["question"], state["language"], state["emergency"]
    offered = bool(question.memory.get("offered"))
    need = need_of(question.text, language, state["odds"], offered=offered)
    if question.in_queue and not trouble and leaves_queue(question.text, language):
        need = Need.DECLINE
    if need is Need.QUESTION and not trouble and agreements.is_asked_about(question, language):
        need = Need.AGREED
    trace = dict(state["trace"])
    if trouble:
        need = need if need is Need.HUMAN else Need.QUESTION
    elif llm_triage.is_unsure(question.text, language, need) and kill_switch.may_sort(
        is_retaken=question.is_retaken
    ):
        fair_line.let_go()  # whoever waits for the model keeps nobody from thinking
        found = await llm_triage.sort(question, language, trace, state["usage"])
        trace["need"] = found.need.value
        if found.emergency:
            trace |= {"emergency": found.emergency.kind, "happened": True}
        return {
            "need": found.need,
            "emergency": found.emergency,
            "category": found.category,
            "trace": trace,
        }
    return {"need": need, "trace": trace | {"need": need.value}}


def after_triage(state: State) -> str:
    return "retrieve" if state["need"] in (Need.QUESTION, Need.COMPLAINT) else "small talk"


def small_talk(state: State) -> State:
    """Everything that is answered without an article."""
    match state["need"]:
        case Need.HUMAN | Need.ACCEPT:
            return {"reply": replies.to_human(state)}
        case Need.DECLINE:
            return {"reply": replies.declined(state)}
        case Need.UNCLEAR:
            return {"reply": replies.not_understood(state)}
        case Need.AGREED:
            return {"reply": replies.agreed(state)}
        case _:
            return {"reply": replies.pleasantry(state)}


async def retrieve(state: State) -> State:
    language = state["language"]
    if not knowledge.loaded():  # asked before the server's first look at the articles
        await in_db(knowledge.refresh)()
    question = replace(state["question"], text=knowledge.as_meant(state["read"], language))
    asked, ruled_out = contrast.meant_in(without_the_person(question.text, language), language)
    context = follow_up.context_question(replace(question, text=asked), language)
    if ruled_out and follow_up.leans(asked, language):
        context = context or ruled_out
    asked = follow_up.with_kind(asked, language, question.memory.get("subject", "") or context)
    if case := emergency_lookalikes.case_of(question.text, language):
        asked, context = case, ""
    may_embed = not question.is_retaken and state["usage"].may_embed
    whole = question_vectors.with_context(asked, context)
    if state["heard"] and whole == state["read"]:
        found = extractive.search(asked, language, context, state["vector"])
    else:
        found = await find(asked, language, context, may_embed=may_embed)
    if not context and implicit_follow_up.may_follow(question, found, language):
        before = follow_up.spoken_of(question, language)
        behind = await find(asked, language, before, may_embed=may_embed)
        if implicit_follow_up.goes_on(question, behind, language):
            found, context = behind, before
    if context and (cited := question.memory.get("article")):
        found = follow_up.stay(found, cited, asked, language, context)
    products = each_product(asked, language)
    parts = products or requests.split(asked, language)
    # Of two products each is asked about by itself.
    around = "" if products else f"{context} {asked}".strip()
    several = [
        (part, await find(part, language, around, may_embed=may_embed))
        for part in parts
        if len(parts) > 1
    ]
    seen = [
        {"article": each.article.slug, "page": each.passage.page, "score": each.score}
        for each in found[: generative.MOST_PASSAGES]
    ]
    articles = list(dict.fromkeys(each.article.slug for each in found))[:MOST_ARTICLES]
    trace = {
        **state["trace"],
        "articles": articles,
        "passages": seen,
        "leans_on_history": bool(context),
        **({"requests": len(parts)} if len(parts) > 1 else {}),
    }
    return {
        "asked": asked,
        "context": context,
        "subject": follow_up.subject_line(question, language)[:LONGEST_SUBJECT],
        "found": found,
        "several": several,
        "trace": trace,
        # The model is asked with the whole message; what goes on here reads what was searched.
        **({"question": question} if kill_switch.why_not(is_retaken=question.is_retaken) else {}),
    }


async def find(asked: str, language: str, context: str, *, may_embed: bool) -> list[Found]:
    """The passages for one request, by its meaning too where a vector may be asked for."""
    whole = question_vectors.with_context(asked, context)
    vector = await question_vectors.of_question_beside(whole) if may_embed else None
    return extractive.search(asked, language, context, vector)


async def answer(state: State) -> State:
    """By the model from the passages, or in their own sentences when it fails or is not there.

    Somebody in trouble does not wait for a model.
    """
    trouble, trace, tell = state["emergency"], dict(state["trace"]), state["tell"]
    if not trouble and own_account.is_asked_about(state["question"].text, state["language"]):
        own = replies.own_account(state)
        return {"reply": own, "draft": None, "engine": own.engine, "trace": trace}
    result = None if trouble else drafting.worked_out(state)
    if result is not None:
        return {"draft": result, "engine": "offline", "trace": trace | {"sum": True}}
    why_not = kill_switch.why_not(is_retaken=state["question"].is_retaken)
    if why_not:
        trace["model"] = why_not
    elif not (trouble and trouble.happened):
        opening = replies.opening(state)
        if opening:
            tell(0, opening)
        fair_line.let_go()
        try:
            draft = await generative.draft(
                state["question"],
                state["language"],
                state["found"],
                lambda offset, text: tell(len(opening) + offset, text),
                trace=trace,
                usage=state["usage"],
            )
            return {"draft": draft, "engine": "model", "trace": trace}
        except llm.ModelFailed as failure:
            metrics.MODEL_ERRORS.labels(failure.kind).inc()
            trace |= {"model_failure": failure.reason, "model_failure_code": failure.kind}
    return {**drafting.extractive_answer(state), "trace": trace}


def ground(state: State) -> State:
    """An answer with a figure that its passages do not hold does not go out."""
    draft = state["draft"]
    if state["trace"].get("sum"):  # its operands stand in the question and in what it cites
        return {}
    if draft is None:
        return {}
    # Its quotes stand in articles, too, though search did not find their sections.
    quotes = "\n".join(each.quote for each in draft.sources)
    agreed = agreements.text_of(state["question"])
    held = f"{grounding.held_by(state['found'])}\n{quotes}\n{agreed}"
    if not grounding.stands_in(draft.text, held):
        return {
            **drafting.extractive_answer(state),
            "trace": {**state["trace"], "withheld": "ungrounded figure"},
        }
    # An article may hold what somebody smuggled in: no engine reads that out, no more than it
    # reads out orders to the machine.
    if forbidden := first_forbidden(draft.text, held):
        return {"draft": None, "trace": {**state["trace"], "withheld": forbidden}}
    return {}


def first_forbidden(text: str, held: str) -> str:
    """What an answer asks for that no bank does, sentence by sentence; blank where nothing is."""
    before = ""
    for sentence in sentences_of(text):
        if forbidden := asks_what_is_forbidden(sentence, held, before):
            return forbidden
        before = f"{before} {sentence}"
    return ""


def escalate(state: State) -> State:
    """The reply, and whether a person is offered or called."""
    if "reply" in state:
        return {}
    trouble = state["emergency"]
    if trouble and trouble.happened:
        return {"reply": replies.alarm(state, trouble.kind)}
    draft = state["draft"]
    if draft:
        return {"reply": replies.answered(*drafting.weighed(state, draft))}
    if not trouble and agreements.is_touched_by(state["question"], state["language"]):
        return {"reply": replies.agreed(state)}
    return {"reply": replies.nothing_found(state)}
