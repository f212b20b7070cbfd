"""Who takes a conversation a second time sees what the first agent left behind."""

import pytest
from asgiref.sync import sync_to_async

from aicc.platform.errors import NotFound
from handover.desk import actions, visibility
from handover.desk.visibility import viewer_of
from handover.models import Note
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, sits_down
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


def served_by(agent, row):
    """Claimed, noted and handed back with an agreement."""
    queue.claim(row.pk, sits_down(agent))
    actions.note(row.pk, agent, "신분증 확인함", "n1")
    actions.hand_back(row.conversation_id, agent, "서류 안내 마침", "금요일까지 서류 제출")


def again(row):
    return queue.open_handover(row.conversation_id)[0]


def seen_by(agent, row):
    viewer = viewer_of(agent)
    return visibility.opened(viewer, visibility.find(viewer, row.pk))


def test_the_second_agent_sees_notes_wrap_up_and_agreement_of_the_first(mei, raj):
    first = asks_for_a_person()
    served_by(mei, first)
    second = again(first)
    queue.claim(second.pk, sits_down(raj))
    actions.note(second.pk, raj, "다시 연락함", "n1")

    seen = seen_by(raj, second)

    assert [(note["author"], note["text"]) for note in seen["notes"]] == [
        ("Mei", "신분증 확인함"),
        ("Raj", "다시 연락함"),
    ]
    assert seen["notes_count"] == 2
    (before,) = seen["earlier_handovers"]
    assert (before["handover"], before["agent"]) == (first.pk, "Mei")
    assert (before["outcome"], before["wrap_up"]) == ("handed_back", "서류 안내 마침")
    assert [(it["agent"], it["text"]) for it in seen["agreements"]] == [
        ("Mei", "금요일까지 서류 제출")
    ]


def test_who_sees_it_wait_sees_it_too_and_the_first_one_nothing_before(mei, raj):
    first = asks_for_a_person()
    served_by(mei, first)
    sits_down(raj)

    assert [note["text"] for note in seen_by(raj, again(first))["notes"]] == ["신분증 확인함"]
    assert seen_by(mei, first)["earlier_handovers"] == []


def test_earlier_notes_are_looked_up_over_all_handovers(mei, raj):
    first = asks_for_a_person()
    served_by(mei, first)
    second = again(first)
    queue.claim(second.pk, sits_down(raj))

    found = signs_in(raj).get(f"/api/v1/handover/{second.pk}/notes").json()

    assert [note["text"] for note in found["notes"]] == ["신분증 확인함"]


def test_a_colleagues_conversation_stays_nobody_elses(mei, raj):
    first = asks_for_a_person()
    served_by(mei, first)
    second = again(first)
    queue.claim(second.pk, mei)
    sits_down(raj)

    with pytest.raises(NotFound):
        seen_by(raj, second)
    assert signs_in(raj).get(f"/api/v1/handover/{second.pk}/notes").status_code == 404


def test_what_another_customer_was_noted_is_not_shown(mei, raj):
    served_by(mei, asks_for_a_person("another"))
    row = asks_for_a_person("lin")
    queue.claim(row.pk, sits_down(raj))

    seen = seen_by(raj, row)

    assert (seen["notes"], seen["earlier_handovers"], seen["agreements"]) == ([], [], [])
    assert Note.objects.count() == 1


async def test_an_open_desk_is_sent_it_with_the_handover(desks, at_work, mei, raj):
    first = await in_thread(asks_for_a_person)()
    await in_thread(served_by)(mei, first)
    second = await in_thread(again)(first)
    desk = await desks(raj)

    await desk.sends("claim", handover=second.pk)
    await desk.sends("resume", handover=second.pk, last_seq=0)

    frame = await desk.hears("handover", handover=second.pk)
    assert frame["earlier_handovers"][0]["wrap_up"] == "서류 안내 마침"
    assert frame["notes"][0]["author"] == "Mei"
