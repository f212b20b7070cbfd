"""The page that asks: what would the assistant answer with this version in force?"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.admin.articles.editor import WRITES
from chat.articles.rendering import html_of
from chat.assistant.types import Reply
from chat.backoffice import transcript_pages
from chat.knowledge_gaps import preview_answers
from chat.models import ArticleVersion, Conversation
from chat.protocol import article_links
from handover.desk import visibility

LONGEST_QUESTION = 2_000  # characters, as a customer's message


def urls(room: ReadOnlyModelAdmin) -> list[Any]:
    return [
        path(
            "versions/<int:version_id>/trial/",
            room.permission_view(WRITES, trial),
            name="chat_article_trial",
        )
    ]


def trial(room: ReadOnlyModelAdmin, request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Questions, typed or picked, with both answers side by side."""
    version = get_object_or_404(ArticleVersion.objects.select_related("article"), pk=version_id)
    typed = request.POST.get("question", "").strip()[:LONGEST_QUESTION]
    picked = [text[:LONGEST_QUESTION] for text in request.POST.getlist("picked")]
    asked = preview_answers.unique(filter(None, [typed, *picked]))
    results = preview_answers.ask_both(version, asked) if asked else []
    context = {
        "version": version,
        "typed": typed,
        "picked": picked,
        "left_out": len(asked) - len(results),
        "most": preview_answers.MOST_QUESTIONS,
        "results": [
            {
                "question": result.question,
                "is_same": result.is_same,
                "today": answer(result.today, None),
                "then": answer(result.then, version),
            }
            for result in results
        ],
        "noted": preview_answers.noted_for(version),
        "answered": preview_answers.answered_by(version.article, readable_by(request)),
        "open": preview_answers.still_open(version.article),
    }
    return room.show(request, version.article, context, template="admin/trial.html")


def readable_by(request: HttpRequest) -> QuerySet[Conversation]:
    """Nothing for a knowledge editor, who reads what no article answered and no more."""
    user: Any = request.user
    return visibility.conversations(visibility.viewer_of(user))


def answer(reply: Reply, tried: ArticleVersion | None) -> dict[str, Any]:
    """A reply as the page shows it; what it takes from the tried version is marked."""

    def is_tried(source: Any) -> bool:
        here = (source.article_id, source.version)
        return tried is not None and here == (tried.article.slug, tried.number)

    return {
        "reply": reply,
        "html": html_of(reply.text, keeps_lines=True),
        "engine": transcript_pages.ENGINES.get(reply.engine, reply.engine),
        "triage": transcript_pages.triage_label(reply.triage),
        "sources": [
            (source, article_links.address(source.url), is_tried(source))
            for source in reply.sources
        ],
    }
