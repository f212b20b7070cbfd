"""A month's records, made once a process and written again for each test that begins with them."""

import random
from dataclasses import dataclass

from chat.models import Conversation, Feedback, KnowledgeGap, Message, Turn
from handover import reporting
from handover.models import AgentSegment, DayFigures, Handover, HourFigures, RollUp
from handover.tests.month import Month, agents

# Each after those that it refers to.
KINDS = (
    Conversation, Message, Turn, Feedback, KnowledgeGap, Handover, AgentSegment,
    HourFigures, DayFigures, RollUp,
)  # fmt: skip


@dataclass
class Kept:
    rows: list[list]
    agent_places: list[int]  # whose each segment is, as a place among the agents
    chance: tuple  # how the month's chance goes on


_kept: dict[tuple[int, bool], Kept] = {}


def month(conversations, *, counted=False):
    """The month of mei and raj. counted: its figures are added up too."""
    people, asked = agents("mei", "raj"), (conversations, counted)
    if asked in _kept:
        return written_again(_kept[asked], people)
    made = Month(people).fill(conversations)
    if counted:
        while reporting.keep_up():
            pass
    _kept[asked] = Kept(
        [list(kind.objects.order_by("pk")) for kind in KINDS],
        [people.index(it.agent) for it in AgentSegment.objects.order_by("pk")],
        made.chance.getstate(),
    )
    return made


def written_again(kept, people):
    for kind, rows in zip(KINDS, kept.rows, strict=True):
        if kind is AgentSegment:  # an agent has another key in each test
            for segment, place in zip(rows, kept.agent_places, strict=True):
                segment.agent = people[place]
        kind.objects.bulk_create(rows)
    goes_on = Month(people)
    goes_on.chance = random.Random()
    goes_on.chance.setstate(kept.chance)
    return goes_on
