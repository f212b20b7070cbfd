"""Reviews are assigned by lot: by quota, by risk, and so that anybody can draw them again."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Assignment, Conversation, Message, ReviewDraw, ReviewRule, Turn
from chat.quality import assignments, sampling
from chat.tests.reviewing import judge, person, talk
from handover.models import Handover

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

Sender = Message.Sender
NOW = timezone.now()
PERIOD = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.fixture
def sam():
    return person("sam", "supervisor")


def rule(*reviewers, **fields):
    made = ReviewRule.objects.create(**{"name": "daily", "quota": 2} | fields)
    made.reviewers.set(reviewers)
    return made


def drawn():
    return list(Assignment.objects.order_by("place").values_list("conversation", flat=True))


# --- The lot ---------------------------------------------------------------------------


def test_one_seed_draws_one_choice_in_whatever_order_the_candidates_come():
    candidates = [(number, 1) for number in range(1000)]

    first = sampling.sample(candidates, 10, seed=7)

    assert sampling.sample(reversed(candidates), 10, seed=7) == first
    assert sampling.sample(candidates, 10, seed=8) != first
    assert len(set(first)) == 10


def test_a_draw_is_the_same_on_every_machine_and_version():
    drawn = sampling.sample([(number, 1) for number in range(1, 101)], 5, seed=2026)

    assert drawn == [30, 5, 53, 16, 99]


def test_the_riskier_is_drawn_more_often_and_the_harmless_never():
    candidates = [(1, 1), (2, 9), (3, 0)]

    first = Counter(sampling.sample(candidates, 1, seed=seed)[0] for seed in range(1000))

    assert set(first) == {1, 2}
    assert 850 < first[2] < 950  # nine of ten


def test_more_are_wanted_than_there_are():
    assert sampling.sample([(5, 1)], 3, seed=1) == [5]


# --- Rules and quotas ------------------------------------------------------------------


def test_each_reviewer_gets_the_quota_and_none_twice_the_same(sam):
    raj = person("raj", "supervisor")
    for number in range(7):
        talk(f"talk-{number}")

    made = assignments.assign(rule(sam, raj), *PERIOD)

    rows = Assignment.objects.filter(draw=made)
    assert Counter(rows.values_list("reviewer__username", flat=True)) == {"sam": 2, "raj": 2}
    assert len(set(drawn())) == 4


def test_without_names_everybody_who_may_review_gets_some(sam):
    person("mei", "agent")
    talk()

    assert assignments.reviewers_of(rule()) == [sam]


def test_only_what_is_over_and_wants_a_review_is_drawn(sam):
    wanted = talk("wanted")
    judge(talk("judged"), sam)
    talk("with an agent", owner=Conversation.Owner.AGENT)
    old = talk("old")
    Conversation.objects.filter(pk=old.pk).update(last_message_at=NOW - timedelta(days=9))

    assignments.assign(rule(sam, quota=9), *PERIOD)

    assert drawn() == [wanted.pk]


def test_what_somebody_has_on_their_list_is_drawn_by_no_other_rule(sam):
    talk()
    assignments.assign(rule(sam), *PERIOD)

    second = assignments.assign(rule(sam, name="second"), *PERIOD)

    assert not second.assignments.exists()


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"partner": "assistant"}, {"alone", "english"}),
        ({"partner": "agent"}, {"handed over"}),
        ({"language": "en"}, {"english"}),
    ],
)
def test_a_rule_draws_from_its_kind_alone(sam, fields, names):
    mei = person("mei", "agent")
    talk("alone")
    talk("english", language="en")
    talk("handed over", (Sender.CUSTOMER, "?"), (Sender.AGENT, "네"), agent=mei)

    assignments.assign(rule(sam, quota=9, **fields), *PERIOD)

    found = Conversation.objects.filter(pk__in=drawn())
    assert set(found.values_list("session_id", flat=True)) == names


def test_nobody_is_assigned_what_they_said_themselves(sam):
    raj = person("raj", "supervisor")
    for number in range(4):
        talk(f"talk-{number}", (Sender.CUSTOMER, "?"), (Sender.AGENT, "네"), agent=sam)

    assignments.assign(rule(sam, raj, quota=9), *PERIOD)

    assert set(Assignment.objects.values_list("reviewer__username", flat=True)) == {"raj"}


def test_by_risk_only_what_went_wrong_is_drawn_and_says_why(sam):
    talk("fine")
    poor = talk("poor", score=1, intent="COMPLAINT")
    Turn.objects.create(
        conversation=poor, question_seq=1, state=Turn.State.ANSWERED, trace={"withheld": "?"}
    )
    Handover.objects.create(conversation=poor, outcome="unresolved", first_reply_kept=False)

    made = assignments.assign(rule(sam, sampling="risk"), *PERIOD)

    only = Assignment.objects.get()
    assert only.conversation == poor
    assert set(only.risks) == {"unsolved", "unhappy", "late", "withheld", "complaint"}
    assert dict(made.candidates)[poor.pk] == 3 + 3 + 2 + 2 + 1


# --- Again -----------------------------------------------------------------------------


def test_a_rule_draws_once_for_a_period(sam):
    talk()
    daily = rule(sam)

    assert assignments.assign(daily, *PERIOD) is not None
    assert assignments.assign(daily, *PERIOD) is None
    assert ReviewDraw.objects.count() == 1


def test_the_recorded_seed_draws_the_same_again_even_after_the_reviews(sam):
    for number in range(9):
        talk(f"talk-{number}")
    made = assignments.assign(rule(sam, quota=9), *PERIOD, seed=42)  # in one of 9! orders
    for assignment in Assignment.objects.all():
        judge(assignment.conversation, sam)

    made.refresh_from_db()

    assert made.seed == 42
    assert assignments.is_reproducible(made)
    ReviewDraw.objects.update(seed=43)
    made.refresh_from_db()
    assert not assignments.is_reproducible(made)


def test_assigning_costs_the_same_for_few_and_many(sam):
    def queries(name):
        with CaptureQueriesContext(connection) as captured:
            assignments.assign(rule(sam, name=name, quota=50), *PERIOD)
        return len(captured)

    for number in range(3):
        talk(f"few-{number}")
    few = queries("few")
    for number in range(10):
        talk(f"many-{number}")

    assert queries("many") == few


# --- The command -----------------------------------------------------------------------


def run(*words):
    out = StringIO()
    call_command("assign_reviews", *words, stdout=out)
    return out.getvalue()


def test_the_command_assigns_a_day_and_says_the_seed(sam):
    talk()
    rule(sam)
    today = f"{timezone.localdate():%Y-%m-%d}"

    assert run("--day", today, "--seed", "5") == ("daily: 1 of 1 conversations assigned, seed 5\n")
    assert run("--day", today) == "daily: drawn for that day already\n"
    assert run("--verify") == "1 of 1 draws come out the same\n"


def test_the_command_fails_where_a_draw_comes_out_otherwise(sam):
    for number in range(9):
        talk(f"talk-{number}")
    assignments.assign(rule(sam, quota=9), *PERIOD, seed=42)
    ReviewDraw.objects.update(seed=43)

    with pytest.raises(SystemExit):
        run("--verify")


def test_the_command_wants_a_rule():
    with pytest.raises(CommandError):
        run()
