"""Cases on record: what reviewers corrected or took from a conversation, asked again."""

import re

from chat.evaluation.cases import Case
from chat.evaluation.usefulness import Asking, comparable
from chat.models import EvaluationCase
from chat.quality.evaluation_cases import WAYS


def cases() -> list[Case]:
    """Every active case. Each must be answered from its article, if it has one, with what must be
    said and without what must not.
    """
    rows = EvaluationCase.objects.filter(active=True).order_by("pk")
    return [taken(row) if row.answer_seq is not None else corrected(row) for row in rows]


def corrected(row: EvaluationCase) -> Case:
    """A question by itself: whether it is answered, and with what."""
    return Case(
        id=f"review-{row.review_id or row.pk}",
        kind="answerable",
        half="tune",
        language=row.language,
        question=row.question,
        articles=(row.slug,) if row.slug else (),
        domain="" if row.slug else "in",
        contains=tuple(ways(line) for line in row.figures),
        excludes=tuple(row.forbidden or ()),
    )


def taken(row: EvaluationCase) -> Case:
    """A question after those before it, judged by what the customer reads."""
    asking = Asking(
        kind="followup" if row.earlier else "aspect",
        turns=(*(row.earlier or ()), row.question),
        must=tuple(tuple(map(pattern, ways(line))) for line in row.figures),
        must_not=tuple(map(pattern, row.forbidden or ())),
        sources_any=(row.slug,) if row.slug else (),
    )
    return Case(
        id=f"case-{row.pk}", kind="useful", half="tune", language=row.language, asking=asking
    )


def ways(line: str) -> tuple[str, ...]:
    """What may be said for a line of what must be, one of them."""
    return tuple(way.strip() for way in line.split(WAYS) if way.strip())


def pattern(text: str) -> re.Pattern[str]:
    """Words as they stand; people who write cases need know no expressions."""
    return re.compile(re.escape(comparable(text)), re.IGNORECASE)
