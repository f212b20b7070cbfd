"""A database that shows late what another server wrote: nothing is missed, doubled or refused."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.testing.cast import until
from chat import transcript
from chat.api import cursor
from chat.api.cursor import Cursor
from chat.models import Conversation, Message
from chat.sessions import entering, sessions
from chat.tests.api.test_delivery import lose_hints_of, said
from chat.tests.frames import hear, status
from chat.tests.http import Http, bearer, refused
from chat.transcript import Reading


class Member:
    """The member of the cluster that this server reads: it shows so much of each conversation."""

    def __init__(self, monkeypatch):
        self.shows, self.asked = None, 0  # entries; None: everything
        self.hides = set()  # sessions that it does not know yet
        since, heads, find_all = transcript.since, transcript.heads, sessions.find_all

        def late_since(conversation_id, seq, *limit):
            self.asked += 1
            reading = since(conversation_id, seq, *limit)
            if self.shows is None:
                return reading
            entries = [entry for entry in reading.entries if entry.seq <= self.shows]
            return replace(reading, entries=entries, head_seq=min(reading.head_seq, self.shows))

        def late_heads(ids):
            self.asked += 1
            found = heads(ids)
            most = self.shows
            return (
                found
                if most is None
                else [head._replace(head_seq=min(head.head_seq, most)) for head in found]
            )

        def late_find_all(names):
            return find_all([name for name in names if name not in self.hides])

        monkeypatch.setattr(transcript, "since", late_since)
        monkeypatch.setattr(transcript, "heads", late_heads)
        monkeypatch.setattr(sessions, "find_all", late_find_all)


@pytest.fixture
def member(monkeypatch):
    return Member(monkeypatch)


@pytest.fixture
def http():
    return Http()


def hint_of(conversation, head_seq):
    relay = events.EventRelay.here()
    relay.hand_out([{"room": conversation.pk, "kind": "moved", "head_seq": head_seq}])


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
async def test_an_entry_that_comes_after_its_hint_is_sent_when_it_is_there(lin, english, member):
    socket = await lin.connects()
    member.shows = 0
    await lose_hints_of(english, "one", "two")

    hint_of(english, 2)
    before = member.asked
    await until(lambda: member.asked > before + 2, "looks again")
    member.shows = 1
    assert await hear(socket, 1) == said(1, "one")
    member.shows = None

    assert await hear(socket, 1) == said(2, "two")
    assert await socket.hears_nothing()


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
async def test_who_saw_more_than_is_visible_goes_on_from_there(lin, english, member):
    await lose_hints_of(english, "one", "two", "three")
    member.shows = 1
    back = lin.connects(query=f"last_seq=2&epoch={english.epoch}", quiet=False)
    coming = asyncio.create_task(back)
    await until(lambda: member.asked > 2, "looks again")
    member.shows = None

    socket = await coming

    assert await hear(socket, 2) == [
        status(english, "connected", head_seq=3, recovered=True),
        *said(3, "three"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
async def test_a_session_made_elsewhere_opens_when_it_is_visible(lin, http, member):
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    member.hides.add(session_id)
    opening = asyncio.create_task(lin.connects(session_id=session_id, token=token))
    reading = asyncio.create_task(http.get(f"sessions/{session_id}/messages", **bearer(token)))
    renewing = asyncio.create_task(http.post(f"sessions/{session_id}/token", **bearer(token)))
    await asyncio.sleep(0.2)
    member.hides.clear()

    socket, read, renewed = await asyncio.gather(opening, reading, renewing)

    assert socket.status["message"] == "connected"
    assert (read.status_code, renewed.status_code) == (200, 201)
    assert await Conversation.objects.acount() == 1, "nobody began it a second time"


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
async def test_a_token_renewed_elsewhere_opens_when_its_renewal_is_visible(
    http, member, monkeypatch
):
    body = await http.begins()
    session_id = body["session_id"]
    renewed = (await http.post(f"sessions/{session_id}/token", **bearer(body["token"]))).json()
    older = replace(await in_db(sessions.find)(session_id), token_generation=0)
    late = [{session_id: older}] * 2
    find_all = sessions.find_all
    monkeypatch.setattr(
        sessions, "find_all", lambda names: late.pop() if late else find_all(names)
    )

    read = await http.get(f"sessions/{session_id}/messages", **bearer(renewed["token"]))

    assert (read.status_code, late) == (200, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
async def test_only_a_token_of_ours_is_waited_for_and_not_for_ever(http, member, monkeypatch):
    monkeypatch.setattr(entering, "VISIBLE_PAUSES", (0.0, 0.0))
    body = await http.begins()
    session_id, token = body["session_id"], body["token"]
    member.hides.add(session_id)
    waited = []
    sleep = asyncio.sleep
    monkeypatch.setattr(entering.asyncio, "sleep", lambda s: waited.append(s) or sleep(s))

    forged = await http.get(f"sessions/{session_id}/messages", **bearer(token[:-2] + "xx"))
    before = list(waited)
    ours = await http.get(f"sessions/{session_id}/messages", **bearer(token))

    refused(forged, 401, "token")
    refused(ours, 401, "token")
    assert before.count(0.0) < waited.count(0.0)


# --- Whatever order hints and readings come in -------------------------------------


class Script(Cursor):
    """A reader whose database shows what is there bit by bit; in the end all of it."""

    def __init__(self, there, lags):
        self.sent = []
        self.there, self.lags, self.shown = there, list(lags), 0
        super().__init__(1, 0, "", self.keep)

    async def keep(self, frame):
        self.sent.append(frame["seq"])

    async def read(self, seq):
        await asyncio.sleep(0)
        lag = self.lags.pop(0) if self.lags else 0
        self.shown = max(self.shown, self.there - lag)  # never less than before
        entries = [
            Message(seq=n, sender="agent", text="words") for n in range(seq + 1, self.shown + 1)
        ]
        return Reading(entries, self.shown, "", "agent", "", False, 0)


@given(
    there=st.integers(1, 12),
    lags=st.lists(st.integers(0, 12), max_size=6),
    hints=st.lists(st.integers(1, 12), min_size=1, max_size=8),
)
def test_every_entry_is_sent_once_and_in_order_however_late_it_is(there, lags, hints):
    reader = Script(there, lags)
    told = [min(hint, there) for hint in hints] + [there]

    async def tell():
        tasks = []
        for head_seq in told:
            tasks.append(asyncio.create_task(reader.follow(head_seq)))
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)

    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(cursor, "LATE_PAUSES", (0.0,) * 12)
        asyncio.run(tell())

    assert reader.sent == list(range(1, there + 1))


async def test_what_never_comes_is_not_looked_for_for_ever(monkeypatch):
    monkeypatch.setattr(cursor, "LATE_PAUSES", (0.0,) * 5)
    reader = Script(0, [])
    reads = []
    read = reader.read
    monkeypatch.setattr(reader, "read", lambda seq: reads.append(seq) or read(seq))

    await reader.follow(3)
    given_up = len(reads)
    await reader.follow(0)

    assert given_up == 6
    assert len(reads) == 7, "a hint of old times counts no more"
