"""Whoever reviews from a list comes back into that list, and on to its next conversation."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from chat.models import Review
from chat.tests.reviewing import client_of, full, in_force, person, talk

pytestmark = pytest.mark.django_db

LIST = "reviewed=no&language=ko"
SUFFIX = f"?_changelist_filters={quote(LIST, safe='')}"


def page(name, key):
    return reverse(f"admin:chat_{name}", args=[key])


def link_of(client, address, key):
    """Where the link with this key on the keyboard leads."""
    html = client.get(address).text
    before = html.partition(f'data-key="{key}"')[0]
    return before.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")


def judgement():
    version = in_force()
    points = {name: "na" if each is None else str(each) for name, each in full(version).items()}
    return {"version": version.pk, "whose": "assistant", **points}


@pytest.fixture
def sam():
    return client_of(person("sam", "supervisor"))


def test_the_list_goes_along_through_the_review_and_to_the_next_conversation(sam):
    first, second = talk("first"), talk("second")
    talk("english", language="en")

    write = link_of(sam, page("conversation_change", second.pk) + SUFFIX, "r")
    answer = sam.post(write, judgement())

    review = page("review_change", Review.objects.get().pk) + SUFFIX
    assert answer.url == review
    assert link_of(sam, review, "c") == page("conversation_change", second.pk) + SUFFIX
    assert link_of(sam, review, "j") == page("conversation_change", first.pk) + SUFFIX
    assert f'href="{reverse("admin:chat_conversation_changelist")}?' in sam.get(review).text


def test_a_message_is_reviewed_from_a_list_just_the_same(sam):
    first = talk("first")

    html = sam.get(page("conversation_change", first.pk) + SUFFIX).text

    assert f'{page("review_write", first.pk)}?seq=2&amp;{SUFFIX[1:]}"' in html


def test_a_review_that_was_opened_from_no_list_leads_to_its_conversation_alone(sam):
    first = talk("first")
    sam.post(page("review_write", first.pk), judgement())
    review = page("review_change", Review.objects.get().pk)

    assert link_of(sam, review, "c") == page("conversation_change", first.pk)
    assert 'data-key="j"' not in sam.get(review).text


@pytest.mark.parametrize("made_up", ["nonsense=1", "p=x", "messages__text=a", "&==", "id__in=x"])
def test_a_page_that_comes_from_no_list_there_is_opens_and_leads_to_the_usual_one(sam, made_up):
    first = talk("first")
    sam.post(page("review_write", first.pk), judgement())
    suffix = f"?_changelist_filters={quote(made_up, safe='')}"

    for address in (
        page("conversation_change", first.pk),
        page("review_change", Review.objects.get().pk),
    ):
        assert sam.get(address + suffix).status_code == 200


def test_nothing_is_exported_for_an_address_that_no_list_has(sam):
    answer = sam.get(reverse("admin:chat_conversation_export") + "?nonsense=1")

    assert answer.status_code == 400
