"""Keys of a conversation: renewed once, never for ever, and worthless after its end."""

import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.utils import timezone

from aicc.audit.models import AuditEvent
from aicc.platform.db import in_db
from chat.models import Conversation
from chat.sessions import entering
from chat.sessions.sessions import signer
from chat.tests.http import Http, bearer, refused
from handover.queue import queue

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def http():
    return Http()


async def renewed(http, session_id, token):
    return await http.post(f"sessions/{session_id}/token", **bearer(token))


async def opens(http, session_id, token):
    """Whether the token opens the session, and no cookie helps it."""
    http.client.cookies.clear()
    answer = await http.get(f"sessions/{session_id}/messages", **bearer(token))
    return answer.status_code == 200


def happened(session_id, **ago):
    """So long ago did it begin, end, or get its newest token."""
    rows = Conversation.objects.filter(session_id=session_id)
    return rows.aupdate(**{name: timezone.now() - span for name, span in ago.items()})


async def test_a_key_is_renewed_once_and_the_old_one_lasts_for_two_minutes(lin, http):
    body = await http.begins()
    session_id, first = body["session_id"], body["token"]
    second = (await renewed(http, session_id, first)).json()["token"]
    assert await opens(http, session_id, first)  # another tab, in the middle of a call
    assert await opens(http, session_id, second)

    await happened(session_id, token_renewed_at=timedelta(minutes=3))

    assert not await opens(http, session_id, first)
    refused(await renewed(http, session_id, first), 401, "token")
    assert await opens(http, session_id, second)


async def test_a_renewal_whose_answer_was_lost_is_asked_for_again(lin, http):
    body = await http.begins()
    session_id, first = body["session_id"], body["token"]
    lost = (await renewed(http, session_id, first)).json()["token"]

    again = (await renewed(http, session_id, first)).json()["token"]

    assert again.split("~")[:2] == lost.split("~")[:2]  # the same generation
    assert (await renewed(http, session_id, again)).status_code == 201


async def test_the_key_before_the_last_is_worth_nothing(lin, http):
    body = await http.begins()
    session_id, first = body["session_id"], body["token"]
    second = (await renewed(http, session_id, first)).json()["token"]
    third = (await renewed(http, session_id, second)).json()["token"]

    assert [await opens(http, session_id, it) for it in (first, second, third)] == [
        *(False, True, True)
    ]


@pytest.mark.parametrize(("days", "lives"), [(89, True), (91, False)])
async def test_no_key_is_renewed_for_ever(lin, http, days, lives):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]

    await happened(session_id, started_at=timedelta(days=days))

    assert await opens(http, session_id, token) == lives
    assert ((await renewed(http, session_id, token)).status_code == 201) == lives


async def test_what_its_customer_ended_closes_a_little_later(lin, http):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    await http.post(f"sessions/{session_id}/end", **bearer(token))
    rating = await http.post(f"sessions/{session_id}/rating", {"score": 5}, **bearer(token))
    assert rating.status_code == 200

    await happened(session_id, ended_at=timedelta(minutes=16))

    assert not await opens(http, session_id, token)
    refused(await renewed(http, session_id, token), 401, "token")


async def test_what_goes_on_after_its_end_stays_open(lin, http):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    await http.post(f"sessions/{session_id}/end", **bearer(token))
    await http.asks(session_id=session_id, **bearer(token))

    await happened(session_id, ended_at=timedelta(minutes=16))

    assert await opens(http, session_id, token)


async def test_what_an_agent_ended_stays_readable(lin, http):
    """Also where its customer had ended it once before and written again."""
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    await http.post(f"sessions/{session_id}/end", **bearer(token))
    await happened(session_id, ended_at=timedelta(minutes=16))
    conversation = await Conversation.objects.aget(session_id=session_id)

    await in_db(queue.set_owner)(conversation, Conversation.Owner.CLOSED)

    assert await opens(http, session_id, token)


async def test_whoever_leaves_a_shared_computer_shuts_the_conversation(lin, http):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    socket = await lin.connects(session_id=session_id, token=token)

    answer = await http.post(f"sessions/{session_id}/revoke")

    assert answer.status_code == 200
    assert answer.cookies[f"aicc.{session_id}"].value == ""
    assert (await socket.next())["code"] == 4401
    assert not await opens(http, session_id, token)
    refused(await renewed(http, session_id, token), 401, "token")


async def test_the_shell_shuts_a_conversation_and_says_so_in_the_audit_log(lin, http):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    pk = (await Conversation.objects.aget(session_id=session_id)).pk

    await in_thread(call_command)("revoke_session", pk, reason="a stolen telephone")

    assert not await opens(http, session_id, token)
    entry = await AuditEvent.objects.aget(object_type="chat.conversation")
    assert (entry.object_id, entry.reason) == (str(pk), "a stolen telephone")


async def test_a_made_up_generation_opens_nothing(lin, http, monkeypatch):
    monkeypatch.setattr(entering, "VISIBLE_PAUSES", ())  # nobody is about to make it true
    session_id = (await http.begins())["session_id"]

    for version in ("1.1", "1.-1", "1.x", "1.", "2.0", ".0"):
        expires = int(time.time()) + 3600
        token = signer.sign(f"{session_id}~{version}~{expires}")
        assert await opens(http, session_id, token) == (version == "1."), version
