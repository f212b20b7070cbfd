"""What is looked at from the desk is on record as well, with the address it came from."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from aicc.audit.models import AuditEvent
from aicc.platform.request_ids import login_name
from aicc.testing.cast import engine, fresh_limits_and_layer, lin, mei, raj, sam  # noqa: F401
from handover.callbacks import calls
from handover.tests.conftest import asks, asks_for_a_person
from handover.tests.desks import desks, gives, sits_down  # noqa: F401
from handover.tests.test_call_backs import requested

pytestmark = [pytest.mark.django_db(transaction=True)]
in_thread = sync_to_async


def newest(**wanted):
    return AuditEvent.objects.filter(**wanted).order_by("-pk").first()


async def test_an_open_desk_and_an_opened_conversation_are_on_record(desks, mei):  # noqa: F811
    await in_thread(sits_down)(mei)
    handover = await asks()
    desk = await desks(mei)

    await desk.sends("resume", handover=handover.pk, last_seq=0)
    await desk.hears("handover")

    opened = await in_thread(newest)(object_type="handover.desk")
    seen = await in_thread(newest)(object_type="chat.conversation")
    key = desk.client.cookies["sessionid"].value
    for entry in (opened, seen):
        assert (entry.actor_id, entry.address) == (mei.pk, "127.0.0.1")
        assert entry.login == login_name(key)
    assert seen.object_id == str(handover.conversation_id)


async def test_a_briefing_of_what_the_desk_has_not_opened_is_a_look(desks, mei):  # noqa: F811
    await in_thread(sits_down)(mei)
    handover = await asks()
    desk = await desks(mei)
    looks = AuditEvent.objects.filter(
        object_type="chat.conversation", object_id=str(handover.conversation_id)
    )

    await desk.sends("brief", handover=handover.pk)
    assert (await desk.hears("handover"))["briefing"]
    assert await looks.acount() == 1

    await desk.sends("resume", handover=handover.pk, last_seq=0)
    await desk.sends("ping")
    await desk.hears("pong")
    await desk.sends("brief", handover=handover.pk)
    while "briefing" not in await desk.hears("handover"):
        pass  # as it is opened
    assert await looks.acount() == 2  # opening it, and none for what the open page asks again


def test_an_analysis_that_staff_ask_for_is_on_record(mei):  # noqa: F811
    sits_down(mei)
    conversation = asks_for_a_person().conversation
    client = Client()
    client.force_login(mei)

    answer = client.post(
        "/api/v1/handover/analyze",
        {"session_id": conversation.session_id},
        content_type="application/json",
        REMOTE_ADDR="203.0.113.5",
    )

    assert answer.status_code == 200
    seen = newest(object_type="chat.conversation", action="view")
    assert (seen.actor_id, seen.object_id) == (mei.pk, str(conversation.pk))
    assert seen.address == "203.0.113.5"


def test_an_address_tells_of_no_other_page_than_was_looked_at(sam):  # noqa: F811
    gives(sits_down(sam), "pull_handover", "supervise_handover", "view_review")
    asks_for_a_person()

    looked_up(sam, "live", q="lin", page="desk labels", handover="7", more="\x01" * 5_000)

    assert json.loads(newest(action="search").details) == {"page": "desk live", "q": "lin"}


def test_an_unmasked_number_is_on_record_with_its_reason(mei):  # noqa: F811
    row = requested()
    calls.take(row.pk, mei)

    calls.number(row.pk, mei, "the customer's 010-1234-5678 was engaged")

    entry = newest(action="reveal")
    assert (entry.actor_id, entry.object_id) == (mei.pk, str(row.pk))
    assert entry.reason.startswith("the customer's")
    assert "1234-5678" not in entry.reason


def looked_up(user, path, **query):
    client = Client()
    client.force_login(user)
    return client.get(f"/api/v1/handover/{path}", query, REMOTE_ADDR="203.0.113.5")


def test_what_is_read_beside_the_socket_is_on_record(sam):  # noqa: F811
    gives(sits_down(sam), "pull_handover", "supervise_handover", "view_review")
    handover = asks_for_a_person()

    assert looked_up(sam, f"{handover.pk}/messages", before=2).status_code == 200
    entry = newest(object_type="handover.handover", action="view")
    assert (entry.object_id, entry.address) == (str(handover.pk), "203.0.113.5")

    assert looked_up(sam, "live", q="lin").status_code == 200
    assert json.loads(newest(action="search").details)["q"] == "lin"


def test_a_look_before_taking_over_and_one_among_the_closed_are_on_record(sam):  # noqa: F811
    gives(sits_down(sam), "pull_handover", "supervise_handover", "view_review")
    row = asks_for_a_person()

    assert looked_up(sam, f"live/{row.conversation_id}").status_code == 200
    seen = newest(object_type="chat.conversation")
    assert (seen.action, seen.object_id) == ("view", str(row.conversation_id))
    assert looked_up(sam, "closed", q="카드").status_code == 200
    assert json.loads(newest(action="search").details)["page"] == "desk closed"


def test_watching_live_conversations_is_one_look_and_each_search_another(sam):  # noqa: F811
    gives(sits_down(sam), "pull_handover", "supervise_handover", "view_review")
    client = Client()
    client.force_login(sam)
    before = AuditEvent.objects.count()

    for _ in range(5):
        for path in ("live", "in-hand"):
            assert client.get(f"/api/v1/handover/{path}").status_code == 200
    assert AuditEvent.objects.count() == before + 2
    for _ in range(2):
        client.get("/api/v1/handover/live", {"q": "lin"})
    assert AuditEvent.objects.count() == before + 4
    looked_up(sam, "live")  # another login of theirs
    assert AuditEvent.objects.filter(details__contains="desk live").count() == 4
