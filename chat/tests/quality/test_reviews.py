"""A review keeps what a person thought, beside what the rules found, and is written once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aicc.platform.errors import Invalid, NotFound
from chat import quality
from chat.models import Assignment, CoachingNote, Message, PinnedComment, Review, ReviewRule
from chat.quality import assignments
from chat.quality.reviewing import Judgement, OwnWork
from chat.tests.reviewing import full, in_force, judge, person, talk

pytestmark = pytest.mark.django_db

Sender = Message.Sender


@pytest.fixture
def sam():
    return person("sam", "supervisor")


@pytest.fixture
def mei():
    return person("mei", "agent")


def test_a_review_of_a_conversation_takes_it_off_the_list(sam):
    conversation = talk()

    written = judge(conversation, sam, {"solved": 1}, comment="잘했습니다")

    conversation.refresh_from_db()
    assert conversation.reviewed_at is not None
    assert conversation.review_score == written.score == 88  # 65 + 10 of the 85 that apply
    assert written.agent is None


def test_a_review_of_one_message_leaves_the_conversation_to_be_reviewed(sam):
    conversation = talk()

    written = judge(conversation, sam, seq=2)

    conversation.refresh_from_db()
    assert (written.seq, written.score) == (2, 100)
    assert conversation.reviewed_at is None


def test_the_assistant_and_an_agent_are_judged_by_one_rubric(sam, mei):
    conversation = talk(
        "lin",
        (Sender.CUSTOMER, "상담원이요"),
        (Sender.ASSISTANT, "연결합니다."),
        (Sender.AGENT, "안녕하세요"),
        agent=mei,
    )

    machine = judge(conversation, sam)
    human = judge(conversation, sam, agent_id=mei.pk)
    words = judge(conversation, sam, seq=3)

    assert (machine.agent, human.agent, words.agent) == (None, mei, mei)
    assert machine.version == human.version


def test_a_broken_rule_makes_the_score_nothing(sam):
    written = judge(talk(), sam, {"no_promise": 0})

    assert (written.score, written.failed) == (0, True)


def test_what_the_reviewer_writes_is_masked(sam):
    written = judge(
        talk(),
        sam,
        comment="고객 010-1234-5678",
        question_seq=1,
        corrected_answer="02 말고 010-1234-5678",
        pinned={2: "010-1234-5678로 전화하라고 했습니다", 1: "  "},
    )

    pinned = PinnedComment.objects.get()
    for text in (written.comment, written.corrected_answer, pinned.text):
        assert "1234-5678" not in text
    assert pinned.seq == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": {"solved": 3}},
        {"points": {"solved": None}},  # this one always applies
        {"points": {"invented": 1}},
        {"question_seq": 2},  # not the customer's
        {"pinned": {9: "there is no such message"}},
        {"agent_id": 424242},  # never spoke
    ],
)
def test_what_does_not_fit_is_not_kept(sam, wrong):
    with pytest.raises(Invalid):
        judge(talk(), sam, wrong.pop("points", None), **wrong)

    assert not Review.objects.exists()


def test_the_customers_own_words_are_judged_by_nobody(sam):
    with pytest.raises(NotFound):
        judge(talk(), sam, seq=1)


def test_a_message_is_not_judged_by_the_scorecard_of_conversations(sam):
    version = in_force()

    with pytest.raises(Invalid):
        quality.submit_review(talk().pk, sam, version, Judgement(points=full(version), seq=2))


def test_nobody_reviews_their_own_words(sam):
    conversation = talk("lin", (Sender.CUSTOMER, "?"), (Sender.AGENT, "네"), agent=sam)

    with pytest.raises(OwnWork):
        judge(conversation, sam, agent_id=sam.pk)


def test_coaching_goes_to_the_agent_who_is_judged(sam, mei):
    conversation = talk("lin", (Sender.CUSTOMER, "?"), (Sender.AGENT, "네"), agent=mei)

    judge(conversation, sam, seq=2, coaching="먼저 인사해 주세요.")

    note = CoachingNote.objects.get()
    assert (note.agent, note.author, note.seq) == (mei, sam, 2)


def test_the_assistant_is_not_coached(sam):
    judge(talk(), sam, coaching="nobody would read this")

    assert not CoachingNote.objects.exists()


def test_what_the_rules_found_is_kept_beside_the_score(sam):
    conversation = talk(notice_at=None)

    written = judge(conversation, sam)

    found = {each["name"]: each["passed"] for each in written.checks}
    assert found["ai_notice"] is False
    assert written.score == 100  # a person's, whatever the rules say


def test_an_assignment_is_done_by_its_reviewers_review(sam, assigned):
    other = person("raj", "supervisor")
    conversation = assigned.conversation
    judge(conversation, other)
    assert Assignment.objects.get().done_at is None

    written = judge(conversation, sam)

    assert Assignment.objects.get().review == written


@pytest.fixture
def assigned(sam):
    conversation = talk()
    rule = ReviewRule.objects.create(name="daily", quota=1)
    rule.reviewers.add(sam)
    at = conversation.last_message_at
    assignments.assign(rule, at, at.replace(year=at.year + 1))
    return Assignment.objects.get()


def test_a_review_costs_the_same_in_a_long_conversation_as_in_a_short_one(sam):
    def queries(conversation):
        with CaptureQueriesContext(connection) as captured:
            judge(conversation, sam)
        return len(captured)

    short = talk("short")
    long = talk("long", *[(Sender.CUSTOMER, "?"), (Sender.ASSISTANT, "!")] * 20)
    queries(talk("first"))

    assert queries(long) == queries(short)
