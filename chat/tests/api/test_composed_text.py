"""Hangul in pieces, as macOS and iOS send it, is masked, stored, found and answered as whole."""

import json
from unicodedata import is_normalized, normalize

import pytest
from django.conf import settings
from django.db import transaction

from chat import transcript
from chat.articles import article_files
from chat.assistant.language.normalise import language_of
from chat.assistant.retrieval import knowledge
from chat.backoffice import indexer, search
from chat.models import Conversation, Feedback, Message
from chat.pii import mask
from chat.tests.frames import message
from chat.tests.http import Http
from handover.models import Handover

SAMPLE = settings.BASE_DIR / "deploy" / "knowledge" / "loans" / "loan-rates.ko.md"
SAID = "주민번호 뒷자리 1234567인데 전세자금대출 금리가 궁금해요"
KEPT = "주민번호 뒷자리 [주민등록번호]인데 전세자금대출 금리가 궁금해요"


def apart(text):
    return normalize("NFD", text)


@pytest.mark.django_db(transaction=True)
async def test_a_message_is_composed_masked_found_and_asked_as_korean(lin, engine):
    socket = await lin.connects()

    await socket.sends(message(apart(SAID), "m1"))

    assert (await socket.hears("ack"))["text"] == KEPT
    await socket.hears("response")
    assert engine.asked[0].text == KEPT
    assert language_of(KEPT, "en") == "ko"


@pytest.mark.django_db(transaction=True)
async def test_a_call_over_http_is_composed_and_the_same_message_is_one(lin):
    http = Http()
    for text in (SAID, apart(SAID)):
        answer = await http.asks(text, client_message_id="m1")
        assert answer.status_code == 200

    assert [text for _, sender, text in await lin.transcript() if sender == "customer"] == [KEPT]


@pytest.mark.django_db(transaction=True)
async def test_2000_composed_characters_are_taken_in_pieces_too(lin):
    socket = await lin.connects()

    await socket.sends(message(apart("각" * 2000), "m1"))

    assert (await socket.hears("ack"))["text"] == "각" * 2000


@pytest.mark.django_db(transaction=True)
async def test_a_reason_and_a_comment_are_composed(lin):
    socket = await lin.connects()
    await socket.says("카드", "m1")
    await socket.sends(
        {"type": "feedback", "seq": 2, "rating": "down", "comment": apart("아니요")}
    )
    await socket.sends({"type": "request_handover", "reason": apart("급해요")})
    await socket.hears("status")

    assert (await Feedback.objects.aget()).comment == "아니요"
    assert (await Handover.objects.aget()).reason == "급해요"


@pytest.mark.django_db
def test_a_search_box_finds_it_however_it_is_typed():
    conversation = Conversation.objects.create(session_id="lin")
    with transaction.atomic():
        transcript.append(transcript.lock(conversation.pk), Message.Sender.CUSTOMER, apart(SAID))
    indexer.keep_up()

    found, _ = search.find(apart("전세 자금"), Conversation.objects.all())

    assert found == [conversation.pk]


@pytest.mark.parametrize("form", ["md", "json"])
def test_an_imported_article_is_composed_and_found(tmp_path, form):
    file = tmp_path / f"rates.ko.{form}"
    [whole] = article_files.read(SAMPLE)
    if form == "md":
        file.write_text(apart(SAMPLE.read_text()))
    else:
        fields = {name: getattr(whole.article, name) for name in (*article_files.REQUIRED, "body")}
        file.write_text(json.dumps({k: apart(str(v)) for k, v in fields.items()}))

    [entry] = article_files.read(file)

    assert entry.article.title == whole.article.title
    assert is_normalized("NFC", entry.article.body)
    knowledge.load([entry.article])
    [first, *_] = knowledge.search(mask(apart("신용대출 금리가 얼마예요?")), "ko")
    assert first.article.slug == whole.article.slug
