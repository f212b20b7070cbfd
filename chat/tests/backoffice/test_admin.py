"""Supervisors read what was said and judge it; nothing there can be changed."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from chat import transcript
from chat.backoffice.risk_flags import RiskFlag
from chat.models import Article, ArticleVersion, Conversation, Message, Turn
from chat.tests.reviewing import judge
from handover.desk import actions
from handover.models import AgentProfile, Handover, Team
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


def signed_in(name, role):
    make_roles()
    user = get_user_model().objects.create_user(name, password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sam_signed_in():
    return signed_in("sam", "supervisor")


def talk(session_id="lin"):
    conversation = Conversation.objects.create(session_id=session_id, intent="INFO_REQ")
    source = {
        "source": "대출 금리 안내",
        "page": 1,
        "score": 0.5,
        "quote": "연 4.5%",
        "version": 1,
    }
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, "<script>alert(1)</script>")
        transcript.append(
            locked,
            Message.Sender.ASSISTANT,
            "연 4.5%입니다.",
            data={"source_documents": [source | {"url": "/articles/loan-rates/ko/1#p1"}]},
            reply_to=1,
        )
    return conversation


def page(conversation):
    return reverse("admin:chat_conversation_change", args=[conversation.pk])


def test_a_conversation_reads_like_a_chat_and_holds_no_html_of_the_customers(sam_signed_in):
    answer = sam_signed_in.get(page(talk()))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "연 4.5%입니다." in text
    assert "/articles/loan-rates/ko/1#p1" in text
    assert "<script>alert(1)" not in text
    assert re.search(r">lin</a>", text)  # a session's name is shown as it is, not as Lin


def test_what_the_model_consumed_for_an_answer_is_read_beside_it(sam_signed_in):
    conversation = talk()
    Turn.objects.create(
        conversation=conversation,
        question_seq=1,
        answer_seq=2,
        state=Turn.State.ANSWERED,
        tokens_in=1_200,
        tokens_out=80,
        cost_micro_won=319_200,
    )

    text = sam_signed_in.get(page(conversation), headers={"Accept-Language": "en"}).text

    assert "1200 tokens sent, 80 written · 0.32 won" in text


@pytest.mark.parametrize(
    "name",
    ["chat_conversation", "chat_review", "chat_article", "handover_handover"],
)
def test_every_list_opens_and_only_articles_are_written_there(sam_signed_in, name):
    talk()

    assert sam_signed_in.get(reverse(f"admin:{name}_changelist")).status_code == 200
    added = sam_signed_in.get(reverse(f"admin:{name}_add"))
    assert added.status_code == (200 if name == "chat_article" else 403)


def test_nothing_is_deleted(sam_signed_in):
    conversation = talk()

    answer = sam_signed_in.post(
        reverse("admin:chat_conversation_delete", args=[conversation.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert Conversation.objects.count() == 1


def judged(number):
    sam = get_user_model().objects.get(username="sam")
    judge(talk(f"judged-{number}"), sam)


def published(number):
    article = Article.objects.create(
        slug=f"fee-{number}", language="ko", category="fees", title="수수료"
    )
    ArticleVersion.objects.create(
        article=article,
        number=1,
        state="approved",
        title="수수료",
        body="없음",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("chat_conversation", lambda number: talk(f"talk-{number}")),
        ("chat_review", judged),
        ("chat_article", published),
    ],
)
def test_a_list_costs_the_same_for_three_and_thirty(sam_signed_in, name, make):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            sam_signed_in.get(reverse(f"admin:{name}_changelist"))
        return len(captured)

    for number in range(3):
        make(number)
    queries()
    few = queries()
    for number in range(3, 33):
        make(number)

    assert queries() == few


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"old"}),  # what needs attention: with a risk, and not yet reviewed
        ("reviewed=no", {"new", "old"}),
        ("reviewed=yes", {"judged-1"}),
        ("reviewed=all&owner=queue", {"new"}),
        ("reviewed=all&intent=COMPLAINT", {"old"}),
        ("reviewed=all&when=week", {"new", "judged-1"}),
        ("reviewed=all&when=2020-01-01..2020-02-01", set()),
        ("reviewed=all&when=nonsense", {"new", "old", "judged-1"}),
        ("reviewed=all&sign=negative", {"old"}),
        ("reviewed=all&sign=abuse", set()),
        ("reviewed=all&outcome=none", {"new", "judged-1"}),
        ("reviewed=all&outcome=unresolved", {"old"}),
        ("reviewed=all&engine=model", {"old"}),
        ("reviewed=all&score=2", {"old"}),
        ("reviewed=all&sentiment=NEGATIVE", {"old"}),
        ("reviewed=all&triage=AUTO_ANSWER", {"old"}),
        ("reviewed=no&owner=assistant&intent=COMPLAINT", {"old"}),
    ],
)
def test_a_supervisor_finds_by_review_owner_intent_and_date(sam_signed_in, query, found):
    talk("new")
    talk("old")
    judged(1)
    Conversation.objects.filter(session_id="new").update(owner="queue")
    Conversation.objects.filter(session_id="old").update(
        intent="COMPLAINT",
        triage="AUTO_ANSWER",
        last_message_at=timezone.now() - timedelta(days=20),
        signs=RiskFlag.NEGATIVE | RiskFlag.LOW_RATING,
        risk=55,
        outcome="unresolved",
        engine="model",
        score=2,
        sentiment="NEGATIVE",
    )

    answer = sam_signed_in.get(reverse("admin:chat_conversation_changelist") + f"?{query}")

    assert {row.session_id for row in answer.context["cl"].queryset} == found


def test_an_agent_reads_what_they_and_their_team_have_or_had_and_nothing_else():
    mei, raj = signed_in("mei", "agent"), signed_in("raj", "agent")
    people, loans = get_user_model().objects, Team.objects.create(name="Loans")
    AgentProfile.objects.create(user=people.get(username="mei"), team=loans)
    waits, had, passed_on, of_the_team, of_raj, of_nobody = (
        talk(name) for name in ("waits", "had", "passed-on", "of-the-team", "of-raj", "of-nobody")
    )

    def taken(conversation, name):
        handover, _ = queue.open_handover(conversation.pk)
        queue.claim(handover.pk, people.get(username=name))
        return handover

    queue.open_handover(waits.pk)
    taken(had, "mei")
    actions.close(had.pk, people.get(username="mei"))
    taken(passed_on, "mei")
    actions.transfer(passed_on.pk, people.get(username="mei"), to=people.get(username="raj"))
    taken(of_raj, "raj")
    Handover.objects.filter(pk=taken(of_the_team, "raj").pk).update(team=loans)

    def reads(client):
        answer = client.get(reverse("admin:chat_conversation_changelist"))
        return {row.session_id for row in answer.context["cl"].queryset}

    assert reads(mei) == {"waits", "had", "passed-on", "of-the-team"}
    assert reads(raj) == {"waits", "passed-on", "of-the-team", "of-raj"}
    assert mei.get(page(passed_on)).status_code == 200
    assert mei.get(page(of_raj)).status_code == 302  # to the list, with a word
    assert mei.get(page(of_nobody)).status_code == 302


def test_only_the_back_office_gets_the_looser_policy(sam_signed_in):
    admin = sam_signed_in.get(reverse("admin:index"))["Content-Security-Policy"]
    page_policy = Client().get("/")["Content-Security-Policy"]

    assert "unsafe-eval" in admin
    assert "unsafe" not in page_policy
