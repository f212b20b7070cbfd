"""The articles beside a conversation: what an agent's search finds, as customers read it."""

from typing import Any

from django.db.models import F, Q

from chat.articles import rendering
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.models import ArticleVersion
from chat.protocol import article_links

MOST_ARTICLES = 8
Key = tuple[str, str, int]  # slug, language, version's number


def search(query: str, language: str) -> list[dict[str, Any]]:
    """The passages that fit, best first. One query.

    text: as an answer says it, to be inserted; html: as it stands on the article's page.
    """
    found = knowledge.search(query, language, MOST_ARTICLES) if query else []
    bodies = bodies_of([key_of(each) for each in found])
    return [
        {
            "title": each.article.title,
            "heading": each.passage.heading,
            "page": each.passage.page,
            "text": each.passage.text,
            "html": shown(bodies.get(key_of(each), ""), each),
            "url": article_links.address(each.url),
            "score": each.score,
        }
        for each in found
    ]


def key_of(found: Found) -> Key:
    return found.article.slug, found.article.language, found.article.version


def bodies_of(keys: list[Key]) -> dict[Key, str]:
    if not keys:
        return {}
    wanted = Q()
    for slug, language, number in keys:
        wanted |= Q(slug=slug, language=language, number=number)
    rows = ArticleVersion.objects.annotate(
        slug=F("article__slug"), language=F("article__language")
    )
    found = rows.filter(wanted).values_list("slug", "language", "number", "body")
    return {(slug, language, number): body for slug, language, number, body in found}


def shown(body: str, found: Found) -> str:
    """The passage's HTML; what was searched, where its version is no longer kept."""
    passages = {passage.page: passage for passage in knowledge.passages_of(body)}
    passage = passages.get(found.passage.page, found.passage)
    return rendering.html_of(passage.text)
