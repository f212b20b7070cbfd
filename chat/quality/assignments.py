"""Who reviews what: a rule draws by lot from a period, and its quota goes to each reviewer."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from chat.models import Assignment, Conversation, Message, ReviewDraw, ReviewRule
from chat.quality import sampling, sampling_weights

BACKEND = "django.contrib.auth.backends.ModelBackend"
Partner, Sampling = ReviewRule.Partner, ReviewRule.Sampling
Candidates = list[tuple[int, int]]  # conversation's id, weight


def assign(
    rule: ReviewRule, since: datetime, until: datetime, seed: int | None = None
) -> ReviewDraw | None:
    """Draw once for this rule and period, and share what was drawn among its reviewers.

    since ≤ last message < until. seed: 0 to 2^63 - 1, else drawn here. None where this rule has
    drawn for this period already: harmless to repeat.
    """
    try:
        with transaction.atomic():
            return _assign_once(rule, since, until, secrets.randbits(63) if seed is None else seed)
    except IntegrityError:
        return None  # the period is taken, also by a command beside this one


def _assign_once(rule: ReviewRule, since: datetime, until: datetime, seed: int) -> ReviewDraw:
    reviewers = reviewers_of(rule)
    risky = sampling_weights.risks_of(since, until)
    chosen_from = candidates(rule, since, until, risky)
    made = ReviewDraw.objects.create(
        rule=rule,
        since=since,
        until=until,
        seed=seed,
        wanted=rule.quota * len(reviewers),
        candidates=chosen_from,
    )
    drawn = sampling.sample(chosen_from, made.wanted, seed)
    shared = share(drawn, reviewers, rule.quota, who_spoke(drawn))
    Assignment.objects.bulk_create(
        Assignment(
            draw=made,
            place=drawn.index(conversation_id),
            conversation_id=conversation_id,
            reviewer=reviewer,
            risks=risky.get(conversation_id, []),
        )
        for conversation_id, reviewer in shared
    )
    return made


def reviewers_of(rule: ReviewRule) -> list[User]:
    """Those whom the rule names, or everybody with the permission; in the order of their keys."""
    named = set(rule.reviewers.values_list("pk", flat=True))
    return [user for user in may_review() if not named or user.pk in named]


def may_review() -> QuerySet[User]:
    """Everybody active who has the permission by their role or themselves, by their keys."""
    may: QuerySet[User] = User.objects.with_perm(
        "chat.add_review", backend=BACKEND, include_superusers=False
    )
    return may.distinct().order_by("pk")


def candidates(
    rule: ReviewRule, since: datetime, until: datetime, risky: dict[int, list[str]]
) -> Candidates:
    """What the rule draws from, by id: over, not reviewed and assigned to nobody. One query.

    The weight is 1, or by risk that of the risks on record; without any, 0.
    """
    open_ones = (Conversation.Owner.AGENT, Conversation.Owner.QUEUE)
    found = Conversation.objects.filter(
        ~Exists(Assignment.objects.filter(conversation=OuterRef("pk"), done_at=None)),
        last_message_at__gte=since,
        last_message_at__lt=until,
        reviewed_at=None,
    ).exclude(owner__in=open_ones)
    if rule.language:
        found = found.filter(language=rule.language)
    if rule.partner != Partner.ANY:
        by_agent = Exists(
            Message.objects.filter(conversation=OuterRef("pk"), sender=Message.Sender.AGENT)
        )
        found = found.filter(by_agent if rule.partner == Partner.AGENT else ~by_agent)
    ids = found.order_by("pk").values_list("pk", flat=True)
    if rule.sampling == Sampling.RANDOM:
        return [(pk, 1) for pk in ids]
    return [(pk, sampling_weights.weight(risky.get(pk, ()))) for pk in ids]


def share(
    drawn: Iterable[int], reviewers: list[User], quota: int, spoke: dict[int, set[int]]
) -> list[tuple[int, User]]:
    """Each drawn conversation with its reviewer: whoever has least so far, never more than
    `quota`, and never somebody who spoke in it. What nobody can take is left out.
    """
    loads: Counter[int] = Counter()
    shared = []
    for conversation_id in drawn:
        free = [
            each
            for each in reviewers
            if loads[each.pk] < quota and each.pk not in spoke.get(conversation_id, ())
        ]
        if free:
            reviewer = min(free, key=lambda each: (loads[each.pk], each.pk))
            loads[reviewer.pk] += 1
            shared.append((conversation_id, reviewer))
    return shared


def to_do(reviewer: User) -> QuerySet[Assignment]:
    """What this reviewer has still to review, the oldest draw and the first drawn first."""
    return Assignment.objects.filter(reviewer=reviewer, done_at=None).order_by("pk")


def is_reproducible(made: ReviewDraw) -> bool:
    """Whether the recorded seed and candidates draw again what was assigned, in its places."""
    drawn = sampling.sample(map(tuple, made.candidates), made.wanted, made.seed)
    assigned = made.assignments.values_list("place", "conversation")
    return all(place < len(drawn) and drawn[place] == pk for place, pk in assigned)


def who_spoke(conversation_ids: Iterable[int]) -> dict[int, set[int]]:
    """The agents of each conversation. One query."""
    spoke: dict[int, set[int]] = defaultdict(set)
    said = Message.objects.filter(
        conversation__in=conversation_ids, sender=Message.Sender.AGENT, agent__isnull=False
    )
    for conversation_id, agent_id in said.values_list("conversation", "agent").distinct():
        spoke[conversation_id].add(agent_id)
    return spoke
