"""A call-back: the number is sealed, one agent calls, and what was promised is kept."""

from datetime import timedelta
from functools import partial

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import AsyncClient
from django.utils import timezone, translation

from aicc.doctor import backlog
from aicc.platform import encryption
from aicc.platform.errors import NotAllowed
from aicc.testing import waits
from aicc.testing.cast import person
from chat.models import Conversation, Message
from chat.protocol import incoming
from handover.callbacks import calls, requests
from handover.callbacks import protocol as callback_protocol
from handover.desk import rights, visibility
from handover.models import BusinessHours, CallBack, CallBackLook, Handover, SpecialDay
from handover.queue import hours, ownership, queue
from handover.reporting.people import people_figures
from handover.tests.conftest import asks_for_a_person, seoul, texts
from handover.tests.desks import Desk, signs_in, sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]

NUMBER = "010-1234-5678"
OLD, NEW = "an old phrase of this test's alone", "a new phrase of this test's alone!"


def wish(phone=NUMBER, **fields):
    window = requests.windows(timezone.now())[0]
    given = {"begin": window.begin, "end": window.end, "consent": requests.CONSENT_VERSION}
    return incoming.CallBack(**{"phone": phone, **given, **fields})


def requested(session_id="lin"):
    conversation = Conversation.objects.create(session_id=session_id)
    return requests.request(conversation.pk, wish())


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("010-1234-5678", "01012345678"),
        ("０１０ １２３４ ５６７８", "01012345678"),
        ("+82 10-1234-5678", "01012345678"),
        ("+82 (0)10.1234.5678", "01012345678"),
        ("02-123-4567", "021234567"),
        ("051 123 4567", "0511234567"),
        ("070-1234-5678", "07012345678"),
        ("+1 415 555 0100", "+14155550100"),
        ("\u202a010-1234-5678\u202c", "01012345678"),  # pasted from a contact
        ("\u2066+82 10 1234 5678\u2069", "01012345678"),
        ("010\u200b1234\ufeff5678", "01012345678"),
        ("010ㅡ1234ㅡ5678", "01012345678"),
        ("010~1234・5678", "01012345678"),
        ("010−1234\u00a05678", "01012345678"),
        ("tel:+82-10-1234-5678", "01012345678"),
        ("011-234-5678", "0112345678"),
        ("0505-123-4567", "05051234567"),
        # with the country and no plus, and with what stood around it
        ("82-10-1234-5678", "01012345678"),
        ("82 2 123 4567", "021234567"),
        ("휴대폰 010-1234-5678번", "01012345678"),
        ("H.P: (010)1234-5678 (본인)", "01012345678"),
        ("☎ 02)123-4567 / 오후", "021234567"),
        ("010:1234:5678", "01012345678"),
    ],
)
def test_a_number_is_kept_as_it_is_dialled(typed, dialled):
    assert requests.canonical(typed) == dialled


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "112",
            "1588-0000",
            "060-700-1234",
            "010-1234",
            "전화",
            "010123456789",
            "+82",
            "++1",
        ),
        # a digit short, or one too many
        *("010-1234-567", "010 123 4567", "+82 10-1234-567", "070-1234-567", "02-123-456"),
        *("010-1234-5678 오후 3시", "010-1234-5678 010-8765-4321", "82-1588-1234"),
        *("010-1234-56789", "010-1234-567팔", "010-1234-567\u200b", "+1 415 55"),
    ],
)
def test_no_number_that_cannot_or_must_not_be_called(typed):
    with pytest.raises(requests.BadPhone):
        requests.canonical(typed)


def test_the_times_offered_lie_in_business_hours():
    BusinessHours.objects.create(weekday=3, opens="09:00", closes="12:00")
    BusinessHours.objects.create(weekday=3, opens="13:00", closes="18:00")
    BusinessHours.objects.create(weekday=4, opens="09:00", closes="18:00")
    SpecialDay.objects.create(day="2026-12-04", name="Founding day")
    hours.forget()

    found = requests.windows(seoul("2026-11-26 13:50"))  # a Thursday

    local = [(timezone.localtime(w.begin), timezone.localtime(w.end)) for w in found]
    assert [f"{begin:%d %H:%M}-{end:%H:%M}" for begin, end in local] == [
        "26 14:00-18:00",
        *("27 09:00-12:00", "27 12:00-15:00", "27 15:00-18:00"),
        *("03 09:00-12:00", "03 13:00-16:00", "03 16:00-18:00"),
    ]


def test_a_request_leaves_the_queue_and_holds_no_number_that_can_be_read():
    row = asks_for_a_person(text="대출 상담")

    made = requests.request(row.conversation_id, wish())

    made.refresh_from_db()
    assert "5678" not in made.number_sealed
    assert (made.number_end, encryption.decrypt(made.number_sealed)) == ("5678", "01012345678")
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("cancelled", "call_back")
    assert Conversation.objects.get().owner == "assistant"
    assert "전화드립니다" in texts(row.conversation_id)[-1][1]
    assert not Message.objects.filter(text__contains="5678").exists()
    assert "5678" not in repr(wish())


