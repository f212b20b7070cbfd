"""What a question stresses is what its answer is about."""

import pytest

from chat import assistant
from chat.assistant.answering.weighing.focus import (
    IF_NOT,
    case_of,
    is_unmet,
    telling_words,
    topic_of,
)
from chat.assistant.types import Question
from chat.assistant.understanding.mood import is_glad
from chat.tests.sample_articles import put_on_shelves

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpora(db):
    put_on_shelves()


def test_the_topic_stands_before_its_particle():
    assert "포인트" in topic_of("포인트는 얼마부터 쓸 수 있나요", "ko")
    assert not topic_of("저는 얼마부터 쓸 수 있나요", "ko")
    assert not topic_of("상담원은 몇 시까지 하나요", "ko")


def test_a_case_is_told_before_what_is_asked():
    assert "만료" in case_of("만료되면 어떡해요", "ko")
    assert not case_of("갱신하려면 어떻게 해요", "ko")


@pytest.mark.parametrize(
    "asked",
    ["안 찾으면 어떻게 돼요", "두 달 못 넣었는데요", "찾지 않으면요?", "What happens if I don't?"],
)
def test_somebody_asks_what_follows_from_what_was_not_done(asked):
    assert IF_NOT.search(asked)


@pytest.mark.parametrize("asked", ["안내하면 되나요", "안전하면 좋겠어요", "찾으면 어떻게 돼요"])
def test_not_every_word_that_begins_so_is_a_no(asked):
    assert not IF_NOT.search(asked)


def test_an_article_names_what_was_not_done():
    assert is_unmet("기한 안에 외화를 찾지 못했을 때")
    assert is_unmet("30일 안에 찾지 않은 외화는 원화로 바뀝니다.")
    assert is_unmet("When the currency is not collected in time")
    assert not is_unmet("외화는 30일 안에 찾아야 합니다.")


def test_a_bare_number_beside_words_tells_no_sentence_apart():
    assert telling_words(frozenset({"3", "지나"})) == {"지나"}
    assert telling_words(frozenset({"3"})) == {"3"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("포인트는 얼마부터 쓸 수 있나요", "1,000포인트부터"),
        ("결제일 25일로 하면 언제부터 언제까지 쓴 돈이 나와요", "12일부터 당월 11일까지"),
        ("둘 중에 뭐가 이자 더 많아요 정기예금이랑 청년적금", "정기예금의 금리"),
    ],
)
async def test_an_answer_is_about_what_is_stressed(corpora, asked, told):
    reply = await assistant.reply_to(Question(asked, "ko"))

    assert told in reply.text


def test_the_name_of_a_product_is_no_praise():
    assert not is_glad("든든정기예금 12개월 금리랑 최소 금액")
    assert is_glad("설명이 든든하네요")
