"""One figure, one meaning: on the card, in the list behind it, in the file and in the report."""

import pytest

from chat.models import Conversation, Turn
from handover.models import Handover
from handover.reporting.assistant import assistant_figures
from handover.reporting.counting import count
from handover.reporting.drilldown import conversations_behind, handovers_behind
from handover.reporting.people import people_figures
from handover.reporting.period import Period
from handover.tests import kept_month
from handover.tests.month import FIRST, LAST

pytestmark = pytest.mark.django_db

PERIOD = Period(FIRST, LAST)


@pytest.fixture
def counted():
    kept_month.month(60)
    assert Turn.objects.filter(engine="intake").exists()  # it holds what this is about
    assert Handover.objects.filter(outcome="call_back").exists()
    return count(PERIOD.since, PERIOD.until).counts


@pytest.mark.parametrize(
    ("card", "figure"),
    [
        ("wishes", "wishes"),
        ("taken", "taken"),
        ("abandoned", "abandoned"),
        ("handled", "handled"),
        ("ended", "ended"),
        ("first_replies", "replied"),
        ("outcome.call_back", "outcome_call_back"),
        ("outcome.left", "outcome_left"),
        ("trigger.asked", "trigger_asked"),
    ],
)
def test_the_list_of_handovers_holds_as_many_as_its_card_says(counted, card, figure):
    behind = handovers_behind(figure, PERIOD)

    assert Handover.objects.filter(behind.condition).count() == counted[card] > 0


@pytest.mark.parametrize(
    ("figure", "states"),
    [
        ("questions", ["answered", "left", "failed", "thinking", "waiting"]),
        ("answered", ["answered"]),
        ("apologies", ["failed"]),
    ],
)
def test_the_list_of_questions_leaves_out_what_answered_a_question_of_ours(
    counted, figure, states
):
    own = Turn.objects.filter(
        state__in=states, asked_at__gte=PERIOD.since, asked_at__lt=PERIOD.until
    ).exclude(engine="intake")

    behind = conversations_behind(figure, PERIOD)

    found = Conversation.objects.filter(behind.condition)
    assert set(found) == {turn.conversation for turn in own.select_related("conversation")}


def test_the_conversations_scored_and_contained_are_those_of_the_list(counted):
    for figure in ("contained", "scored_assistant", "scored_people", "scored_nobody"):
        behind = conversations_behind(figure, PERIOD)
        if figure == "contained":
            said = counted["contained"]
        else:
            kind = figure.removeprefix("scored_")
            said = sum(counted[f"score_{kind}.{score}"] for score in range(1, 6))
        assert Conversation.objects.filter(behind.condition).count() == said, figure


def test_the_report_says_what_the_cards_say(counted):
    assistant = assistant_figures(PERIOD.since, PERIOD.until)
    people = people_figures(PERIOD.since, PERIOD.until)

    assert assistant.conversations == counted["conversations"]
    assert assistant.questions == counted["questions"]
    assert assistant.answered == counted["turn.answered"]
    assert assistant.apologies == counted["turn.failed"]
    assert (assistant.thumbs_up, assistant.thumbs_down) == (
        counted["thumb.up"],
        counted["thumb.down"],
    )
    assert "intake" not in assistant.engines
    assert people.requested == counted["wishes"]
    assert people.taken == counted["taken"]
    assert people.abandoned == counted["abandoned"]
    assert people.transfers == counted["transfers"]
    assert people.open == counted["wishes"] - counted["ended"]
    assert people.outcomes == {
        name.removeprefix("outcome."): number
        for name, number in counted.items()
        if name.startswith("outcome.") and number
    }
