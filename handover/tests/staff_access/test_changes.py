"""Roles, passwords and permissions of others take two people, whichever door somebody tries."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from aicc.platform.errors import Invalid, NotAllowed
from chat.models.dual_control import AlreadyDecided
from handover.models import AccessChange
from handover.staff_access import changes
from handover.staff_access.changes import Outdated, SecondPerson
from handover.staff_sessions import staff_sessions
from handover.tests.administrators import address, anew, asks, member
from handover.tests.desks import gives, signs_in

pytestmark = pytest.mark.django_db

User = get_user_model()
State = AccessChange.State


@pytest.fixture
def mei(db):
    return member("mei", "agent", first_name="Mei")


# --- Two people ---------------------------------------------------------------------------


def test_a_role_holds_once_another_administrator_has_approved_it(ana, ben, mei):
    row = asks(ana, mei, roles=["agent", "supervisor"])
    before = changes.roles_of(mei)

    changes.approve(row.pk, ben)

    row.refresh_from_db()
    assert before == ["agent"]
    assert changes.roles_of(mei) == ["agent", "supervisor"]
    assert (row.state, row.requested_by, row.decided_by) == (State.APPROVED, ana, ben)
    assert (row.requested_by_name, row.decided_by_name) == ("Ana", "Ben")
    assert row.decided_at


def test_nobody_approves_what_they_asked_for_or_what_is_about_them(ana, ben, mei):
    own = asks(ana, mei, roles=["supervisor"])
    about_ben = asks(ana, ben, roles=["administrator", "supervisor"])

    for row, by in ((own, ana), (about_ben, ben)):
        with pytest.raises(SecondPerson):
            changes.approve(row.pk, by)
        with pytest.raises(SecondPerson):
            changes.refuse(row.pk, by)

    assert changes.roles_of(mei) == ["agent"]
    assert changes.roles_of(ben) == ["administrator"]


def test_nobody_asks_for_anything_of_their_own(ana):
    with pytest.raises(NotAllowed):
        asks(ana, ana, roles=["administrator", "supervisor"])


@pytest.mark.parametrize("role", ["agent", "supervisor", "editor", "auditor"])
def test_only_administrators_ask_and_decide(ana, ben, mei, role):
    other = member("kim", role)
    row = asks(ana, mei, roles=["supervisor"])

    for attempt in (
        lambda: asks(other, mei, roles=[]),
        lambda: changes.approve(row.pk, other),
        lambda: changes.refuse(row.pk, other),
        lambda: changes.withdraw(row.pk, other),
        lambda: changes.lock_login(other, mei, "no reason"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_administrators_do_nothing_about_a_superuser(ana, ben):
    root = User.objects.create_superuser("root", password=None)

    with pytest.raises(NotAllowed):
        asks(ana, root, sends_link=True)
    with pytest.raises(NotAllowed):
        changes.lock_login(ana, root, "no reason")


def test_a_superuser_needs_a_second_person_too(ana, mei):
    root = User.objects.create_superuser("root", password=None)
    row = asks(root, mei, roles=["supervisor"])

    with pytest.raises(SecondPerson):
        changes.approve(row.pk, root)
    changes.approve(row.pk, ana)

    assert changes.roles_of(mei) == ["supervisor"]


# --- Too late -----------------------------------------------------------------------------


def test_a_request_that_nobody_took_up_is_void(ana, ben, mei, settings):
    row = asks(ana, mei, roles=["supervisor"])
    long_ago = timezone.now() - timedelta(hours=settings.AICC_ACCESS_REQUEST_HOURS, seconds=1)
    AccessChange.objects.filter(pk=row.pk).update(requested_at=long_ago)

    with pytest.raises(AlreadyDecided):
        changes.approve(row.pk, ben)

    assert not changes.waiting_for(ben).exists()
    assert AccessChange.objects.get(pk=row.pk).is_expired


@pytest.mark.parametrize("end", ["approve", "refuse", "withdraw"])
def test_a_request_is_decided_once(ana, ben, mei, end):
    row = asks(ana, mei, roles=["supervisor"])
    getattr(changes, end)(row.pk, ana if end == "withdraw" else ben)

    for again in (changes.approve, changes.refuse):
        with pytest.raises(AlreadyDecided):
            again(row.pk, ben)


def test_what_was_asked_by_somebody_who_may_not_ask_any_more_is_not_approved(ana, ben, mei):
    row = asks(ana, mei, roles=["supervisor"])
    ana.groups.clear()

    with pytest.raises(Outdated):
        changes.approve(row.pk, ben)


def test_what_was_asked_by_somebody_who_left_is_not_approved(ana, ben, mei):
    row = asks(ana, mei, roles=["supervisor"])
    User.objects.filter(pk=ana.pk).update(is_active=False)

    with pytest.raises(Outdated):
        changes.approve(row.pk, ben)


def test_an_administrator_of_a_moment_ago_approves_nothing(ana, ben, mei):
    row = asks(ana, mei, roles=["supervisor"])
    ben.groups.clear()

    with pytest.raises(NotAllowed):
        changes.approve(row.pk, anew(ben))


def test_roles_that_changed_meanwhile_are_not_undone(ana, ben, mei):
    row = asks(ana, mei, roles=["agent", "supervisor"])
    mei.groups.clear()

    with pytest.raises(Outdated):
        changes.approve(row.pk, ben)

    assert changes.roles_of(mei) == []


@pytest.mark.parametrize(
    "wanted", [{}, {"roles": ["agent"]}, {"roles": ["king"]}, {"activates": True}]
)
def test_a_request_asks_for_something_that_there_is(ana, mei, wanted):
    with pytest.raises(Invalid):
        asks(ana, mei, **wanted)


# --- Locking ------------------------------------------------------------------------------


def test_a_login_is_locked_at_once_and_opened_by_two(ana, ben, mei):
    client = signs_in(mei)
    key = client.session.session_key

    changes.lock_login(ana, mei, "left the bank")

    with pytest.raises(staff_sessions.SignedOut):
        staff_sessions.user_of(key)
    assert client.get("/admin/").status_code == 302
    assert AccessChange.objects.get().state == State.AT_ONCE
    changes.approve(asks(ben, anew(mei), activates=True).pk, ana)
    assert anew(mei).is_active


# --- The office ---------------------------------------------------------------------------


def test_the_whole_way_through_the_office(ana, ben, mei):
    anas, bens = signs_in(ana), signs_in(ben)

    asked = anas.post(address("ask", mei.pk), {"roles": ["supervisor"], "reason": "promoted"})
    row = AccessChange.objects.get()
    own_page = anas.get(asked["Location"]).content.decode()
    listed = bens.get(address("changelist")).content.decode()
    decided = bens.post(address("decide", row.pk), {"decision": "approve"})

    assert address("decide", row.pk) not in own_page  # no button for whoever asked
    assert "Mei" in listed
    assert decided["Location"] == address("change", row.pk)
    assert changes.roles_of(mei) == ["supervisor"]


def test_whoever_asked_is_refused_as_the_second_person(ana, mei):
    anas = signs_in(ana)
    anas.post(address("ask", mei.pk), {"roles": ["supervisor"], "reason": "promoted"})
    row = AccessChange.objects.get()

    answer = anas.post(address("decide", row.pk), {"decision": "approve"})

    assert answer.status_code == 403
    assert changes.roles_of(mei) == ["agent"]


def test_what_comes_too_late_is_told_and_not_done(ana, ben, mei):
    row = asks(ana, mei, roles=["supervisor"])
    changes.withdraw(row.pk, ana)

    answer = signs_in(ben).post(address("decide", row.pk), {"decision": "approve"}, follow=True)

    assert answer.status_code == 200
    assert changes.roles_of(mei) == ["agent"]


def test_a_form_of_the_old_kind_changes_nothing_but_names(ana, mei):
    """Whatever fields an administrator adds to the form of a colleague, or to their own."""
    supervisor = Group.objects.get(name="supervisor")
    reads = Permission.objects.get(codename="view_conversation")
    client = signs_in(ana)
    more = {
        "groups": [supervisor.pk],
        "user_permissions": [reads.pk],
        "is_superuser": "on",
        "is_active": "",
        "password": "a passphrase",
        "password1": "a passphrase",
        "password2": "a passphrase",
        "usable_password": "true",
    }

    for user in (mei, ana):
        url = reverse("admin:auth_user_change", args=[user.pk])
        answer = client.post(url, {"username": user.username, "first_name": "New", **more})
        assert answer.status_code == 302

    for user, roles in ((anew(mei), ["agent"]), (anew(ana), ["administrator"])):
        assert changes.roles_of(user) == roles
        assert (user.first_name, user.is_superuser, user.is_active) == ("New", False, True)
        assert not user.user_permissions.exists()
        assert not user.has_usable_password()


def test_a_login_keeps_the_name_by_which_it_was_given_access(ana, mei):
    """Another name would be opened by another account of the bank's identity provider."""
    new, asked_for = member("kimm"), member("lee")
    asks(ana, asked_for, roles=["supervisor"])
    client = signs_in(ana)

    for user in (mei, asked_for, new):
        url = reverse("admin:auth_user_change", args=[user.pk])
        body = {"username": f"{user.username}-2", "first_name": "Corrected"}
        assert client.post(url, body).status_code == 302

    named = [(user.username, user.first_name) for user in map(anew, (mei, asked_for, new))]
    assert named == [("mei", "Corrected"), ("lee", "Corrected"), ("kimm-2", "Corrected")]


