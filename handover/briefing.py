"""What an agent must know before saying hello: mood, story, keywords, articles to hand."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from chat.assistant import knowledge
from chat.assistant.mood import mood
from chat.assistant.terms import terms_of
from chat.assistant.words import Line

MOST_KEYWORDS = 8
MOST_ARTICLES = 3
LINE_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Briefing:
    sentiment: str  # POSITIVE, NEGATIVE, NEUTRAL
    summary: str  # three lines
    keywords: tuple[str, ...]
    recommendations: tuple[dict[str, Any], ...]  # title, url, relevance_score

    def as_data(self) -> dict[str, Any]:
        return {
            "customer_sentiment": self.sentiment,
            "summary": self.summary,
            "extracted_keywords": list(self.keywords),
            "kms_recommendations": list(self.recommendations),
        }


def brief(lines: list[Line], language: str) -> Briefing:
    """The briefing of a conversation, from its transcript and the articles in force."""
    said = [line.text for line in lines if line.sender == "customer"]
    answers = [line.text for line in lines if line.sender in ("assistant", "agent")]
    return Briefing(
        sentiment=mood(said),
        summary=summary(said, answers, language),
        keywords=keywords(said, language),
        recommendations=recommended(said, language),
    )


def summary(said: list[str], answers: list[str], language: str) -> str:
    """Three lines: what is wanted, what was said to it, where it stands."""
    telling = sorted(said, key=len, reverse=True)[:2]
    wanted = " / ".join(text for text in said if text in telling)
    with override(language):
        tried = answers[-1] if answers else _("Nothing was answered yet.")
        stands = said[-1] if said else ""
        return "\n".join(
            (
                _("Wants: %(text)s") % {"text": one_line(wanted)},
                _("Was told: %(text)s") % {"text": one_line(tried)},
                _("Said last: %(text)s") % {"text": one_line(stands)},
            )
        )


def one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE_CHARACTERS else flat[: LINE_CHARACTERS - 1] + "…"


def keywords(said: list[str], language: str) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for text in said:
        counts.update(
            {
                term: times
                for term, times in terms_of(text, language).items()
                if not set(term) & set("~#")
            }
        )
    return tuple(term for term, _times in counts.most_common(MOST_KEYWORDS))


def recommended(said: list[str], language: str) -> tuple[dict[str, Any], ...]:
    """The articles that fit what the customer said, each once, best first."""
    chosen: dict[str, dict[str, Any]] = {}
    for found in knowledge.search(" ".join(said[-4:]), language, limit=12):
        chosen.setdefault(
            found.article.slug,
            {"title": found.article.title, "url": found.url, "relevance_score": found.score},
        )
    return tuple(chosen.values())[:MOST_ARTICLES]