def test_the_last_request_counts_and_a_withdrawn_one_is_erased_at_once():
    first = requested()
    again = requests.request(first.conversation_id, wish("02-123-9999"))

    assert (again.pk, CallBack.objects.get().number_end) == (first.pk, "9999")
    assert requests.withdraw(first.conversation_id)
    assert not requests.withdraw(first.conversation_id)
    row = CallBack.objects.get()
    assert (row.state, row.number_sealed, row.number_end) == ("withdrawn", "", "")


def test_whoever_has_an_agent_asks_them(mei):
    row = asks_for_a_person()
    queue.claim(row.pk, mei)

    with pytest.raises(requests.WithAgent):
        requests.request(row.conversation_id, wish())


@async_to_sync
async def posts(session_id, body, call="call-back"):
    answer = await AsyncClient().post(
        f"/api/v1/chat/sessions/{session_id}/{call}", body, content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_the_form_is_told_what_is_wrong_and_repeats_no_number():
    Conversation.objects.create(session_id="lin")
    offer = async_to_sync(AsyncClient().get)("/api/v1/chat/sessions/lin/call-back").json()
    good = {**offer["windows"][0], "phone": NUMBER, "consent": offer["consent"]["version"]}
    past = {"from": "2020-01-02T09:00:00+09:00", "until": "2020-01-02T12:00:00+09:00"}
    night = {
        name: f"{timezone.localdate() + timedelta(days=1)}T0{hour}:00:00+09:00"
        for name, hour in (("from", 2), ("until", 4))
    }

    codes = [
        posts("lin", body)[1]["code"]
        for body in (
            {**good, "phone": "12"},
            good | past,
            good | night,
            {**good, "consent": "1999"},
        )
    ]
    status, answer = posts("lin", {**good, "from": "tomorrow"})

    assert offer["call_back"] is None
    assert codes == ["bad_phone", "bad_window", "bad_window", "no_consent"]
    assert (status, answer["code"]) == (400, "invalid" if status == 400 else "rate_limited")
    assert not CallBack.objects.exists()


def test_a_good_request_is_shown_again_masked_and_too_many_are_refused():
    Conversation.objects.create(session_id="lin")
    read = async_to_sync(AsyncClient().get)
    offer = read("/api/v1/chat/sessions/lin/call-back").json()
    good = {**offer["windows"][0], "phone": NUMBER, "consent": offer["consent"]["version"]}

    answers = [posts("lin", good) for _ in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [429]
    assert answers[0][1]["owner"] == "assistant"
    english = read("/api/v1/chat/sessions/lin/call-back?language=en").json()
    assert english["consent"]["text"].startswith("I agree that Gaon Bank calls me")
    shown = english["call_back"]
    assert shown == {"state": "open", "phone": "****-5678", **offer["windows"][0]}
    assert posts("lin", {}, "call-back/withdraw")[0] == 200
    assert read("/api/v1/chat/sessions/lin/call-back").json()["call_back"] is None


def test_a_sealed_conversation_needs_its_token():
    Conversation.objects.create(session_id="lin", sealed=True)

    assert posts("lin", {"phone": NUMBER})[0] == 401


def test_of_many_who_take_it_one_calls(mei, raj):
    row = requested()
    won, lost = [], []

    def take(agent):
        try:
            calls.take(row.pk, agent)
            won.append(agent.pk)
        except queue.AlreadyClaimed as error:
            lost.append(error.code)
        finally:
            connection.close()

    agents = [person(f"agent-{n}") for n in range(8)]
    waits.run_threads(*[partial(take, agent) for agent in agents])

    assert (len(won), lost) == (1, ["already_claimed"] * 7)
    assert CallBack.objects.get().agent_id == won[0]
    calls.take(row.pk, next(agent for agent in agents if agent.pk == won[0]))  # harmless


def test_the_number_is_for_who_has_taken_it_and_each_look_is_kept(mei, raj):
    row = requested()
    calls.take(row.pk, mei)

    assert calls.number(row.pk, mei) == "01012345678"
    with pytest.raises(ownership.NotYours):
        calls.number(row.pk, raj)

    assert list(CallBackLook.objects.values_list("user_name", flat=True)) == ["Mei"]


def test_the_whole_number_needs_a_permission_of_its_own(mei):
    row = requested()
    calls.take(row.pk, sits_down(mei))
    mei.user_permissions.remove(Permission.objects.get(codename="see_call_back_number"))
    viewer = visibility.viewer_of(get_user_model().objects.get(pk=mei.pk))

    with pytest.raises(NotAllowed):
        rights.allow(viewer, callback_protocol.ShowNumber(row.pk))


def test_what_was_taken_and_forgotten_is_free_again(mei, raj):
    row = requested()
    calls.take(row.pk, mei)
    CallBack.objects.update(taken_at=timezone.now() - timedelta(minutes=31))

    calls.take(row.pk, raj)

    with pytest.raises(ownership.NotYours):
        calls.end(row.pk, mei, "reached", "")


def test_whoever_is_not_reached_is_tried_again_and_then_told(mei, settings):
    settings.AICC_CALL_BACK_ATTEMPTS = 2
    row = requested()
    for expected in ("open", "given_up"):
        calls.take(row.pk, mei)
        calls.end(row.pk, mei, "not_reached", "받지 않음 010-9999-8888")
        row.refresh_from_db()
        assert row.state == expected

    assert (row.attempts, row.not_before is not None) == (2, True)
    assert "8888" not in row.note.replace("****-8888", "")
    assert "연락이 닿지 않았습니다" in texts(row.conversation_id)[-1][1]


def test_a_number_is_erased_when_its_time_is_over(mei, settings):
    done, late, fresh = requested("done"), requested("late"), requested("fresh")
    calls.take(done.pk, mei)
    calls.end(done.pk, mei, "reached", "")
    long_ago = timezone.now() - timedelta(days=settings.AICC_CALL_BACK_DAYS, hours=1)
    CallBack.objects.filter(pk=done.pk).update(ended_at=long_ago)
    CallBack.objects.filter(pk=late.pk).update(window_until=long_ago)

    assert calls.erase_old() == 2
    assert calls.erase_old() == 0

    kept = CallBack.objects.exclude(number_sealed="")
    assert [row.pk for row in kept] == [fresh.pk]
    assert CallBack.objects.get(pk=late.pk).state == "given_up"
    assert not CallBack.objects.filter(number_end="5678").exclude(pk=fresh.pk).exists()


def test_the_key_is_changed_without_losing_a_number(settings):
    settings.AICC_CALL_BACK_KEYS = [OLD]
    row = requested()
    settings.AICC_CALL_BACK_KEYS = [NEW, OLD]
    call_command("rotate_callback_keys")

    settings.AICC_CALL_BACK_KEYS = [NEW]
    row.refresh_from_db()

    assert encryption.decrypt(row.number_sealed) == "01012345678"
    settings.AICC_CALL_BACK_KEYS = ["another phrase of this test's alone"]
    with translation.override("en"):
        assert any("no present key" in found.text for found in backlog.examine())
    with pytest.raises(CommandError):
        call_command("rotate_callback_keys")


def test_a_call_back_is_no_customer_who_gave_up():
    row = asks_for_a_person()
    requests.request(row.conversation_id, wish())
    asks_for_a_person("raj")
    queue.cancel(Handover.objects.get(status="waiting").conversation_id)

    begin = timezone.now() - timedelta(hours=1)
    found = people_figures(begin, begin + timedelta(hours=2))

    assert (found.requested, found.abandoned) == (2, 1)


async def test_the_desk_sees_takes_and_ends_a_call(lin, mei):
    in_thread = sync_to_async
    await in_thread(sits_down)(mei)
    seat = await Desk(await in_thread(signs_in)(mei)).opens()
    assert (await seat.hears("call_backs"))["call_backs"] == []

    row = await in_thread(requested)()
    (card,) = (await seat.hears("call_backs"))["call_backs"]
    await seat.sends("call_back_take", call_back=row.pk)
    taken = await seat.hears("call_back")
    await seat.sends("call_back_number", call_back=row.pk)
    shown = await seat.hears("call_back")
    await seat.sends("call_back_end", call_back=row.pk, outcome="reached", note="안내함")

    assert (card["phone"], card["state"]) == ("****-5678", "open")
    assert taken["briefing"]["answers"] == []
    assert shown["number"] == "01012345678"
    while (await seat.hears("call_backs"))["call_backs"]:
        pass
    assert (await CallBack.objects.aget()).state == "reached"
    await seat.closes()


async def test_a_customer_who_waits_is_told_that_they_left_the_queue(lin):
    in_thread = sync_to_async
    socket = await lin.connects()
    await socket.says("대출 상담이요")
    await socket.sends({"type": "request_handover"})
    while (await socket.hears("status"))["owner"] != "queue":
        pass
    conversation = await lin.conversation()

    await in_thread(requests.request)(conversation.pk, await in_thread(wish)())

    assert "전화드립니다" in (await socket.hears("entry"))["text"]
    assert (await socket.hears("status"))["message"] == "assistant_back"


@pytest.mark.parametrize("happens", ["locked", "deleted"])
def test_a_call_back_whose_agent_is_gone_is_open_to_all(mei, raj, happens):
    row = requested()
    calls.take(row.pk, mei)
    shown = calls.card(calls.listed(CallBack.objects.all()).get())
    with pytest.raises(queue.AlreadyClaimed):
        calls.take(row.pk, raj)

    if happens == "deleted":
        mei.delete()
    else:
        type(mei).objects.filter(pk=mei.pk).update(is_active=False)

    assert shown["state"] == "taken"
    assert calls.card(calls.listed(CallBack.objects.all()).get())["state"] == "open"
    calls.take(row.pk, raj)
    assert CallBack.objects.get().agent == raj
