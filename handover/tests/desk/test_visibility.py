"""What somebody may read, whichever door they come by."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from aicc.platform.errors import NotFound
from aicc.testing.cast import person
from chat.models import Conversation, Review
from chat.tests.reviewing import judge
from handover.callbacks import protocol as callback_protocol
from handover.desk import actions, commands, looks, protocol, visibility
from handover.models import AgentProfile, CallBack, Handover, Team
from handover.queue import presence, queue
from handover.tests.conftest import asks_for_a_person
from handover.tests.desks import gives, signs_in, sits_down
from handover.tests.rights import claimed_by, loses_quietly, sessions_read_by, viewer

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async
User = get_user_model()


# --- Conversations ----------------------------------------------------------------------


def test_an_agent_reads_their_own_their_teams_and_who_waits_for_them(at_work, mei, raj):
    loans, cards = [Team.objects.create(name=name) for name in ("Loans", "Cards")]
    AgentProfile.objects.filter(user=mei).update(team=loans)
    claimed_by(mei, "mine")
    claimed_by(raj, "rajs")
    for name, team in (("waits", None), ("team-waits", loans), ("others-wait", cards)):
        row = asks_for_a_person(name)
        Handover.objects.filter(pk=row.pk).update(team=team)
    row = claimed_by(raj, "team-had")
    Handover.objects.filter(pk=row.pk).update(team=loans, status="closed")
    row = claimed_by(raj, "others-had")
    Handover.objects.filter(pk=row.pk).update(team=cards, status="closed")
    Conversation.objects.create(session_id="assistants")

    assert sessions_read_by(mei) == {"mine", "waits", "team-waits", "team-had"}


def test_what_a_customer_said_before_is_read_by_the_agent_who_has_them_now(at_work, mei, raj):
    loans = Team.objects.create(name="Loans")
    earlier = claimed_by(raj, "earlier", customer_id="lin-1")
    Handover.objects.filter(pk=earlier.pk).update(team=loans)
    actions.close(earlier.conversation_id, raj)
    claimed_by(raj, "nobodys", customer_id="")
    now = asks_for_a_person("now", customer_id="lin-1")
    before = sessions_read_by(mei)

    queue.claim(now.pk, mei)
    while_mine = sessions_read_by(mei)
    actions.close(now.conversation_id, mei)

    assert "earlier" not in before
    assert while_mine == {"now", "earlier"}
    assert sessions_read_by(mei) == {"now"}


@pytest.mark.parametrize("permission", ["view_review", "supervise_handover"])
def test_supervisors_and_auditors_read_all(mei, raj, permission):
    gives(mei, "view_conversation", "view_handover", permission)
    claimed_by(raj, "rajs")
    Conversation.objects.create(session_id="assistants")

    assert sessions_read_by(mei) == {"rajs", "assistants"}


def test_who_may_not_read_conversations_reads_none_whatever_else_they_may(mei):
    gives(mei, "view_handover", "view_review", "supervise_handover")
    asks_for_a_person("waits")

    assert sessions_read_by(mei) == set()


def test_a_login_that_was_deactivated_reads_nothing(at_work, mei):
    claimed_by(mei, "mine")
    User.objects.filter(pk=mei.pk).update(is_active=False)

    assert sessions_read_by(mei) == set()
    assert not visibility.handovers(viewer(mei)).exists()


def test_who_reads_everything_does_not_write_on_everything(at_work, mei, raj):
    """A colleague who may also judge sees Raj's conversation, and leaves no note on it."""
    row = claimed_by(raj, "rajs")
    gives(mei, "view_review")
    key = signs_in(mei).session.session_key

    assert looks.look(key, row.pk)[0]["handover"] == row.pk
    with pytest.raises(NotFound):
        commands.do(key, protocol.Correct(handover=row.pk, fields={"summary": "mine"}))


async def test_a_conversation_that_one_may_not_read_is_not_pulled(at_work, raj):
    await in_thread(gives)(raj, "pull_handover")
    await in_thread(loses_quietly)(raj, "view_conversation")
    conversation = await Conversation.objects.acreate(session_id="assistants")
    client = await in_thread(signs_in)(raj)

    frame = protocol.Pull(conversation=conversation.pk, to_me=True)

    with pytest.raises(NotFound):
        await in_thread(commands.pull)(client.session.session_key, frame)


# --- Call-backs ---------------------------------------------------------------------------


