"""The shell's way round the second person, for a bank's first administrator: it is recorded."""

from io import StringIO
from unicodedata import normalize

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from aicc.backoffice.roles import make_roles
from handover.models import AccessChange
from handover.staff_access import changes
from handover.tests.administrators import anew, asks, member

pytestmark = pytest.mark.django_db

User = get_user_model()
State = AccessChange.State


@pytest.fixture
def mei(db):
    return member("mei", "agent", first_name="Mei")


def shell(*words):
    out = StringIO()
    call_command("staff_access", *words, stdout=out)
    return out.getvalue()


def test_a_name_in_pieces_is_the_one_that_is_typed_at_the_sign_in_page(db):
    make_roles()

    shell("grant", normalize("NFD", "박준호"), "--role", "agent", "--reason", "the bank begins")
    shell("lock", normalize("NFD", "박준호"), "--reason", "the bank begins")

    assert User.objects.get().get_username() == "박준호"


def test_a_banks_first_administrator_is_made_in_the_shell_and_recorded(db):
    make_roles()

    said = shell("grant", "ana", "--role", "administrator", "--reason", "the bank begins")

    new, row = User.objects.get(username="ana"), AccessChange.objects.get()
    assert changes.roles_of(new) == ["administrator"]
    assert (row.state, row.reason) == (State.SHELL, "the bank begins")
    assert row.requested_by_name.startswith("shell: ")
    path = said.split("Link: http://localhost:8000")[1].split()[0]
    assert Client().get(path).status_code == 302  # on to the form


def test_the_shell_decides_where_there_is_no_second_administrator(ana, mei):
    row = asks(ana, mei, roles=["supervisor"])
    listed = shell("list")

    shell("approve", str(row.pk), "--reason", "Ben is on leave")

    row.refresh_from_db()
    assert f"{row.pk}  mei" in listed
    assert row.state == State.SHELL
    assert "Ben is on leave" in row.reason
    assert changes.roles_of(mei) == ["supervisor"]
    assert "Nothing waits" in shell("list")


def test_the_shell_locks_a_login_and_refuses_nonsense(mei):
    shell("lock", "mei", "--reason", "left the bank")

    assert not anew(mei).is_active
    with pytest.raises(CommandError, match="Nobody is called"):
        shell("lock", "nobody", "--reason", "left the bank")
    with pytest.raises(CommandError):
        shell("link", "mei", "--reason", "?")
