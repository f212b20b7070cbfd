"""What bench.office times asks the database no more often on a long history than on a short."""

import math

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from bench.office.pages import behind, every, offered
from chat.models import Article, CoachingNote, Conversation, Export, Review
from handover.models import AgentProfile, Handover
from handover.staff_sessions import session_store

KEYS = {
    "conversation": Conversation,
    "review": Review,
    "handover": Handover,
    "export": Export,
    "article": Article,
    "profile": AgentProfile,
    "note": CoachingNote,
}
EACH = 2  # pages of a kind that are counted


@pytest.fixture
def sam(monkeypatch):
    # A use of the login is written down once in a while, by the clock and not by the page.
    monkeypatch.setattr(session_store, "MARK_SECONDS", math.inf)
    make_roles()
    user = User.objects.create_user("sam", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name="supervisor"))
    client = Client()
    client.force_login(user)
    return client


def seed(conversations, number):
    size = {"conversations": conversations, "messages": 10 * conversations}
    call_command("seed_conversations", days=3, agents=2, seed=number, verbosity=0, **size)


TURNED = 2  # queries: a list that came to fit on more than one page is counted, and turned


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_no_page_asks_more_often_on_a_longer_history(sam):
    def read(address):
        return sam.get(f"/admin/{address}").text

    def queries(address):
        """How many, whether the page is a list that fits on it, and whether it is a blank one:
        what rows bring along is not asked for where there is no row.
        """
        with CaptureQueriesContext(connection) as captured:
            answer = sam.get(f"/admin/{address}")
        assert answer.status_code in (200, 302), address
        shown = answer.context and answer.context.get("cl")
        fits = bool(shown and not shown.multi_page)
        return len(captured), fits, bool(shown and not shown.result_count)

    seed(60, 1)
    rows = {name: model.objects.order_by("pk").first() for name, model in KEYS.items()}
    known = {name: str(row.pk if row else 0) for name, row in rows.items()}
    known["agent"] = str(AgentProfile.objects.first().user_id)
    found = every(read, known, timezone.localdate())
    pages = [address for some in found.values() for address in some[:EACH]]
    for address in pages:
        queries(address)
    few = {address: queries(address) for address in pages}
    seed(160, 2)

    many = {address: queries(address) for address in pages}
    compared = {
        address: (few[address], many[address])
        for address in pages
        if few[address][2] == many[address][2]
    }
    assert len(compared) > 0.9 * len(pages)
    worse = {
        address: (before[0], after[0])
        for address, (before, after) in compared.items()
        if after[0] > before[0] + TURNED * (before[1] and not after[1])
    }
    assert not worse, worse


def test_the_choices_of_a_list_are_found_and_a_few_of_each_kind():
    many = "".join(f'<a href="?agent={number}&amp;reviewed=all">' for number in range(40))
    page = f'<a href="?reviewed=all"><a href="?o=1&amp;reviewed=all"><a href="/elsewhere/">{many}'

    choices = list(offered("chat/conversation/?reviewed=all", page))

    assert choices[0] == "chat/conversation/?o=1&reviewed=all"
    assert len(choices) == 13


def test_one_list_behind_each_figure_is_found():
    link = "/admin/chat/conversation/?figure=questions%2C2026-11-01%2C2026-11-{}"
    page = "".join(f'<a href="{link.format(day)}">' for day in (10, 11))

    assert list(behind(page)) == [link.format(10).removeprefix("/admin/")]
