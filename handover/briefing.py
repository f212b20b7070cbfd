"""What an agent must know before saying hello: mood, story, keywords, articles to hand."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from chat.assistant import knowledge
from chat.assistant.mood import mood
from chat.assistant.terms import terms_of
from chat.assistant.words import Line
from handover.summary import summary

MOST_KEYWORDS = 8
MOST_ARTICLES = 3


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
    return Briefing(
        sentiment=mood(said),
        summary=summary(lines, language),
        keywords=keywords(said, language),
        recommendations=recommended(said, language),
    )


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
