"""What happened around a conversation, in one line of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from chat.models import Conversation
from handover.models import AgentSegment, Handover, Note


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    what: str
    who: str = ""
    words: str = ""


def timeline(conversation: Conversation, *, judged: bool) -> list[Event]:
    """Everything that happened, oldest first. Four queries.

    judged: also the reviews, for those who may judge.
    """
    handovers = list(
        Handover.objects.filter(conversation=conversation).select_related("team").order_by("pk")
    )
    events = [Event(conversation.started_at, _("Begun"))]
    for handover in handovers:
        events += events_of(handover)
    if handovers:
        segments = AgentSegment.objects.filter(handover__in=handovers).select_related("agent")
        notes = Note.objects.filter(handover__in=handovers)
        for segment in segments:
            events += segment_events(segment)
        events += [Event(n.created_at, kind_of(n), n.author_name, n.text) for n in notes]
    if judged:
        events += [
            Event(review.created_at, _("Reviewed"), name_of(review.reviewer))
            for review in conversation.reviews.select_related("reviewer")
        ]
    return sorted(events, key=lambda event: event.at)


def kind_of(note: Note) -> str:
    return _("Note") if note.kind == Note.Kind.NOTE else str(note.get_kind_display())


def events_of(handover: Handover) -> list[Event]:
    trigger, outcome = handover.get_trigger_display(), handover.get_outcome_display()
    team = handover.team.name if handover.team else ""
    asked = _("Handover requested: %(trigger)s") % {"trigger": trigger}
    events = [Event(handover.requested_at, asked, team, handover.reason)]
    if handover.ended_at:
        ended = _("Handover ended: %(outcome)s") % {"outcome": outcome}
        events.append(Event(handover.ended_at, ended, "", handover.wrap_up))
    return events


def segment_events(segment: AgentSegment) -> list[Event]:
    who = name_of(segment.agent)
    events = [Event(segment.began_at, _("Taken"), who)]
    if segment.first_word_at:
        events.append(Event(segment.first_word_at, _("First reply"), who))
    if segment.ended_at and segment.end != AgentSegment.End.CLOSED:
        events.append(Event(segment.ended_at, segment.get_end_display(), who))
    return events


def name_of(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else "–"
