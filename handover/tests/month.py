"""A month of a contact centre, seeded, and its figures counted the long way round.

The count goes over every record in plain Python and shares nothing with handover.reporting.
"""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from chat.models import Conversation, Feedback, KnowledgeGap, Message, Turn
from handover.models import AgentSegment, Handover

SEOUL = ZoneInfo("Asia/Seoul")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
# Seoul's midnight is 15:00 UTC: what happens around it belongs to different days.
EDGES = [
    datetime(2026, 10, 1, 0, 0, 0, tzinfo=SEOUL),
    datetime(2026, 9, 30, 23, 59, 59, 999999, tzinfo=SEOUL),
    datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=SEOUL),
    datetime(2026, 11, 1, 0, 0, 0, tzinfo=SEOUL),
    datetime(2026, 10, 15, 8, 59, 59, tzinfo=SEOUL),  # the day before, by UTC
    datetime(2026, 10, 15, 9, 0, 0, tzinfo=SEOUL),
]


class Month:
    """Makes the records; every conversation's customer is Lin."""

    def __init__(self, agents, *, seed=7):
        self.chance = random.Random(seed)
        self.agents = agents

    def fill(self, conversations=120):
        """So many, and those at the edges. Returns itself."""
        starts = [*EDGES, *(self.some_moment() for _ in range(conversations))]
        for number, start in enumerate(starts):
            self.talk(number, start)
        return self

    def some_moment(self):
        """By night too, and on the days around the month."""
        minutes = self.chance.uniform(-3 * 1440, 33 * 1440)
        return datetime(2026, 10, 1, tzinfo=SEOUL) + timedelta(minutes=minutes)

    def after(self, moment, low, high):
        return moment + timedelta(seconds=self.chance.uniform(low, high))

    def talk(self, number, start):
        conversation = Conversation.objects.create(
            session_id=f"lin-{number}",
            started_at=start,
            category=self.chance.choice(["cards", "loans", "fees", ""]),
        )
        if number % 20 == 19:
            return conversation  # opened and nothing said
        at = start
        for _ in range(self.chance.randint(1, 3)):
            at = self.ask(conversation, at)
        if self.chance.random() < 0.3:
            # Closed, and opened again on a later day.
            at = self.ask(conversation, self.after(at, 3600, 4 * 86400))
        for _ in range(self.chance.choice([0, 0, 1, 1, 2])):
            at = self.want_a_person(conversation, self.after(at, 1, 7200))
        if self.chance.random() < 0.5:
            conversation.score = self.chance.randint(1, 5)
            conversation.scored_at = self.after(at, 60, 3 * 86400)
        conversation.last_message_at = at
        conversation.save()
        return conversation

    def say(self, conversation, sender, at):
        conversation.head_seq += 1
        return Message.objects.create(
            conversation=conversation,
            seq=conversation.head_seq,
            sender=sender,
            text="…",
            created_at=at,
        )

    def ask(self, conversation, at):
        """One question; when the customer is done with its answer."""
        state = self.chance.choices(["answered", "left", "failed", "thinking"], [8, 1, 1, 1])[0]
        engine = self.chance.choice(["model", "offline", "rules"])
        closed = self.after(at, 0.1, 25)
        question = self.say(conversation, "customer", at)
        turn = Turn(
            conversation=conversation,
            question_seq=question.seq,
            state=state,
            asked_at=at,
            closed_at=None if state == "thinking" else closed,
            engine=engine if state == "answered" else "",
            trace=self.trace(),
        )
        if engine == "model":
            turn.tokens_in, turn.tokens_out = self.chance.randint(100, 900), 50
            turn.cost_micro_won = turn.tokens_in * 150
        if state == "answered":
            answer = self.say(conversation, "assistant", closed)
            turn.answer_seq = answer.seq
            if self.chance.random() < 0.3:
                rating = self.chance.choice(["up", "down"])
                given = self.after(closed, 1, 2 * 86400)  # also on another day
                Feedback.objects.create(message=answer, rating=rating, given_at=given)
            elif self.chance.random() < 0.2:
                KnowledgeGap.objects.create(
                    kind="unanswered",
                    conversation=conversation,
                    question_seq=question.seq,
                    question="…",
                    language="ko",
                    noted_at=closed,
                )
        turn.save()
        return self.after(closed, 5, 60)

    def trace(self):
        found = self.chance.random()
        if found < 0.2:
            return {}
        passages = [{"article": "fees", "page": 1, "score": found}] if found > 0.3 else []
        failure = {"model_failure": "RateLimitError"} if found > 0.9 else {}
        return {"passages": passages} | failure

    def want_a_person(self, conversation, at):
        row = Handover.objects.create(
            conversation=conversation,
            trigger=self.chance.choice(["asked", "offered", "emergency"]),
            requested_at=at,
        )
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            at = self.answer_ours(conversation, self.after(at, 1, 30))
        fates = ["waits", "gives up", "taken", "passed on", "wants a call"]
        fate = self.chance.choices(fates, [1, 2, 5, 3, 2])[0]
        if fate == "waits":
            return at
        if fate == "wants a call":
            row.status, row.outcome = "cancelled", "call_back"
            row.ended_at = self.after(at, 10, 900)
            row.save()
            return row.ended_at
        if fate == "gives up":
            row.status, row.outcome, row.resolution_kept = "cancelled", "left", True
            row.ended_at = self.after(at, 10, 900)
            row.save()
            return row.ended_at
        longest = self.chance.choice([300, 900, 9 * 3600])
        return self.work(row, self.after(at, 5, longest), passes=fate == "passed on")

    def answer_ours(self, conversation, at):
        """A question of ours while they wait, answered: no question of the customer's."""
        said = self.say(conversation, "customer", at)
        closed = self.after(at, 0.001, 0.01)
        Turn.objects.create(
            conversation=conversation,
            question_seq=said.seq,
            answer_seq=self.say(conversation, "system", closed).seq,
            state="answered",
            engine="intake",
            asked_at=at,
            closed_at=closed,
        )
        return closed

    def work(self, row, began, *, passes):
        """An agent takes it, may pass it on, and mostly ends it."""
        row.status, row.claimed_at = "claimed", began
        ends = ["transferred", "closed"] if passes else [self.chance.choice(["closed", ""])]
        at = began
        for how in ends:
            segment = AgentSegment(
                handover=row, agent=self.chance.choice(self.agents), began_at=at
            )
            if row.first_reply_at is None and self.chance.random() < 0.9:
                row.first_reply_at = self.after(at, 5, 400)
                row.first_reply_kept = row.first_reply_at < row.requested_at + timedelta(minutes=9)
            if how:
                at = self.after(at, 500, 3000)
                segment.ended_at, segment.end = at, how
            segment.save()
        row.transfers = len(ends) - 1
        if ends[-1]:
            row.status, row.ended_at = "closed", at
            row.outcome = self.chance.choice(["resolved", "unresolved", "handed_back"])
            row.resolution_kept = self.chance.random() < 0.8
        row.save()
        return at


