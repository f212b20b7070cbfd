"""The desks' boards: one reading for all of them, and the last move always shown."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from handover.desk import board as desk_board
from handover.desk import visibility
from handover.models import Handover, Team
from handover.queue import queue
from handover.tests.conftest import asks, asks_for_a_person, sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
in_thread = sync_to_async


def test_all_desks_boards_cost_as_much_as_one(mei, raj, sam, django_assert_num_queries):
    viewers = [visibility.viewer_of(sits_down(agent)) for agent in (mei, raj, sam)]
    for n in range(8):
        asks_for_a_person(f"c-{n}")
    queue.claim(Handover.objects.first().pk, mei)

    for asking in (viewers[:1], viewers):
        with django_assert_num_queries(9):
            shown = desk_board.boards(asking)

    assert [(len(each["waiting"]), len(each["mine"])) for each in shown] == [
        (7, 1),
        (7, 0),
        (7, 0),
    ]


def test_a_team_sees_its_own_line_and_a_supervisor_every_one(mei, raj, sam, monkeypatch):
    monkeypatch.setattr(desk_board, "MOST_WAITING", 2)
    loans = Team.objects.create(name="Loans")
    sits_down(mei, team=loans)
    for agent in (raj, sam):
        sits_down(agent)
    rows = [asks_for_a_person(f"c-{n}") for n in range(4)]
    Handover.objects.filter(pk=rows[0].pk).update(team=loans)
    Handover.objects.filter(pk=rows[3].pk).update(requested_at=timezone.now() - timedelta(hours=1))

    shown = desk_board.boards(
        [
            visibility.viewer_of(mei),
            visibility.viewer_of(raj),
            visibility.Viewer(sam, None, frozenset(visibility.RIGHTS)),
        ]
    )

    first = [[card["handover"] for card in each["waiting"]] for each in shown]
    numbers = [row.pk for row in rows]
    assert first == [numbers[:2], numbers[1:3], numbers[:2]]
    assert [each["waiting_count"] for each in shown] == [4, 3, 4]


async def test_the_last_move_of_many_is_shown_on_every_desk(desks, at_work, mei, raj):
    seats = [await desks(mei), await desks(raj)]
    rows = [await asks(f"c-{n}") for n in range(6)]
    for row in rows[:2]:
        await in_thread(queue.claim)(row.pk, mei)

    for seat, has in zip(seats, (2, 0), strict=True):
        board = await seat.hears("queue", waiting_count=4)
        while len(board["mine"]) != has:
            board = await seat.hears("queue")
