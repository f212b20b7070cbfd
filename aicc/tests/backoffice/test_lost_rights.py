"""Whose login or role was taken away a second ago: every page, form and look-up, tried again.

The pages are those of `test_roles.py`, so that a new one is walked here as well.
"""

from datetime import timedelta
from html.parser import HTMLParser
from itertools import cycle, repeat
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from aicc.testing.cast import member_of
from aicc.testing.decisions import ACTIONS, EVERYBODY, FORM_POSTS, NONE, PAGES
from aicc.tests.backoffice.test_roles import (
    address,
    one_of_each,
    page_names,
    record_pages,
)
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db
User = get_user_model()

# For whoever has not signed in yet.
OF_THE_DOOR = {"get login", "get language"}
# What goes on by itself: who looked, who is signed in, and how far the log is chained.
MOVING = {"audit", "sessions", "axes"}


def gets(keys):
    """(name, address) of every page that is read."""
    for name, record, _ in record_pages():
        yield name, address(name, *([keys.get(record, NONE)] if record else []))
    for name in sorted(page_names() & set(PAGES)):
        yield name, address(name, *(keys.get(part, part) for part in PAGES[name][1]))


def posts(keys):
    """(name, address, body) of everything that writes."""
    for name, record, _ in record_pages():
        if not name.endswith(("_changelist", "_history")):
            yield name, address(name, *([keys.get(record, NONE)] if record else [])), {}
    for name, (_allowed, given) in FORM_POSTS.items():
        yield name, address(name, *(keys.get(part, part) for part in given)), {}
    for record, actions in ACTIONS.items():
        for action in actions:
            body = {"action": action, "_selected_action": [keys.get(record, NONE)]}
            yield f"{record} {action}", address(f"{record}_changelist"), body


def everything():
    """How much there is in each table, and what its newest row is."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.app_label not in MOVING and model._meta.managed
    }


# --- A login that no longer counts ------------------------------------------------------


def expires(key, user):
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=key).update(expire_date=past)


def ends(key, user):
    Session.objects.filter(session_key=key).delete()


def is_deactivated(key, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def is_no_staff(key, user):
    User.objects.filter(pk=user.pk).update(is_staff=False)


def gets_another_password(key, user):
    User.objects.filter(pk=user.pk).update(password="!a hash that was not made, to save its time")


def is_deleted(key, user):
    User.objects.filter(pk=user.pk).delete()


LOST = [expires, ends, is_deactivated, is_no_staff, gets_another_password, is_deleted]


def asked(client, key, method, url, body=None):
    """As a browser does that kept the page, and its cookie, from before; nothing stays of it."""
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    with transaction.atomic():
        answer = getattr(client, method)(url, body)
        transaction.set_rollback(True)
    return answer


def is_sent_to_the_door(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/admin/login/")


def walk(losses):
    """What is opened or written by whoever lost their login. losses: one for each page in turn."""
    user = member_of("supervisor", "kim")
    user.groups.set(Group.objects.all())
    client, keys = signs_in(user), one_of_each()
    key = client.session.session_key
    assert asked(client, key, "get", address("index")).status_code == 200

    found = set()
    calls = [("get", *each, None) for each in gets(keys)]
    calls += [("post", *each) for each in posts(keys)]
    for (method, name, url, body), loses in zip(calls, losses, strict=False):
        with transaction.atomic():
            loses(key, user)
            answer = asked(client, key, method, url, body)
            transaction.set_rollback(True)
        if not is_sent_to_the_door(answer):
            found.add(f"{method} {name}")
    return found


def test_every_page_sends_whoever_lost_their_login_to_the_door():
    assert walk(cycle(LOST)) == OF_THE_DOOR


@pytest.mark.long
@pytest.mark.parametrize("loses", LOST, ids=lambda loses: loses.__name__)
def test_every_page_does_so_however_it_was_lost(loses):
    assert walk(repeat(loses)) == OF_THE_DOOR


# --- A role that was taken away ---------------------------------------------------------


class Forms(HTMLParser):
    """The forms of a page that post: (where to, what stands in their fields)."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action") or "", given.get("method", "get"), {}))
        elif tag in ("input", "button", "select", "textarea") and given.get("name"):
            for _to, _method, fields in self.found[-1:]:
                fields[given["name"]] = given.get("value") or ""

    def posting(self):
        return [(to, fields) for to, method, fields in self.found if method.lower() == "post"]


# Forms about nobody but oneself, which take no role.
OWN_FORMS = ("/admin/logout/", "/admin/language/", "/admin/password_change/", "/admin/account/")


def forms_at(client, keys):
    """Every form of the office as it stands on the pages that are open: {(where to, names)}."""
    found = {}
    for _name, url in gets(keys):
        answer = client.get(url)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for to, fields in Forms(answer.content.decode()).posting():
                to = urljoin(url, to)
                if not to.startswith(OWN_FORMS):
                    found[to, tuple(sorted(fields))] = (to, fields)
    return list(found.values())


def loses_every_role(user):
    """Where no signal tells of it: as by another program, or on another server."""
    User.groups.through.objects.filter(user=user).delete()


@pytest.mark.long
def test_no_form_of_a_page_that_is_open_is_taken_once_the_role_is_gone():
    user = member_of("supervisor", "kim")
    user.groups.set(Group.objects.all())
    client, keys = signs_in(user), one_of_each()
    forms = forms_at(client, keys)
    loses_every_role(user)
    before = everything()

    taken = [
        (to, status)
        for to, fields in forms
        if (status := client.post(to, fields).status_code) != 403
    ]

    assert taken == []
    assert everything() == before
    assert len(forms) >= 50


def test_no_page_is_opened_once_the_role_is_gone():
    user = member_of("supervisor", "kim")
    user.groups.set(Group.objects.all())
    client, keys = signs_in(user), one_of_each()
    assert client.get(address("chat_conversation_changelist")).status_code == 200
    loses_every_role(user)

    opened = {name for name, url in gets(keys) if client.get(url).status_code != 403}

    assert opened == {name for name, (roles, _given) in PAGES.items() if roles == EVERYBODY}
