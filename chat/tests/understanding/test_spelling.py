"""A word that no article writes is read as the one that was meant, any other as it stands."""

from datetime import date

import pytest

from chat.articles.article_files import ArticleText
from chat.assistant.language.short_words import understood
from chat.assistant.retrieval import knowledge

TITLES = {
    "ko": ("정기예금 금리", "해외송금 수수료", "대여금고", "자동이체 등록"),
    "en": ("Mortgage documents", "Annual fees of the cards", "Transfer limits"),
}
BODY = {"ko": "이용료는 1년에 50,000원입니다.", "en": "The annual fee is KRW 10,000."}


@pytest.fixture
def articles():
    knowledge.load(
        ArticleText(f"a{at}", language, "general", title, BODY[language], date(2026, 1, 1), None)
        for language, titles in TITLES.items()
        for at, title in enumerate(titles)
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("정기에금 긍리", "정기예금 금리"),
        ("해외송굼 수수뇨는요", "해외송금 수수료는요"),
        ("자동이채를 걸고 싶어요", "자동이체를 걸고 싶어요"),
        ("대여금고이용료", "대여금고 이용료"),
    ],
)
def test_a_korean_word_with_one_wrong_stroke_or_no_blank_is_the_one_that_was_meant(
    articles, typed, meant
):
    assert knowledge.as_meant(typed, "ko") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("morgage documets", "mortgage documents"),
        ("anual fee", "annual fee"),
        ("tranfser limt", "transfer limit"),
    ],
)
def test_an_english_word_with_one_wrong_letter_is_the_one_that_was_meant(articles, typed, meant):
    assert knowledge.as_meant(typed, "en") == meant


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("이제 그만 할래요", "ko"),
        ("돈을 돌려줘야 하나요?", "ko"),
        ("아이폰 배터리가 빨리 닳는 이유", "ko"),
        ("what is the weather like", "en"),
    ],
)
def test_words_of_their_own_stay_as_they_were_typed(articles, line, language):
    assert knowledge.as_meant(line, language) == line


def test_where_no_article_is_there_every_word_stays():
    knowledge.load([])

    assert knowledge.as_meant("tranfer", "en") == "tranfer"


def test_one_word_among_korean_ones_may_be_typed_on_the_latin_layout():
    assert understood("dhxlvl 분실") == "OTP 분실"
    assert understood("youtube 결제") == "youtube 결제"
