"""What one editor changed and a second person approved is not dropped by another's version."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat import articles
from chat.articles import diff
from chat.models import ArticleVersion
from chat.tests.articles.test_editor import editor_of, in_force
from chat.tests.articles.test_lifecycle import (  # noqa: F401
    nothing_read_yet,
    said_of,
    signed_in,
    staff,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]

State = ArticleVersion.State
FIRST = "## 요금\n연회비는 10,000원입니다.\n\n## 할인\n할인은 없습니다."
FEE = FIRST.replace("10,000", "12,000")
DISCOUNT = FIRST.replace("할인은 없습니다", "할인은 첫해에만 있습니다")
BOTH = DISCOUNT.replace("10,000", "12,000")


@pytest.fixture
def two(staff):  # noqa: F811
    """Versions 2 and 3, both begun from version 1 and in review."""
    in_force(staff, FIRST)
    begun = [articles.draft(text(body), staff["mei"]) for body in (FEE, DISCOUNT)]
    return [articles.submit(version.pk, staff["mei"]) for version in begun]


def drawn(version):
    """What the editor's form holds, as a browser would send it."""
    return {
        "title": version.title,
        "effective_from": "2026-01-01",
        "effective_to": "",
        "body": version.body,
        "revision": version.revision,
    }


def test_a_version_begun_before_another_was_approved_does_not_drop_what_that_one_says(
    staff,  # noqa: F811
    two,
):
    second, third = two
    articles.approve(second.pk, staff["sam"])

    with pytest.raises(articles.StaleRevision):
        articles.approve(third.pk, staff["sam"])

    assert said_of("연회비")[0] == (2, "연회비는 12,000원입니다.")
    page = signed_in(staff["sam"]).get(
        reverse("admin:chat_article_change", args=[third.article_id])
    )
    assert page.text.count('class="wrong"') == 1


def test_it_is_merged_by_its_writer_and_then_says_both(staff, two):  # noqa: F811
    second, third = two
    articles.approve(second.pk, staff["sam"])
    articles.send_back(third.pk, staff["sam"], "merge version 2 in")
    mei = signed_in(staff["mei"])

    page = mei.get(editor_of(third))
    form = page.context["form"]
    assert form["body"].value() == BOTH
    third.refresh_from_db()
    answer = mei.post(
        editor_of(third), drawn(third) | {"body": BOTH, "merged": "2", "submit": "1"}
    )

    third.refresh_from_db()
    assert answer.status_code == 302
    assert (third.state, third.base_number, third.number) == (State.IN_REVIEW, 2, 3)
    articles.approve(third.pk, staff["sam"])
    assert said_of("연회비")[0][1] == "연회비는 12,000원입니다."
    assert "할인은 첫해에만 있습니다." in [words for _, words in said_of("할인")]


def test_what_nobody_says_is_merged_is_saved_and_does_not_go_to_review(staff, two):  # noqa: F811
    second, third = two
    articles.approve(second.pk, staff["sam"])
    articles.send_back(third.pk, staff["sam"], "merge version 2 in")

    answer = signed_in(staff["mei"]).post(
        editor_of(third), drawn(third) | {"body": DISCOUNT + " 예.", "submit": "1"}, follow=True
    )

    third.refresh_from_db()
    assert (third.state, third.body) == (State.DRAFT, DISCOUNT + " 예.")
    assert answer.context["overtaken_by"].number == 2


def test_a_version_that_was_merged_comes_after_what_it_holds(staff, two):  # noqa: F811
    second, third = two
    articles.approve(third.pk, staff["sam"])
    articles.send_back(second.pk, staff["sam"], "merge version 3 in")
    merged = articles.revise(second.pk, text(BOTH), staff["mei"], seen=1, merged=3)
    articles.submit(merged.pk, staff["mei"])

    articles.approve(merged.pk, staff["sam"])

    assert said_of("연회비")[0] == (4, "연회비는 12,000원입니다.")


def test_a_third_approval_makes_a_merge_with_the_second_stale_again(staff, two):  # noqa: F811
    second, third = two
    late = articles.draft(text(FIRST + "\n\n## 문의\n1500-0000"), staff["mei"])
    articles.approve(second.pk, staff["sam"])
    articles.send_back(third.pk, staff["sam"], "merge version 2 in")
    articles.revise(late.pk, text(FEE), staff["mei"], seen=1, merged=2)
    articles.submit(late.pk, staff["mei"])
    articles.approve(late.pk, staff["sam"])

    merged = articles.revise(third.pk, text(BOTH), staff["mei"], seen=1, merged=2)

    assert articles.overtaken_by(merged) == late


def test_an_editor_open_since_before_the_approval_makes_a_stale_draft(staff):  # noqa: F811
    first = in_force(staff, FIRST)
    mei = signed_in(staff["mei"])
    address = reverse("admin:chat_article_new_version", args=[first.article_id])
    base = mei.get(address).context["base"]
    in_force(staff, FEE)

    answer = mei.post(
        address, drawn(first) | {"base": base, "body": DISCOUNT, "submit": "1"}, follow=True
    )

    third = ArticleVersion.objects.get(number=3)
    assert (base, third.state, third.body) == (1, State.DRAFT, DISCOUNT)
    assert answer.context["overtaken_by"].number == 2
    assert answer.context["form"]["body"].value() == BOTH


def test_a_draft_of_an_older_release_is_stale_by_its_time(staff):  # noqa: F811
    in_force(staff, FIRST)
    third = articles.draft(text(DISCOUNT), staff["mei"])
    ArticleVersion.objects.filter(pk=third.pk).update(base_number=None)
    third.refresh_from_db()
    assert articles.overtaken_by(third) is None

    ArticleVersion.objects.filter(number=1).update(
        approved_at=timezone.now() + timedelta(seconds=1)
    )
    assert articles.overtaken_by(third).number == 1


def test_what_was_withdrawn_is_not_to_be_merged(staff, two):  # noqa: F811
    second, third = two
    articles.approve(second.pk, staff["sam"])
    articles.retire(second.pk, staff["sam"])

    assert articles.approve(third.pk, staff["sam"]).state == State.APPROVED


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("a\nB\nc\nd", "a\nb\nc\nD", "a\nB\nc\nD"),
        ("a\nb\nc\nd\ne", "b\nc\nd", "b\nc\nd\ne"),
        ("a\nX\nc\nd", "a\nX\nc\nd", "a\nX\nc\nd"),  # the same change twice is one
        ("a\nX\nc\nd", "a\nY\nc\nd", None),
        ("a\nb\nc\nd\nX", "a\nb\nc\nd\nY", None),  # which comes first?
        ("a\nX\nc\nd", "a\nb\nY\nd", None),  # side by side
    ],
)
def test_two_changes_are_put_together_unless_they_meet(mine, theirs, both):
    assert diff.merged("a\nb\nc\nd", mine, theirs) == both
