"""Whose rows each role reads: its own team's, another team's, and those of a moment ago."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aicc.backoffice.roles import ROLES
from aicc.testing.cast import member_of
from aicc.testing.decisions import PAGES_OF_ROWS, ROWS
from chat.models import CoachingNote, Conversation
from chat.tests.reviewing import judge
from handover.models import AgentProfile, CallBack, Handover, Team
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person

User = get_user_model()


def rows_of(agent, team, session_id):
    """A conversation that this agent has, for this team, with everything that hangs on it."""
    handover = asks_for_a_person(session_id, text=f"대출 secret-of-{session_id}")
    Handover.objects.filter(pk=handover.pk).update(team=team)
    queue.claim(handover.pk, agent)
    conversation = Conversation.objects.get(pk=handover.conversation_id)
    now = timezone.now()
    called_back = CallBack.objects.create(
        conversation=conversation,
        state="taken",
        agent=agent,
        window_from=now,
        window_until=now,
    )
    review = judge(conversation, agent)
    note = CoachingNote.objects.create(
        agent=agent, author=agent, conversation=conversation, review=review, text="Well done"
    )
    return {
        "chat_conversation": conversation.pk,
        "handover_handover": handover.pk,
        "handover_callback": called_back.pk,
        "chat_coachingnote": note.pk,
    }


@pytest.fixture
def loans(db):
    return Team.objects.create(name="Loans")


@pytest.fixture
def theirs(db):
    """What another team has."""
    cards = Team.objects.create(name="Cards")
    return rows_of(member_of("agent", "raj"), cards, "theirs")


def pages():
    """(address, record, roles for one's own, roles for another team's)."""
    for record, (own, foreign) in ROWS.items():
        yield f"{record}_change", record, own, foreign
        yield f"{record}_history", record, own, foreign
    for name, (record, own, foreign) in PAGES_OF_ROWS.items():
        yield name, record, own, foreign


def wrongs(client, rows, role, *, mine):
    """What is answered otherwise than decided; an agent is sent back from another's row."""
    found = []
    for name, record, own, foreign in pages():
        status = client.get(reverse(f"admin:{name}", args=[rows[record]])).status_code
        allowed = own if mine else foreign
        if role in allowed:
            expected = {200}
        elif role in own:
            expected = {302, 404}  # it is not there for them
        else:
            expected = {403}
        if status not in expected:
            found.append((name, role, "mine" if mine else "theirs", status))
    return found


# Each list, and the roads by which it is narrowed or searched.
LISTS = (
    "chat_conversation_changelist",
    "chat_conversation_changelist?reviewed=all",
    "chat_conversation_changelist?q=theirs",
    "chat_conversation_changelist?q=대출",
    "chat_conversation_changelist?figure=thinking,{day},{day}",
    "chat_conversation_changelist?figure=conversations,{day},{day}",
    "handover_handover_changelist",
    "handover_handover_changelist?status=all",
    "handover_handover_changelist?figure=wishes,{day},{day}&status=all",
    "handover_callback_changelist",
    "handover_callback_changelist?q=theirs",
    "chat_coachingnote_changelist",
    "index",
    "search",
)


def lists_that_show(client, pk_of_conversation):
    """The lists whose answer holds another team's session or words."""
    day = timezone.localdate().isoformat()
    found = []
    for entry in LISTS:
        name, _, query = entry.partition("?")
        url = reverse(f"admin:{name}") + (f"?{query.format(day=day)}" if query else "")
        text = client.get(url).content.decode()
        if "secret-of-theirs" in text or f"/conversation/{pk_of_conversation}/" in text:
            found.append(entry)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_its_own_rows_and_others_as_decided(role, loans, theirs):
    user = member_of(role, "mei")
    AgentProfile.objects.create(user=user, team=loans)
    mine = rows_of(user, loans, "mine")
    client = Client()
    client.force_login(user)

    found = wrongs(client, mine, role, mine=True) + wrongs(client, theirs, role, mine=False)

    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["agent", "editor", "administrator"])
def test_no_list_search_or_figure_shows_another_teams_words(role, loans, theirs):
    user = member_of(role, "mei")
    AgentProfile.objects.create(user=user, team=loans)
    client = Client()
    client.force_login(user)

    assert lists_that_show(client, theirs["chat_conversation"]) == []


@pytest.mark.django_db
def test_the_lists_would_show_them_to_a_supervisor(theirs):
    client = Client()
    client.force_login(member_of("supervisor", "sam"))

    assert len(lists_that_show(client, theirs["chat_conversation"])) >= 3


@pytest.mark.django_db
def test_a_supervisor_of_a_moment_ago_is_an_agent(loans, theirs):
    user = member_of("supervisor", "kim")
    AgentProfile.objects.create(user=user, team=loans)
    client = Client()
    client.force_login(user)
    assert client.get("/admin/chat/conversation/").status_code == 200

    user.groups.set([Group.objects.get(name="agent")])

    assert wrongs(client, theirs, "agent", mine=False) == []
    assert lists_that_show(client, theirs["chat_conversation"]) == []


@pytest.mark.django_db
def test_an_agent_who_changed_teams_a_moment_ago_leaves_their_teams_rows(loans):
    """What the team had is read no more; what they had themselves is theirs to read."""
    user, colleague = member_of("agent", "mei"), member_of("agent", "ana")
    profile = AgentProfile.objects.create(user=user, team=loans)
    client = Client()
    client.force_login(user)
    teams = rows_of(colleague, loans, "teams")["chat_conversation"]
    mine = rows_of(user, loans, "mine")["chat_conversation"]
    page = "admin:chat_conversation_change"
    assert client.get(reverse(page, args=[teams])).status_code == 200

    profile.team = Team.objects.create(name="Deposits")
    profile.save()

    assert client.get(reverse(page, args=[teams])).status_code == 302
    assert client.get(reverse(page, args=[mine])).status_code == 200


@pytest.mark.django_db
def test_a_login_that_was_deactivated_a_moment_ago_opens_nothing(theirs):
    user = member_of("supervisor", "kim")
    client = Client()
    client.force_login(user)
    assert client.get("/admin/chat/conversation/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    for name, record, _own, _foreign in pages():
        answer = client.get(reverse(f"admin:{name}", args=[theirs[record]]))
        assert answer["Location"].startswith("/admin/login/"), name
