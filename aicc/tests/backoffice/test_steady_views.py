"""Two who change the same at one moment both get there, or are told so in plain words."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F
from django.db.models.signals import pre_save
from django.db.utils import OperationalError
from django.test import Client
from django.urls import reverse

from aicc.platform import db
from aicc.platform.connections.database_failures import silence
from aicc.platform.db import DEADLOCK, LOCK_WAIT
from aicc.testing import waits
from chat.backoffice.sent_forms import new_token
from chat.models import Conversation
from handover.models import Team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

CONFLICT = OperationalError(DEADLOCK, "Deadlock found when trying to get lock")
ADD = "admin:handover_team_add"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(db, "PAUSES", (0, 0, 0))


@pytest.fixture
def root():
    user = get_user_model().objects.create_superuser("root")
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def saving():
    """Calls what the test sets whenever a team is saved, within the transaction."""
    calls = []

    def receiver(**_):
        for call in calls:
            call()

    pre_save.connect(receiver, sender=Team)
    yield calls
    pre_save.disconnect(receiver, sender=Team)


def failing(error, times):
    left = [error] * times

    def call():
        if left:
            raise left.pop()

    return call


def form(**more):
    return {"name": "Cards", "form_token": new_token()} | more


def test_a_form_whose_transaction_lost_is_saved_once_all_the_same(root, saving):
    saving.append(failing(CONFLICT, 3))

    answer = root.post(reverse(ADD), form(), follow=True)

    assert answer.status_code == 200
    assert Team.objects.filter(name="Cards").count() == 1
    assert answer.text.count("was added successfully") == 1


@pytest.mark.parametrize("error", [CONFLICT, OperationalError(LOCK_WAIT, "Lock wait timeout")])
def test_a_form_that_goes_on_losing_gets_a_page_that_says_what_to_do(root, saving, error):
    saving.append(failing(error, 9))

    answer = root.post(reverse(ADD), form())

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Please" in answer.text
    assert not Team.objects.exists()


def test_what_may_be_half_done_is_not_repeated(root, saving):
    saving.append(failing(CONFLICT, 1))

    answer = root.post(reverse(ADD), {"name": "Cards"})  # a client of its own: no form's token

    assert answer.status_code == 503
    assert "Somebody changed the same at this very moment" in answer.text
    assert not Team.objects.exists()


def test_a_page_that_is_only_looked_at_is_made_again(root, monkeypatch):
    Team.objects.create(name="Cards")
    fails = failing(CONFLICT, 2)
    page = Team._default_manager.get_queryset

    def get_queryset():
        fails()
        return page()

    monkeypatch.setattr(Team._default_manager, "get_queryset", get_queryset)

    answer = root.get(reverse("admin:handover_team_changelist"))

    assert answer.status_code == 200
    assert "Cards" in answer.text


def test_a_fault_of_ours_stays_a_fault_of_ours(root, saving):
    saving.append(failing(OperationalError(1054, "Unknown column"), 9))

    assert root.post(reverse(ADD), form()).status_code == 500


def test_while_the_database_keeps_silent_the_office_says_so(root):
    silence.begin()

    answer = root.get(reverse("admin:handover_team_changelist"))

    assert answer.status_code == 503
    assert "Our records cannot be reached for a moment" in answer.text


@pytest.mark.skipif("connection.vendor != 'mysql'", reason="SQLite's writers take turns")
def test_a_real_deadlock_costs_nobody_a_page(root, saving):
    """Who changed fewer rows is the victim: the office's form."""
    Conversation.objects.bulk_create(
        [Conversation(session_id=f"lin{number}") for number in range(40)]
    )
    mine, *theirs = Conversation.objects.values_list("pk", flat=True)  # MySQL returns no keys
    both_began, begun = threading.Barrier(2), []
    other = threading.Thread(target=lambda: lock(theirs, mine, both_began), daemon=True)

    def lock_mine_then_theirs():
        Conversation.objects.filter(pk=mine).update(head_seq=F("head_seq") + 1)
        if not begun:
            begun.append(1)
            other.start()
            both_began.wait(waits.SECONDS)
        Conversation.objects.filter(pk__in=theirs).update(head_seq=F("head_seq") + 1)
        begun.append(1)

    saving.append(lock_mine_then_theirs)

    answer = root.post(reverse(ADD), form())
    waits.join([other])

    assert answer.status_code == 302
    assert Team.objects.filter(name="Cards").count() == 1
    assert set(Conversation.objects.values_list("head_seq", flat=True)) == {2}


def lock(theirs, mine, both_began):
    try:
        with transaction.atomic():
            Conversation.objects.filter(pk__in=theirs).update(head_seq=F("head_seq") + 1)
            both_began.wait(waits.SECONDS)
            Conversation.objects.filter(pk=mine).update(head_seq=F("head_seq") + 1)
    finally:
        connection.close()
