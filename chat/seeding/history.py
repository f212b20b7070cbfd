"""Conversations as they would have been held, many in a few statements.

Everything has its table's shape and its time; nothing is thought, and no customer waits. The
transcript's own hand numbers and masks the entries, as in life; nobody watches them, so that
nobody is told of each.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from aicc.platform import bulk_sql
from chat import transcript
from chat.models import Conversation, Feedback, KnowledgeGap, Message, Turn
from chat.pii import mask
from chat.seeding.phrases import Talker
from handover.models import AgentProfile, AgentSegment, Handover, Team

AT_ONCE = 500  # conversations in a transaction
ROWS = 1_000  # in a statement
PEOPLE_TOOK = (1, 50)  # seconds before they say something
TOOK = {"offline": (0.03, 0.4), "model": (0.8, 9)}
KEPT = ("head_seq", "last_message_at", "owner", "intent", "triage", "category", "score")
HANDED_OVER = 0.25  # of all conversations
OUTCOMES = [*["resolved"] * 7, "unresolved", "call_back", "no_response", "handed_back", "left"]
Outcome, Sender = Handover.Outcome, Message.Sender


@dataclass(slots=True)
class Batch:
    """Rows that are stored together; conversations first, for their keys."""

    messages: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    gaps: list[KnowledgeGap] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    segments: list[AgentSegment] = field(default_factory=list)
    thumbs: dict[tuple[int, int], str] = field(default_factory=dict)  # by conversation and seq


def agents(count: int) -> list[AgentProfile]:
    """So many invented agents in five teams, who cannot sign in."""
    teams = [Team.objects.get_or_create(name=f"Seed team {n}")[0] for n in range(1, 6)]
    profiles = []
    for number in range(count):
        user, _ = User.objects.get_or_create(
            username=f"seed-{number}", defaults={"first_name": f"Agent {number}"}
        )
        profile, _ = AgentProfile.objects.get_or_create(
            user=user, defaults={"team": teams[number % len(teams)]}
        )
        profiles.append(profile)
    return profiles


class History:
    """Writes `conversations` with `messages` entries in all, over the last `days`."""

    def __init__(
        self, *, conversations: int, messages: int, days: int, seed: int, crew: list[AgentProfile]
    ) -> None:
        self.count, self.days, self.seed, self.crew = conversations, days, seed, crew
        self.each = max(2, messages // conversations)
        self.chance = random.Random(seed)  # noqa: S311  (nothing secret hangs on it)
        self.now = timezone.now()

    def write(self) -> Iterator[int]:
        """How many conversations each step has made. Those that are there already are left."""
        prefix = f"seed-{self.seed}-"
        starts = iter(sorted(self.start() for _ in range(self.count)))
        there = Conversation.objects.filter(session_id__startswith=prefix).count()
        list(islice(starts, there))
        made = there
        while batch := list(islice(starts, AT_ONCE)):
            self.store(prefix, made, batch)
            made += len(batch)
            yield len(batch)

    def start(self) -> datetime:
        """By day mostly, some at night."""
        hour = self.chance.choices(range(24), weights=[1] * 8 + [6] * 12 + [2] * 4)[0]
        day = timezone.localtime(self.now) - timedelta(days=self.chance.randint(1, self.days))
        return day.replace(hour=hour, minute=self.chance.randrange(60), second=0, microsecond=0)

    @transaction.atomic
    def store(self, prefix: str, first: int, starts: list[datetime]) -> None:
        names = [f"{prefix}{first + number:07d}" for number in range(len(starts))]
        insert(
            [
                Conversation(
                    session_id=name,
                    sealed=True,
                    language="en" if self.chance.random() < 0.15 else "ko",
                    started_at=started,
                    notice_at=started,
                    last_message_at=started,
                )
                for name, started in zip(names, starts, strict=True)
            ]
        )
        rows = list(Conversation.objects.filter(session_id__in=names).order_by("pk"))
        batch = Batch()
        for row in rows:
            self.tell(row, batch)
        insert(batch.messages)
        insert(batch.turns)
        insert(batch.gaps)
        bulk_sql.update(rows, KEPT)
        store_handovers(batch)
        store_thumbs(batch)

    def tell(self, row: Conversation, batch: Batch) -> None:
        """One conversation from its first question to its end."""
        talker, chance = Talker(self.chance, row.language), self.chance
        row.category, row.intent, row.triage = talker.category, "INFO_REQ", "AUTO_ANSWER"
        wanted = max(2, round(chance.gauss(self.each, self.each / 3)))
        by_person = chance.random() < HANDED_OVER
        self.at = row.started_at
        asked = wanted // 2 if by_person else wanted
        while row.head_seq < asked:
            self.turn(row, talker, batch)
        if by_person:
            self.see_a_person(row, talker, batch, wanted)
        if chance.random() < 0.2:
            row.score = chance.choices((1, 2, 3, 4, 5), weights=(1, 1, 2, 4, 5))[0]
        row.last_message_at = self.at

    def says(self, row: Conversation, batch: Batch, sender: str, text: str, **fields: Any) -> int:
        engine = (fields.get("data") or {}).get("engine", "")
        self.at += timedelta(seconds=self.chance.uniform(*TOOK.get(engine, PEOPLE_TOOK)))
        message = transcript.write(row, sender, text, **fields)
        message.created_at = self.at
        batch.messages.append(message)
        return message.seq

    def turn(self, row: Conversation, talker: Talker, batch: Batch) -> None:
        chance = self.chance
        text = mask(talker.question())  # a quote and a gap repeat it
        question = self.says(row, batch, Sender.CUSTOMER, text)
        asked_at, score = self.at, round(chance.betavariate(4, 4), 4)
        engine = chance.choice(("offline", "offline", "model"))
        answered = chance.random() > 0.06
        source = {
            "source": talker.topics[0],
            "page": 1,
            "score": score,
            "version": 1,
            "article_id": talker.category,
            "quote": text,
            "url": "",
        }
        data = {
            "intent": row.intent,
            "triage": row.triage,
            "engine": engine,
            "source_documents": [source] if answered else [],
        }
        answer = self.says(
            row, batch, Sender.ASSISTANT, talker.answer(), data=data, reply_to=question
        )
        trace: dict[str, Any] = {
            "triage": "question",
            "passages": [{"article": talker.category, "page": 1, "score": score}],
        }
        if chance.random() < 0.01:
            trace["withheld"] = "ungrounded figure"
        batch.turns.append(
            Turn(
                conversation=row,
                question_seq=question,
                answer_seq=answer,
                client_message_id=f"seed-{question}",
                state=Turn.State.ANSWERED,
                attempts=1,
                asked_at=asked_at,
                closed_at=self.at,
                engine=engine,
                trace=trace,
                tokens_in=900 if engine == "model" else 0,
                tokens_out=90 if engine == "model" else 0,
            )
        )
        if not answered:
            gap = {"question": text, "language": row.language, "category": row.category}
            kind = KnowledgeGap.Kind.UNANSWERED
            batch.gaps.append(
                KnowledgeGap(
                    kind=kind, conversation=row, question_seq=question, noted_at=self.at, **gap
                )
            )
        if chance.random() < 0.05:
            batch.thumbs[row.pk, answer] = chance.choice(("up", "up", "down"))

    def see_a_person(self, row: Conversation, talker: Talker, batch: Batch, wanted: int) -> None:
        chance = self.chance
        profile, requested = chance.choice(self.crew), self.at
        late, outcome = chance.random() < 0.1, chance.choice(OUTCOMES)
        self.at += timedelta(seconds=chance.uniform(20, 400))
        claimed = self.at
        name = profile.user.first_name
        by = {"agent_id": profile.user_id, "agent_name": name}
        first_word = None
        while row.head_seq < wanted:
            self.says(row, batch, Sender.AGENT, talker.agents_words(), **by)
            first_word = first_word or self.at
            self.says(row, batch, Sender.CUSTOMER, talker.question())
        row.owner = Conversation.Owner.CLOSED
        row.intent, row.triage = "HUMAN_REQ", "HUMAN_REQUIRED"
        handover = Handover(
            conversation=row,
            status=Handover.Status.CLOSED,
            trigger=chance.choice(("asked", "asked", "offered", "emergency")),
            reason=talker.topics[0],
            category=row.category,
            team_id=profile.team_id,
            agent_id=profile.user_id,
            requested_at=requested,
            rank_at=requested,
            claimed_at=claimed,
            answered=True,
            first_reply_at=first_word,
            first_reply_kept=not late,
            replies=2,
            resolution_kept=True,
            ended_at=self.at,
            outcome=outcome,
        )
        batch.handovers.append(handover)
        batch.segments.append(
            AgentSegment(
                agent_id=profile.user_id,
                began_at=claimed,
                first_word_at=first_word,
                ended_at=self.at,
                end=AgentSegment.End.LEFT if outcome == Outcome.LEFT else AgentSegment.End.CLOSED,
            )
        )


def insert(rows: Sequence[Model]) -> None:
    for start in range(0, len(rows), ROWS):
        bulk_sql.insert(rows[start : start + ROWS])


def store_handovers(batch: Batch) -> None:
    insert(batch.handovers)
    ids = [row.conversation_id for row in batch.handovers]
    keys = dict(Handover.objects.filter(conversation__in=ids).values_list("conversation_id", "pk"))
    for handover, segment in zip(batch.handovers, batch.segments, strict=True):
        segment.handover_id = keys[handover.conversation_id]
    insert(batch.segments)


def store_thumbs(batch: Batch) -> None:
    pks = {pk for pk, _ in batch.thumbs}
    rows = Message.objects.filter(conversation__in=pks, sender=Sender.ASSISTANT)
    insert(
        [
            Feedback(message_id=pk, rating=batch.thumbs[key, seq], given_at=at)
            for pk, key, seq, at in rows.values_list("pk", "conversation_id", "seq", "created_at")
            if (key, seq) in batch.thumbs
        ]
    )