def test_a_new_colleague_can_do_nothing_until_two_people_said_so(ana):
    body = {
        "username": "kim",
        "password1": "a passphrase",
        "password2": "a passphrase",
        "groups": [Group.objects.get(name="administrator").pk],
        "is_superuser": "on",
    }

    answer = signs_in(ana).post(reverse("admin:auth_user_add"), body)

    kim = User.objects.get(username="kim")
    assert answer["Location"] == address("ask", kim.pk)
    assert not kim.has_usable_password()
    assert not kim.is_superuser
    assert changes.roles_of(kim) == []


@pytest.mark.parametrize("superuser", [False, True])
def test_there_is_no_page_on_which_one_person_sets_anothers_password(ana, mei, superuser):
    by = User.objects.create_superuser("root", password=None) if superuser else ana
    client = signs_in(by)
    body = {"password1": "another passphrase", "password2": "another passphrase"}

    client.post(f"/admin/auth/user/{mei.pk}/password/", body, follow=True)

    assert not anew(mei).has_usable_password()


def test_the_list_of_staff_tells_nobody_a_passwords_hash(ana, mei):
    mei.set_password("of this test's Mei alone")
    mei.save()
    client = signs_in(ana)

    answers = [
        client.get(reverse("admin:auth_user_changelist"), {f"password__{how}": mei.password[:20]})
        for how in ("startswith", "regex", "gte")
    ]

    assert [each.status_code for each in answers] == [400, 400, 400]


