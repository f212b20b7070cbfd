"""A history to look at: conversations of the last days, as if they had been held."""

import random
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

import yaml
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from tqdm import tqdm

from aicc.backoffice.roles import demo_user
from aicc.platform.command_arguments import seed as seed_argument
from aicc.platform.command_arguments import whole_number
from chat import assistant, quality
from chat.api import customer_actions, thumbs
from chat.assistant.retrieval import knowledge
from chat.models import (
    ArticleVersion,
    Conversation,
    Feedback,
    KnowledgeGap,
    Message,
    Review,
    ReviewRule,
    Scorecard,
    Turn,
)
from chat.quality import assignments, scorecards
from chat.quality.reviewing import Judgement
from chat.sessions.sessions import NOTICE_VERSION
from chat.turns import closing, leases, opening
from handover import reporting
from handover.desk import actions
from handover.models import AgentSegment, Handover
from handover.queue import queue

SCRIPT = settings.BASE_DIR / "deploy" / "demo" / "conversations.yaml"
SECONDS = {  # that pass before an entry, from and to, by its sender
    Message.Sender.CUSTOMER: (8.0, 50.0),
    Message.Sender.ASSISTANT: (0.4, 2.2),
    Message.Sender.SYSTEM: (0.1, 0.3),
    Message.Sender.AGENT: (15.0, 70.0),
}
UNTIL_CLAIMED = (40.0, 400.0)  # seconds in the queue
OPEN_ENDS = ("waiting", "claimed")
RULES = (("위험 우선", ReviewRule.Sampling.RISK, 5), ("무작위", ReviewRule.Sampling.RANDOM, 5))


class Command(BaseCommand):
    help = (
        "Fill the back office with conversations that look as if customers had held them. "
        "Not in production. Repeating it with the same seed adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--conversations", type=whole_number(1, 100_000), default=40, help="how many"
        )
        parser.add_argument(
            "--days", type=whole_number(1, 3650), default=14, help="how far back they reach"
        )
        parser.add_argument(
            "--seed", type=seed_argument, default=1, help="another seed, another history"
        )

    def handle(self, *, conversations: int, days: int, seed: int, **options: Any) -> None:
        if settings.AICC_PRODUCTION:
            raise CommandError("Invented conversations are not for production.")
        if not ArticleVersion.objects.exists():
            raise CommandError("There are no articles yet: run manage.py import_knowledge first.")
        knowledge.refresh()
        chance = random.Random(seed)  # noqa: S311  (nothing secret hangs on it)
        script = yaml.safe_load(SCRIPT.read_text())
        chance.shuffle(script)
        made = 0
        for number, story in enumerate(
            tqdm(islice(cycle(script), conversations), total=conversations, disable=None), start=1
        ):
            luck = random.Random(chance.random())  # noqa: S311  (likewise)
            teller = Teller(story, f"demo-{seed}-{number:04d}", luck, days)
            if not Conversation.objects.filter(session_id=teller.session_id).exists():
                with translation.override(teller.language):
                    teller.tell()
                made += 1
        now = timezone.now()
        reporting.count_again(now - timedelta(days=days + 1), now)
        assign_reviews(days)
        self.stdout.write(f"{made} conversations made")


def assign_reviews(days: int) -> None:
    """Two rules, and what they draw from the history for whoever reviews."""
    until = timezone.now()
    for name, sampling, quota in RULES:
        rule, new = ReviewRule.objects.get_or_create(
            name=name, defaults={"sampling": sampling, "quota": quota}
        )
        if new:
            assignments.assign(rule, until - timedelta(days=days + 1), until)


