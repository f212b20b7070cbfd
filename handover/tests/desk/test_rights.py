"""Who may do what at the desk: the tables of the documents, walked."""

import re
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from aicc.platform import encryption
from aicc.testing.cast import member_of, person
from aicc.testing.decisions import AT_DESK as ROLES
from aicc.testing.decisions import DESK_ADDRESSES as ADDRESSES
from aicc.testing.decisions import DESK_FRAMES as RIGHTS
from handover import page_urls, routing, urls
from handover.desk import protocol
from handover.models import AgentProfile, CallBack, Handover, Note, Team
from handover.queue import queue
from handover.tests.conftest import asks, asks_for_a_person
from handover.tests.desks import WORKING, gives, signs_in

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


def test_every_frame_stands_in_the_table():
    assert set(RIGHTS) == set(protocol.READERS)


def test_every_address_stands_in_the_table():
    ours = [("/api/v1/handover/", urls), ("/desk/", page_urls)]

    assert set(ADDRESSES) == {
        f"{prefix}{each.pattern}" for prefix, module in ours for each in module.urlpatterns
    }
    for prefix, module in ours:  # and they are served there
        assert resolve(prefix + str(module.urlpatterns[0].pattern))
    assert len(routing.websocket_urlpatterns) == 1  # the frames' own


# Supervisors until a second ago, at desks that were opened before: one may no more than another
# team's agent, the other has no role at all.
DEMOTED, ROLELESS = "demoted", "roleless"
SUPERVISES = ("supervise_handover", "pull_handover")


def frame_for(kind, row, colleague):
    fields = {
        "presence": {"presence": "away"},
        "resume": {"last_seq": 0},
        "transfer": {"to": {"agent": colleague.pk}},
        "say": {"text": "안녕하세요", "client_message_id": "x1"},
        "note": {"text": "메모", "client_message_id": "x1"},
        "typing": {"is_typing": True},
        "read": {"seq": 1},
        "close": {"outcome": "resolved"},
        "correct": {"summary": "요약"},
        "snooze": {"minutes": 5},
        "labels": {"labels": []},
        "call_back_end": {"outcome": "release"},
    }.get(kind, {})
    if kind == "pull":
        return {"conversation": row.conversation_id, "to": "queue"}
    if kind.startswith("call_back"):
        return {"call_back": row.conversation.call_backs.get().pk, **fields}
    return fields if kind in ("ping", "presence") else {"handover": row.pk, **fields}


def wants_a_call(row, agent):
    """The customer of this handover wants to be called, and the agent has taken that."""
    begin = timezone.now()
    CallBack.objects.create(
        conversation=row.conversation,
        state="taken",
        agent=agent,
        taken_at=begin,
        number_sealed=encryption.encrypt("01012345678"),
        window_from=begin,
        window_until=begin + timedelta(hours=3),
    )


def supervisor_of_today():
    """Somebody of no team who may see and take everything, until that is taken away."""
    return gives(person("kim"), *WORKING, *SUPERVISES)


def demotes(user):
    """Where no signal tells of it: as by another program, or on another server."""
    held = get_user_model().user_permissions.through.objects
    held.filter(user=user, permission__codename__in=SUPERVISES).delete()


def takes_every_role(user):
    get_user_model().groups.through.objects.filter(user=user).delete()


LOSES = {DEMOTED: demotes, ROLELESS: takes_every_role}


@pytest.fixture
async def people(at_work, mei, raj, sam):
    """Who plays which role of the table. Mei and Raj are of one team."""
    loans = await Team.objects.acreate(name="Loans")
    await AgentProfile.objects.filter(user__in=[mei, raj]).aupdate(team=loans)
    stranger, reader = await in_thread(person)("ana"), await in_thread(person)("ben")
    await in_thread(gives)(stranger, *WORKING)
    await in_thread(gives)(reader, "view_handover")
    return {
        "owner": mei,
        "colleague": raj,
        "other team": stranger,
        "supervisor": sam,
        "reader": reader,
        "revoked": mei,
        "signed out": None,
        DEMOTED: await in_thread(supervisor_of_today)(),
        ROLELESS: await in_thread(member_of)("supervisor", "lee"),
    }


def no_longer_wants_a_person(name):
    """A conversation of the assistant's, with a handover that is over."""
    row = asks_for_a_person(name)
    queue.cancel(row.conversation_id)
    return row


