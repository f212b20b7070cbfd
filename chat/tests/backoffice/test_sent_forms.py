"""Every form that begins something is sent once, however often it is clicked."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import unquote_plus, urlencode

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.backoffice import sent_forms
from chat.models import (
    Article,
    ArticleEvent,
    ArticleVersion,
    CoachingNote,
    GenerationSwitch,
    Review,
    ReviewRule,
    SentForm,
)
from chat.tests.articles.test_editor import NAMES, WRITTEN, in_force
from chat.tests.articles.test_lifecycle import nothing_read_yet, staff  # noqa: F401
from chat.tests.quality.test_review_pages import filled, write_page
from chat.tests.reviewing import client_of, person, talk
from chat.tests.reviewing import in_force as scorecard
from handover.models import CannedReply, Team

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


# --- Every form that writes ---------------------------------------------------------------

# A trial writes nothing, an import says what it wrote before, and an export or a print is a copy
# each time: they may take seconds, which no guard's transaction shall. Of one's own login a code
# and a link count once by themselves, and what is ended stays ended. A search for a person is on
# record each time, and their package is gone once it was downloaded.
WITHOUT_TOKEN = {
    *("trial.html", "import.html", "export_form.html", "audit_export.html", "print_form.html"),
    *("data_find.html", "data_download.html"),
    *("password_link.html", "second_factor.html", "second_factor_set_up.html", "account.html"),
    "own_password.html",  # once it is chosen, the sign-in that asked for it is over
}


def test_every_form_of_the_back_office_has_a_token_of_its_own():
    pages = Path(settings.BASE_DIR, "templates", "admin").rglob("*.html")
    forms = {
        page.name: (text.count('method="post"'), text.count('name="form_token"'))
        for page in pages
        if 'method="post"' in (text := page.read_text())
    }

    without = {name for name, (posted, tokens) in forms.items() if posted != tokens}
    assert len(forms) > 15
    assert without == WITHOUT_TOKEN


@pytest.fixture
def root():
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def addable():
    return [
        each
        for each in admin.site._registry.values()
        if type(each).__module__.startswith(("chat", "handover"))
    ]


@pytest.mark.parametrize("room", addable(), ids=lambda room: room.opts.model_name)
def test_what_is_added_and_the_list_it_stands_in_are_sent_once(root, room):
    names = f"admin:{room.opts.app_label}_{room.opts.model_name}_"
    for page in ("add", "changelist"):
        answer = root.get(reverse(names + page))
        if answer.status_code == 200 and 'method="post"' in answer.text.partition("main")[2]:
            assert token_in(answer)


ADDED = {
    CannedReply: {"shortcut": "hi", "language": "ko", "text": "안녕하세요."},
    Team: {"name": "Cards"},
    GenerationSwitch: {"on": "", "reason": "wrong rates"},
    ReviewRule: {"name": "night", "sampling": "random", "partner": "any", "quota": "3"},
}


@pytest.mark.parametrize("model", ADDED, ids=lambda model: model.__name__)
def test_a_row_that_is_added_twice_is_one(root, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    said = ADDED[model] | {"form_token": token_in(root.get(address))}
    before = model.objects.count()

    first, second = root.post(address, said | {"_save": "1"}), root.post(address, said)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert model.objects.count() == before + 1


def test_a_row_whose_words_were_changed_after_going_back_is_added_only_when_that_is_meant(root):
    address = reverse("admin:handover_cannedreply_add")
    said = ADDED[CannedReply] | {"form_token": token_in(root.get(address))}
    root.post(address, said)

    late = root.post(address, said | {"shortcut": "bye"})

    assert late.status_code == 409
    assert ("bye" in late.text, CannedReply.objects.filter(shortcut="bye").exists()) == (
        True,
        False,
    )
    root.post(address, said | {"shortcut": "bye", "form_token": token_in(late)})
    assert CannedReply.objects.filter(shortcut="bye").exists()


def test_a_form_with_a_mistake_is_corrected_and_sent_again(root):
    address = reverse("admin:handover_team_add")
    token = token_in(root.get(address))

    assert root.post(address, {"name": "", "form_token": token}).status_code == 200
    assert root.post(address, {"name": "Cards", "form_token": token}).status_code == 302
    assert Team.objects.filter(name="Cards").exists()


def test_an_approval_that_is_clicked_twice_is_told_as_one(staff):  # noqa: F811
    version = in_force(staff)
    sam = client_of(staff["sam"])
    page = reverse("admin:chat_article_change", args=[version.article_id])
    said = {"action": "retire", "form_token": token_in(sam.get(page))}
    address = reverse("admin:chat_article_action", args=[version.pk])

    for _ in range(2):
        answer = sam.post(address, said, follow=True)

    assert "이미 저장된" in answer.text
    assert ArticleEvent.objects.filter(version=version, action="retired").count() == 1


def test_a_draft_that_is_saved_twice_is_not_told_of_as_another_persons(staff):  # noqa: F811
    version = in_force(staff)
    mei = client_of(staff["mei"])
    new = reverse("admin:chat_article_new_version", args=[version.article_id])
    draft = mei.post(new, WRITTEN)["Location"]
    said = WRITTEN | {"title": "Fee", "revision": "1", "form_token": token_in(mei.get(draft))}

    answers = [mei.post(draft, said).status_code for _ in range(2)]

    assert answers == [302, 302]


def test_a_customers_number_cannot_be_tried_out_against_the_row_of_a_form():
    sam = client_of(person("sam", "supervisor"))
    address = reverse("admin:chat_legalhold_place")
    said = {"session_id": "", "customer_id": "010-1234-5678", "reason": "A dispute."}

    sam.post(address, said | {"form_token": token_in(sam.get(address))})

    tried = json.dumps(sorted((name, [text]) for name, text in said.items()))
    assert SentForm.objects.get().content != hashlib.sha256(tried.encode()).hexdigest()


@pytest.mark.parametrize("number", ["kim@bank.example", "010-1234-5678"])
def test_the_row_of_a_form_holds_no_number_that_was_searched_for(number):
    sam, conversation = client_of(person("sam", "supervisor")), talk()
    filters = urlencode({"q": number, "reviewed": "all"})
    page = reverse("admin:chat_conversation_change", args=[conversation.pk])
    page += "?" + urlencode({"_changelist_filters": filters})
    mark = reverse("admin:chat_conversation_reviewed", args=[conversation.pk])

    answer = sam.post(f"{mark}?{page.partition('?')[2]}", {"form_token": token_in(sam.get(page))})

    assert number in unquote_plus(unquote_plus(answer["Location"]))  # the supervisor goes on there
    assert number not in unquote_plus(unquote_plus(SentForm.objects.get().location))
    assert SentForm.objects.get().location


def test_an_answer_to_a_note_is_written_once(mei_and_her_note):
    mei, note = mei_and_her_note
    address = reverse("admin:chat_coachingnote_change", args=[note.pk])
    said = {"text": "Thanks.", "form_token": token_in(mei.get(address))}

    for _ in range(2):
        mei.post(address, said)

    assert note.replies.count() == 1


@pytest.fixture
def mei_and_her_note():
    mei, sam = person("mei", "agent"), person("sam", "supervisor")
    conversation = talk()
    review = Review.objects.create(conversation=conversation, reviewer=sam)
    note = CoachingNote.objects.create(
        agent=mei, author=sam, conversation=conversation, review=review, text="Greet first."
    )
    return client_of(mei), note