class Teller:
    """Holds one conversation through the customers' and agents' own flows, then dates it back."""

    def __init__(
        self, story: dict[str, Any], session_id: str, chance: random.Random, days: int
    ) -> None:
        self.story, self.session_id, self.chance, self.days = story, session_id, chance, days
        self.language = story.get("language", "ko")
        self.mei = demo_user("mei", "agent")
        self.sam = demo_user("sam", "supervisor")

    def tell(self) -> None:
        conversation = Conversation.objects.create(
            session_id=self.session_id,
            sealed=True,
            language=self.language,
            notice_version=NOTICE_VERSION,
            notice_at=timezone.now(),
        )
        self.conversation_id = conversation.pk
        for text in self.story["ask"]:
            self.customer_says(text)
        if "end" in self.story:
            self.see_a_person()
        else:
            queue.cancel(self.conversation_id)  # where the assistant has called for somebody
        self.judge()
        self.date_back()

    def customer_says(self, text: str) -> None:
        client_id = f"demo-{self.chance.getrandbits(64):x}"
        ask = leases.TurnRequest(self.conversation_id, text, client_id)
        (asked,) = opening.open_turns([ask])
        if not isinstance(asked, leases.TurnReceipt):
            raise asked
        if asked.mine:
            reply = async_to_sync(assistant.reply_to)(asked.mine.question)
            closing.close_turns([leases.Closing(asked.mine, reply)])

    def see_a_person(self) -> None:
        """Into the queue, where the assistant has not brought them there already, and on."""
        story = self.story
        handover, _ = queue.open_handover(
            self.conversation_id,
            trigger=story.get("trigger", Handover.Trigger.ASKED),
            reason=story["reason"],
        )
        if story["end"] == "waiting" or handover is None:
            return
        queue.claim(handover.pk, self.mei)
        for line in story["talk"]:
            if "agent" in line:
                client_id = f"demo-{self.chance.getrandbits(64):x}"
                actions.say(self.conversation_id, self.mei, line["agent"], client_id)
            else:
                self.customer_says(line["customer"])
        if story["end"] == "close":
            actions.close(self.conversation_id, self.mei)
        elif story["end"] == "hand_back":
            actions.hand_back(self.conversation_id, self.mei)

    def judge(self) -> None:
        """The customer's thumb and score, and for two of three conversations Sam's review."""
        story = self.story
        answers = Message.objects.filter(
            conversation=self.conversation_id, sender=Message.Sender.ASSISTANT
        )
        if "thumb" in story:
            answer = self.chance.choice(list(answers))
            thumbs.give(self.conversation_id, answer.seq, story["thumb"], "")
        if "score" in story:
            customer_actions.rate(self.conversation_id, story["score"], "")
        if "review" in story and self.chance.random() < 2 / 3:
            self.review(**story["review"])

    def review(
        self,
        points: dict[str, int | None],
        comment: str = "",
        corrected_answer: str = "",
        coaching: str = "",
    ) -> None:
        """By the scorecard in force: full points where the story takes none away."""
        version = scorecards.in_force(Scorecard.Subject.CONVERSATION)
        full = {each.key: None if each.optional else each.most for each in version.criteria.all()}
        asked = Message.objects.filter(
            conversation=self.conversation_id, sender=Message.Sender.CUSTOMER
        )
        judgement = Judgement(
            points=full | points,
            agent_id=self.mei.pk if coaching else None,
            comment=comment,
            question_seq=asked.order_by("-seq")[0].seq if corrected_answer else None,
            corrected_answer=corrected_answer,
            coaching=coaching,
        )
        quality.submit_review(self.conversation_id, self.sam, version, judgement)

    # --- Dating back ---------------------------------------------------------------

    def date_back(self) -> None:
        """Give everything the times it would have had."""
        started = self.start()
        messages = list(Message.objects.filter(conversation=self.conversation_id).order_by("seq"))
        times = self.times(started, messages)
        for message in messages:
            message.created_at = times[message.seq]
        Message.objects.bulk_update(messages, ["created_at"])
        turns = list(Turn.objects.filter(conversation=self.conversation_id))
        for turn in turns:
            turn.asked_at = times[turn.question_seq]
            turn.closed_at = times[turn.answer_seq or turn.question_seq]
        Turn.objects.bulk_update(turns, ["asked_at", "closed_at"])
        self.date_handovers(messages)
        self.date_judgements(started, times)

    def start(self) -> datetime:
        """When it began: by day mostly, and just now where somebody still waits."""
        now = timezone.now()
        if self.story.get("end") in OPEN_ENDS:
            return now - timedelta(minutes=self.chance.uniform(6, 20))
        hour = self.chance.choices(range(24), weights=[1] * 8 + [6] * 12 + [2] * 4)[0]
        day = timezone.localtime(now) - timedelta(days=self.chance.randint(1, self.days))
        minute, second = self.chance.randrange(60), self.chance.randrange(60)
        return day.replace(hour=hour, minute=minute, second=second, microsecond=0)

    def times(self, started: datetime, messages: list[Message]) -> dict[int, datetime]:
        """The time of each seq."""
        at, times, was_queued = started, {}, False
        for message in messages:
            low, high = SECONDS[Message.Sender(message.sender)]
            if message.sender == Message.Sender.SYSTEM:
                if was_queued and message.agent_name:  # an agent joins
                    low, high = UNTIL_CLAIMED
                was_queued = True
            at += timedelta(seconds=self.chance.uniform(low, high))
            times[message.seq] = at
        return times

    def date_handovers(self, messages: list[Message]) -> None:
        changes = [m for m in messages if m.sender == Message.Sender.SYSTEM]
        if not changes:
            return
        for handover in Handover.objects.filter(conversation=self.conversation_id):
            joined = next((m for m in changes if m.agent_name), None)
            handover.requested_at = changes[0].created_at
            handover.claimed_at = joined.created_at if joined else None
            handover.ended_at = changes[-1].created_at if handover.ended_at else None
            first_word = next((m for m in messages if m.sender == Message.Sender.AGENT), None)
            handover.first_reply_at = first_word.created_at if first_word else None
            handover.save(
                update_fields=["requested_at", "claimed_at", "ended_at", "first_reply_at"]
            )
            AgentSegment.objects.filter(handover=handover).update(
                began_at=handover.claimed_at or handover.requested_at,
                first_word_at=handover.first_reply_at,
                ended_at=handover.ended_at,
            )

    def date_judgements(self, started: datetime, times: dict[int, datetime]) -> None:
        last = max(times.values())
        for gap in KnowledgeGap.objects.filter(conversation=self.conversation_id):
            gap.noted_at = times[gap.question_seq] + timedelta(seconds=1)
            gap.save(update_fields=["noted_at"])
        for thumb in Feedback.objects.filter(message__conversation=self.conversation_id):
            thumb.given_at = times[thumb.message.seq] + timedelta(seconds=5)
            thumb.save(update_fields=["given_at"])
        reviewed_at = min(last + timedelta(hours=self.chance.uniform(1, 30)), timezone.now())
        reviewed = Review.objects.filter(conversation=self.conversation_id).update(
            created_at=reviewed_at
        )
        Conversation.objects.filter(pk=self.conversation_id).update(
            started_at=started,
            notice_at=started,
            last_message_at=last,
            scored_at=last if "score" in self.story else None,
            reviewed_at=reviewed_at if reviewed else None,
        )
