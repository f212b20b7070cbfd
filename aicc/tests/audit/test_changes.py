"""What governs the bank's work is changed on record, with before and after, by whatever door."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aicc.audit import settings_changes
from aicc.audit.models import AuditEvent
from aicc.backoffice.roles import make_roles
from aicc.testing.logins import login_of
from chat.articles import lifecycle
from chat.articles.article_files import ArticleText
from chat.assistant import kill_switch
from chat.tests.backoffice.test_admin import signed_in
from handover.models import Team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
User = get_user_model()


@pytest.fixture(autouse=True)
def roles(db):
    make_roles()


def newest(**wanted):
    return AuditEvent.objects.filter(**wanted).order_by("-pk").first()


def changes_of(event):
    return json.loads(event.details)["changes"]


def test_a_changed_rule_tells_its_fields_before_and_after():
    administrator = signed_in("kim", "administrator")
    team = Team.objects.create(name="Loans")

    url = reverse("admin:handover_team_change", args=[team.pk])
    administrator.post(url, {"name": "Loans and cards"})

    event = newest(object_type="handover.team", action="change")
    assert (event.actor_name, changes_of(event)) == ("kim", {"name": ["Loans", "Loans and cards"]})


def test_a_deleted_row_tells_what_it_was():
    Team.objects.create(name="Loans").delete()

    event = newest(object_type="handover.team", action="delete")
    assert changes_of(event) == {"name": ["Loans", None]}


def test_a_save_that_changes_nothing_leaves_no_entry():
    team = Team.objects.create(name="Loans")
    before = AuditEvent.objects.count()

    team.save()

    assert AuditEvent.objects.count() == before


def test_a_persons_roles_are_on_record_from_both_sides():
    mei = User.objects.create_user("mei")
    agent = Group.objects.get(name="agent")

    mei.groups.add(agent)
    assert changes_of(newest(object_type="auth.user"))["group"] == {"added": ["agent"]}
    agent.user_set.remove(mei)
    assert changes_of(newest(object_type="auth.group"))["user"] == {"removed": ["mei"]}
    mei.groups.add(agent)
    mei.groups.clear()
    assert changes_of(newest(object_type="auth.user"))["group"] == {"removed": ["agent"]}


def test_a_roles_permissions_are_on_record():
    agent = Group.objects.get(name="agent")
    agent.permissions.remove(Permission.objects.get(codename="view_article"))

    event = newest(object_type="auth.group", action="change")
    assert changes_of(event)["permission"] == {"removed": ["chat.view_article"]}


def test_a_new_password_is_told_without_itself():
    mei = User.objects.create_user("mei", password="a password of Mei's")
    mei.set_password("another one of Mei's")
    mei.save()

    event = newest(object_type="auth.user", action="change")
    assert changes_of(event) == {"password": ["…", "…"]}
    assert "argon2" not in "".join(AuditEvent.objects.values_list("details", flat=True))


def test_the_switch_is_turned_on_record_with_its_reason():
    sam = User.objects.create_user("sam")

    kill_switch.turn(False, "answers are wrong", sam)

    event = newest(object_type="chat.generationswitch")
    assert (event.action, event.reason) == ("add", "answers are wrong")
    assert changes_of(event)["on"] == [None, False]


def test_an_articles_way_into_force_is_on_record():
    editor, sam = User.objects.create_user("editor"), User.objects.create_user("sam")
    text = ArticleText(
        slug="fee", language="ko", category="fees", title="수수료", body="없음",
        effective_from=timezone.localdate(), effective_to=None,
    )  # fmt: skip
    version = lifecycle.draft(text, editor)
    lifecycle.submit(version.pk, editor)
    lifecycle.approve(version.pk, sam)

    steps = AuditEvent.objects.filter(object_type="chat.articleversion", action="change")
    assert [changes_of(step)["state"] for step in steps.order_by("pk")] == [
        ["draft", "in_review"],
        ["in_review", "approved"],
    ]


def test_settings_that_a_server_starts_with_are_compared_with_the_last_start(settings):
    settings_changes.note()
    assert settings_changes.note() is None

    settings.AICC_TURN_SECONDS, settings.OPENAI_API_KEY = 33, "sk-a-key-of-the-banks"
    event = settings_changes.note()

    changed = changes_of(event)
    assert changed["AICC_TURN_SECONDS"] == ["60", "33"]
    assert set(changed) == {"AICC_TURN_SECONDS", "OPENAI_API_KEY"}
    assert "sk-a-key" not in event.details


# --- Sign-ins ------------------------------------------------------------------------------

WORDS = "correct horse battery staple"


@pytest.fixture
def mei():
    return login_of("mei", WORDS)


def signs_in(client, password, username="mei"):
    given = {"username": username, "password": password}
    return client.post(reverse("admin:login"), given, REMOTE_ADDR="203.0.113.5")


def test_a_sign_in_and_a_sign_out_are_on_record(mei):
    client = Client()
    signs_in(client, WORDS)
    client.post(reverse("admin:logout"))

    came, went = newest(action="sign_in"), newest(action="sign_out")
    assert (came.actor_name, came.address) == ("mei", "203.0.113.5")
    assert json.loads(came.details)["begins"] == went.login  # the same login
    assert went.actor_name == "mei"


def test_a_failed_sign_in_is_on_record_without_what_was_typed(mei):
    signs_in(Client(), "a wrong password")
    signs_in(Client(), "x", username="my secret password")

    unknown, known = AuditEvent.objects.filter(action="sign_in_failed").order_by("-pk")[:2]
    assert (known.object_id, known.address) == (str(mei.pk), "203.0.113.5")
    assert (unknown.object_id, unknown.object_name) == ("", "")
    told = "".join(str(each.__dict__) for each in AuditEvent.objects.all())
    assert "wrong password" not in told.replace('"wrong password"', "")
    assert "secret" not in told


def test_a_locked_out_try_is_on_record_as_one(mei, settings):
    settings.AICC_SIGN_IN_FAILURES = 1
    for _ in range(2):
        signs_in(Client(), "a wrong password")

    assert json.loads(newest(action="sign_in_failed").details) == {"why": "locked out"}
