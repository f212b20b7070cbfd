"""The desk's page and its look-ups, for each who may and may not."""

import pytest
from django.core.management import call_command
from django.test import Client

from aicc.testing.cast import person
from chat.assistant.retrieval import knowledge
from chat.models import Message
from chat.tests.reviewing import judge, talk
from handover.models import AgentProfile, Handover, Team
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, sits_down
from handover.tests.desks import gives, signs_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(mei, raj, sam):
    """A conversation of a known customer that Mei has, with an earlier one."""
    asks_for_a_person("earlier", text="지난달 문의", customer_id="lin-1")
    found = asks_for_a_person(customer_id="lin-1", customer_name="Lin")
    queue.claim(found.pk, sits_down(mei))
    sits_down(raj)
    gives(sits_down(sam), "supervise_handover")
    return found


LOOK_UPS = ["suggestion", "messages?before=2", "earlier"]


@pytest.mark.parametrize("what", LOOK_UPS)
def test_a_look_up_is_for_whoever_sees_the_conversation(row, mei, raj, sam, what):
    address = f"/api/v1/handover/{row.pk}/{what}"
    ana = gives(person("ana"), "view_handover")
    nobody = person("ben")
    told = {
        name: (signs_in(user) if user else Client()).get(address).status_code
        for name, user in {
            "owner": mei,
            "colleague": raj,
            "supervisor": sam,
            "reader": ana,
            "no role": nobody,
            "signed out": None,
        }.items()
    }

    assert told == {
        "owner": 200,
        "colleague": 404,
        "supervisor": 200,
        "reader": 404,
        "no role": 403,
        "signed out": 401,
    }


def test_another_team_does_not_look_into_a_teams_queue(row, raj):
    AgentProfile.objects.filter(user=raj).update(team=Team.objects.create(name="Cards"))
    waiting = asks_for_a_person("waits")
    Handover.objects.filter(pk=waiting.pk).update(team=Team.objects.create(name="Loans"))

    answer = signs_in(raj).get(f"/api/v1/handover/{waiting.pk}/messages?before=9")

    assert answer.status_code == 404


def test_earlier_conversations_are_those_of_the_same_customer_alone(row, mei):
    stranger = asks_for_a_person("stranger", customer_id="someone-else")
    desk = signs_in(mei)

    found = desk.get(f"/api/v1/handover/{row.pk}/earlier").json()["conversations"]
    said = desk.get(f"/api/v1/handover/{row.pk}/earlier/{found[0]['conversation']}").json()
    other = desk.get(f"/api/v1/handover/{row.pk}/earlier/{stranger.conversation_id}")

    assert len(found) == 1
    assert said["entries"][0]["text"] == "지난달 문의"
    assert other.status_code == 404


def test_an_anonymous_customer_has_no_earlier_conversations(mei):
    asks_for_a_person("one")
    row = asks_for_a_person("two")

    found = signs_in(sits_down(mei)).get(f"/api/v1/handover/{row.pk}/earlier").json()

    assert found == {"conversations": []}


def test_articles_and_a_suggestion_come_with_their_source(mei):
    call_command("import_knowledge", "deploy/knowledge", verbosity=0)
    knowledge.refresh()
    row = asks_for_a_person(text="정기예금을 중도해지하면 이자는 어떻게 되나요?")
    desk = signs_in(sits_down(mei))

    found = desk.get("/api/v1/handover/articles?q=중도해지&language=ko").json()["articles"]
    suggested = desk.get(f"/api/v1/handover/{row.pk}/suggestion").json()["suggestion"]

    assert "중도해지" in found[0]["title"]
    assert found[0]["url"].startswith("/articles/")
    assert suggested["sources"][0]["quote"] in suggested["text"]
    assert suggested["engine"] == "offline"


@pytest.mark.parametrize("query", ["?q=x&language=fr", "/1/messages", "/1/messages?before=x"])
def test_nonsense_is_refused(row, mei, query):
    base = "/api/v1/handover" + ("/articles" if query.startswith("?") else "")

    assert signs_in(mei).get(base + query).status_code in (400, 404)


def test_the_bar_counts_the_coaching_notes_that_wait_for_whoever_sits_there(mei, raj, sam):
    talked = talk(
        "coached", (Message.Sender.CUSTOMER, "?"), (Message.Sender.AGENT, "네"), agent=mei
    )
    judge(talked, sam, agent_id=mei.pk, coaching="먼저 인사해 주세요.")
    desks = {name: signs_in(sits_down(user)) for name, user in {"mei": mei, "raj": raj}.items()}
    reader = signs_in(gives(person("ana"), "view_handover"))

    waiting = {name: desk.get("/api/v1/handover/coaching").json() for name, desk in desks.items()}

    assert waiting == {"mei": {"unread": 1}, "raj": {"unread": 0}}
    assert 'id="coaching-count">1<' in desks["mei"].get("/desk/").text
    assert 'id="coaching-count" hidden>0<' in desks["raj"].get("/desk/").text
    assert 'id="coaching-count"' not in reader.get("/desk/").text


def test_the_page_is_for_agents(mei):
    assert Client().get("/desk/").headers["location"].startswith("/admin/login/?next=/desk/")
    assert signs_in(person("nobody")).get("/desk/").status_code == 403
    page = signs_in(sits_down(mei)).get("/desk/")
    assert page.status_code == 200
    assert "unsafe" not in page.headers["content-security-policy"]
