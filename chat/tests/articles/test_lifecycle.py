"""What the assistant may say is written by one person and approved by another."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from chat import articles
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge
from chat.models import Article, ArticleEvent, ArticleVersion, KnowledgeStamp

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

State = ArticleVersion.State


@pytest.fixture(autouse=True)
def nothing_read_yet(monkeypatch):
    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())


@pytest.fixture
def staff(db):
    make_roles()
    people = {}
    for name, role in (("mei", "editor"), ("sam", "supervisor"), ("raj", "agent")):
        people[name] = User.objects.create_user(name, is_staff=True)
        people[name].groups.add(Group.objects.get(name=role))
    return people


def text(body="## 요금\n연회비는 10,000원입니다.\n", since=date(2026, 1, 1)):
    return ArticleText("card-fee", "ko", "cards", "카드 연회비", body, since, None)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def said_of(question):
    knowledge.refresh()
    return [
        (found.article.version, found.passage.text) for found in knowledge.search(question, "ko")
    ]


def test_a_draft_is_no_answer_before_somebody_else_approved_it(staff):
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"], "please look")
    assert said_of("연회비") == []

    with pytest.raises(articles.SelfApproval):
        articles.approve(version.pk, staff["mei"])
    assert said_of("연회비") == []

    articles.approve(version.pk, staff["sam"])
    assert said_of("연회비") == [(1, "연회비는 10,000원입니다.")]


def test_whoever_sent_it_to_review_does_not_approve_it_either(staff):
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["sam"])

    with pytest.raises(articles.SelfApproval):
        articles.approve(version.pk, staff["sam"])


def test_an_approval_is_never_backdated(staff):
    version = articles.draft(text(since=date(2020, 1, 1)), staff["mei"])
    articles.submit(version.pk, staff["mei"])

    approved = articles.approve(version.pk, staff["sam"])

    assert approved.effective_from == timezone.localdate()


def test_a_version_for_tomorrow_is_no_answer_today(staff):
    tomorrow = timezone.localdate() + timedelta(days=1)
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])

    articles.approve(version.pk, staff["sam"], effective_from=tomorrow)

    assert said_of("연회비") == []


def test_what_was_sent_back_is_a_draft_again_and_can_be_sent_anew(staff):
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])

    articles.send_back(version.pk, staff["sam"], "which card?")
    articles.submit(version.pk, staff["mei"])

    events = ArticleEvent.objects.filter(version=version).values_list("action", "by__username")
    assert list(events) == [
        ("drafted", "mei"),
        ("submitted", "mei"),
        ("sent_back", "sam"),
        ("submitted", "mei"),
    ]


def test_nothing_is_approved_that_is_not_in_review(staff):
    version = articles.draft(text(), staff["mei"])

    with pytest.raises(articles.WrongState):
        articles.approve(version.pk, staff["sam"])


def test_a_version_behind_an_approved_one_is_overtaken(staff):
    first = articles.draft(text("첫째"), staff["mei"])
    second = articles.draft(text("둘째"), staff["mei"])
    for version in (first, second):
        articles.submit(version.pk, staff["mei"])
    articles.approve(second.pk, staff["sam"])

    with pytest.raises(articles.StaleRevision):
        articles.approve(first.pk, staff["sam"])


def test_a_retired_version_brings_none_before_it_back(staff):
    for body in ("## 요금\n연회비는 10,000원입니다.", "## 요금\n연회비는 20,000원입니다."):
        version = articles.draft(text(body), staff["mei"])
        articles.submit(version.pk, staff["mei"])
        articles.approve(version.pk, staff["sam"])
    assert said_of("연회비") == [(2, "연회비는 20,000원입니다.")]

    articles.retire(version.pk, staff["sam"])

    assert said_of("연회비") == []
    assert set(ArticleVersion.objects.values_list("state", flat=True)) == {State.RETIRED}


def test_every_change_of_what_counts_reaches_the_other_servers(staff):
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])
    before = KnowledgeStamp.objects.values_list("count", flat=True).first() or 0

    articles.approve(version.pk, staff["sam"])
    articles.retire(version.pk, staff["sam"])

    assert KnowledgeStamp.objects.get(pk=1).count == before + 2


def test_files_become_drafts_of_a_person(staff, settings, capsys):
    samples = settings.BASE_DIR / "deploy" / "knowledge" / "cards"

    call_command("import_knowledge", samples, draft_by="mei")
    call_command("import_knowledge", samples, draft_by="mei")

    assert set(ArticleVersion.objects.values_list("state", "author__username")) == {
        (State.DRAFT, "mei")
    }
    assert ArticleVersion.objects.count() == Article.objects.count() == 14
    assert "14 unchanged" in capsys.readouterr().out
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_knowledge", samples, draft_by="nobody")


def test_an_import_says_that_it_was_one(staff, settings):
    call_command("import_knowledge", settings.BASE_DIR / "deploy" / "knowledge" / "cards")

    assert set(ArticleEvent.objects.values_list("action", "by")) == {("imported", None)}


def test_in_the_back_office_one_sends_it_to_review_and_another_approves(staff):
    version = articles.draft(text(), staff["mei"])
    page = reverse("admin:chat_article_change", args=[version.article_id])
    step = reverse("admin:chat_article_action", args=[version.pk])
    mei, sam, raj = (signed_in(staff[name]) for name in ("mei", "sam", "raj"))

    assert 'value="submit"' in mei.get(page).content.decode()
    assert 'value="submit"' not in raj.get(page).content.decode()
    assert mei.post(step, {"action": "submit"}).status_code == 302
    assert mei.post(step, {"action": "approve"}).status_code == 403
    assert raj.post(step, {"action": "approve"}).status_code == 403
    assert sam.get(step).status_code == 405
    assert sam.post(step, {"action": "delete"}).status_code == 403
    answer = sam.post(
        step, {"action": "approve", "comment": "<b>fine</b>", "revision": "1"}, follow=True
    )

    version.refresh_from_db()
    assert (version.state, version.approved_by) == (State.APPROVED, staff["sam"])
    assert "&lt;b&gt;fine&lt;/b&gt;" in answer.content.decode()


def test_whoever_may_approve_is_told_how_many_versions_wait_for_them(staff):
    mei, sam, raj = staff["mei"], staff["sam"], staff["raj"]
    written = articles.draft(text(), mei)
    assert articles.awaiting_count(sam) == 0  # nobody has sent it yet
    articles.submit(written.pk, mei)

    assert [articles.awaiting_count(one) for one in (sam, mei, raj)] == [1, 0, 0]
    bar = signed_in(sam).get(reverse("admin:index")).context["sidebar_navigation"]
    badges = {item["link"]: item.get("badge") for group in bar for item in group["items"]}
    assert badges[reverse("admin:chat_article_changelist")] == 1

    articles.send_back(written.pk, sam, "too short")
    articles.submit(written.pk, sam)
    assert articles.awaiting_count(sam) == 0  # it is in their hands, too


def test_the_page_of_an_article_asks_the_same_whatever_its_number_of_versions(staff):
    client = signed_in(staff["sam"])

    def queries():
        address = reverse("admin:chat_article_change", args=[Article.objects.get().pk])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        return len(asked)

    articles.draft(text("1"), staff["mei"])
    few = queries()
    for body in "2345":
        articles.draft(text(body), staff["mei"])

    assert queries() == few
