"""What an agent must know before saying hello: mood, story, keywords, articles to hand."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef

from chat import transcript
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Line
from chat.assistant.understanding.sentiment import mood
from chat.models import Message
from chat.protocol import article_links
from handover.briefing.keywords import keywords
from handover.briefing.summary import summary
from handover.models import CallBack, Handover, WrittenBriefing
from handover.queue import intake

MOST_CHARACTERS = 20_000  # of the customer's that are read: two hundred ordinary messages
FIRST_MESSAGES = 2  # read whatever came after them: they say what somebody came for
MOST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Briefing:
    sentiment: str  # POSITIVE, NEGATIVE, NEUTRAL
    summary: str  # three lines
    keywords: tuple[str, ...]
    recommendations: tuple[dict[str, Any], ...]  # title, url, relevance_score
    said: bool = True  # the customer said something
    engine: str = "offline"  # or model: who wrote the summary and the keywords
    failure: str = ""  # why the model did not, where it was asked

    def as_data(self) -> dict[str, Any]:
        return {
            "customer_sentiment": self.sentiment,
            "summary": self.summary,
            "extracted_keywords": list(self.keywords),
            "kms_recommendations": list(self.recommendations),
        }


def of_conversation(conversation_id: int, language: str) -> Briefing:
    """The briefing as it stands: the model's lines where it has written some, else offline.

    What the model wrote before the customer said more counts while it is about to be renewed.
    """
    found = brief(lines_of(conversation_id), language)
    written = newest_written(conversation_id)
    if written is None:
        return found
    if not written.summary or (written.is_behind and not is_renewed(written)):
        return replace(found, failure=written.failure)
    keywords = tuple(written.keywords) or found.keywords
    return replace(found, summary=written.summary, keywords=keywords, engine="model")


def newest_written(conversation_id: int) -> Any:
    """What the model made of the conversation last, and whether more was said since."""
    said = Message.objects.filter(
        conversation=conversation_id,
        sender=Message.Sender.CUSTOMER,
        seq__gt=OuterRef("seq"),
    )
    rows = WrittenBriefing.objects.filter(handover__conversation=conversation_id)
    rows = rows.select_related("handover").annotate(is_behind=Exists(said))
    return rows.order_by("-handover").first()


def is_renewed(written: WrittenBriefing) -> bool:
    """Whether the model may still be asked for another."""
    return written.handover.is_open and not kill_switch.why_not()


def lines_of(conversation_id: int) -> list[Line]:
    """What a briefing is drawn from: all but what was asked and answered while waiting.

    That stands beside the briefing, word for word.
    """
    return transcript.lines(conversation_id, without=intake.seqs(conversation_id))


def brief(lines: list[Line], language: str) -> Briefing:
    """The briefing of a conversation, from its transcript and the articles in force.

    Of what the customer said, the first two messages and the newest MOST_CHARACTERS.
    """
    lines = within_reach(lines)
    said = [line.text for line in lines if line.sender == "customer"]
    return Briefing(
        sentiment=mood(said),
        summary=summary(lines, language),
        keywords=keywords(said, language),
        recommendations=recommended(said, language),
        said=bool(said),
    )


def within_reach(lines: list[Line]) -> list[Line]:
    """The lines that are read: an endless conversation costs no more than a long one."""
    theirs = [place for place, line in enumerate(lines) if line.sender == "customer"]
    room = MOST_CHARACTERS
    for count, place in enumerate(reversed(theirs[FIRST_MESSAGES:])):
        room -= len(lines[place].text)
        if room < 0:
            passed_over = set(theirs[FIRST_MESSAGES : len(theirs) - count])
            return [line for place, line in enumerate(lines) if place not in passed_over]
    return lines


def of_call(call_back_id: int) -> dict[str, Any]:
    """What whoever calls somebody back must know: the summary, and what was answered before."""
    conversation = (
        CallBack.objects.select_related("conversation").get(pk=call_back_id).conversation
    )
    found = of_conversation(conversation.pk, conversation.language)
    last = Handover.objects.filter(conversation=conversation).order_by("-pk").first()
    answers = intake.collected(last) if last else []
    return {"summary": found.summary, "sentiment": found.sentiment, "answers": answers}


def recommended(said: list[str], language: str) -> tuple[dict[str, Any], ...]:
    """The articles that fit what the customer said, each once, best first."""
    chosen: dict[str, dict[str, Any]] = {}
    for found in knowledge.search(" ".join(said[-4:]), language, limit=12):
        chosen.setdefault(
            found.article.slug,
            {
                "title": found.article.title,
                "url": article_links.address(found.url),
                "relevance_score": found.score,
            },
        )
    return tuple(chosen.values())[:MOST_ARTICLES]
