"""Behind an answer stands what is nearly as good, once, and alone."""

import pytest

from chat.assistant.answering.choice import MOST_NEXT, next_best
from chat.assistant.answering.sentence_choice import Sentence
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found


def passage(slug, page, text):
    article = Published(slug, "ko", "cards", "안내", 1)
    return Found(article, Passage(page, "", text), score=1.0, fits=True)


FIRST = passage("card", 1, "가. 나. 다. 라.")
BESIDE = passage("card", 2, "포인트 유효기간은 5년입니다.")
ELSEWHERE = passage("loan", 1, "대출 한도는 1억원입니다.")
STEPS = passage("card", 3, "1. 앱을 엽니다.\n2. 카드를 누릅니다.")


def one(found, text, worth, place=0):
    return Sentence(found, place, text, worth, frozenset())


def said(*sentences, most=MOST_NEXT):
    best = one(FIRST, "연회비는 만원입니다.", 10.0)
    return [each.text for each in next_best([best], [best, *sentences], most, "ko")]


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        (one(BESIDE, "포인트 유효기간은 5년입니다.", 3.1), True),
        (one(BESIDE, "포인트 유효기간은 5년입니다.", 2.9), False),
        (one(ELSEWHERE, "대출 한도는 1억원입니다.", 7.6), True),
        (one(ELSEWHERE, "대출 한도는 1억원입니다.", 7.4), False),
        (one(BESIDE, "다만, 법인은 제외합니다.", 9.0), False),
        (one(STEPS, "카드를 누릅니다.", 9.0), False),
        (one(BESIDE, "연회비는 만원이고 카드를 쓰지 않아도 냅니다.", 9.0), False),
        (one(BESIDE, "연회비 만원", 9.0), False),
    ],
    ids=[
        "its article, near enough",
        "its article, too weak",
        "another article, nearer",
        "another article, too weak",
        "it leans on what stands before it",
        "a step of a list",
        "it says the same and more",
        "it says the same",
    ],
)
def test_a_next_sentence_is_said_where_it_is_near_and_stands_alone(sentence, is_said):
    assert (sentence.text in said(sentence)) is is_said


def test_there_are_so_many_of_them_at_most():
    more = [
        one(passage("card", 9 + at, text), text, 5.0 - at / 10)
        for at, text in enumerate(("수수료 있음.", "환불 가능.", "배송 무료."))
    ]

    assert said(*more) == ["수수료 있음.", "환불 가능."]
    assert said(*more, most=1) == ["수수료 있음."]
    assert said(*more, most=0) == []
