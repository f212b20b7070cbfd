"""An agent's profile tells how it goes, and each count leads to the conversations behind it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aicc.testing.cast import person
from handover.desk import actions
from handover.models import AgentProfile
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person
from handover.tests.desks import sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]
LIST = reverse("admin:handover_agentprofile_changelist")


def opens_the_office(role):
    somebody = person(role)
    somebody.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(somebody)
    return client


def page_of(agent):
    profile = AgentProfile.objects.get(user=agent)
    return reverse("admin:handover_agentprofile_change", args=[profile.pk])


def takes(agent, name):
    row = asks_for_a_person(name)
    queue.claim(row.pk, sits_down(agent))
    return row


def counts(page):
    """Title → (count, the list behind it)."""
    found = re.findall(r'href="([^"]*)"><span>([^<]+)</span> <b>(\d+)</b>', page)
    return {title: (int(count), link.replace("&amp;", "&")) for link, title, count in found}


def test_each_count_is_as_long_as_the_list_behind_it(mei, raj):
    closed = takes(mei, "closed")
    actions.close(closed.conversation_id, mei)
    again = takes(mei, "taken twice")
    actions.release(again.conversation_id, mei)
    queue.claim(again.pk, mei)
    takes(raj, "a colleague's")
    sam = opens_the_office("supervisor")

    found = counts(sam.get(page_of(mei), headers={"Accept-Language": "en"}).text)

    assert {title: count for title, (count, _) in found.items()} == {
        "Taken by this agent": 2,
        "Closed by this agent": 1,
        "Transferred by this agent": 0,
        "Returned by this agent": 1,
        "Timed out with this agent": 0,
    }
    for count, link in found.values():
        assert len(sam.get(link).context["cl"].result_list) == count


def test_an_administrator_sees_the_place_and_not_how_it_goes(mei):
    takes(mei, "lin")

    page = opens_the_office("administrator").get(page_of(mei))

    assert page.status_code == 200
    assert "counts few" not in page.text
    assert "1 / 3" in page.text  # in hand, of so many at once
    assert re.search(r">\s*상담 가능 · ", page.text)  # since when, and not a label with its colour


def test_the_list_costs_the_same_for_few_and_many_agents(mei, raj):
    sam = opens_the_office("supervisor")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert sam.get(LIST).status_code == 200
        return len(captured)

    takes(mei, "lin")
    queries()
    few = queries()
    takes(raj, "other")
    for name in ("ana", "ben", "eva"):
        sits_down(person(name))

    assert queries() == few
