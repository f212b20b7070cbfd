"""The records behind a figure, so that whoever doubts it can read them one by one."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.models import Feedback, Turn
from handover.reporting import agent_figures, definitions
from handover.reporting.definitions import OF_CONVERSATIONS, OF_HANDOVERS, OF_QUESTIONS, State
from handover.reporting.period import Period

CATEGORY = "category_"
# Of questions, thumbs and gaps: a list goes no further, and stays quick on a long history.
MOST_RECORDS = 2_000
UNDER_WAY = Q(state__in=[State.WAITING, State.THINKING])
RATINGS = {"thumbs_up": Feedback.Rating.UP, "thumbs_down": Feedback.Rating.DOWN}


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
        gaps = definitions.unanswered(period.since, period.until)
        return newest(gaps.order_by("-noted_at"), "conversation")
    if figure in RATINGS:
        return newest(thumbs(RATINGS[figure], period), "message__conversation")
    if figure in OF_QUESTIONS:
        asked = definitions.questions(period.since, period.until).filter(OF_QUESTIONS[figure])
        return newest(asked.order_by("-asked_at"), "conversation")
    return None


def thumbs(rating: str, period: Period) -> QuerySet[Feedback]:
    """On the answers to the questions of the period, whenever they were given."""
    question = definitions.questions(period.since, period.until).filter(
        conversation=OuterRef("message__conversation"),
        answer_seq=OuterRef("message__seq"),
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
