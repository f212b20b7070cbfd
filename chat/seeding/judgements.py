"""What supervisors would have made of an invented history: draws, reviews, notes, exports."""

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from chat.models import (
    Assignment,
    CoachingNote,
    Conversation,
    Criterion,
    Export,
    Review,
    ReviewAnswer,
    ReviewRule,
    Scorecard,
    ScorecardVersion,
)
from chat.quality import assignments
from chat.quality.scoring import Mark, is_failed, score
from handover.reporting.period import DAY, day_of, midnight

REVIEWERS = 4
ASSIGNED = 0.05  # of a day's conversations
DONE = 0.7  # of what was assigned
COACHED = 0.3  # of the reviews that judge an agent
EXPORTS_A_DAY = 4
MOST_EXPORTED = 100  # conversations
COMMENTS = (
    "수수료를 정확히 안내했고 다음 단계도 알려 주었습니다.",
    "고객이 두 번 물은 뒤에야 답했습니다. 처음부터 결론을 말해 주세요.",
    "근거 문서는 맞지만 문장이 너무 깁니다.",
    "The greeting was fine; the fee was named only when asked again.",
    "",
)


def reviewers() -> list[User]:
    """Invented supervisors, who cannot sign in."""
    supervisors, _ = Group.objects.get_or_create(name="supervisor")
    people = []
    for number in range(1, REVIEWERS + 1):
        user, _ = User.objects.get_or_create(
            username=f"seed-reviewer-{number}", defaults={"first_name": f"Reviewer {number}"}
        )
        user.groups.add(supervisors)
        people.append(user)
    return people


class Judgements:
    """Draws for each of the last `days` by one rule, and writes most of what was assigned."""

    def __init__(self, *, conversations: int, days: int, seed: int) -> None:
        self.days, self.chance = days, random.Random(seed)  # noqa: S311  (nothing secret)
        self.people = reviewers()
        quota = max(1, round(conversations / days * ASSIGNED / REVIEWERS))
        self.rule, _ = ReviewRule.objects.get_or_create(
            name="Seed rule", defaults={"quota": quota, "active": False}
        )
        self.rule.reviewers.set(self.people)
        subject = Scorecard.Subject.CONVERSATION
        published = ScorecardVersion.objects.filter(
            scorecard__subject=subject, published_at__isnull=False
        )
        self.version = published.order_by("-number").first()
        self.criteria = list(self.version.criteria.all()) if self.version else []

    def write(self) -> Iterator[int]:
        """One day after another; how many conversations each step has reviewed. A day that is
        drawn already is left.
        """
        first = day_of(timezone.now()) - self.days * DAY
        for number in range(self.days):
            day = first + number * DAY
            yield self.day(midnight(day), midnight(day + DAY))

    @transaction.atomic
    def day(self, since: datetime, until: datetime) -> int:
        drawn = assignments.assign(self.rule, since, until, self.chance.randrange(2**63))
        if drawn is None:
            return 0
        rows = list(drawn.assignments.select_related("conversation", "reviewer"))
        chosen = [row for row in rows if self.chance.random() < DONE]
        spoke = assignments.who_spoke([row.conversation_id for row in chosen])
        for row in chosen:
            self.review(row, sorted(spoke[row.conversation_id]), until)
        self.take_along(since, until)
        return len(chosen)

    def review(self, row: Assignment, agents: list[int], at: datetime) -> None:
        marks = [self.mark(one) for one in self.criteria]
        written_at = at + timedelta(minutes=self.chance.randrange(600))
        written = Review.objects.create(
            conversation=row.conversation,
            agent_id=agents[0] if agents else None,
            reviewer=row.reviewer,
            version=self.version,
            score=score(marks),
            failed=is_failed(marks),
            comment=self.chance.choice(COMMENTS),
            created_at=written_at,
        )
        ReviewAnswer.objects.bulk_create(
            ReviewAnswer(review=written, criterion=criterion, points=mark.points)
            for criterion, mark in zip(self.criteria, marks, strict=True)
        )
        if agents and self.chance.random() < COACHED:
            CoachingNote.objects.create(
                agent_id=agents[0],
                author=row.reviewer,
                conversation=row.conversation,
                review=written,
                text=COMMENTS[1],
                created_at=written_at,
            )
        row.done_at, row.review = written_at, written
        row.save(update_fields=["done_at", "review"])
        Conversation.objects.filter(pk=row.conversation_id).update(
            reviewed_at=written_at, review_score=written.score
        )

    def mark(self, asked: Criterion) -> Mark:
        points = max(self.chance.randint(0, asked.most), self.chance.randint(0, asked.most))
        return Mark(points, asked.most, asked.weight, asked.critical)

    def take_along(self, since: datetime, until: datetime) -> None:
        here = Conversation.objects.filter(last_message_at__gte=since, last_message_at__lt=until)
        ids = list(here.order_by("pk").values_list("pk", flat=True)[:MOST_EXPORTED])
        if not ids:
            return
        Export.objects.bulk_create(
            Export(
                by=self.chance.choice(self.people),
                at=until + timedelta(minutes=number),
                format=Export.Format.JSONL,
                reason="Invented, to measure on",
                conversations=ids,
                count=len(ids),
                sha256=hashlib.sha256(str((ids, number)).encode()).hexdigest(),
            )
            for number in range(EXPORTS_A_DAY)
        )
