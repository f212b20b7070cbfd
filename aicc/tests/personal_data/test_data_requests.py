"""One person's data by the office: one asks, another approves, a server does it, one downloads."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from aicc.audit.models import AuditEvent
from aicc.personal_data import data_requests, deletion, erasure, holds, package, request_work
from aicc.personal_data.data_requests import NotThere, Outdated, SecondPerson
from aicc.personal_data.inventory import LABELS_OF_CONVERSATION
from aicc.personal_data.subject import Asked
from aicc.platform.errors import Invalid, NotAllowed, NotFound, Unavailable
from aicc.testing.cast import member_of
from aicc.tests.personal_data.planted import CUSTOMER, NAME, SESSION, every_row
from chat.models import (
    Conversation,
    DataPackagePart,
    DataRequest,
    ErasureCertificate,
    Upkeep,
)
from chat.models.dual_control import AlreadyDecided
from chat.tests.reviewing import talk
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
State = DataRequest.State
WHY = "The customer asked for it in writing"
LIN = Asked(customer=CUSTOMER)


@pytest.fixture
def sam():
    return member_of("supervisor", "sam")


@pytest.fixture
def kim():
    return member_of("supervisor", "kim")


@pytest.fixture
def of_lin():
    return talk(SESSION, customer_id=CUSTOMER, customer_name=NAME)


def approved(kind, asker, other, asked=LIN):
    return data_requests.approve(data_requests.ask(asker, asked, kind, WHY).pk, other)


def anew(row):
    return DataRequest.objects.get(pk=row.pk)


def loses_the_role(user):
    user.groups.clear()
    return User.objects.get(pk=user.pk)


def entries(row):
    told = AuditEvent.objects.filter(object_type="chat.datarequest", object_id=row.pk)
    return [(each.action, each.actor_id) for each in told.order_by("pk")]


# --- The way it goes ----------------------------------------------------------------------


def test_what_is_held_is_told_by_classes_that_leave_no_table_out(sam, of_lin):
    labels = [label for labels in data_requests.CLASSES.values() for label in labels]
    assert sorted(labels) == sorted(LABELS_OF_CONVERSATION)

    found = data_requests.look_up(sam, customer=f" {CUSTOMER} ")

    assert found.counts["conversations"] == 1
    assert found.counts["messages"] == 2
    assert found.holds == []


def test_a_package_is_made_after_a_second_persons_yes_and_downloaded_by_who_asked(
    sam, kim, of_lin
):
    row = data_requests.ask(sam, LIN, "export", WHY)
    assert request_work.keep_up() == 0

    data_requests.approve(row.pk, kim)
    assert request_work.keep_up() == 1
    body, row = data_requests.fetch(row.pk, sam)

    with zipfile.ZipFile(io.BytesIO(body)) as files:
        manifest = json.loads(files.read("manifest.json"))
        assert "정기예금 금리가 얼마예요?" in files.read("transcript.txt").decode()
    assert manifest["by"] == f"{row.requested_by_name}, {row.decided_by_name}"
    assert manifest["rows"]["chat.message"] == 2
    assert hashlib.sha256(body).hexdigest() == row.sha256
    assert row.state == State.DONE
    assert not DataPackagePart.objects.exists()


def test_an_erasure_leaves_its_certificate_with_the_request_and_nobodys_name(sam, kim, of_lin):
    row = approved("erase", sam, kim)

    request_work.keep_up()

    row = anew(row)
    assert not Conversation.objects.exists()
    assert row.state == State.DONE
    content = json.loads(row.certificate.content)
    assert content["by"] == f"{row.requested_by_name}, {row.decided_by_name}"
    assert content["subject"] == LIN.mark() == row.subject
    assert [each for each in every_row() if CUSTOMER in each or NAME in each] == []


def test_each_step_is_on_record_by_whoever_took_it(sam, kim, of_lin):
    data_requests.look_up(sam, customer=CUSTOMER)
    row = approved("export", sam, kim)
    request_work.keep_up()
    data_requests.fetch(row.pk, sam)

    search = AuditEvent.objects.get(action="search")
    assert search.actor_id == sam.pk
    assert json.loads(search.details)["subject"] == LIN.mark()
    taken = AuditEvent.objects.get(action="export", object_type="chat.conversation")
    assert taken.actor_name == f"{row.requested_by_name}, {row.decided_by_name}"
    steps = [action for action, _actor in entries(row)]
    assert steps == ["add", "change", "change", "export", "change"]
    assert (("export", sam.pk)) in entries(row)
    assert CUSTOMER not in "".join(AuditEvent.objects.values_list("details", flat=True))


def test_who_looks_for_somebody_who_is_not_there_is_on_record_too(sam):
    with pytest.raises(NotFound):
        data_requests.look_up(sam, customer="C-0000")

    assert json.loads(AuditEvent.objects.get(action="search").details)["conversations"] == []


def test_no_number_and_no_package_lies_readable_in_the_database(sam, kim, of_lin):
    talk("phone", customer_id="C-1", customer_name="x")
    row = approved("export", sam, kim)

    before = [each for each in every_row() if each.startswith("chat_datarequest")]
    request_work.keep_up()
    after = [each for each in every_row() if each.startswith("chat_data")]

    assert [each for each in before + after if CUSTOMER in each or "정기예금" in each] == []
    assert anew(row).asked_sealed == ""


def test_a_package_of_many_parts_is_put_together_as_it_was(sam, kim, of_lin, monkeypatch):
    monkeypatch.setattr(request_work, "PART_BYTES", 100)
    row = approved("export", sam, kim)

    request_work.keep_up()

    assert DataPackagePart.objects.count() > 5
    body, row = data_requests.fetch(row.pk, sam)
    assert hashlib.sha256(body).hexdigest() == row.sha256


# --- Two people ---------------------------------------------------------------------------


@pytest.mark.parametrize("decide", [data_requests.approve, data_requests.refuse])
def test_nobody_decides_about_what_they_asked_for(sam, of_lin, decide):
    row = data_requests.ask(sam, LIN, "erase", WHY)

    with pytest.raises(SecondPerson):
        decide(row.pk, sam)

    request_work.keep_up()
    assert anew(row).state == State.PENDING
    assert Conversation.objects.exists()


def test_a_superuser_needs_a_second_person_too(of_lin):
    root = User.objects.create_superuser("root", password=None)
    row = data_requests.ask(root, LIN, "erase", WHY)

    with pytest.raises(SecondPerson):
        data_requests.approve(row.pk, root)


@pytest.mark.parametrize("role", ["agent", "editor", "auditor", "administrator"])
def test_other_roles_neither_look_nor_ask_nor_decide_nor_download(sam, kim, of_lin, role):
    other = member_of(role, "other")
    pending = data_requests.ask(sam, LIN, "export", WHY)
    ready = approved("export", sam, kim)
    request_work.keep_up()

    for attempt in (
        lambda: data_requests.look_up(other, customer=CUSTOMER),
        lambda: data_requests.ask(other, LIN, "export", WHY),
        lambda: data_requests.approve(pending.pk, other),
        lambda: data_requests.refuse(pending.pk, other),
        lambda: data_requests.withdraw(pending.pk, other),
        lambda: data_requests.fetch(ready.pk, other),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_whoever_lost_the_role_is_refused_at_once(sam, kim, of_lin):
    pending = data_requests.ask(sam, LIN, "export", WHY)
    ready = approved("export", sam, kim)
    request_work.keep_up()

    with pytest.raises(NotAllowed):
        data_requests.approve(pending.pk, loses_the_role(kim))
    with pytest.raises(NotAllowed):
        data_requests.fetch(ready.pk, loses_the_role(sam))

    assert anew(ready).state == State.READY


def test_a_request_whose_asker_lost_the_role_is_not_approved(sam, kim, of_lin):
    row = data_requests.ask(sam, LIN, "erase", WHY)
    loses_the_role(sam)

    with pytest.raises(Outdated):
        data_requests.approve(row.pk, kim)


def test_a_request_is_decided_once(sam, kim, of_lin):
    row = data_requests.ask(sam, LIN, "export", WHY)
    data_requests.refuse(row.pk, kim)

    for again in (data_requests.approve, data_requests.refuse):
        with pytest.raises(AlreadyDecided):
            again(row.pk, kim)
    with pytest.raises(AlreadyDecided):
        data_requests.withdraw(row.pk, sam)
    assert anew(row).asked_sealed == ""


def test_only_whoever_asked_withdraws(sam, kim, of_lin):
    row = data_requests.ask(sam, LIN, "export", WHY)

    with pytest.raises(NotAllowed):
        data_requests.withdraw(row.pk, kim)
    data_requests.withdraw(row.pk, sam)

    assert anew(row).state == State.WITHDRAWN
    assert anew(row).asked_sealed == ""


@pytest.mark.parametrize("reason", ["", "  no  "], ids=["none", "short"])
def test_a_request_needs_a_reason(sam, of_lin, reason):
    with pytest.raises(Invalid):
        data_requests.ask(sam, LIN, "export", reason)


# --- What keeps it ------------------------------------------------------------------------


def test_what_a_hold_keeps_is_shown_and_neither_asked_for_nor_approved_for_erasure(
    sam, kim, of_lin
):
    row = data_requests.ask(sam, LIN, "erase", WHY)
    hold = holds.place(sam, "A dispute about a fee", customer_id=CUSTOMER)

    assert data_requests.look_up(sam, customer=CUSTOMER).holds == [hold]
    with pytest.raises(holds.Held):
        data_requests.ask(sam, LIN, "erase", WHY)
    with pytest.raises(holds.Held):
        data_requests.approve(row.pk, kim)
    approved("export", sam, kim)  # a hold keeps nobody from their own data


def test_a_hold_that_is_placed_after_the_approval_ends_the_erasure(sam, kim, of_lin):
    row = approved("erase", sam, kim)
    holds.place(sam, "A dispute about a fee", session_id=SESSION)

    request_work.keep_up()

    assert (anew(row).state, anew(row).failure) == (State.FAILED, "legal_hold")
    assert Conversation.objects.exists()
    assert not ErasureCertificate.objects.exists()
    assert anew(row).asked_sealed == ""


def test_a_conversation_that_somebody_takes_up_meanwhile_ends_the_erasure(sam, kim, of_lin):
    row = approved("erase", sam, kim)
    queue.open_handover(of_lin.pk)

    request_work.keep_up()

    assert (anew(row).state, anew(row).failure) == (State.FAILED, "conversation_open")
    assert Conversation.objects.exists()


def test_somebody_who_is_gone_meanwhile_ends_the_request(sam, kim, of_lin):
    row = approved("export", sam, kim)
    with transaction.atomic():
        deletion.delete_conversations([of_lin.pk])

    request_work.keep_up()

    assert (anew(row).state, anew(row).failure) == (State.FAILED, "not_found")


# --- Once, and in time --------------------------------------------------------------------


def test_a_package_is_downloaded_once(sam, kim, of_lin):
    row = approved("export", sam, kim)
    request_work.keep_up()
    data_requests.fetch(row.pk, sam)

    with pytest.raises(NotThere):
        data_requests.fetch(row.pk, sam)

    assert AuditEvent.objects.filter(object_id=row.pk, action="export").count() == 1


def test_a_package_is_nobody_elses_not_even_the_second_persons(sam, kim, of_lin):
    row = approved("export", sam, kim)
    request_work.keep_up()

    with pytest.raises(NotAllowed):
        data_requests.fetch(row.pk, kim)


def test_a_download_that_is_not_recorded_is_none(sam, kim, of_lin, monkeypatch):
    row = approved("export", sam, kim)
    request_work.keep_up()

    def broken(*_args, **_named):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(data_requests, "record", broken)
        with pytest.raises(RuntimeError):
            data_requests.fetch(row.pk, sam)

    assert data_requests.fetch(row.pk, sam)


def test_a_package_whose_time_is_over_is_taken_away(sam, kim, of_lin):
    row = approved("export", sam, kim)
    request_work.keep_up()
    long_ago = timezone.now() - DataRequest.lifetime() - timedelta(seconds=1)
    DataRequest.objects.filter(pk=row.pk).update(worked_at=long_ago)

    with pytest.raises(NotThere):
        data_requests.fetch(row.pk, sam)
    request_work.keep_up()

    assert anew(row).state == State.EXPIRED
    assert not DataPackagePart.objects.exists()


def test_a_request_that_nobody_took_up_is_void_and_names_nobody(sam, kim, of_lin):
    row = data_requests.ask(sam, LIN, "erase", WHY)
    long_ago = timezone.now() - DataRequest.lifetime() - timedelta(seconds=1)
    DataRequest.objects.filter(pk=row.pk).update(requested_at=long_ago)

    with pytest.raises(AlreadyDecided):
        data_requests.approve(row.pk, kim)
    request_work.keep_up()

    assert (anew(row).state, anew(row).asked_sealed) == (State.EXPIRED, "")


def test_an_erasure_takes_along_a_package_that_waits(sam, kim, of_lin):
    waiting = approved("export", sam, kim, Asked(sessions=(SESSION,)))
    request_work.keep_up()

    approved("erase", sam, kim)
    request_work.keep_up()

    assert anew(waiting).state == State.EXPIRED
    assert not DataPackagePart.objects.exists()
    with pytest.raises(NotThere):
        data_requests.fetch(waiting.pk, sam)


def test_a_package_under_keys_that_are_gone_says_so(sam, kim, of_lin, settings):
    row = approved("export", sam, kim)
    settings.AICC_CALL_BACK_KEYS = ["another phrase, and long enough for it"]

    request_work.keep_up()

    assert (anew(row).state, anew(row).failure) == (State.FAILED, "unreadable")


# --- Killed half-way ----------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


def killed(*_args, **_named):
    raise Killed


@pytest.mark.parametrize(
    ("kind", "module", "at"),
    [
        ("export", package, "record"),
        ("export", request_work, "end"),
        ("erase", deletion, "delete_rows"),
        ("erase", erasure, "record"),
        ("erase", request_work, "end"),
    ],
)
def test_a_server_that_is_killed_leaves_all_of_it_to_the_next(
    sam, kim, of_lin, monkeypatch, kind, module, at
):
    row = approved(kind, sam, kim)
    with monkeypatch.context() as patched:
        patched.setattr(module, at, killed)
        with pytest.raises(Killed):
            request_work.keep_up()
    assert anew(row).state == State.APPROVED
    assert Conversation.objects.count() == 1
    assert not DataPackagePart.objects.exists()
    assert not ErasureCertificate.objects.exists()

    assert request_work.keep_up() == 0  # the dead server's lease
    DataRequest.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Upkeep.objects.update(lease="", lease_until=None)
    assert request_work.keep_up() == 1

    assert anew(row).state == (State.READY if kind == "export" else State.DONE)
    assert ErasureCertificate.objects.count() == (kind == "erase")
    taken = AuditEvent.objects.filter(object_type="chat.conversation", action="export")
    assert taken.count() == (kind == "export")


def test_two_servers_carry_a_request_out_once(sam, kim, of_lin):
    row = approved("erase", sam, kim)
    assert request_work.take_one() == row.pk
    assert request_work.take_one() is None

    request_work.carry_out(row.pk)
    request_work.carry_out(row.pk)

    assert ErasureCertificate.objects.count() == 1


def test_a_database_that_is_away_is_no_failure_of_the_request(sam, kim, of_lin, monkeypatch):
    row = approved("export", sam, kim)

    def away(*_args, **_named):
        raise Unavailable(retry_after=5)

    with monkeypatch.context() as patched:
        patched.setattr(package, "take", away)
        with pytest.raises(Unavailable):
            request_work.keep_up()

    assert anew(row).state == State.APPROVED


def test_a_request_that_no_server_survives_is_given_up(sam, kim, of_lin):
    row = approved("export", sam, kim)
    DataRequest.objects.update(tries=request_work.MOST_TRIES)

    request_work.keep_up()

    assert (anew(row).state, anew(row).failure) == (State.FAILED, "gave_up")


def test_a_step_that_is_not_recorded_is_not_taken(sam, kim, of_lin, monkeypatch):
    row = data_requests.ask(sam, LIN, "erase", WHY)

    with monkeypatch.context() as patched:
        patched.setattr("aicc.audit.changes.record", killed)
        with pytest.raises(Killed), transaction.atomic():
            data_requests.approve(row.pk, kim)

    assert anew(row).state == State.PENDING