@pytest.mark.parametrize(
    ("record", "towards"),
    [
        ("handover_agentprofile", "user"),
        ("handover_accesschange", "user"),
        ("handover_accesschange", "requested_by"),
        ("handover_accesschange", "decided_by"),
        ("handover_signinfailures", "user"),
        ("auth_group", "user"),
    ],
)
def test_nor_does_a_list_that_leads_to_staff(ana, mei, record, towards):
    gives(ana, "view_agentprofile", "view_accesschange", "view_signinfailures", "view_group")
    client = signs_in(ana)
    address = reverse(f"admin:{record}_changelist")
    assert client.get(address).status_code == 200

    answer = client.get(address, {f"{towards}__password__startswith": mei.password[:5]})

    assert answer.status_code == 400


def test_nobody_changes_what_a_role_may_do(ana):
    root = User.objects.create_superuser("root", password=None)
    agent = Group.objects.get(name="agent")

    for by in (ana, root):
        url = reverse("admin:auth_group_change", args=[agent.pk])
        assert signs_in(by).post(url, {"name": "agent", "permissions": []}).status_code == 403


def test_the_list_costs_the_same_for_few_and_many(ana, ben, mei):
    client = signs_in(ben)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(address("changelist"))
        return len(captured)

    asks(ana, mei, roles=["supervisor"])
    few = queries()
    for number in range(8):
        asks(ana, member(f"kim{number}"), roles=["agent"])

    assert queries() == few


def test_the_menu_counts_what_waits_for_this_administrator(ana, ben, mei):
    asks(ana, mei, roles=["supervisor"])
    asks(ana, ben, roles=["administrator", "supervisor"])

    assert changes.waiting_for(ben).count() == 1
    assert changes.waiting_for(ana).count() == 0
    assert changes.waiting_for(mei).count() == 0


def test_the_record_is_nobodys_to_change(ana, ben, mei):
    row = asks(ana, mei, roles=["supervisor"])
    client = signs_in(ben)

    assert client.post(address("change", row.pk), {"state": "approved"}).status_code == 403
    assert client.post(address("delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(address("add"), {}).status_code == 403


def test_the_page_of_a_request_says_until_when_it_is_to_be_decided(ana, mei):
    row = asks(ana, mei, roles=["supervisor"])

    page = signs_in(ana).get(address("change", row.pk))

    until = date_format(timezone.localtime(row.decide_until), "SHORT_DATETIME_FORMAT")
    assert f"<dd>{until}</dd>" in page.content.decode()
