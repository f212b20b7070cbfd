"""A figure is the same in every equal spelling, and no other figure is."""

import pytest

from chat.assistant.answering.grounding import stands_in

EQUAL = [
    ("3.5%", "연 3.5퍼센트"),
    ("3.5%", "0.035"),
    ("0.035", "연 3.5%"),
    ("3.50%", "3.5%"),
    ("삼 퍼센트", "3%"),
    ("0.5%p", "0.5퍼센트포인트"),
    ("1만원", "10,000원"),
    ("２만원", "20,000원"),
    ("1억 5천만원", "150,000,000원"),
    ("십만 원", "100,000원"),
    ("백만원", "1,000,000원"),
    ("KRW 5,000", "5천원"),
    ("KRW 100 million", "1억원"),
    ("16:00", "오후 4시"),
    ("오후 4시", "16:00"),
    ("4시", "16:00"),
    ("4 pm", "16시"),
    ("4:00 p.m.", "16:00"),
    ("오전 9시 30분", "09:30"),
    ("오전 9시 반", "09:30"),
    ("3일에서 5일", "3–5일"),
    ("2026년 1월 15일", "2026-01-15"),
    ("15000000번", "1500-0000"),
    ("열흘", "10일"),
    ("반년", "6개월"),
    ("1년", "12개월"),
    ("24 hours", "24시간"),
    ("five business days", "5영업일"),
]
OTHER = [
    ("3.5%", "35%"),
    ("3.5%", "3.5%p"),
    ("0.35", "3.5%"),
    ("삼 퍼센트", "4%"),
    ("10,000원", "1,000원"),
    ("십만 원", "10,000원"),
    ("16:00", "04:00"),
    ("오전 4시", "16:00"),
    ("오후 4시", "4시"),  # the passage does not say which
    ("5일", "5개월"),
    ("열흘", "20일"),
    ("1월 16일", "매년 1월 15일"),
    ("1500-0000", "1500-0001"),
    ("https://bank.example/a", "https://bank.example/b"),
]


@pytest.mark.parametrize(("said", "passage"), EQUAL)
def test_an_equal_spelling_stands_in_the_passage(said, passage):
    assert stands_in(f"답은 {said}입니다.", f"안내: {passage} 기준")


@pytest.mark.parametrize(("said", "passage"), OTHER)
def test_another_figure_does_not(said, passage):
    assert not stands_in(f"답은 {said}입니다.", f"안내: {passage} 기준")


def test_a_text_without_figures_stands_everywhere():
    assert stands_in("심사를 거쳐 정해집니다.", "")
