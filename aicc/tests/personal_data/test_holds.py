"""Legal holds are placed and lifted in the office, with a reason and on record."""

import json

import pytest
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.personal_data import erasure, holds, subject
from aicc.platform.errors import Invalid, NotFound
from aicc.testing.cast import member_of
from chat.models import LegalHold
from chat.sessions.customer_assertion import stored_subject
from chat.tests.reviewing import client_of, talk

pytestmark = pytest.mark.django_db

PLACE = "admin:chat_legalhold_place"
WHY = "A dispute about a fee"


@pytest.fixture
def sam():
    return client_of(member_of("supervisor", "sam"))


def place(client, **given):
    return client.post(reverse(PLACE), {"reason": WHY} | given)


def page(client, row):
    return client.get(reverse("admin:chat_conversation_change", args=[row.pk])).content.decode()


def test_a_supervisor_places_a_hold_and_the_conversations_page_shows_it(sam):
    row = talk("lin")
    assert reverse(PLACE) + "?session_id=lin" in page(sam, row)

    placed = place(sam, session_id="lin")

    hold = LegalHold.objects.get()
    assert placed["Location"] == reverse("admin:chat_legalhold_change", args=[hold.pk])
    assert (hold.conversation, hold.reason, hold.placed_by_name) == (row, WHY, "sam")
    assert WHY in page(sam, row)


def test_a_hold_on_a_customer_is_shown_at_each_of_theirs_and_at_nobody_elses(sam):
    mine, other = talk("lin", customer_id="C-1"), talk("other")

    place(sam, customer_id="C-1")

    assert WHY in page(sam, mine)
    assert WHY not in page(sam, other)


def test_a_hold_is_lifted_with_a_reason_and_stays_to_be_read(sam):
    row = talk("lin")
    place(sam, session_id="lin")
    hold = LegalHold.objects.get()
    lift = reverse("admin:chat_legalhold_lift", args=[hold.pk])

    sam.post(lift, {"reason": ""})
    assert LegalHold.objects.get().lifted_at is None
    sam.post(lift, {"reason": "It is settled"})

    hold.refresh_from_db()
    assert (hold.lift_reason, hold.lifted_by_name) == ("It is settled", "sam")
    assert hold.lifted_at
    assert WHY not in page(sam, row)
    shown = sam.get(reverse("admin:chat_legalhold_change", args=[hold.pk])).content.decode()
    assert "It is settled" in shown
    assert lift not in shown


def test_placing_and_lifting_are_in_the_audit_log_with_who_and_why(sam):
    talk("lin")
    place(sam, session_id="lin")
    hold = LegalHold.objects.get()
    sam.post(reverse("admin:chat_legalhold_lift", args=[hold.pk]), {"reason": "It is settled"})

    entries = AuditEvent.objects.filter(object_type="chat.legalhold", action__in=["add", "change"])
    placed, lifted = entries.order_by("pk")

    assert (placed.action, placed.actor_name, placed.reason) == ("add", "sam", WHY)
    changes = json.loads(lifted.details)["changes"]
    assert changes["lift_reason"] == ["", "It is settled"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "한 가지"),
        ({"session_id": "lin", "customer_id": "C-1"}, "한 가지"),
        ({"session_id": "nobody"}, "대화가 없습니다"),
        ({"session_id": "lin", "reason": "x"}, ""),
    ],
)
def test_a_hold_names_one_thing_that_is_there_and_says_why(sam, given, said):
    talk("lin")

    answer = place(sam, **given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LegalHold.objects.exists()


def test_an_auditor_reads_holds_and_places_none():
    talk("lin")
    hold = holds.place(None, WHY, session_id="lin")
    auditor = client_of(member_of("auditor"))

    shown = auditor.get(reverse("admin:chat_legalhold_change", args=[hold.pk]))

    assert WHY in shown.content.decode()
    assert reverse("admin:chat_legalhold_lift", args=[hold.pk]) not in shown.content.decode()
    assert (
        reverse(PLACE)
        not in auditor.get(reverse("admin:chat_legalhold_changelist")).content.decode()
    )


def test_an_agent_sees_nothing_of_holds():
    row = talk("lin")
    holds.place(None, WHY, session_id="lin")
    mei = client_of(member_of("agent", "mei"))

    answer = mei.get(reverse("admin:chat_conversation_change", args=[row.pk]))

    assert WHY not in answer.content.decode()


def test_personal_data_in_a_reason_is_masked():
    talk("lin")

    hold = holds.place(None, "Wrote from 010-1234-5678", session_id="lin")

    assert "1234" not in hold.reason


def test_lifting_again_is_harmless_and_nothing_is_lifted_that_is_not_there():
    talk("lin")
    hold = holds.place(None, WHY, session_id="lin")
    holds.lift(hold.pk, None, "It is settled")
    holds.lift(hold.pk, None, "Once more settled")

    assert LegalHold.objects.get().lift_reason == "It is settled"
    with pytest.raises(NotFound):
        holds.lift(hold.pk + 1, None, "It is settled")
    with pytest.raises(Invalid):
        holds.lift(hold.pk, None, "")


NUMBER = "010-1234-5678"  # as some banks number their customers


@pytest.mark.parametrize("named_as", [str, stored_subject], ids=["the bank does", "a record does"])
def test_a_hold_by_a_number_that_is_not_stored_keeps_that_customers_data(sam, named_as):
    row = talk("lin", customer_id=stored_subject(NUMBER))

    place(sam, customer_id=named_as(NUMBER))

    assert LegalHold.objects.get().customer_id == stored_subject(NUMBER)
    assert WHY in page(sam, row)
    assert holds.keeping([row.pk]).exists()


def test_a_hold_comes_before_the_customer_whose_number_is_not_stored(sam):
    place(sam, customer_id=NUMBER)

    assert WHY in page(sam, talk("lin", customer_id=stored_subject(NUMBER)))


def test_a_customer_whose_number_is_not_stored_is_found_by_it_and_kept_by_a_hold(sam):
    row = talk("lin", customer_id=stored_subject(NUMBER))
    assert subject.find(NUMBER).ids == [row.pk]
    place(sam, customer_id=NUMBER)

    with pytest.raises(holds.Held):
        erasure.erase(subject.find(NUMBER), WHY)
