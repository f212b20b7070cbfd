"""The office's pages of one person's data, as two supervisors and an auditor use them."""

import io
import json
import re
import zipfile

import pytest
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.personal_data import data_requests, holds, request_work
from aicc.personal_data.subject import Asked
from aicc.testing.cast import member_of
from aicc.tests.personal_data import planted
from aicc.tests.personal_data.planted import CUSTOMER, PHONE, SESSION
from chat.models import Conversation, DataRequest
from chat.tests.reviewing import client_of, talk

pytestmark = pytest.mark.django_db(transaction=True)
State = DataRequest.State
WHY = "The customer asked for it in writing"
TOKENS = ("a" * 32, "b" * 32)


def reading_english(user):
    client = client_of(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def sam():
    return reading_english(member_of("supervisor", "sam"))


@pytest.fixture
def kim():
    return reading_english(member_of("supervisor", "kim"))


@pytest.fixture
def of_lin():
    return talk(SESSION, customer_id=CUSTOMER)


def address(name, *given):
    return reverse(f"admin:chat_datarequest_{name}", args=given)


def found_by(client, **given):
    return client.post(address("find"), given)


def filled_in(client, kind="export", reason=WHY):
    page = found_by(client, customer_id=CUSTOMER)
    sealed = re.search(r'name="found" value="([^"]+)"', page.content.decode())[1]
    return {"found": sealed, "kind": kind, "reason": reason, "form_token": TOKENS[0]}


def asks(client, **written):
    return client.post(address("ask"), filled_in(client, **written))


def decides(client, row, decision="approve", token=TOKENS[1]):
    body = {"decision": decision, "form_token": token}
    return client.post(address("decide", row.pk), body)


def text_of(answer):
    return answer.content.decode()


# --- Finding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"customer_id": CUSTOMER},
        {"session_id": f"{SESSION}, another"},
        {"telephone": "010-9876-5432"},
    ],
    ids=["customer", "session", "telephone"],
)
def test_a_person_is_found_by_what_the_bank_knows(sam, given):
    planted.conversation_with_everything()

    page = found_by(sam, **given)

    assert page.status_code == 200
    assert dict(page.context["counts"])["Messages"] == 1
    assert AuditEvent.objects.filter(action="search", object_type="chat.datarequest").exists()
    assert PHONE not in "".join(AuditEvent.objects.values_list("details", flat=True))


@pytest.mark.parametrize(
    "given",
    [{}, {"customer_id": "C-0000"}, {"telephone": "12"}, {"session_id": "s " * 51}],
    ids=["nothing", "nobody", "no number", "too many"],
)
def test_nobody_found_is_said_on_the_form(sam, of_lin, given):
    page = found_by(sam, **given)

    assert page.status_code == 422
    assert page.context["form"].errors
    assert 'name="found"' not in text_of(page)


def test_a_hold_is_shown_and_refuses_an_erasure_with_the_words_kept(sam, of_lin):
    holds.place(None, "A dispute about a fee", customer_id=CUSTOMER)

    assert "A legal hold keeps this data" in text_of(found_by(sam, customer_id=CUSTOMER))
    page = asks(sam, kind="erase")

    assert page.status_code == 422
    assert str(holds.Held.message) in text_of(page)
    assert WHY in text_of(page)
    assert not DataRequest.objects.exists()


def test_who_asks_without_a_reason_or_without_having_found_anybody_asks_for_nothing(sam, of_lin):
    assert asks(sam, reason="").status_code == 422
    astray = sam.post(address("ask"), {"found": "made up", "kind": "erase", "reason": WHY})

    assert astray["Location"] == address("find")
    assert not DataRequest.objects.exists()


# --- From asking to the end -----------------------------------------------------------------


def test_a_package_is_asked_for_approved_and_downloaded_by_pages(sam, kim, of_lin):
    answer = asks(sam)
    row = DataRequest.objects.get()
    assert answer["Location"] == address("change", row.pk)
    own = sam.get(address("change", row.pk))
    assert (own.context["may_decide"], own.context["may_withdraw"]) == (False, True)
    others = kim.get(address("change", row.pk))
    assert (others.context["may_decide"], others.context["may_withdraw"]) == (True, False)
    assert CUSTOMER in text_of(others)

    decides(kim, row)
    assert "A server is at it" in text_of(sam.get(address("change", row.pk)))
    request_work.keep_up()
    assert sam.get(address("change", row.pk)).context["may_download"]
    assert not kim.get(address("change", row.pk)).context["may_download"]
    package = sam.post(address("download", row.pk))

    assert package["Content-Disposition"] == f'attachment; filename="personal-data-{row.pk}.zip"'
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(package.content)).namelist()
    assert CUSTOMER not in text_of(sam.get(address("change", row.pk)))
    again = sam.post(address("download", row.pk), follow=True)
    assert "There is no package to download" in text_of(again)
    exports = AuditEvent.objects.filter(object_type="chat.datarequest", action="export")
    assert exports.count() == 1


