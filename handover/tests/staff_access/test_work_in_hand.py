"""Whoever takes a login away is told what its person holds, at every door."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from handover.callbacks import calls
from handover.models import AgentProfile
from handover.queue import queue
from handover.staff_access.work_in_hand import work_in_hand
from handover.tests.administrators import address, asks, member
from handover.tests.conftest import asks_for_a_person
from handover.tests.desks import signs_in, sits_down
from handover.tests.staff_access.test_command import shell
from handover.tests.test_call_backs import requested

pytestmark = pytest.mark.django_db

User = get_user_model()
HELD = ("상담이 2건", "전화 요청이 1건", "90초 뒤 대기열로")


@pytest.fixture
def busy(db):
    """Mei with two conversations and a call-back."""
    mei = sits_down(member("mei", "agent", first_name="Mei"))
    calls.take(requested().pk, mei)
    for session in ("one", "two"):
        queue.claim(asks_for_a_person(session).pk, mei)
    return mei


def says_what_is_held(page):
    return all(words in page.content.decode() for words in HELD)


def test_the_persons_page_and_the_locking_say_what_they_hold(ana, busy):
    office = signs_in(ana)

    page = office.get(reverse("admin:auth_user_change", args=[busy.pk]))
    locked = office.post(address("lock", busy.pk), {"reason": "left the bank"}, follow=True)

    assert says_what_is_held(page)
    assert any("상담이 2건" in str(message) for message in locked.context["messages"])
    assert not User.objects.get(pk=busy.pk).is_active


def test_who_asks_for_other_roles_and_who_decides_are_told(ana, ben, busy):
    row = asks(ana, busy, roles=["auditor"])

    assert says_what_is_held(signs_in(ana).get(address("ask", busy.pk)))
    page = reverse("admin:handover_accesschange_change", args=[row.pk])
    assert says_what_is_held(signs_in(ben).get(page))


def test_who_deletes_an_agents_place_is_told(busy, sam):
    sam.is_superuser = True
    sam.save(update_fields=["is_superuser"])
    place = AgentProfile.objects.get(user=busy)

    page = signs_in(sam).get(reverse("admin:handover_agentprofile_delete", args=[place.pk]))

    assert says_what_is_held(page)


def test_the_shell_is_told(busy):
    assert "상담이 2건" in shell("lock", "mei", "--reason", "left the bank")


def test_nothing_is_said_of_somebody_who_holds_nothing(ana, db):
    raj = member("raj", "agent")

    assert work_in_hand(raj).sentences() == []
    page = signs_in(ana).get(reverse("admin:auth_user_change", args=[raj.pk]))
    assert "대기열로" not in page.content.decode()
