"""What the assistant and the people did in a period, as a table or as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from aicc.platform.command_arguments import day
from aicc.platform.percentiles import Percentiles
from handover.reporting.assistant import AssistantFigures, assistant_figures
from handover.reporting.people import AgentFigures, PeopleFigures, people_figures
from handover.reporting.period import midnight

Line = tuple[str, object]


class Command(BaseCommand):
    help = (
        "Figures of whole days in the bank's time zone, the assistant's and the people's apart: "
        "waiting, first reply, handling, abandonment, transfers, promises kept, each agent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="first", type=day, metavar="DATE", help="the first day; today"
        )
        parser.add_argument(
            "--to", dest="last", type=day, metavar="DATE", help="the last day; the first"
        )
        parser.add_argument("--json", action="store_true", help="seconds and shares as numbers")

    def handle(self, *, first: date | None, last: date | None, json: bool, **options: Any) -> None:
        first_day = first or timezone.localdate()
        last_day = last or first_day
        if last_day < first_day:
            raise CommandError(f"--to {last_day} lies before --from {first_day}.")
        since, until = midnight(first_day), midnight(last_day + timedelta(days=1))
        assistant, people = assistant_figures(since, until), people_figures(since, until)
        if json:
            found = {
                "from": first_day,
                "to": last_day,
                "assistant": asdict(assistant),
                "people": asdict(people),
            }
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        self.section(f"Assistant, {first_day} to {last_day}", of_assistant(assistant))
        self.section("Agents", of_people(people))
        for agent in people.agents:
            self.section(agent.name or "an agent who is gone", of_agent(agent))

    def section(self, title: str, lines: Iterator[Line]) -> None:
        self.stdout.write(f"\n{title}")
        for name, value in lines:
            self.stdout.write(f"  {name:<28}{shown(value)}")


def of_assistant(found: AssistantFigures) -> Iterator[Line]:
    yield "conversations", found.conversations
    yield "without a person", found.contained
    yield "questions", found.questions
    yield "answered", found.answered
    yield "handled by agent", found.left
    yield "failed answers", found.apologies
    yield "answers by engine", found.engines
    yield "time to the answer", found.answer
    yield "thumbs up, down", f"{found.thumbs_up}, {found.thumbs_down}"
    yield "customers' score", scored(found.score, found.scores)


def of_people(found: PeopleFigures) -> Iterator[Line]:
    yield "handover requests", found.requested
    yield "trigger", found.triggers
    yield "taken", found.taken
    yield "abandoned", found.abandoned
    yield "still open", found.open
    yield "waiting", found.waiting
    yield "first reply", found.first_reply
    yield "handling", found.handling
    yield "transfers", found.transfers
    yield "first replies within SLA", found.first_reply_kept
    yield "replies within SLA", found.replies_kept
    yield "resolved within SLA", found.resolution_kept
    yield "outcomes", found.outcomes
    yield "customers' score", scored(found.score, found.scores)


def of_agent(found: AgentFigures) -> Iterator[Line]:
    yield "taken", found.taken
    yield "closed", found.closed
    yield "transferred", found.transferred
    yield "timed out", found.lapsed
    yield "time to first reply", found.first_word
    yield "handling", found.handling
    for state, seconds in found.presence.items():
        yield state.replace("_", " "), clock(seconds)


def shown(value: object) -> str:
    match value:
        case None:
            return "–"
        case float():  # a share
            return f"{value:.1%}"
        case Percentiles(count=0):
            return "–"
        case Percentiles(count=count, p50=p50, p90=p90, longest=longest):
            return f"p50 {clock(p50)}, p90 {clock(p90)}, longest {clock(longest)} ({count})"
        case dict():
            return ", ".join(f"{name} {count}" for name, count in value.items()) or "–"
        case _:
            return str(value)


def clock(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"


def scored(mean: float | None, count: int) -> str:
    return "–" if mean is None else f"{mean:.2f} of 5 ({count})"
