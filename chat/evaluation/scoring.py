"""Letting a case happen, and seeing what became of it."""

import re
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from asgiref.sync import sync_to_async

from aicc.platform.inference.token_usage import Usage
from chat import assistant
from chat.assistant.answering.agreements import carried_over
from chat.assistant.types import Line, Question, Reply
from chat.assistant.understanding.sentiment import mood
from chat.evaluation.cases import Case
from chat.evaluation.consumption import Answered, answered
from chat.evaluation.text_match import says
from chat.evaluation.usefulness import Asking, faults_of, hands_over
from chat.pii import mask
from handover.briefing import offline

# What the emergency lane calls a kind, and what the cases call it. A lost phone or identity
# card has the bank in it.
LANE = {
    "card": ("card_loss",),
    "loss": ("takeover", "card_loss"),
    "phishing": ("phishing",),
    "takeover": ("takeover",),
    "sent": ("scam_transfer",),
}
TO_HUMAN = ("offered", "pending", "accepted")  # handover_status
AMONG = 3  # articles
DIGITS = re.compile(r"\d{1,40}")
HISTORY = 6  # entries before a question that the assistant is given, as in a turn
LONGEST_SAID = 600  # characters of an answer that a report shows

Count = tuple[int, int]  # how many held, of how many
Load = Callable[[date | None], None]  # the articles in force that day; None: today


@dataclass(slots=True)
class Outcome:
    """What became of one case, by the name of each thing judged."""

    case: Case
    counts: dict[str, Count] = field(default_factory=dict)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)  # expected, got
    faults: list[str] = field(default_factory=list)
    said: str = ""
    answered: Answered | None = None  # None: nothing was asked
    # Of an answer from the articles: what spoke for it, how it was searched for, what was said.
    signals: dict[str, float] | None = None
    way: str = ""
    probability: float | None = None

    def holds(self, name: str, is_so: bool, fault: str = "") -> None:
        self.counts[name] = (int(is_so), 1)
        if not is_so and fault:
            self.faults.append(fault)

    def each_holds(self, name: str, results: dict[str, bool], fault: str) -> None:
        """Several things of one name, each counted."""
        if results:
            self.counts[name] = (sum(results.values()), len(results))
            missing = [what for what, is_so in results.items() if not is_so]
            self.faults += [f"{fault}: {what}" for what in missing]

    def weighed(self, reply: Reply) -> None:
        self.signals = reply.trace.get("signals")
        self.way = reply.trace.get("weighed_by", "")
        self.probability = reply.trace.get("probability")

    def labelled(self, name: str, expected: str, got: str) -> None:
        self.labels[name] = (expected, got)
        if expected != got:
            self.faults.append(f"{name}: {got} instead of {expected}")


async def judge_all(cases: Iterable[Case], load: Load) -> AsyncIterator[Outcome]:
    """Every case against the articles of its day; `load` is called once for each day."""
    ordered = sorted(cases, key=lambda case: (case.as_of or date.max, case.half, case.id))
    for day, same_day in groupby(ordered, key=lambda case: case.as_of):
        await sync_to_async(load)(day)
        for case in same_day:
            yield await judge(case)


async def judge(case: Case) -> Outcome:
    """Ask the assistant what the case asks, against the articles that are loaded."""
    outcome = Outcome(case)
    if case.asking:
        await _judge_use(case.asking, case.language, outcome)
        return outcome
    _judge_masking(case, outcome)
    _judge_briefing(case, outcome)
    if case.question and _wants_a_reply(case):
        memory = {"offered": True} if case.offered else {}
        question = Question(mask(case.question), case.language, case.turns, memory)
        usage, began = Usage(), time.perf_counter()
        reply = await assistant.reply_to(question, usage=usage)
        outcome.answered = answered(reply, time.perf_counter() - began, usage)
        _judge_reply(case, reply, outcome)
    return outcome


async def _judge_use(asking: Asking, language: str, outcome: Outcome) -> None:
    """Hold the conversation as the door would, and judge its last answer."""
    history: list[Line] = []
    memory: dict[str, Any] = {}
    in_queue, said = False, []
    for turn in asking.turns:
        text = mask(turn)
        before = tuple(history[-HISTORY:])
        reply = await assistant.reply_to(Question(text, language, before, memory, in_queue))
        memory = carried_over(memory, reply.memory)
        in_queue = hands_over(reply) or (in_queue and reply.handover_status != "declined")
        history += [Line("customer", text), Line("assistant", reply.text)]
        said.append(reply.text)
    outcome.said = reply.text[:LONGEST_SAID]
    outcome.weighed(reply)
    faults = faults_of(asking, language, said[:-1], reply)
    outcome.holds("useful", not faults)
    outcome.faults += faults


