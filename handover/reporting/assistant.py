"""What the assistant did in a period, in figures; handover.reporting.people has the people's."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, F

from aicc.platform.percentiles import Percentiles, percentiles, ratio
from chat.models import Feedback, Turn
from handover.reporting import definitions
from handover.reporting.definitions import OF_CONVERSATIONS, OF_QUESTIONS


@dataclass(frozen=True, slots=True)
class AssistantFigures:
    """Of the conversations that began in the period, and of the questions asked in it.

    conversations: in which the customer said something. contained: the share of them in which
        nobody asked for a person, 0.0 to 1.0.
    answer: seconds from the question to the stored answer. engines: answers by what gave them.
    left: questions that an agent took over. apologies: questions that no engine answered.
    thumbs_up, thumbs_down: on the answers to these questions, whenever they were given.
    score: the mean of the customers' scores, 1 to 5, where no person took part; None: no score.
    """

    conversations: int
    contained: float | None
    questions: int
    answered: int
    left: int
    apologies: int
    engines: dict[str, int]
    answer: Percentiles
    thumbs_up: int
    thumbs_down: int
    scores: int
    score: float | None


def assistant_figures(since: datetime, until: datetime) -> AssistantFigures:
    """since ≤ t < until. Six queries; the turns' times are read, a period's worth."""
    begun = definitions.conversations(since, until)
    alone = begun.filter(OF_CONVERSATIONS["contained"])
    conversations = begun.count()
    turns = definitions.questions(since, until)
    states = dict(turns.order_by().values_list("state").annotate(Count("pk")))
    answered = turns.filter(OF_QUESTIONS["answered"])
    rows = list(answered.values_list("engine", "asked_at", "closed_at"))
    engines: dict[str, int] = {}
    for engine, _, _ in rows:
        engines[engine] = engines.get(engine, 0) + 1
    scored = begun.filter(OF_CONVERSATIONS["scored_assistant"])
    scores = scored.aggregate(count=Count("pk"), mean=Avg("score"))
    thumbs = dict(
        turns.filter(
            conversation__messages__seq=F("answer_seq"),
            conversation__messages__feedback__isnull=False,
        )
        .order_by()
        .values_list("conversation__messages__feedback__rating")
        .annotate(Count("pk"))
    )
    return AssistantFigures(
        conversations=conversations,
        contained=ratio(alone.count(), conversations),
        questions=sum(states.values()),
        answered=states.get(Turn.State.ANSWERED, 0),
        left=states.get(Turn.State.LEFT, 0),
        apologies=states.get(Turn.State.FAILED, 0),
        engines=dict(sorted(engines.items())),
        answer=percentiles((end - asked).total_seconds() for _, asked, end in rows if end),
        thumbs_up=thumbs.get(Feedback.Rating.UP, 0),
        thumbs_down=thumbs.get(Feedback.Rating.DOWN, 0),
        scores=scores["count"],
        score=scores["mean"],
    )
