"""Words meet in their stems, and what customers call otherwise meets in a concept."""

import pytest

from chat.assistant.language.concepts import concepts_of
from chat.assistant.retrieval.tokenizer import stem


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("지났으면", "지나면"),
        ("바꿨는데", "바꾸면"),
        ("걸렸어요", "걸리면"),
        ("보냈는데", "보내면"),
        ("잃어버렸거나", "잃어버리면"),
    ],
)
def test_what_happened_and_what_may_happen_is_one_word(past, present):
    assert stem(past) == stem(present)


@pytest.mark.parametrize("word", ["있어요", "넘겠어요", "금리", "ATM"])
def test_a_word_that_is_in_no_past_stays_as_it_is(word):
    assert "이" not in stem(word)


@pytest.mark.parametrize(
    ("asked", "written", "language"),
    [
        ("회비 통장에서 돈 뺄 수 있나요", "출금은 모임장만 합니다.", "ko"),
        ("남편 명의로 되나요", "배우자의 소득은 더하지 않습니다.", "ko"),
        ("지문 로그인", "생체인증을 켭니다.", "ko"),
        ("종이통장없이 쓰고 싶어요", "무통장 계좌로 바꿀 수 있습니다.", "ko"),
        ("법인도 되나요", "회사 명의 예금", "ko"),
        ("돌아가신 아버지 통장", "상속 예금", "ko"),
        ("비자 연장했어요", "체류 기간이 끝날 때", "ko"),
        ("차 대출", "자동차대출", "ko"),
        ("금통장 수수료", "골드 통장", "ko"),
        ("맥북에서 되나요", "macOS 12 이상", "ko"),
        ("일요일이면 언제 나가요", "주말이나 공휴일이면", "ko"),
        ("독일에서 돈을 받으려면", "해외에서 돈을 받으려면", "ko"),
        ("Where do I pick it up?", "Where to collect exchanged currency", "en"),
        ("How do I get a fee back?", "Refund of a fee", "en"),
        ("Is it possible with a fingerprint?", "biometric login", "en"),
    ],
)
def test_customers_and_articles_meet_in_a_concept(asked, written, language):
    assert concepts_of(asked, language).keys() & concepts_of(written, language).keys()


@pytest.mark.parametrize(
    "text", ["자유입출금통장", "모임주를 빼고 100명", "예금통장", "적금을 사용합니다"]
)
def test_a_part_of_another_word_is_no_concept(text):
    assert not concepts_of(text, "ko").keys() & {"#?출금", "#금거래"}
