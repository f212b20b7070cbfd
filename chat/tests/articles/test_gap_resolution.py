"""What was not answered becomes a draft by one click, and is done once it is answered."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat import articles
from chat.assistant.retrieval import knowledge
from chat.knowledge_gaps import clustering, resolution
from chat.models import Article, ArticleVersion, Conversation, KnowledgeGap
from chat.tests.articles.test_editor import in_force
from chat.tests.articles.test_lifecycle import nothing_read_yet, signed_in, staff  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

GROUPS = "admin:chat_knowledgegap_groups"


def gap(question, language="ko", kind="unanswered"):
    conversation, _ = Conversation.objects.get_or_create(session_id="lin")
    return KnowledgeGap.objects.create(
        kind=kind,
        conversation=conversation,
        question_seq=KnowledgeGap.objects.count() + 1,
        question=question,
        language=language,
        category="cards",
    )


def write(version, body, staff, title="지점에서 빌려 드리는 물건"):  # noqa: F811
    text = replace(articles.drafting.text_of(version), title=title, body=body)
    articles.revise(version.pk, text, staff["mei"], seen=version.revision)
    articles.submit(version.pk, staff["mei"])
    return articles.approve(version.pk, staff["sam"])


def settled():
    knowledge.refresh()
    resolution.resolve()
    return list(KnowledgeGap.objects.order_by("pk").values_list("closed_at", "version"))


@pytest.mark.parametrize(
    ("language", "alike_ones", "other"),
    [
        ("ko", ["비트코인 살 수 있나요?", "비트코인 사고 싶어요"], "지점에 주차 되나요?"),
        ("ko", ["주차장 있나요?", "지점에 주차 되나요?"], "골드바 구매 방법"),
        ("en", ["Can I buy bitcoin?", "How do I buy bitcoins here"], "gold bar price"),
    ],
)
def test_questions_about_one_thing_come_together(language, alike_ones, other):
    for question in [alike_ones[0], other, alike_ones[1]]:
        gap(question, language)

    groups = clustering.grouped(language)

    assert [sorted(one.question for one in group.gaps) for group in groups] == [
        sorted(alike_ones),
        [other],
    ]


def test_one_click_makes_a_draft_that_knows_its_questions(staff):  # noqa: F811
    asked = [gap("비트코인 살 수 있나요?"), gap("비트코인 사고 싶어요", kind="not_helpful")]
    mei = signed_in(staff["mei"])

    page = mei.get(reverse(GROUPS))
    mei.post(reverse(GROUPS), {"gap": [one.pk for one in asked], "into": ""})

    assert "비트코인 사고 싶어요" in page.text
    version = ArticleVersion.objects.get()
    assert (version.state, version.author, version.body) == ("draft", staff["mei"], "")
    assert set(version.gaps.all()) == set(asked)
    editor = mei.get(reverse("admin:chat_article_edit", args=[version.pk]))
    assert editor.text.count("비트코인 살 수 있나요?") >= 1
    assert clustering.grouped("ko") == []


def test_an_article_that_is_near_gets_a_new_version_and_only_one(staff):  # noqa: F811
    article = in_force(staff).article
    first, second = gap("연회비 면제 되나요?"), gap("연회비 환불은요?")

    drafts = {resolution.draft_for([one.pk], staff["mei"], article).pk for one in (first, second)}

    draft = ArticleVersion.objects.get(pk__in=drafts)
    assert (draft.number, draft.body) == (2, "## 요금\n연회비는 10,000원입니다.")


def test_of_two_who_take_a_question_on_the_second_is_told(staff):  # noqa: F811
    question = gap("비트코인 살 수 있나요?")
    resolution.draft_for([question.pk], staff["mei"])

    with pytest.raises(resolution.NothingOpen):
        resolution.draft_for([question.pk], staff["sam"])
    assert Article.objects.count() == 1


def test_a_question_is_closed_when_its_article_is_in_force_and_answers_it(staff):  # noqa: F811
    question = gap("우산 대여 되나요?")
    version = resolution.draft_for([question.pk], staff["mei"])
    assert settled() == [(None, version.pk)]

    write(version, "## 우산 대여\n지점에서 우산 대여를 무료로 해 드립니다.", staff)

    closed_at, kept = settled()[0]
    assert closed_at is not None
    assert kept == version.pk


def test_a_question_is_open_again_when_its_article_does_not_answer_it(staff):  # noqa: F811
    question = gap("우산 대여 되나요?")
    version = resolution.draft_for([question.pk], staff["mei"])

    write(version, "## 연회비\n카드 연회비는 10,000원입니다.", staff, title="카드 연회비")

    assert settled() == [(None, None)]


def test_a_question_is_open_again_when_its_draft_is_put_aside(staff):  # noqa: F811
    version = resolution.draft_for([gap("우산 대여 되나요?").pk], staff["mei"])

    articles.discard(version.pk, staff["mei"])

    assert settled() == [(None, None)]


def test_before_this_server_has_read_the_article_nothing_is_decided(staff):  # noqa: F811
    version = resolution.draft_for([gap("우산 대여 되나요?").pk], staff["mei"])
    write(version, "## 우산 대여\n지점에서 우산 대여를 해 드립니다.", staff)

    assert resolution.resolve() == 0
    assert KnowledgeGap.objects.get().version_id == version.pk


def test_what_is_not_for_an_article_is_closed_by_hand(staff):  # noqa: F811
    question = gap("나는 누구인가요?")

    signed_in(staff["mei"]).post(reverse(GROUPS), {"gap": [question.pk], "action": "close"})

    question.refresh_from_db()
    assert question.closed_at is not None


def test_an_agent_sees_no_groups_and_closes_nothing(staff):  # noqa: F811
    question = gap("나는 누구인가요?")
    raj = signed_in(staff["raj"])

    assert raj.get(reverse(GROUPS)).status_code == 403
    closing = {"gap": [question.pk], "action": "close"}
    assert raj.post(reverse(GROUPS), closing).status_code == 403


@pytest.mark.parametrize("address", [GROUPS, "admin:chat_knowledgegap_changelist"])
def test_the_pages_cost_the_same_for_few_and_many_questions(staff, address):  # noqa: F811
    mei = signed_in(staff["mei"])

    def queries():
        with CaptureQueriesContext(connection) as asked:
            mei.get(reverse(address))
        return len(asked)

    gap("비트코인 살 수 있나요?")
    queries()
    few = queries()
    for number in range(20):
        gap(f"다른 {number}번째 물음표 상품{number} 이야기")

    assert queries() == few