def wants_a_call(session_id, team=None, **fields):
    row = asks_for_a_person(session_id)
    Handover.objects.filter(pk=row.pk).update(team=team)
    begin = timezone.now()
    return CallBack.objects.create(
        conversation=row.conversation,
        window_from=begin,
        window_until=begin + timedelta(hours=3),
        **fields,
    )


def test_call_backs_of_another_team_are_not_an_agents_to_see_or_to_take(at_work, mei, raj, sam):
    loans, cards = [Team.objects.create(name=name) for name in ("Loans", "Cards")]
    AgentProfile.objects.filter(user=mei).update(team=loans)
    wants_a_call("anybodys")
    wants_a_call("ours", loans)
    wants_a_call("reached", loans, state="reached", agent=raj)
    wants_a_call("mine", cards, state="reached", agent=mei)
    theirs = wants_a_call("theirs", cards)
    key = signs_in(mei).session.session_key

    def names(user):
        rows = visibility.call_backs(viewer(user))
        return set(rows.values_list("conversation__session_id", flat=True))

    assert names(mei) == {"anybodys", "ours", "mine"}
    assert {row["session"] for row in looks.call_backs(key)["call_backs"]} == {"anybodys", "ours"}
    assert len(names(sam)) == 5
    with pytest.raises(NotFound):
        commands.call(key, callback_protocol.TakeCall(theirs.pk))


def test_the_office_shows_an_agent_the_same_call_backs(at_work, mei):
    gives(mei, "view_callback")
    cards = Team.objects.create(name="Cards")
    wants_a_call("ours")
    theirs = wants_a_call("theirs", cards)
    client = signs_in(mei)

    listed = client.get("/admin/handover/callback/").content.decode()
    page = client.get(f"/admin/handover/callback/{theirs.pk}/change/")

    assert "ours" in listed
    assert "theirs" not in listed
    assert page.status_code == 302  # back to the list


# --- The analysis ---------------------------------------------------------------------------


def analysed(client, session_id):
    return client.post(
        "/api/v1/handover/analyze", {"session_id": session_id}, content_type="application/json"
    )


def test_the_analysis_is_for_staff_who_may_read_the_conversation(at_work, mei, raj):
    claimed_by(raj, "rajs", sealed=True)
    claimed_by(mei, "mine", sealed=True)
    client = signs_in(mei)

    assert analysed(client, "mine").status_code == 200
    assert analysed(client, "rajs").status_code == 401
    assert analysed(client, "nobodys").status_code == 404


def test_the_analysis_is_not_for_a_supervisor_of_a_moment_ago(at_work, raj, sam):
    claimed_by(raj, "rajs", sealed=True)
    client = signs_in(sam)
    assert analysed(client, "rajs").status_code == 200

    loses_quietly(sam, "supervise_handover")

    assert analysed(client, "rajs").status_code == 401


def test_a_reader_of_everything_sits_down_at_a_desk_without_work(raj):
    sits_down(raj)
    auditor = gives(person("ana"), "view_handover", "view_conversation", "view_review")
    row = claimed_by(raj, "rajs")

    assert visibility.find(viewer(auditor), row.pk).pk == row.pk


def test_nobody_is_given_to_somebody_who_may_take_nobody_any_more(at_work, mei, raj, sam):
    """Their desk was heard of a second ago, and so was the change of their rights."""
    loses_quietly(raj, "change_handover")
    User.objects.filter(pk=sam.pk).update(is_active=False)

    assert [seat.user_id for seat in presence.seats()] == [mei.pk]


def test_a_role_lets_somebody_take_conversations_as_a_permission_does(mei):
    make_roles()
    sits_down(mei)
    loses_quietly(mei, "change_handover")
    assert presence.seats() == []

    mei.groups.add(Group.objects.get(name="agent"))

    assert [seat.user_id for seat in presence.seats()] == [mei.pk]


def test_reviews_and_assignments_are_read_with_their_conversations(mei, raj):
    """A role of the bank's own that may list reviews and read only what an agent reads."""
    claimed_by(raj, "rajs")
    conversation = Conversation.objects.get(session_id="rajs")
    judge(conversation, raj)
    gives(mei, "view_conversation", "view_handover")

    assert not visibility.about_readable(viewer(mei), Review.objects.all()).exists()
    gives(mei, "view_review")
    assert visibility.about_readable(viewer(mei), Review.objects.all()).count() == 1
