"""An open desk: what its person may read is asked for anew by everything that is pushed."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation
from handover.desk import looks
from handover.models import AgentProfile, Handover, Team
from handover.queue import queue
from handover.staff_sessions import staff_sessions
from handover.tests.conftest import asks, customer_says
from handover.tests.desks import gives, signs_in
from handover.tests.rights import loses_quietly

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async
User = get_user_model()


async def follows_meis_conversation(desks, mei, sam):
    """Sam, who may see everything, follows a conversation of Mei's: his desk, and its handover."""
    row = await asks()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(sam)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")
    await seat.is_answered()
    return seat, row


async def test_a_demoted_supervisor_hears_not_one_word_more(desks, at_work, mei, sam):
    seat, row = await follows_meis_conversation(desks, mei, sam)
    await in_thread(loses_quietly)(sam, "supervise_handover")

    await in_thread(customer_says)(await Conversation.objects.aget(), "비밀입니다")
    gone = await seat.hears("gone")

    assert gone["handover"] == row.pk
    assert "비밀입니다" not in str(await seat.is_answered())


async def test_a_demoted_supervisor_is_not_told_who_types(desks, at_work, lin, mei, sam):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    row = await Handover.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(sam)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")
    await seat.is_answered()
    await in_thread(loses_quietly)(sam, "supervise_handover")

    await socket.sends({"type": "typing", "is_typing": True})
    heard = [await seat.next()]
    while heard[-1]["type"] != "gone":
        heard.append(await seat.next())

    assert "typing" not in [frame["type"] for frame in heard]


async def test_a_demotion_is_shown_at_an_open_desk_at_once(desks, at_work, mei, sam):
    seat, row = await follows_meis_conversation(desks, mei, sam)

    permission = await Permission.objects.aget(codename="supervise_handover")
    await in_thread(sam.user_permissions.remove)(permission)

    assert (await seat.hears("gone"))["handover"] == row.pk
    assert (await seat.hears("desk"))["me"]["may_supervise"] is False


async def test_the_board_asks_anew_who_may_see_which_queue(desks, at_work, raj):
    loans, cards = [await Team.objects.acreate(name=name) for name in ("Loans", "Cards")]
    await AgentProfile.objects.filter(user=raj).aupdate(team=loans)
    row = await asks()
    await Handover.objects.filter(pk=row.pk).aupdate(team=loans)
    seat = await desks(raj)
    assert (await seat.hears("queue"))["waiting_count"] == 1

    # By `update`, which tells nobody: the next move of the queue finds it out.
    await AgentProfile.objects.filter(user=raj).aupdate(team=cards)
    await asks("another")

    assert [card["session"] for card in (await seat.hears("queue"))["waiting"]] == ["another"]


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (lambda user: User.objects.filter(pk=user.pk).update(is_active=False), 4401),
        (lambda user: User.objects.filter(pk=user.pk).update(is_staff=False), 4403),
        (lambda user: loses_quietly(user, "view_handover"), 4403),
    ],
    ids=["deactivated", "no staff any more", "no permission for the desk"],
)
async def test_a_push_to_whoever_may_open_no_desk_closes_it(desks, at_work, raj, ends, code):
    seat = await desks(raj)
    await seat.is_answered()
    await in_thread(ends)(raj)

    await asks()
    frames = [await seat.next()]
    while frames[-1]["type"] != "closed":
        frames.append(await seat.next())

    assert frames[-1]["code"] == code
    assert all(not frame.get("waiting") for frame in frames)


async def test_another_team_brings_another_board_at_once(desks, at_work, raj):
    loans = await Team.objects.acreate(name="Loans")
    row = await asks()
    await Handover.objects.filter(pk=row.pk).aupdate(team=loans)
    seat = await desks(raj)
    assert (await seat.hears("queue"))["waiting_count"] == 0

    profile = await AgentProfile.objects.aget(user=raj)
    profile.team = loans
    await profile.asave()

    assert (await seat.hears("desk"))["me"]["team"] == "Loans"
    assert (await seat.hears("queue"))["waiting_count"] == 1


def test_all_desks_of_a_server_are_asked_about_at_once(at_work, mei, raj, sam):
    keys = [signs_in(user).session.session_key for user in (mei, raj, sam)]

    def queries(wanted):
        with CaptureQueriesContext(connection) as captured:
            boards = looks.boards_of(wanted)
        assert [board["type"] for board in boards] == ["queue"] * len(wanted)
        return len(captured)

    assert queries(keys) == queries(keys[:1])


def test_one_desk_that_was_closed_spoils_no_other(at_work, mei, raj):
    mine, rajs = signs_in(mei), signs_in(raj)
    keys = [mine.session.session_key, rajs.session.session_key, None]
    User.objects.filter(pk=raj.pk).update(is_active=False)

    board, ended, nobody = looks.boards_of(keys)

    assert board["type"] == "queue"
    assert isinstance(ended, staff_sessions.SignedOut)
    assert isinstance(nobody, staff_sessions.SignedOut)


def test_a_changed_password_ends_every_login(mei):
    key = signs_in(gives(mei, "view_handover")).session.session_key
    assert staff_sessions.user_of(key) == mei

    mei.set_password("another passphrase")
    mei.save(update_fields=["password"])

    with pytest.raises(staff_sessions.SignedOut):
        staff_sessions.user_of(key)
