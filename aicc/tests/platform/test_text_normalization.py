"""What a form or a search box says reaches its view composed, also from a Mac."""

from unicodedata import normalize

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import AsyncRequestFactory

from aicc.platform.text_normalization import compose, composed_forms
from chat.models import Conversation
from handover.models import CannedReply

WORDS = "카드 분실"


def apart(text):
    return normalize("NFD", text)


async def passed_on(request):
    seen = []

    async def view(got):
        seen.append((got.GET.dict(), got.POST.dict(), list(got.FILES)))
        return HttpResponse()

    await composed_forms(view)(request)
    return seen[0]


def test_text_is_composed_and_a_letter_with_countless_marks_is_left_as_it_is():
    assert compose(apart(WORDS)) == WORDS
    assert compose("e\u0301") == "é"
    for marks in ("\u0315\u0327", "\u0301"):
        assert compose("e" + marks * 1_000) == "e" + marks * 1_000
    assert compose("e\u0301" + "\u0327" * 20) == normalize("NFC", "e\u0301" + "\u0327" * 20)


async def test_an_address_and_a_form_are_composed_in_names_and_values():
    request = AsyncRequestFactory().post(
        f"/admin/?q={apart(WORDS)}", {apart("이름"): apart(WORDS), "plain": "x"}
    )

    assert await passed_on(request) == ({"q": WORDS}, {"이름": WORDS, "plain": "x"}, [])


async def test_a_form_with_a_file_keeps_its_file():
    file = SimpleUploadedFile("a.md", b"x")
    request = AsyncRequestFactory().post("/admin/", {"text": apart(WORDS), "file": file})

    assert await passed_on(request) == ({}, {"text": WORDS}, ["file"])


async def test_what_is_composed_already_is_handed_on_as_it_is():
    request = AsyncRequestFactory().get("/admin/", {"q": [WORDS, WORDS]})
    before = request.GET

    await passed_on(request)

    assert request.GET is before


@pytest.mark.django_db
def test_what_sam_types_on_a_mac_is_stored_composed_and_found(client, django_user_model):
    sam = django_user_model.objects.create_superuser("sam", password="x")
    client.force_login(sam)
    Conversation.objects.create(session_id="lin", customer_name="박준호")

    client.post(
        "/admin/handover/cannedreply/add/",
        {"shortcut": apart("인사"), "text": apart("안녕하세요"), "language": "ko"},
    )
    page = client.get("/admin/chat/conversation/", {"q": apart("박준호")})

    reply = CannedReply.objects.get()
    assert (reply.shortcut, reply.text) == ("인사", "안녕하세요")
    assert "박준호" in page.content.decode()