def _wants_a_reply(case: Case) -> bool:
    names = ("articles", "domain", "triage", "intent", "action", "contains", "excludes")
    return any(getattr(case, name) for name in names) or not (
        case.human is None and case.emergency is None
    )


def _judge_masking(case: Case, outcome: Outcome) -> None:
    left = mask(case.question)
    if isinstance(case.masked, str):
        outcome.holds("masked", left == case.masked, f"became {left}")
    elif case.masked:
        gone = {secret: _is_gone(secret, left) for secret in case.masked}
        outcome.each_holds("masked", gone, "not masked")
    if case.kept:
        outcome.each_holds("kept", {text: text in left for text in case.kept}, "masked")


def _is_gone(secret: str, text: str) -> bool:
    """Neither the whole of it is left nor more than four of its digits in a row."""
    digits = DIGITS.findall(secret)
    parts = (run[at : at + 5] for run in digits for at in range(len(run) - 4))
    return secret not in text and not any(part in text for part in parts)


def _judge_briefing(case: Case, outcome: Outcome) -> None:
    lines = [*case.turns]
    if case.sentiment:
        said = [line.text for line in lines if line.sender == "customer"]
        got = mood([*said, case.question] if case.question else said)
        outcome.labelled("sentiment", case.sentiment, got)
    if case.facts:
        summary = offline.brief(lines, case.language).summary
        kept = "\n".join(summary.split("\n")[:3])
        found = {" | ".join(fact): any(says(kept, way) for way in fact) for fact in case.facts}
        outcome.each_holds("facts", found, "not in the summary")
        outcome.said = kept


def _judge_reply(case: Case, reply: Reply, outcome: Outcome) -> None:
    outcome.said = reply.text[:LONGEST_SAID]
    outcome.weighed(reply)
    _judge_search(case, reply, outcome)
    if case.triage:
        got = reply.triage.value
        outcome.holds("triage", got in case.triage, f"triage: {got}, not {case.triage[0]}")
    if case.intent:
        outcome.labelled("intent", case.intent, reply.intent.value)
    if case.action:
        outcome.holds("action", reply.action.value == case.action, f"action: {reply.action}")
    if case.human is not None:
        to_human = reply.handover_status in TO_HUMAN or reply.action.value == "HANDOVER"
        outcome.labelled("human", _yes(case.human), _yes(to_human))
    if case.emergency is not None:
        kind = reply.trace.get("emergency") if reply.trace.get("happened") else None
        taken = LANE.get(str(kind), ())
        outcome.labelled("emergency", _yes(bool(case.emergency)), _yes(bool(taken)))
        if case.emergency and taken:
            right = bool(set(taken) & set(case.emergency))
            outcome.holds("emergency kind", right, f"taken for {kind}")
    said = {" | ".join(one): any(says(reply.text, way) for way in one) for one in case.contains}
    outcome.each_holds("contains", said, "does not say")
    unsaid = {text: not says(reply.text, text) for text in case.excludes}
    outcome.each_holds("excludes", unsaid, "says")


def _judge_search(case: Case, reply: Reply, outcome: Outcome) -> None:
    """Where the right article came, and whether it was answered or refused."""
    answered = bool(reply.sources)
    if case.articles:
        ranked = reply.trace.get("articles", [])[:AMONG]
        right = [place for place, slug in enumerate(ranked) if slug in case.articles]
        outcome.holds("first", 0 in right)
        outcome.holds("among three", bool(right))
        if 0 not in right:
            outcome.faults.append(f"found {', '.join(ranked) or 'nothing'}")
        is_cited = answered and reply.sources[0].article_id in case.articles
        outcome.holds("cited", is_cited)
    if case.domain in ("near", "far"):
        cited = ", ".join(source.article_id for source in reply.sources)
        outcome.holds(f"{case.domain} refused", not answered, f"answered from {cited}")
    elif case.articles or case.domain == "in":
        # Small talk and the like cite nothing either: what cites nothing did not answer.
        outcome.holds("wrongly refused", not answered)
        if not answered:
            outcome.faults.append("refused")


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
