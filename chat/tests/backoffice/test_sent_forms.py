"""Every form that begins something is sent once, however often it is clicked."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.backoffice import sent_forms
from chat.models import Article, ArticleVersion, Review, SentForm
from chat.tests.articles.test_editor import NAMES, WRITTEN, in_force
from chat.tests.articles.test_lifecycle import nothing_read_yet, staff  # noqa: F401
from chat.tests.quality.test_review_pages import filled, write_page
from chat.tests.reviewing import client_of, person, talk
from chat.tests.reviewing import in_force as scorecard

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]


def token_in(page):
    return re.search(r'name="form_token" value="([0-9a-f]{32})"', page.text)[1]


@pytest.fixture
def reviewing():
    """Sam before the form of a review: its client, address and what he writes."""
    sam = client_of(person("sam", "supervisor"))
    address = write_page(talk())
    return sam, address, filled(scorecard()) | {"form_token": token_in(sam.get(address))}


def test_save_back_save_writes_one_review(reviewing):
    sam, address, said = reviewing

    first = sam.post(address, said)
    second = sam.post(address, said)

    assert Review.objects.count() == 1
    assert second["Location"] == first["Location"]
    assert "이미 저장된" in sam.get(second["Location"]).text


def test_another_button_of_the_same_form_writes_no_second_one(reviewing):
    sam, address, said = reviewing

    sam.post(address, said)
    sam.post(address, said | {"to_knowledge": "1"})

    assert Review.objects.count() == 1


def test_what_was_changed_after_going_back_is_neither_lost_nor_written_unasked(reviewing):
    sam, address, said = reviewing
    sam.post(address, said)

    late = sam.post(address, said | {"comment": "Now with a remark"})

    assert (late.status_code, Review.objects.count()) == (422, 1)
    assert "Now with a remark" in late.text
    sam.post(address, said | {"comment": "Now with a remark", "form_token": token_in(late)})
    assert Review.objects.count() == 2


def test_what_was_refused_is_sent_again_by_the_same_form(reviewing):
    sam, address, said = reviewing
    refused = sam.post(address, said | {"question_seq": "99"})

    sam.post(address, said)

    assert refused.status_code == 422
    assert Review.objects.count() == 1


def test_a_new_article_that_is_clicked_twice_is_one_and_not_taken(staff):  # noqa: F811
    mei = client_of(staff["mei"])
    address = reverse("admin:chat_article_add")
    said = WRITTEN | NAMES | {"form_token": token_in(mei.get(address))}

    first, second = mei.post(address, said), mei.post(address, said)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert Article.objects.count() == ArticleVersion.objects.count() == 1


def test_a_new_version_that_is_clicked_twice_is_one_draft(staff):  # noqa: F811
    version = in_force(staff)
    mei = client_of(staff["mei"])
    address = reverse("admin:chat_article_new_version", args=[version.article_id])
    said = WRITTEN | {"form_token": token_in(mei.get(address))}

    for button in ("save", "submit"):
        mei.post(address, said | {button: "1"})

    assert version.article.versions.count() == 2


def test_a_name_that_is_taken_can_be_changed_in_the_same_form(staff):  # noqa: F811
    in_force(staff)
    mei = client_of(staff["mei"])
    address = reverse("admin:chat_article_add")
    said = WRITTEN | NAMES | {"form_token": token_in(mei.get(address))}

    taken = mei.post(address, said)
    mei.post(address, said | {"slug": "card-fee-2"})

    assert taken.status_code == 422
    assert Article.objects.filter(slug="card-fee-2").exists()


def test_anothers_token_shows_nothing_of_theirs(reviewing):
    sam, address, said = reviewing
    sam.post(address, said)

    raj = client_of(person("raj", "supervisor")).post(address, said)

    assert raj.status_code == 302
    assert sorted(Review.objects.values_list("reviewer__username", flat=True)) == ["raj", "sam"]


def test_forms_of_last_week_are_forgotten(reviewing):
    sam, address, said = reviewing
    sam.post(address, said)
    SentForm.objects.update(at=timezone.now() - sent_forms.KEPT)

    sam.post(address, said | {"form_token": "0" * 32})

    assert SentForm.objects.count() == 1