async def codes_of(kind, role, people, desks):
    """What a role hears who sends this frame about a fresh handover of Mei's."""
    name = f"{kind}-{role}".replace(" ", "-")
    row = await (asks(name) if kind != "pull" else in_thread(no_longer_wants_a_person)(name))
    await Handover.objects.filter(pk=row.pk).aupdate(team=await Team.objects.aget())
    if kind.startswith("call_back"):
        await in_thread(wants_a_call)(row, people["owner"])
    elif kind not in ("claim", "pull"):
        await in_thread(queue.claim)(row.pk, people["owner"])
        await Handover.objects.filter(pk=row.pk).aupdate(answered=True)
    seat = await desks(people[role])
    frames = [seat.first]
    if role in LOSES:
        await in_thread(LOSES[role])(people[role])
    if role == "revoked":
        await seat.hears("queue")
        await get_user_model().objects.filter(pk=people[role].pk).aupdate(is_active=False)
    if seat.first["type"] != "closed":
        await seat.sends(kind, **await in_thread(frame_for)(kind, row, people["colleague"]))
        while kind == "brief" and frames[-1]["type"] not in ("handover", "error", "closed"):
            frames.append(await seat.next())  # it takes its time, and holds up nothing else
        frames += [] if frames[-1]["type"] == "closed" else await seat.is_answered()
    return [str(frame["code"]) for frame in frames if frame["type"] in ("error", "closed")]


# The quick part tries three; each takes nine people to nine desks.
EACH_FRAME = [
    kind if kind in ("claim", "say", "pull") else pytest.param(kind, marks=pytest.mark.long)
    for kind in RIGHTS
]


@pytest.mark.parametrize("kind", EACH_FRAME)
async def test_each_frame_does_for_each_role_what_the_table_says(kind, desks, people):
    told = {}
    for role in sorted((*ROLES, *LOSES), key="revoked".__eq__):  # Mei's login is taken away last
        codes = await codes_of(kind, role, people, desks)
        told[role] = codes[0] if codes else "yes"

    assert told.pop(DEMOTED) == RIGHTS[kind]["other team"]
    assert told.pop(ROLELESS) == "4403"
    assert told == RIGHTS[kind]
    if kind == "note":
        assert await Note.objects.acount() == 2


def calls(address, user, row, earlier):
    """What whoever is signed in gets there."""
    client = signs_in(user) if user else Client()
    path = address.replace("<int:handover>", str(row.pk))
    path = path.replace("<int:conversation>", str(earlier.conversation_id))
    if address.endswith("analyze"):
        body = {"session_id": row.conversation.session_id, "trigger_reason": "asked"}
        return client.post(path, body, content_type="application/json")
    return client.get(path, {"before": "2"} if address.endswith("messages") else {})


# What staff without any role get, where it is not 403: the customer's key is asked for, and how
# long one's own login lasts concerns nobody else.
OF_NO_ROLE = {"/api/v1/handover/analyze": "401", "/api/v1/handover/session": "200"}
# Beside reading, which all of them are for.
WRITING = {"/api/v1/handover/analyze": {"post"}, "/api/v1/handover/session": {"post"}}


async def test_no_address_takes_another_method_than_somebody_decided_about(people):
    client = await in_thread(signs_in)(people["supervisor"])
    await in_thread(get_user_model().objects.filter(pk=people["supervisor"].pk).update)(
        is_superuser=True
    )

    taken = set()
    for address in ADDRESSES:
        path = re.sub(r"<int:\w+>", "1", address)
        for method in {"post", "put", "patch", "delete"} - WRITING.get(address, set()):
            answer = await in_thread(getattr(client, method))(path)
            if answer.status_code != 405:
                taken.add((method, address, answer.status_code))

    assert taken == set()


@pytest.mark.parametrize("address", ADDRESSES)
async def test_each_address_gives_each_role_what_the_table_says(address, people):
    known = {"customer_id": "lin-1", "sealed": True}
    earlier = await in_thread(asks_for_a_person)("earlier", **known)
    row = await in_thread(asks_for_a_person)("now", **known)
    await Handover.objects.filter(pk=row.pk).aupdate(team=await Team.objects.aget())
    await in_thread(queue.claim)(row.pk, people["owner"])

    told = {}
    for role, loses in LOSES.items():
        await in_thread(loses)(people[role])
    for role in sorted((*ROLES, *LOSES), key="revoked".__eq__):
        if role == "revoked":
            await get_user_model().objects.filter(pk=people[role].pk).aupdate(is_active=False)
        answer = await in_thread(calls)(address, people[role], row, earlier)
        told[role] = str(answer.status_code)

    assert told.pop(DEMOTED) == ADDRESSES[address]["other team"]
    assert told.pop(ROLELESS) == OF_NO_ROLE.get(address, "403")
    assert told == ADDRESSES[address]