def test_an_erasure_ends_with_a_certificate_that_is_read_and_printed(sam, kim, of_lin):
    asks(sam, kind="erase")
    row = DataRequest.objects.get()
    decides(kim, row)

    request_work.keep_up()

    certificate = DataRequest.objects.get().certificate
    page = text_of(sam.get(address("certificate", row.pk)))
    for shown in (certificate.number, certificate.sha256, WHY, 'id="print"'):
        assert shown in page
    assert CUSTOMER not in page
    file = client_of(member_of("auditor", "aud")).get(address("certificate_file", row.pk))
    assert json.loads(file.content)["number"] == certificate.number


def test_a_request_without_a_certificate_leads_back_to_the_list(sam, of_lin):
    asks(sam)

    answer = sam.get(address("certificate", DataRequest.objects.get().pk))

    assert answer["Location"] == address("changelist")


def test_an_auditor_reads_the_record_and_not_whom_it_is_about(sam, of_lin):
    asks(sam)
    auditor = client_of(member_of("auditor", "aud"))

    page = auditor.get(address("change", DataRequest.objects.get().pk))

    assert CUSTOMER not in text_of(page)
    assert WHY in text_of(page)


# --- Sent twice, refused, too late ----------------------------------------------------------


def test_a_form_that_is_sent_twice_asks_once_and_decides_once(sam, kim, of_lin):
    form = filled_in(sam)
    first, second = [sam.post(address("ask"), form) for _click in range(2)]
    row = DataRequest.objects.get()
    assert first["Location"] == second["Location"]

    decides(kim, row)
    decides(kim, row)

    changes = AuditEvent.objects.filter(object_type="chat.datarequest", action="change")
    assert changes.count() == 1


def test_a_second_click_without_the_forms_token_is_told_that_it_is_decided(sam, kim, of_lin):
    asks(sam)
    row = DataRequest.objects.get()
    decides(kim, row, token="")

    page = kim.post(address("decide", row.pk), {"decision": "refuse"}, follow=True)

    assert "This request is decided already" in text_of(page)
    assert DataRequest.objects.get().state == State.APPROVED


def test_whoever_asked_is_refused_at_the_door_of_deciding(sam, of_lin):
    asks(sam)
    row = DataRequest.objects.get()

    assert decides(sam, row).status_code == 403
    assert DataRequest.objects.get().state == State.PENDING
    assert Conversation.objects.exists()


def test_another_persons_package_is_refused_at_the_door(sam, kim, of_lin):
    asks(sam)
    row = DataRequest.objects.get()
    decides(kim, row)
    request_work.keep_up()

    assert kim.post(address("download", row.pk)).status_code == 403
    assert DataRequest.objects.get().state == State.READY


def test_withdrawn_by_who_asked_and_by_nobody_else(sam, kim, of_lin):
    asks(sam)
    row = DataRequest.objects.get()

    assert kim.post(address("withdraw", row.pk)).status_code == 403
    sam.post(address("withdraw", row.pk))

    assert DataRequest.objects.get().state == State.WITHDRAWN


def test_a_request_under_keys_that_are_gone_shows_its_page_and_says_so(sam, kim, of_lin, settings):
    asks(sam, kind="erase")
    row = DataRequest.objects.get()
    settings.AICC_CALL_BACK_KEYS = ["another phrase, and long enough for it"]

    assert kim.get(address("change", row.pk)).status_code == 200
    page = kim.post(address("decide", row.pk), {"decision": "approve"}, follow=True)

    assert "No present key opens it" in text_of(page)
    assert DataRequest.objects.get().state == State.PENDING


def test_what_waits_is_counted_in_the_side_bar(sam, kim, of_lin):
    def badge(client):
        groups = client.get(reverse("admin:index")).context["sidebar_navigation"]
        rooms = {room["link"]: room for group in groups for room in group["items"]}
        return rooms[address("changelist")]["badge"]

    asks(sam)
    assert (badge(sam), badge(kim)) == (0, 1)

    decides(kim, DataRequest.objects.get())
    request_work.keep_up()

    assert (badge(sam), badge(kim)) == (1, 0)


def test_a_reason_that_names_a_number_is_kept_without_it(sam, of_lin):
    asks(sam, reason="Lin called from 010-1234-5678")

    assert "1234-5678" not in DataRequest.objects.get().reason


def test_who_it_is_about_stands_sealed_in_the_form(sam, of_lin):
    page = text_of(found_by(sam, customer_id=CUSTOMER))
    sealed = re.search(r'name="found" value="([^"]+)"', page)[1]

    assert CUSTOMER not in sealed
    assert data_requests.opened(sealed) == Asked(customer=CUSTOMER)
