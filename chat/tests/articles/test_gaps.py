"""What the articles do not say is kept, so that somebody writes it."""

import pytest
from django.urls import reverse

from aicc.platform.db import in_db
from aicc.testing.cast import reply
from chat.models import Conversation, KnowledgeGap
from chat.tests.articles.test_lifecycle import signed_in, staff  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


def gaps():
    return list(KnowledgeGap.objects.values_list("kind", "question", "question_seq"))


async def test_a_question_without_an_answer_is_kept_once(lin, engine):
    engine.replies["코끼리 대출 있어요?"] = reply("없습니다.", unanswered=True, language="ko")
    socket = await lin.connects()

    await socket.says("코끼리 대출 있어요?", "m1")
    await socket.says("코끼리 대출 있어요?", "m1")
    await socket.says("안녕하세요", "m2")

    assert await in_db(gaps)() == [("unanswered", "코끼리 대출 있어요?", 1)]


async def test_an_answer_that_did_not_help_is_kept_until_it_helped(lin, async_client):
    socket = await lin.connects()
    answer = await socket.says("How much is it?")

    async def thumb(rating):
        said = {"seq": answer["seq"], "rating": rating}
        address = f"/api/v1/chat/sessions/{lin.session_id}/feedback"
        done = await async_client.post(address, said, content_type="application/json")
        assert done.status_code == 200

    await thumb("down")
    assert await in_db(gaps)() == [("not_helpful", "How much is it?", 1)]

    for mended in ("up", "none"):
        await thumb(mended)
        assert await in_db(gaps)() == []
        await thumb("down")


def test_editors_read_the_gaps_and_agents_do_not(staff):  # noqa: F811
    gap = KnowledgeGap.objects.create(
        kind="unanswered",
        conversation=Conversation.objects.create(session_id="lin"),
        question_seq=1,
        question="<i>코끼리</i> 대출",
        language="ko",
    )
    rows = reverse("admin:chat_knowledgegap_changelist")
    page = reverse("admin:chat_knowledgegap_change", args=[gap.pk])

    for address in (rows, page):
        answer = signed_in(staff["mei"]).get(address)
        assert answer.status_code == 200
        assert "&lt;i&gt;코끼리&lt;/i&gt;" in answer.content.decode()
        assert signed_in(staff["raj"]).get(address).status_code == 403
