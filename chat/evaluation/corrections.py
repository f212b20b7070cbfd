"""Cases on record: what reviewers corrected, asked again."""

from chat.evaluation.cases import Case
from chat.models import EvaluationCase


def cases() -> list[Case]:
    """Every active case. Each must be answered from its article, if it has one, with its
    figures.
    """
    return [
        Case(
            id=f"review-{row.review_id or row.pk}",
            kind="answerable",
            half="tune",
            language=row.language,
            question=row.question,
            articles=(row.slug,) if row.slug else (),
            domain="" if row.slug else "in",
            contains=tuple((figure,) for figure in row.figures),
        )
        for row in EvaluationCase.objects.filter(active=True).order_by("pk")
    ]
