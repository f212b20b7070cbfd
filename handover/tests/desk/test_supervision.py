"""A supervisor brings a conversation to a person that nobody asked for."""

import pytest
from asgiref.sync import sync_to_async

from aicc.platform.errors import NotFound
from aicc.testing.cast import until
from chat.models import Conversation
from handover.desk import actions, supervision
from handover.models import AgentSegment, Handover
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, customer_says, sits_down, texts
from handover.tests.desks import gives, signs_in

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def above(sam):
    return gives(sits_down(sam), "supervise_handover", "pull_handover")


def with_the_assistant(session_id="lin", text="한도가 얼마예요?", **fields):
    conversation = Conversation.objects.create(session_id=session_id, **fields)
    customer_says(conversation, text)
    return conversation


def test_it_waits_for_a_person_and_the_customer_is_told(above):
    conversation = with_the_assistant()

    row = supervision.put_in_queue(conversation.pk)

    conversation.refresh_from_db()
    assert (row.status, row.trigger, conversation.owner) == ("waiting", "supervisor", "queue")
    assert texts(conversation.pk)[-1] == (
        "system",
        "직원이 이 대화에 참여할 예정입니다. 그동안 계속 질문하실 수 있습니다.",
    )
    assert queue.position_of(conversation.pk) == 1


def test_it_is_the_supervisors_at_once_and_the_customer_is_told(above):
    conversation = with_the_assistant()

    row = supervision.take(conversation.pk, above)
    actions.say(conversation.pk, above, "안녕하세요, 제가 도와드리겠습니다.", "a1")

    conversation.refresh_from_db()
    assert (row.status, row.agent, conversation.owner) == ("claimed", above, "agent")
    assert "Sam" in texts(conversation.pk)[-2][1]
    assert AgentSegment.objects.get().agent == above


@pytest.mark.parametrize("how", ["waits", "has an agent", "is over"])
def test_only_the_assistants_conversations_are_brought(above, mei, how):
    row = asks_for_a_person()
    if how != "waits":
        queue.claim(row.pk, mei)
    if how == "is over":
        actions.close(row.conversation_id, mei)

    for bring in (
        lambda: supervision.put_in_queue(row.conversation_id),
        lambda: supervision.take(row.conversation_id, above),
    ):
        with pytest.raises(queue.AlreadyClaimed):
            bring()
    assert Handover.objects.count() == 1


def test_a_conversation_that_is_not_there_is_not_found(above):
    with pytest.raises(NotFound):
        supervision.put_in_queue(4711)


def test_those_that_live_are_listed_in_one_query(above, django_assert_num_queries):
    with_the_assistant("abc-1", "카드를 잃어버린 것 같아요", customer_name="린")
    with_the_assistant("abd-2", "환율 알려줘", customer_id="c-9")
    asks_for_a_person("waits")

    with django_assert_num_queries(1):
        found = supervision.live(Conversation.objects.all())

    assert [(row["session"], row["words"]) for row in found] == [
        ("abd-2", "환율 알려줘"),
        ("abc-1", "카드를 잃어버린 것 같아요"),
    ]
    for query, session in (("abc", "abc-1"), ("린", "abc-1"), ("c-9", "abd-2")):
        named = supervision.live(Conversation.objects.all(), query)
        assert [row["session"] for row in named] == [session]


async def test_no_answer_of_the_assistant_follows_a_taking(desks, above, lin, engine):
    engine.gate.clear()
    socket = await lin.connects()
    await socket.sends({"type": "message", "user_message": "금리?", "client_message_id": "c1"})
    await socket.hears("ack")
    await until(lambda: engine.asked)
    conversation = await lin.conversation()
    seat = await desks(above)

    await seat.sends("pull", conversation=conversation.pk, to="me")
    pulled = await seat.hears("pulled")
    engine.gate.set()
    await seat.sends(
        "say", handover=pulled["handover"], text="제가 답할게요", client_message_id="a"
    )
    await seat.hears("ack")

    assert (pulled["conversation"], pulled["status"]) == (conversation.pk, "claimed")
    while (status := await socket.hears("status"))["message"] != "agent_joined":
        pass
    assert status["agent_name"] == "Sam"
    assert "assistant" not in [sender for _, sender, _ in await lin.transcript()]


async def test_until_somebody_takes_it_from_the_queue_the_assistant_answers(desks, above, lin):
    socket = await lin.connects()
    await socket.says("How do I order a card?")
    conversation = await lin.conversation()
    seat = await desks(above)

    await seat.sends("pull", conversation=conversation.pk, to="queue")
    assert (await seat.hears("pulled"))["status"] == "waiting"
    while (status := await socket.hears("status"))["message"] != "waiting":
        pass

    assert status["position"] == 1
    assert (await socket.says("And what does it cost?"))["data"]["sender"] == "assistant"
    await seat.sends("pull", conversation=conversation.pk, to="me")
    assert (await seat.hears("error"))["code"] == "already_claimed"


def test_the_back_office_puts_those_that_may_into_the_queue(sam):
    sam.is_superuser = True
    sam.save(update_fields=["is_superuser"])
    ours, waits = with_the_assistant(), asks_for_a_person("waits").conversation
    client = signs_in(sam)

    page = client.post(
        "/admin/chat/conversation/?reviewed=all",
        {"action": "put_in_queue", "_selected_action": [ours.pk, waits.pk]},
        follow=True,
    )

    assert Handover.objects.filter(conversation=ours, trigger="supervisor").count() == 1
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 2


def test_the_back_offices_deed_is_nobodys_without_its_permission(mei):
    gives(mei, "view_conversation", "view_review", "view_handover")
    conversation = with_the_assistant()

    page = signs_in(mei).get("/admin/chat/conversation/")
    signs_in(mei).post(
        "/admin/chat/conversation/",
        {"action": "put_in_queue", "_selected_action": [conversation.pk]},
    )

    assert b"put_in_queue" not in page.content
    assert not Handover.objects.exists()


def test_a_supervisor_reads_what_was_said_before_taking_over(at_work, sam, mei):
    conversation = Conversation.objects.create(session_id="lin")
    for text in ("카드가 안 돼요", "해외입니다"):
        customer_says(conversation, text)
    address = f"/api/v1/handover/live/{conversation.pk}"

    seen = signs_in(sam).get(address).json()["entries"]

    assert [entry["text"] for entry in seen] == ["카드가 안 돼요", "해외입니다"]
    first = signs_in(sam).get(address, {"before": seen[1]["seq"]}).json()["entries"]
    assert [entry["text"] for entry in first] == ["카드가 안 돼요"]
    conversation.refresh_from_db()
    assert conversation.owner == Conversation.Owner.ASSISTANT  # looking takes nothing
    assert signs_in(mei).get(address).status_code == 403


def test_a_supervisor_finds_what_every_agent_has_in_hand(at_work, sam, mei, raj):
    for agent, name in ((mei, "meis"), (raj, "rajs"), (sam, "sams")):
        queue.claim(asks_for_a_person(name).pk, agent)

    found = signs_in(sam).get("/api/v1/handover/in-hand").json()

    assert [(each["agent_name"], each["session"]) for each in found["in_hand"]] == [
        ("Mei", "meis"),
        ("Raj", "rajs"),
    ]
    behind = signs_in(sam).get(
        "/api/v1/handover/in-hand", {"after": found["in_hand"][0]["handover"]}
    )
    assert [each["session"] for each in behind.json()["in_hand"]] == ["rajs"]
