"""What staff write in the office's forms is masked on its way in, but what the bank publishes."""

from hashlib import sha256
from uuid import UUID

import pytest
from django.contrib.auth import authenticate
from django.http import QueryDict
from django.urls import reverse

from aicc.testing.cast import member_of
from aicc.testing.logins import login_of
from chat.backoffice.masked_forms import KEPT, masked
from chat.models import GenerationSwitch, SavedView
from chat.tests.reviewing import client_of
from handover.models import AccessChange
from handover.staff_access import changes

TOLD = "고객 카드 4111-1111-1111-1111, 비밀번호는 tiger77!"
MASKED = "고객 카드 [카드 ****-1111], 비밀번호는 [비밀번호]"
ORDINARY = (
    *("", "17", "on", "2026-11-30", "2026-11-30T10:30:00+09:00", "q=fees&reviewed=all"),
    *(str(UUID(int=number * 0x1234567 % 2**128 * 2**90 % 2**128)) for number in range(1, 20)),
    *(sha256(bytes([number])).hexdigest() for number in range(60)),
    *('{"id":"a-passkey-17","type":"public-key"}', "금리 안내가 잘못되었습니다", "1588-0000"),
)


def form(**fields):
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data[name] = value
    return data


def test_a_field_that_nobody_named_is_masked():
    assert masked(form(anything=TOLD))["anything"] == MASKED
    assert masked(form(anything="010-1234-5678"))["anything"] == "[전화 ****-5678]"
    assert masked(form(anything="lin@mail.example"))["anything"] == "[이메일]"


@pytest.mark.parametrize("value", ORDINARY)
def test_what_is_nobodys_stays_as_it_is(value):
    assert masked(form(anything=value, query=value)) == form(anything=value, query=value)


@pytest.mark.parametrize("name", sorted(KEPT))
def test_credentials_and_what_the_bank_publishes_stay_as_they_are(name):
    given = form(**{name: TOLD, f"rows-0-{name}": TOLD})

    assert masked(given) == given


def test_a_saved_search_is_masked_as_its_address_says_it():
    query = form(q="010-1234-5678 환불", reviewed="all").urlencode()

    kept = QueryDict(masked(form(query=query))["query"])

    assert kept.dict() == {"q": "[전화 ****-5678] 환불", "reviewed": "all"}


@pytest.mark.django_db
def test_a_view_is_kept_without_the_number_that_it_was_found_by():
    sam = client_of(member_of("supervisor", "sam"))

    sam.post(
        reverse("admin:chat_view_save"),
        {"name": "010-1234-5678", "query": form(q="010-1234-5678").urlencode()},
    )

    view = SavedView.objects.get()
    assert "1234" not in view.name + view.query


@pytest.mark.django_db
def test_the_switch_is_turned_for_a_reason_that_names_nobody():
    sam = client_of(member_of("supervisor", "sam"))

    sam.post(reverse("admin:chat_generationswitch_add"), {"on": "", "reason": TOLD})

    assert GenerationSwitch.objects.get().reason == MASKED


@pytest.mark.django_db
def test_a_reason_is_masked_in_the_shell_too():
    changes.by_shell("root", login_of("mei", "a fine long phrase"), TOLD, roles=["agent"])

    assert AccessChange.objects.get().reason == MASKED


@pytest.mark.django_db
def test_a_password_counts_as_it_was_typed(client):
    login_of("mei", TOLD)
    page = reverse("admin:login")

    answer = client.post(page, {"username": "mei", "password": TOLD, "next": "/admin/"})

    assert answer.status_code == 302
    assert authenticate(username="mei", password=TOLD)