def in_days(moment, first, last):
    return first <= moment.astimezone(SEOUL).date() <= last


def plain_count(first, last):
    """(sums, times): what a person would count of these days with the records before them."""
    sums, times = Counter(), defaultdict(list)
    wishes = list(Handover.objects.all())
    segments = list(AgentSegment.objects.order_by("pk"))
    for talk in Conversation.objects.all():
        if talk.last_message_at and in_days(talk.started_at, first, last):
            plainly_a_talk(sums, talk, wishes, segments)
    for turn in Turn.objects.all():
        if turn.engine != "intake" and in_days(turn.asked_at, first, last):
            plainly_a_turn(sums, times, turn)
    for gap in KnowledgeGap.objects.all():
        if gap.kind == "unanswered" and in_days(gap.noted_at, first, last):
            sums["unanswered"] += 1
    for wish in wishes:
        if in_days(wish.requested_at, first, last):
            own = [segment for segment in segments if segment.handover_id == wish.pk]
            plainly_a_wish(sums, times, wish, own)
    return {name: number for name, number in sums.items() if number}, times


def stepped(value, step):
    return round(value / step) * step


def plainly_a_talk(sums, talk, wishes, segments):
    own = [wish for wish in wishes if wish.conversation_id == talk.pk]
    helped = any(segment.handover_id == wish.pk for segment in segments for wish in own)
    sums["conversations"] += 1
    sums[f"category.{talk.category}"] += 1
    if not own:
        sums["contained"] += 1
    if talk.score and helped:
        sums[f"score_people.{talk.score}"] += 1
    if talk.score and own and not helped:
        sums[f"score_nobody.{talk.score}"] += 1
    if talk.score and not own:
        sums[f"score_assistant.{talk.score}"] += 1


def plainly_a_turn(sums, times, turn):
    sums["questions"] += 1
    sums[f"turn.{turn.state}"] += 1
    for name in ("tokens_in", "tokens_out", "cost_micro_won"):
        sums[name] += getattr(turn, name)
    if "model_failure" in turn.trace:
        sums["model_failures"] += 1
    if "passages" in turn.trace:
        scores = [passage["score"] for passage in turn.trace["passages"]]
        times["confidence"].append(stepped(scores[0] if scores else 0, 0.01))
    if turn.state != "answered":
        return
    sums[f"engine.{turn.engine}"] += 1
    seconds = stepped((turn.closed_at - turn.asked_at).total_seconds(), 0.01)
    times["answer"].append(seconds)
    if turn.engine == "model":
        times["model"].append(seconds)
    thumb = Feedback.objects.filter(
        message__conversation=turn.conversation_id, message__seq=turn.answer_seq
    ).first()
    if thumb and thumb.rating != "none":
        sums[f"thumb.{thumb.rating}"] += 1


def plainly_a_wish(sums, times, wish, segments):
    sums["wishes"] += 1
    sums[f"trigger.{wish.trigger}"] += 1
    sums["transfers"] += wish.transfers
    if segments:
        sums["taken"] += 1
        waited = segments[0].began_at - wish.requested_at
        times["waiting"].append(stepped(waited.total_seconds(), 1))
    if wish.first_reply_at:
        sums["first_replies"] += 1
        sums["first_replies_kept"] += wish.first_reply_kept
        until = wish.first_reply_at - wish.requested_at
        times["first_reply"].append(stepped(until.total_seconds(), 1))
    if not wish.ended_at:
        return
    sums["ended"] += 1
    sums[f"outcome.{wish.outcome}"] += 1
    if segments:
        sums["handled"] += 1
        sums["solved_kept"] += wish.resolution_kept
        held = sum((segment.ended_at - segment.began_at).total_seconds() for segment in segments)
        times["handling"].append(stepped(held, 1))
    elif wish.outcome == "left":
        sums["abandoned"] += 1


def nearest_rank(values, share):
    return sorted(values)[ceil(share * len(values)) - 1]


def agents(*names):
    return [User.objects.create_user(name) for name in names]
