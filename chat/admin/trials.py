"""The page that asks: what would the assistant answer with this version in force?"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from aicc.reading_room import ReadingRoom
from chat import reports
from chat.admin.editing import WRITES
from chat.articles import trials
from chat.assistant.words import Reply
from chat.models import ArticleVersion

LONGEST_QUESTION = 2_000  # characters, as a customer's message


def urls(room: ReadingRoom) -> list[Any]:
    return [
        path(
            "versions/<int:version_id>/trial/",
            room.door(WRITES, trial),
            name="chat_article_trial",
        )
    ]


def trial(room: ReadingRoom, request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Questions, typed or picked, with both answers side by side."""
    version = get_object_or_404(ArticleVersion.objects.select_related("article"), pk=version_id)
    typed = request.POST.get("question", "").strip()[:LONGEST_QUESTION]
    picked = [text[:LONGEST_QUESTION] for text in request.POST.getlist("picked")]
    asked = trials.unique(filter(None, [typed, *picked]))
    results = trials.ask_both(version, asked) if asked else []
    context = {
        "version": version,
        "typed": typed,
        "picked": picked,
        "left_out": len(asked) - len(results),
        "most": trials.MOST_QUESTIONS,
        "results": [
            {
                "question": result.question,
                "is_same": result.is_same,
                "today": answer(result.today, None),
                "then": answer(result.then, version),
            }
            for result in results
        ],
        "noted": trials.noted_for(version),
        "answered": trials.answered_by(version.article),
        "open": trials.still_open(version.article),
    }
    return room.show(request, version.article, context, template="admin/trial.html")


def answer(reply: Reply, tried: ArticleVersion | None) -> dict[str, Any]:
    """A reply as the page shows it; what it takes from the tried version is marked."""

    def is_tried(source: Any) -> bool:
        here = (source.article_id, source.version)
        return tried is not None and here == (tried.article.slug, tried.number)

    return {
        "reply": reply,
        "engine": reports.ENGINES.get(reply.engine, reply.engine),
        "triage": reports.triage_label(reply.triage),
        "sources": [(source, is_tried(source)) for source in reply.sources],
    }
