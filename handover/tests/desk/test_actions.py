"""What an agent does: stored once, only in their own conversations, with honest clocks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aicc.platform.errors import IdReuse, Invalid, NotAllowed
from chat.models import Conversation, Message
from chat.turns import leases, opening
from handover.desk import actions
from handover.models import Handover, Note, Team
from handover.queue import ownership, queue
from handover.tests.conftest import asks_for_a_person, sits_down, texts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


@pytest.fixture
def talk(mei):
    """Lin's conversation, which Mei has taken."""
    row = asks_for_a_person()
    return queue.claim(row.pk, sits_down(mei))


def now_of(talk):
    talk.refresh_from_db()
    talk.conversation.refresh_from_db()
    return talk


def customer_writes(talk, text="아직인가요?", client_id="c1"):
    return opening.open_turns([leases.TurnRequest(talk.conversation_id, text, client_id)])


def test_an_agents_words_are_stored_once(talk, mei):
    first = actions.say(talk.conversation_id, mei, "안녕하세요", "a1")

    assert actions.say(talk.conversation_id, mei, "안녕하세요", "a1") == first

    assert Message.objects.filter(sender="agent").count() == 1
    with pytest.raises(IdReuse):
        actions.say(talk.conversation_id, mei, "다른 말", "a1")


def test_what_was_stored_before_a_transfer_is_acknowledged_after_it(talk, mei, raj):
    first = actions.say(talk.conversation_id, mei, "확인해 드릴게요", "a1")
    actions.transfer(talk.conversation_id, mei, to=raj)

    assert actions.say(talk.conversation_id, mei, "확인해 드릴게요", "a1") == first
    with pytest.raises(ownership.NotYours):
        actions.say(talk.conversation_id, mei, "한 가지 더", "a2")


def test_the_first_reply_stops_its_clock_and_a_question_starts_the_next(talk, mei):
    assert now_of(talk).reply_due_at is not None
    actions.say(talk.conversation_id, mei, "안녕하세요", "a1")
    assert (now_of(talk).first_reply_kept, talk.reply_due_at) == (True, None)

    customer_writes(talk)
    due = now_of(talk).reply_due_at
    customer_writes(talk, "여보세요?", "c2")

    assert due is not None
    assert now_of(talk).reply_due_at == due  # the clock of the first unanswered words
    Handover.objects.update(reply_due_at=timezone.now() - timedelta(seconds=1))
    actions.say(talk.conversation_id, mei, "죄송합니다", "a2")
    assert (now_of(talk).replies, talk.late_replies) == (2, 1)


def test_a_note_is_for_colleagues_alone_masked_and_stored_once(talk, mei):
    for _ in range(2):
        actions.note(talk.pk, mei, "주민번호 900101-1234567 확인", "n1")

    note = Note.objects.get()
    assert "1234567" not in note.text
    assert not Message.objects.filter(text=note.text).exists()


def test_a_transfer_to_a_colleague_is_theirs_at_once(talk, mei, raj):
    actions.transfer(talk.conversation_id, mei, to=raj)

    assert (now_of(talk).agent, talk.transfers, talk.answered) == (raj, 1, False)
    assert talk.conversation.agent_name == "Raj"
    assert talk.conversation.owner == Conversation.Owner.AGENT


def test_a_transfer_to_a_team_waits_in_its_queue_in_the_old_place(talk, mei):
    asks_for_a_person("later")
    loans = Team.objects.create(name="Loans")

    actions.transfer(talk.conversation_id, mei, team=loans)

    assert (now_of(talk).team, talk.status, talk.agent) == (loans, "waiting", None)
    assert queue.position_of(talk.conversation_id) == 1
    assert talk.conversation.owner == Conversation.Owner.QUEUE


def test_nobody_can_be_given_a_conversation_by_whoever_does_not_have_it(talk, mei, raj):
    with pytest.raises(ownership.NotYours):
        actions.transfer(talk.conversation_id, raj, to=mei)
    with pytest.raises(Invalid):
        actions.transfer(talk.conversation_id, mei, to=mei)


def test_a_supervisor_takes_over_from_an_agent_and_from_the_queue(talk, mei, sam):
    waiting = asks_for_a_person("waits")

    actions.take_over(talk.pk, sam)
    actions.take_over(waiting.pk, sam)

    assert set(Handover.objects.values_list("agent__username", "status")) == {("sam", "claimed")}
    with pytest.raises(ownership.NotYours):
        actions.say(talk.conversation_id, mei, "저예요", "a1")


def test_handing_back_lets_the_assistant_answer_again(talk, mei):
    actions.hand_back(talk.conversation_id, mei, "카드 재발급을 안내함")

    assert (now_of(talk).outcome, talk.wrap_up) == ("handed_back", "카드 재발급을 안내함")
    assert talk.conversation.owner == Conversation.Owner.ASSISTANT
    assert (talk.reply_due_at, talk.resolution_kept) == (None, True)


def test_an_end_needs_a_known_outcome(talk, mei):
    with pytest.raises(Invalid):
        actions.close(talk.conversation_id, mei, "whatever")

    actions.close(talk.conversation_id, mei, "resolved", "끝")

    assert (now_of(talk).outcome, talk.conversation.owner) == ("resolved", "closed")


def test_abuse_is_warned_of_before_it_ends_a_conversation(talk, mei):
    with pytest.raises(NotAllowed):
        actions.close(talk.conversation_id, mei, "abuse")

    actions.warn(talk.conversation_id, mei)
    actions.close(talk.conversation_id, mei, "abuse")

    said = [text for sender, text in texts(talk.conversation_id) if sender == "system"]
    assert len(said) == 4  # queued, joined, warned, closed: the evidence stays
    assert now_of(talk).warnings == 1


def test_what_was_read_never_becomes_unread(talk, mei, raj):
    actions.read(talk.pk, mei, 2)
    actions.read(talk.pk, mei, 1)
    actions.read(talk.pk, raj, 2)  # not his
    actions.read(talk.pk, mei, 10_000)  # not said yet: it would hide whatever comes

    assert now_of(talk).read_seq == 2
