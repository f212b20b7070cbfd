"""Reviews: every judgement in one list, and each on a page of its own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from chat.admin.conversations.changelist import opened_from
from chat.admin.filters import ScoreFilter
from chat.admin.quality.review_pages import DRAFTS, WRITES, WritingPages, shown
from chat.admin.said import SaidColumns
from chat.backoffice import transcript_pages
from chat.models import Conversation, EvaluationCase, Review, ReviewAnswer
from chat.quality import assignments, corrections
from chat.quality.scoring import Mark, score
from handover.desk import visibility


@admin.register(Review)
class ReviewAdmin(SaidColumns, WritingPages):
    """All judgements. Written beside the conversation, changed by nobody."""

    page_template = "admin/review.html"
    list_display = (
        "session",
        "first_question",
        "score_label",
        "part",
        "whose",
        "beginning",
        "reviewer_name",
        "created_at",
    )
    list_filter = (
        ScoreFilter,
        "failed",
        ("agent", admin.RelatedOnlyFieldListFilter),  # who is judged
        ("reviewer", admin.RelatedOnlyFieldListFilter),
        "created_at",
    )
    list_select_related = ("conversation", "reviewer", "agent")
    search_fields = ("conversation__session_id__startswith", "comment")
    ordering = ("-pk",)  # the newest first, on its key

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        send = guarded(require_POST(self.knowledge_view))
        return [
            path(
                "write/<int:conversation_id>/", guarded(self.write_view), name="chat_review_write"
            ),
            path("<int:pk>/knowledge/", send, name="chat_review_knowledge"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        user: Any = request.user
        rows = visibility.about_readable(visibility.viewer_of(user), super().get_queryset(request))
        return self.with_words(rows)

    @display(
        description=gettext_lazy("score"),
        ordering="score",
        label={"good": "success", "fair": "warning", "poor": "danger", "none": "neutral"},
    )
    def score_label(self, row: Review) -> tuple[str, str]:
        return grade(row.score), "–" if row.score is None else str(row.score)

    @display(description=gettext_lazy("judged"))
    def part(self, row: Review) -> str:
        return (
            _("Whole conversation") if row.seq is None else _("Message %(seq)s") % {"seq": row.seq}
        )

    @display(description=gettext_lazy("whose part"))
    def whose(self, row: Review) -> str:
        return name_of(row.agent) if row.agent else _("Assistant")

    @display(description=gettext_lazy("reviewer"))
    def reviewer_name(self, row: Review) -> str:
        return name_of(row.reviewer)

    @display(description=gettext_lazy("comment"))
    def beginning(self, row: Review) -> str:
        return Truncator(row.comment or row.corrected_answer).chars(60) or _("(no words)")

    def page_context(self, request: HttpRequest, obj: Review) -> dict[str, Any]:
        answers = list(obj.answers.select_related("criterion").order_by("criterion__place", "pk"))
        question = transcript_pages.message_at(obj.conversation_id, obj.question_seq)
        case = EvaluationCase.objects.filter(review=obj).select_related("draft").first()
        reader: Any = request.user
        may = reader.has_perm
        return {
            "title": _("Review"),
            "review": obj,
            "conversation_id": obj.conversation_id,
            "grade": grade(obj.score),
            "whose": self.whose(obj),
            "part": self.part(obj),
            "reviewer": self.reviewer_name(obj),
            "sections": sections(answers),
            "pinned": obj.pinned.all(),
            "coaching": obj.coaching.all() if may("chat.view_coachingnote") else [],
            "found": [
                shown(each.get("name"), each.get("passed"), each.get("seqs") or [])
                for each in obj.checks
            ],
            "question": question,
            "case": case,
            "may_send": may(WRITES) and may(DRAFTS),
            "into_articles": corrections.choices(obj.conversation, question.text)
            if question and not case and obj.corrected_answer
            else [],
            "beside": self.list_beside(request, obj.conversation_id),
            "next": assignments.to_do(reader).first() if may(WRITES) else None,
        }

    def list_beside(self, request: HttpRequest, conversation_id: int) -> dict[str, Any] | None:
        """The way on in the list of conversations that the review was opened from, if it was."""
        if not opened_from(request):
            return None
        conversations: Any = self.admin_site.get_model_admin(Conversation)
        beside: dict[str, Any] = conversations.neighbours(request, conversation_id)
        return beside


def sections(answers: list[ReviewAnswer]) -> list[dict[str, Any]]:
    """The answers section by section, each with its own score."""
    found: list[dict[str, Any]] = []
    for answer in answers:
        title = answer.criterion.section
        if not found or found[-1]["title"] != title:
            found.append({"title": title, "answers": []})
        found[-1]["answers"].append(answer)
    for section in found:
        section["score"] = score(mark_of(answer) for answer in section["answers"])
    return found


def mark_of(answer: ReviewAnswer) -> Mark:
    asked = answer.criterion
    return Mark(answer.points, asked.most, asked.weight, asked.critical)


def grade(points: int | None) -> str:
    if points is None:
        return "none"
    return "good" if points >= 80 else "fair" if points >= 60 else "poor"


def name_of(user: Any) -> str:
    return user.get_full_name() or user.get_username()
