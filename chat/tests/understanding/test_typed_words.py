"""What was typed on the wrong keyboard, shortened or decomposed is read as it was meant."""

import unicodedata

import pytest

from chat.assistant.language.keyboard import as_hangul
from chat.assistant.language.short_words import understood


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dlcp gksehdy", "이체 한도요"), ("dPrma rmafl", "예금 금리"), ("zkem qnstlf", "카드 분실")],
)
def test_korean_typed_with_the_keyboard_on_english_is_hangul(typed, meant):
    assert as_hangul(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("app에서 exchange 신청한 거 cancel 가능해요?", "app에서 환전 신청한 거 취소 가능해요?"),
        ("카드 lost했는데 fee 있나요", "카드 분실했는데 수수료 있나요"),
        ("Can I pay by halbu with my card?", "Can I pay by instalment with my card?"),
        ("tongjang opening, what do I bring", "account opening, what do I bring"),
    ],
)
def test_a_banks_words_of_the_other_language_are_understood(typed, meant):
    assert understood(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "fee@bank.example 로 보냈어요",
        "https://bank.example/account 여기서 하나요",
        "What is 할부 on a card?",
        "feedback은 어디에 남기나요",
    ],
)
def test_what_only_holds_such_a_word_stays_as_it_is(text):
    assert understood(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "What is the transfer limit?",
        "loan rates please",
        "how do I get a new card",
        "OTP",
        "transfer",
        "interest",
        "agent",
        "1500",
        "이체 한도 알려줘",
    ],
)
def test_english_is_never_taken_for_hangul(text):
    assert as_hangul(text) == text


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("마통 금리", "마이너스통장 금리"),
        ("주담대는요?", "주택담보대출는요?"),
        ("인뱅 점검", "인터넷뱅킹 점검"),
    ],
)
def test_bankers_short_words_are_read_whole(short, whole):
    assert understood(short) == whole


@pytest.mark.parametrize("text", ["스마통신", "경비번호", "신용대출 한도", "마이너스통장"])
def test_a_name_inside_a_longer_word_is_left_alone(text):
    assert understood(text) == text


def test_decomposed_hangul_is_composed():
    assert understood(unicodedata.normalize("NFD", "대출 금리")) == "대출 금리"


def test_chat_words_are_english_only_where_the_message_is():
    assert understood("plz tell me ur hours") == "please tell me your hours"
    assert understood("u 카드 금리") == "u 카드 금리"
