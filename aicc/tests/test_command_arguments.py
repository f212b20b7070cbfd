"""Whatever is written beside a command, it is refused in plain words that say what to write."""

import argparse

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from aicc.platform import command_arguments

OURS = sorted(
    name
    for name, app in get_commands().items()
    if app.partition(".")[0] in ("aicc", "chat", "handover")
)
PYTHONS_WORDS = ("invalid ", "fromisoformat", "literal", "Traceback", "must be")


def arguments_of(command, parser=None):
    parser = parser or load_command_class(get_commands()[command], command).create_parser(
        "", command
    )
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from arguments_of(command, inner)
        else:
            yield action


def test_every_number_and_every_day_of_every_command_has_limits_and_words():
    bare = [
        f"{command} {action.dest}"
        for command in OURS
        for action in arguments_of(command)
        if action.type in (int, float) and action.dest != "verbosity"  # Django's own
    ]

    assert bare == []


@pytest.mark.parametrize(
    "line",
    [
        "assign_reviews --day 2026-13-01",
        "assign_reviews --day 2026-02-29",
        "assign_reviews --day 내일",
        "assign_reviews --seed 1.5",
        "ask 안녕하세요 --as-of 31.12.2026",
        "evaluate --tolerance nan",
        "evaluate --tolerance 2%",
        "report --from 2026-13-01",
        "report --from 2026-11-01 --to 0001-01-01",
        "report --from 9999-12-31",
        "roll_up --from 2026-11-31",
        "seed_conversations --conversations 0",
        "seed_conversations --days 1e9",
        "seed_demo --days -3",
        "seed_demo --conversations ２０",
        "simulate --customers none",
        "simulate --minutes inf",
        "simulate --pace 0",
        "simulate --seed " + "9" * 5000,
        "staff_access approve first",
        "staff_access approve 0",
    ],
)
def test_what_is_no_day_or_number_is_refused_with_what_to_write(line):
    with pytest.raises(CommandError) as refused:
        call_command(*line.split())

    said = str(refused.value)
    assert "write " in said, said
    assert not [words for words in PYTHONS_WORDS if words in said], said


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (command_arguments.day, "2026-02-28", (2026, 2, 28)),
        (command_arguments.whole_number(1, 10), " 10 ", 10),
        (command_arguments.number(0, 1), ".25", 0.25),
        (command_arguments.seed, "0", 0),
    ],
)
def test_what_is_right_is_taken(read, text, value):
    found = read(text)

    assert (found.timetuple()[:3] if isinstance(value, tuple) else found) == value
