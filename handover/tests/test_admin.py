"""Agents see the queue and answer from a plain page; whoever may not, may not."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aicc.backoffice.roles import make_roles
from chat import transcript
from chat.models import Conversation, Message
from handover.models import BusinessHours, Handover
from handover.queue import hours, queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]


def signed_in(name, role):
    make_roles()
    user = get_user_model().objects.create_user(
        name, password=None, is_staff=True, first_name=name
    )
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mei_signed_in():
    return signed_in("Mei", "agent")


def waits(session_id="lin"):
    conversation = Conversation.objects.create(session_id=session_id)
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, "<b>대출</b> 상담 부탁드려요")
    return queue.open_handover(conversation.pk)[0]


def entries(handover):
    return reverse("admin:handover_entries", args=[handover.pk])


def page(handover):
    return reverse("admin:handover_handover_change", args=[handover.pk])


def test_an_agent_sees_who_waits(mei_signed_in):
    waits()

    answer = mei_signed_in.get(reverse("admin:handover_handover_changelist"))

    assert answer.status_code == 200
    assert "lin" in answer.content.decode()


def test_the_list_shows_what_is_open_unless_asked_for_more(mei_signed_in):
    waits("open")
    closed = waits("closed")
    mei = get_user_model().objects.get(username="Mei")
    Handover.objects.filter(pk=closed.pk).update(status="closed", agent=mei)

    def shown(wish=""):
        answer = mei_signed_in.get(reverse("admin:handover_handover_changelist") + wish)
        return {row.conversation.session_id for row in answer.context["cl"].queryset}

    assert shown() == {"open"}
    assert shown("?status=closed") == {"closed"}
    assert shown("?status=all") == {"open", "closed"}


def test_the_queue_costs_the_same_for_few_and_many(mei_signed_in):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            mei_signed_in.get(reverse("admin:handover_handover_changelist"))
        return len(captured)

    for n in range(3):
        waits(f"few-{n}")
    queries()
    few = queries()
    for n in range(30):
        waits(f"many-{n}")

    assert queries() == few


def test_nothing_is_done_from_the_reading_page(mei_signed_in):
    handover = waits()

    mei_signed_in.post(page(handover), {"deed": "claim"})
    shown = mei_signed_in.get(page(handover)).content.decode()

    assert Handover.objects.get().status == "waiting"
    assert "/desk/" in shown
    assert "<b>대출</b>" not in shown


def test_a_colleagues_conversation_is_not_an_agents_to_read(mei_signed_in):
    handover = waits()
    signed_in("Raj", "agent")
    sam = signed_in("Sam", "supervisor")
    queue.claim(handover.pk, get_user_model().objects.get(username="Raj"))

    assert mei_signed_in.get(page(handover)).status_code == 302
    assert mei_signed_in.get(entries(handover)).status_code == 404
    assert sam.get(page(handover)).status_code == 200


def test_new_entries_come_without_the_page(mei_signed_in):
    handover = waits()

    news = mei_signed_in.get(
        reverse("admin:handover_entries", args=[handover.pk]), {"after": "0"}
    ).json()

    assert news["last"] == 2
    assert "&lt;b&gt;" in news["html"]


@pytest.mark.parametrize("name", ["changelist", "page", "entries", "waiting"])
def test_whoever_is_not_signed_in_is_sent_to_the_door(name):
    handover = waits()
    addresses = {
        "changelist": reverse("admin:handover_handover_changelist"),
        "page": page(handover),
        "entries": reverse("admin:handover_entries", args=[handover.pk]),
        "waiting": reverse("admin:handover_waiting"),
    }

    answer = Client().get(addresses[name])

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_staff_without_a_role_may_not_look():
    handover = waits()
    user = get_user_model().objects.create_user("nobody", password=None, is_staff=True)
    client = Client()
    client.force_login(user)

    assert client.get(page(handover)).status_code == 403
    assert client.post(page(handover), {"deed": "claim"}).status_code == 403


def in_hours(name):
    return reverse(f"admin:handover_businesshours_{name}")


def test_hours_until_midnight_are_taken_as_they_are_written():
    sam = signed_in("Sam", "supervisor")

    sam.post(in_hours("add"), {"weekday": 0, "opens": "09:00", "closes": "24:00"})
    sam.post(in_hours("add"), {"weekday": 1, "opens": "21:00", "closes": "02:00"})
    wrong = sam.post(in_hours("add"), {"weekday": 2, "opens": "00:30", "closes": "24:30"})

    assert [str(row) for row in BusinessHours.objects.all()] == [
        "월요일 09:00–24:00",
        "화요일 21:00–02:00",
    ]
    assert wrong.status_code == 200
    page = sam.get(in_hours("changelist")).text
    assert "24:00" in page
    assert "다음 날 02:00" in page
    first = BusinessHours.objects.get(weekday=0)
    page = sam.get(reverse("admin:handover_businesshours_change", args=[first.pk])).text
    assert 'value="24:00"' in page


def test_deleted_hours_count_no_more_at_once():
    sam = signed_in("Sam", "supervisor")
    row = BusinessHours.objects.create(weekday=0, opens="09:00", closes="18:00")
    hours.forget()
    assert hours.calendar().week

    sam.post(
        in_hours("changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert not hours.calendar().week
