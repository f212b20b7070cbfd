"""The records behind a figure, so that whoever doubts it can read them one by one."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.models import Feedback, KnowledgeGap, Turn
from handover.models import Handover, Stint
from handover.reporting import agent_figures
from handover.reporting.period import Period

State = Turn.State
CATEGORY = "category_"
# Of questions, thumbs and gaps: a list goes no further, and stays quick on a long history.
MOST_RECORDS = 2_000
UNDER_WAY = Q(state__in=[State.WAITING, State.THINKING])
HELD = Exists(Stint.objects.filter(handover=OuterRef("pk")))
WANTED = Exists(Handover.objects.filter(conversation=OuterRef("pk")))
TAKEN = Exists(Stint.objects.filter(handover__conversation=OuterRef("pk")))
SCORED = Q(score__isnull=False)

# By figure: which of the conversations that began in the period.
OF_CONVERSATIONS: dict[str, Q] = {
    "conversations": Q(),
    "contained": Q(~WANTED),
    "wanted": Q(WANTED),
    "scored_assistant": SCORED & Q(~WANTED),
    "scored_people": SCORED & Q(TAKEN),
    "scored_nobody": SCORED & Q(WANTED) & Q(~TAKEN),
}
# By figure: the conversations of which of the questions that were asked in the period.
OF_QUESTIONS = {
    "questions": Q(),
    "answered": Q(state=State.ANSWERED),
    "apologies": Q(state=State.FAILED),
    "left": Q(state=State.LEFT),
    "model": Q(state=State.ANSWERED, engine="model"),
    "offline": Q(state=State.ANSWERED, engine="offline"),
    "rules": Q(state=State.ANSWERED, engine="rules"),
    "canned": Q(state=State.ANSWERED, engine="canned"),
    "paid": Q(tokens_in__gt=0),
}
RATINGS = {"thumbs_up": Feedback.Rating.UP, "thumbs_down": Feedback.Rating.DOWN}
# By figure: which of the wishes for a person that came in the period.
OF_HANDOVERS = {
    "wishes": Q(),
    "taken": Q(HELD),
    "abandoned": Q(~HELD, status=Handover.Status.CANCELLED),
    "handled": Q(HELD, ended_at__isnull=False),
    "open": Q(ended_at=None),
    "ended": Q(ended_at__isnull=False),
    "replied": Q(first_reply_at__isnull=False),
    "replied_late": Q(first_reply_at__isnull=False) & ~Q(first_reply_kept=True),
    "solved_late": Q(HELD, ended_at__isnull=False) & ~Q(resolution_kept=True),
    "transferred": Q(transfers__gt=0),
    **{f"trigger_{name}": Q(trigger=name) for name in Handover.Trigger.values},
    **{f"outcome_{name}": Q(outcome=name) for name in Handover.Outcome.values},
}


class Behind(NamedTuple):
    """condition: which rows. is_cut: there are more, from before the newest MOST_RECORDS."""

    condition: Q
    is_cut: bool = False


def conversations_behind(figure: str, period: Period) -> Behind | None:
    """Which conversations; None where no figure of them has this name. One query at most.

    What is told of questions is looked up here and given by keys: a condition on half a million
    questions makes the database gather them all, twice, before it sorts.
    """
    begun = Q(
        started_at__gte=period.since,
        started_at__lt=period.until,
        last_message_at__isnull=False,
    )
    if figure == "thinking":  # now, whatever the period
        return newest(Turn.objects.filter(UNDER_WAY).order_by("-asked_at"), "conversation")
    if figure.startswith(CATEGORY):
        return Behind(begun & Q(category=figure.removeprefix(CATEGORY)))
    if figure in OF_CONVERSATIONS:
        return Behind(begun & OF_CONVERSATIONS[figure])
    if figure == "unanswered":
        gaps = KnowledgeGap.objects.filter(
            kind=KnowledgeGap.Kind.UNANSWERED,
            noted_at__gte=period.since,
            noted_at__lt=period.until,
        )
        return newest(gaps.order_by("-noted_at"), "conversation")
    if figure in RATINGS:
        return newest(thumbs(RATINGS[figure], period), "message__conversation")
    if figure in OF_QUESTIONS:
        asked = Turn.objects.filter(
            OF_QUESTIONS[figure], asked_at__gte=period.since, asked_at__lt=period.until
        )
        return newest(asked.order_by("-asked_at"), "conversation")
    return None


def thumbs(rating: str, period: Period) -> QuerySet[Feedback]:
    """On the answers to the questions of the period, whenever they were given."""
    question = Turn.objects.filter(
        conversation=OuterRef("message__conversation"),
        answer_seq=OuterRef("message__seq"),
        asked_at__gte=period.since,
        asked_at__lt=period.until,
    )
    return Feedback.objects.filter(
        Exists(question),
        rating=rating,
        given_at__gte=period.since,  # no thumb is older than its question
    ).order_by("-given_at")


def newest(rows: QuerySet[Any], conversation: str) -> Behind:
    """The conversations of the first MOST_RECORDS of these records."""
    ids = list(rows.values_list(conversation, flat=True)[:MOST_RECORDS])
    return Behind(Q(pk__in=set(ids)), is_cut=len(ids) == MOST_RECORDS)


def handovers_behind(figure: str, period: Period) -> Behind | None:
    """Which handovers; None where no figure of them has this name."""
    if (asked := agent_figures.part_of(figure)) is not None:
        return Behind(agent_figures.behind(*asked, period))
    came = Q(requested_at__gte=period.since, requested_at__lt=period.until)
    return Behind(came & OF_HANDOVERS[figure]) if figure in OF_HANDOVERS else None
