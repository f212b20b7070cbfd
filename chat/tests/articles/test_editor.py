"""Articles are written in the back office: nothing is lost, and what changes is seen."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from chat import articles
from chat.articles import diff
from chat.articles.diff import Kind, Piece
from chat.models import Article, ArticleEvent, ArticleVersion
from chat.tests.articles.test_lifecycle import nothing_read_yet, said_of, signed_in, staff, text  # noqa: F401

pytestmark = pytest.mark.django_db

State = ArticleVersion.State
WRITTEN = {
    "title": "카드 연회비",
    "effective_from": "2026-01-01",
    "effective_to": "",
    "body": "## 요금\r\n연회비는 20,000원입니다.",
}
NAMES = {"slug": "card-fee", "language": "ko", "category": "cards"}


def editor_of(version):
    return reverse("admin:chat_article_edit", args=[version.pk])


def in_force(staff, body="## 요금\n연회비는 10,000원입니다."):  # noqa: F811
    version = articles.draft(text(body), staff["mei"])
    articles.submit(version.pk, staff["mei"])
    return articles.approve(version.pk, staff["sam"])


def test_an_article_is_written_reviewed_and_in_force_without_a_file(staff):  # noqa: F811
    mei, sam = signed_in(staff["mei"]), signed_in(staff["sam"])

    answer = mei.post(reverse("admin:chat_article_add"), WRITTEN | NAMES | {"submit": "1"})

    version = ArticleVersion.objects.get()
    assert answer.status_code == 302
    assert (version.state, version.author) == (State.IN_REVIEW, staff["mei"])
    step = reverse("admin:chat_article_action", args=[version.pk])
    sam.post(step, {"action": "approve", "revision": version.revision})
    assert said_of("연회비") == [(1, "연회비는 20,000원입니다.")]


def test_a_new_version_begins_as_what_is_in_force(staff):  # noqa: F811
    first = in_force(staff)
    mei = signed_in(staff["mei"])
    address = reverse("admin:chat_article_new_version", args=[first.article_id])

    page = mei.get(address)
    mei.post(address, WRITTEN | {"title": "새 제목"})

    assert "연회비는 10,000원입니다." in page.text
    second = ArticleVersion.objects.get(number=2)
    assert (second.state, second.body) == (State.DRAFT, "## 요금\n연회비는 20,000원입니다.")
    assert Article.objects.get().title == "카드 연회비"  # of what customers read


def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(staff):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    mei, sam = signed_in(staff["mei"]), signed_in(staff["sam"])
    seen = {"revision": version.revision} | NAMES
    sam.post(editor_of(version), WRITTEN | seen | {"body": "## 요금\n연회비는 30,000원입니다."})

    late = mei.post(editor_of(version), WRITTEN | seen)

    assert late.status_code == 409
    assert "연회비는 20,000원입니다.</textarea>" in late.text.replace("\r", "")
    assert "30,000" in late.text.split("<del>")[1].split("</del>")[0]
    version.refresh_from_db()
    assert "30,000" in version.body
    again = mei.post(editor_of(version), WRITTEN | NAMES | {"revision": version.revision})
    version.refresh_from_db()
    assert again.status_code == 302
    assert "20,000" in version.body


def test_whoever_wrote_in_a_draft_does_not_approve_it(staff):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    articles.revise(version.pk, text("## 요금\n없습니다."), staff["sam"], seen=1)
    articles.submit(version.pk, staff["mei"])

    with pytest.raises(articles.SelfApproval):
        articles.approve(version.pk, staff["sam"])


def test_nobody_approves_a_text_that_changed_while_they_read_it(staff):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])
    articles.send_back(version.pk, staff["sam"], "which card?")
    articles.revise(version.pk, text("## 요금\n99원"), staff["mei"], seen=1)
    articles.submit(version.pk, staff["mei"])

    step = reverse("admin:chat_article_action", args=[version.pk])
    for posted in ({"revision": "1"}, {"revision": "x"}, {}):
        signed_in(staff["sam"]).post(step, {"action": "approve"} | posted)
        version.refresh_from_db()
        assert version.state == State.IN_REVIEW


def test_a_version_goes_back_with_a_reason_or_not_at_all(staff):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])

    with pytest.raises(articles.ReasonMissing):
        articles.send_back(version.pk, staff["sam"], " ")
    articles.send_back(version.pk, staff["sam"], "which card?")

    page = signed_in(staff["mei"]).get(
        reverse("admin:chat_article_change", args=[version.article_id])
    )
    assert "which card?" in page.text


def test_an_approved_version_and_one_in_review_are_not_written_in(staff):  # noqa: F811
    version = in_force(staff)

    answer = signed_in(staff["mei"]).post(editor_of(version), WRITTEN | {"revision": "1"})

    version.refresh_from_db()
    assert answer.status_code == 409
    assert "10,000" in version.body


def test_a_draft_without_a_text_is_kept_but_not_reviewed(staff):  # noqa: F811
    version = articles.draft(text(""), staff["mei"])

    with pytest.raises(articles.Unfinished):
        articles.submit(version.pk, staff["mei"])


def test_two_articles_do_not_share_a_name(staff):  # noqa: F811
    in_force(staff)

    answer = signed_in(staff["mei"]).post(reverse("admin:chat_article_add"), WRITTEN | NAMES)

    assert answer.status_code == 422
    assert ArticleVersion.objects.count() == 1


def test_an_article_that_nobody_read_may_be_named_anew_and_no_other(staff):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    mei = signed_in(staff["mei"])
    mei.post(editor_of(version), WRITTEN | NAMES | {"slug": "annual-fee", "revision": 1})
    assert Article.objects.get().slug == "annual-fee"

    articles.submit(version.pk, staff["mei"])
    articles.approve(version.pk, staff["sam"])
    second = articles.draft(replace(text(), slug="annual-fee"), staff["mei"])
    articles.revise(second.pk, text("## 요금\n없음"), staff["mei"], seen=1)
    assert Article.objects.get().slug == "annual-fee"


def test_what_is_put_aside_is_no_answer_and_nobodys_to_read(staff, client):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    step = reverse("admin:chat_article_action", args=[version.pk])

    assert signed_in(staff["raj"]).post(step, {"action": "discard"}).status_code == 403
    signed_in(staff["mei"]).post(step, {"action": "discard"})

    assert said_of("연회비") == []
    assert client.get("/articles/card-fee/ko/1").status_code == 404
    assert ArticleEvent.objects.last().action == "discarded"


def test_a_version_in_review_is_not_read_by_customers(staff, client):  # noqa: F811
    version = articles.draft(text(), staff["mei"])
    articles.submit(version.pk, staff["mei"])

    assert client.get("/articles/card-fee/ko/1").status_code == 404


def test_the_preview_is_what_customers_read_and_runs_nothing(staff):  # noqa: F811
    asked = {"body": "## 요금\n<script>1</script> **굵게** [x](javascript:1) 1500-0000"}

    html = signed_in(staff["mei"]).post(reverse("admin:chat_article_preview"), asked).text

    assert "<strong>굵게</strong>" in html
    assert 'href="tel:1500-0000"' in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_what_a_version_changes_is_marked_word_by_word(staff):  # noqa: F811
    in_force(staff)
    second = articles.draft(text("## 요금\n연회비는 12,500원입니다."), staff["mei"])

    page = signed_in(staff["sam"]).get(reverse("admin:chat_article_changes", args=[second.pk]))

    text_part = page.text.split('class="changes">')[-1]
    assert "10,000" in text_part.split("<del>")[1].split("</del>")[0]
    assert "12,500" in text_part.split("<ins>")[1].split("</ins>")[0]


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("chat_article_add", {}),
        ("chat_article_new_version", {"article_id": 1}),
        ("chat_article_edit", {"version_id": 1}),
        ("chat_article_changes", {"version_id": 1}),
        ("chat_article_preview", {}),
    ],
)
def test_an_agent_writes_nothing_and_reads_no_draft(staff, name, kwargs):  # noqa: F811
    raj = signed_in(staff["raj"])

    assert raj.get(reverse(f"admin:{name}", kwargs=kwargs)).status_code == 403
    assert raj.post(reverse(f"admin:{name}", kwargs=kwargs)).status_code == 403


def test_an_agent_sees_of_an_article_what_was_approved(staff):  # noqa: F811
    first = in_force(staff)
    articles.draft(text("## 요금\n아직 비밀입니다."), staff["mei"])

    page = signed_in(staff["raj"]).get(
        reverse("admin:chat_article_change", args=[first.article_id])
    )

    assert "10,000" in page.text
    assert "아직 비밀" not in page.text


def test_a_text_is_compared_in_words_and_long_quiet_parts_are_left_out():
    before = "".join(f"줄 {n}\n" for n in range(20))
    after = before.replace("줄 10\n", "줄 10 새로\n")

    pieces = diff.between(before, after)

    assert Piece(Kind.LEFT_OUT, "8") in pieces
    assert diff.counts(pieces) == (1, 0)
    rebuilt = "".join(p.text for p in diff.between("a b\n", "a c\n") if p.kind != "removed")
    assert rebuilt == "a c\n"


def test_an_approval_from_another_day_keeps_the_versions_hash_true(staff):  # noqa: F811
    version = articles.draft(text(since=date(2020, 1, 1)), staff["mei"])
    articles.submit(version.pk, staff["mei"])
    articles.approve(version.pk, staff["sam"])

    same = text(since=timezone.localdate())
    assert articles.draft_if_new(same, staff["mei"]) == "unchanged"
