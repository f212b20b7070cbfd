"""A supervisor finds what was said, in Korean too, whatever the blanks between the words."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat import transcript
from chat.backoffice import indexer, search
from chat.models import Conversation, GramBlock, Message

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]


def said(session_id, *texts):
    conversation = Conversation.objects.create(session_id=session_id)
    for text in texts:
        with transaction.atomic():
            locked = transcript.lock(conversation.pk)
            transcript.append(locked, Message.Sender.CUSTOMER, text)
    return conversation


def found(query, among=None):
    rows = Conversation.objects.all() if among is None else among
    names = dict(rows.values_list("pk", "session_id"))
    return [names[pk] for pk in search.find(query, rows)[0]]


@pytest.fixture
def history():
    said("lost", "카드를 분실했어요", "재발급은 얼마나 걸려요?")
    said("loan", "전세자금대출 금리가 궁금합니다")
    said("english", "I lost my Debit Card yesterday")
    indexer.keep_up()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("분실", ["lost"]),
        ("분실 했어요", ["lost"]),
        ("카드를분실", ["lost"]),
        ("재발급 분실", ["lost"]),  # in two messages of one conversation
        ("전세 자금 대출", ["loan"]),
        ("debit CARD", ["english"]),
        ("ｄｅｂｉｔ", ["english"]),
        ("분실 금리", []),
        ("실분", []),
        ("를분실했어요재", []),  # no word goes from one message into the next
        ("카", []),
        ("?!", []),
    ],
)
def test_all_words_of_a_query_are_found_in_one_conversation(history, query, names):
    assert found(query) == names


def test_what_is_said_later_is_found_later(history):
    lost = Conversation.objects.get(session_id="lost")
    with transaction.atomic():
        transcript.append(transcript.lock(lost.pk), Message.Sender.CUSTOMER, "금리도 알려 주세요")
    assert found("금리") == ["loan"]

    indexer.keep_up()

    assert found("금리") == ["loan", "lost"]


def test_the_search_keeps_to_what_one_may_see(history):
    assert found("분실", Conversation.objects.exclude(session_id="lost")) == []


def test_a_masked_number_is_not_in_the_index():
    said("lin", "제 번호는 010-1234-5678입니다")
    indexer.keep_up()

    assert found("0101234") == []
    assert not GramBlock.objects.filter(gram="12").exists()


def test_an_erased_conversation_is_found_no_more(history):
    Conversation.objects.filter(session_id="lost").delete()

    assert found("분실") == []


def test_blocks_of_the_index_do_not_mix():
    for pk in (1023, 1024, 5000):
        Conversation.objects.create(pk=pk, session_id=f"lin-{pk}")
        with transaction.atomic():
            transcript.append(transcript.lock(pk), Message.Sender.CUSTOMER, f"환율 {pk}")
    indexer.keep_up()

    assert found("환율") == ["lin-5000", "lin-1024", "lin-1023"]
    assert found("환율 1024") == ["lin-1024"]


def test_a_search_costs_the_same_in_three_and_thirty():
    def queries():
        indexer.keep_up()
        with CaptureQueriesContext(connection) as captured:
            assert found("환율")
        return len(captured)

    for number in range(3):
        said(f"few-{number}", "환율이 궁금해요")
    few = queries()
    for number in range(30):
        said(f"many-{number}", "환율이 궁금해요")

    assert queries() == few


@pytest.mark.parametrize(("query", "most"), [("환전", "MOST_FOUND"), ("환전 수수료", "MOST_READ")])
def test_a_search_that_finds_too_much_shows_the_newest_and_says_so(monkeypatch, query, most):
    for name in ("monday", "tuesday", "friday"):
        said(name, "환전 수수료가 궁금해요")
    indexer.keep_up()
    everything = search.find(query, Conversation.objects.all())
    monkeypatch.setattr(search, most, 2)

    newest = search.find(query, Conversation.objects.all())

    assert (len(everything[0]), everything[1]) == (3, False)
    assert newest == (everything[0][:2], True)
