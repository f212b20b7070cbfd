"""Which login an account of the bank opens, with which roles, and which none."""

from ipaddress import ip_network
from unicodedata import normalize

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from aicc.audit.models import AuditEvent
from aicc.testing.cast import member_of
from handover.single_sign_on import accounts as tied_accounts
from handover.tests.single_sign_on.conftest import Browser, refused_for

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
User = get_user_model()


@pytest.mark.parametrize(
    ("language", "says"), [("ko", "직원 화면에 등록해"), ("en", "Ask an administrator")]
)
def test_whom_nobody_entered_is_told_whom_to_ask(accounts, language, says):
    window = Browser(**{"accept-language": language})

    answer = window.signs_in("nobody-here")

    assert answer.status_code == 403
    assert says in answer.text
    assert not User.objects.filter(username="nobody-here").exists()
    assert refused_for() == "unknown login"


def test_a_name_in_pieces_is_the_name_that_was_entered(accounts, window):
    member_of("agent", "박준호")
    accounts.says(preferred_username=normalize("NFD", "박준호"))

    assert window.signs_in("mei")["Location"] == "/desk/"


def test_a_locked_login_stays_locked(mei, window):
    mei.is_active = False
    mei.save()

    assert window.signs_in("mei").status_code == 403
    assert refused_for() == "locked login"


def test_a_login_that_is_no_staff_opens_nothing(accounts, window):
    User.objects.create_user("mei")

    assert window.signs_in("mei").status_code == 403


@pytest.mark.mariadb
def test_a_name_in_other_capitals_is_another_name(accounts, window):
    member_of("agent", "MEI")

    assert window.signs_in("mei").status_code == 403


def test_an_unverified_address_names_nobody(accounts, window, settings):
    settings.AICC_OIDC_LOGIN_CLAIM = "email"
    member_of("agent", "mei@bank.example")
    accounts.says(email_verified=False)

    assert window.signs_in("mei").status_code == 403
    assert refused_for() == "unverified address"
    accounts.says(email_verified=True)
    assert window.signs_in("mei")["Location"] == "/desk/"


@pytest.mark.mariadb
def test_a_name_that_passes_to_somebody_else_opens_nobodys_login(mei, window, accounts):
    window.signs_in("mei")
    accounts.says(sub="another-account")
    newcomer = Browser()

    assert newcomer.signs_in("mei").status_code == 403
    assert refused_for() == "tied to another account"
    tied_accounts.forget(mei)
    assert newcomer.signs_in("mei")["Location"] == "/desk/"


def test_whoever_is_renamed_there_keeps_their_login(mei, window, accounts):
    window.signs_in("mei")
    accounts.says(preferred_username="mei-married")

    assert Browser().signs_in("mei")["Location"] == "/desk/"


@pytest.mark.parametrize(("language", "says"), [("ko", "이름만으로"), ("en", "its name alone")])
def test_a_name_opens_no_superusers_login_and_the_accounts_number_does(accounts, language, says):
    window = Browser(**{"accept-language": language})
    User.objects.create_superuser("sam")

    answer = window.signs_in("sam")

    assert answer.status_code == 403
    assert says in answer.text
    assert refused_for() == "a superuser's name"
    accounts.says(sub="4711")
    call_command("staff_access", "tie", "sam", "4711", reason="go-live")
    assert window.signs_in("sam").status_code == 302
    tied = AuditEvent.objects.filter(object_name="sam", reason="go-live").get()
    assert tied.actor_name.startswith("shell: ")


def test_the_account_of_another_login_is_not_tied_twice(mei, window, accounts):
    accounts.says(sub="4711")
    window.signs_in("mei")
    User.objects.create_superuser("sam")

    with pytest.raises(CommandError, match="another login's"):
        call_command("staff_access", "tie", "sam", "4711", reason="go-live")


def test_the_networks_of_a_role_hold(mei, window, settings):
    settings.AICC_STAFF_NETWORKS = {"agent": [ip_network("10.1.0.0/16")]}

    answer = window.signs_in("mei")

    assert answer.status_code == 403
    assert not window.is_signed_in()
    assert refused_for() == "network"


def test_groups_mean_roles_at_each_sign_in(mei, window, accounts, settings):
    settings.AICC_OIDC_ROLES = {"cc-agents": "agent", "cc-leads": "supervisor"}
    accounts.says(groups=["cc-leads", "others"])

    window.signs_in("mei")
    assert list(mei.groups.values_list("name", flat=True)) == ["supervisor"]
    accounts.says(groups=["others"])

    assert Browser().signs_in("mei").status_code == 403
    assert not mei.groups.exists()
    assert refused_for() == "no role"


def test_without_a_map_roles_stay_what_two_people_made_them(mei, window, accounts):
    accounts.says(groups=["administrator"])

    window.signs_in("mei")

    assert list(mei.groups.values_list("name", flat=True)) == ["agent"]


def test_where_the_bank_wants_it_newcomers_enter_themselves(accounts, window, settings):
    settings.AICC_OIDC_CREATE_LOGINS = True
    settings.AICC_OIDC_ROLES = {"cc-leads": "supervisor"}
    member_of("supervisor", "raj")  # makes the roles

    assert window.signs_in("sam")["Location"] == "/desk/"
    sam = User.objects.get(username="sam")
    assert (sam.is_staff, sam.is_superuser, sam.has_usable_password()) == (True, False, False)
