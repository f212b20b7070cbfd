"""What an agent closed, and how they find it again: theirs alone, the last one first."""

import pytest
from django.utils import timezone

from chat.backoffice import indexer
from handover.desk import actions
from handover.models import Handover, Label
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db(transaction=True)


def closes(agent, session_id, text="대출 상담 부탁드려요", wrap_up="", **fields):
    row = queue.claim(asks_for_a_person(session_id, text, **fields).pk, agent)
    actions.close(row.conversation_id, agent, wrap_up=wrap_up)
    return row


def found_by(agent, **query):
    answer = signs_in(agent).get("/api/v1/handover/closed", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def sessions(found):
    return [card["session"] for card in found["closed"]]


def test_an_agent_finds_what_they_closed_the_last_one_first(at_work, mei, raj):
    for name in ("one", "two", "three"):
        closes(mei, name)
    closes(raj, "rajs")
    queue.claim(asks_for_a_person("in-hand").pk, mei)

    found = found_by(mei)

    assert sessions(found) == ["three", "two", "one"]
    assert found["has_more"] is False
    assert found["closed"][0]["ended_at"] is not None


def test_what_was_closed_last_stands_first_however_long_it_took(at_work, mei):
    long_one = queue.claim(asks_for_a_person("long").pk, mei)
    closes(mei, "short")
    actions.close(long_one.conversation_id, mei)

    assert sessions(found_by(mei)) == ["long", "short"]


def test_further_pages_lose_and_repeat_nothing(at_work, mei):
    at = timezone.now()
    for number in range(60):
        row = asks_for_a_person(f"s{number:02}")
        Handover.objects.filter(pk=row.pk).update(
            agent=mei, status="closed", outcome="resolved", ended_at=at
        )

    first = found_by(mei)
    second = found_by(mei, before=first["closed"][-1]["handover"])

    assert (len(first["closed"]), first["has_more"]) == (50, True)
    assert (len(second["closed"]), second["has_more"]) == (10, False)
    assert len(set(sessions(first) + sessions(second))) == 60


def test_search_finds_what_was_said_who_it_was_and_how_it_was_filed(at_work, mei, raj):
    closes(mei, "said", "해외에서 분실한 카드 재발급이요")
    closes(mei, "named", customer_name="이보람")
    closes(mei, "noted", wrap_up="한도 상향 심사로 넘김")
    filed = closes(mei, "filed")
    label = Label.objects.create(name="민원")
    label.conversations.add(filed.conversation_id)
    closes(raj, "rajs", "해외에서 분실한 카드 재발급이요")
    open_one = queue.claim(asks_for_a_person("in-hand", "분실한 통장이요").pk, mei)
    indexer.keep_up()

    assert sessions(found_by(mei, q="재발급")) == ["said"]
    assert sessions(found_by(mei, q="분실한")) == [
        open_one.conversation.session_id,
        "said",
    ]
    assert sessions(found_by(mei, q="보람")) == ["named"]
    assert sessions(found_by(mei, q="한도 상향")) == ["noted"]
    assert sessions(found_by(mei, q="민원")) == ["filed"]
    assert sessions(found_by(mei, q="noted")) == ["noted"]
    assert sessions(found_by(mei, q="없는말")) == []


def test_pages_of_a_search_go_on_from_what_is_in_hand(at_work, mei):
    in_hand = queue.claim(asks_for_a_person("open", customer_name="이보람").pk, mei)
    closed = closes(mei, "closed", customer_name="이보람")

    found = found_by(mei, q="보람", before=in_hand.pk)

    assert [card["handover"] for card in found["closed"]] == [closed.pk]


def test_what_was_passed_on_is_the_colleagues_to_find(at_work, mei, raj):
    row = queue.claim(asks_for_a_person("passed").pk, mei)
    actions.transfer(row.conversation_id, mei, to=raj)
    actions.close(row.conversation_id, raj)

    assert sessions(found_by(mei)) == []
    assert sessions(found_by(raj)) == ["passed"]


@pytest.mark.parametrize("before", ["x", "-1", "999999"])
def test_a_place_that_is_none_of_theirs_is_refused(at_work, mei, raj, before):
    closes(raj, "rajs")

    assert signs_in(mei).get("/api/v1/handover/closed", {"before": before}).status_code in (
        400,
        404,
    )


def test_a_page_costs_as_many_queries_for_fifty_as_for_one(
    at_work, mei, django_assert_max_num_queries
):
    label = Label.objects.create(name="민원")
    client = signs_in(mei)
    for number in range(12):
        label.conversations.add(closes(mei, f"s{number}").conversation_id)

    with django_assert_max_num_queries(10):
        client.get("/api/v1/handover/closed")
