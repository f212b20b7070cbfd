"""A figure is the same in every equal spelling, and no other figure is."""

import pytest

from chat.assistant.grounding.grounding import stands_in

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
    ("1조 5,000억원", "1.5조 원"),
    ("1,500,000,000,000원", "1.5조원"),
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
    ("이 퍼센트", "2%"),
    ("천만 원", "10,000,000원"),
    ("삼 점 오 퍼센트", "3.5%"),
    ("영점오퍼센트포인트", "0.5%p"),
    ("일억 오천만 원", "150,000,000원"),
    ("1억 오천만 원", "1억 5,000만원"),
    ("만 오천 원", "15,000원"),
    ("삼십일 이내", "30일 이내"),
    ("두 달", "2개월"),
    ("스물네 시간", "24시간"),
    ("육 개월", "6개월"),
    ("십 년", "10년"),
    ("오후 세 시", "15:00"),
    ("two percent", "2%"),
    ("two and a half percent", "2.5%"),
    ("three point five percent", "3.5%"),
    ("half a percent", "0.5%"),
    ("one hundred thousand won", "KRW 100,000"),
    ("twenty-five days", "25일"),
    ("ten million won", "1,000만원"),
    ("1500 0000", "1500-0000"),
    ("0212345678", "02-1234-5678"),
    ("공이 일이삼사 오육칠팔", "02-1234-5678"),
    ("zero two one two three four five six seven eight", "02-1234-5678"),
    ("1 year", "its 1-year validity"),
    ("24 months", "a 24-month term"),
    ("90 minutes", "a 90-minute limit"),
    ("gaon.example/help", "https://gaon.example 또는 gaon.example/help"),
]
OTHER = [
    ("3.5%", "35%"),
    ("3.5%", "3.5%p"),
    ("0.35", "3.5%"),
    ("삼 퍼센트", "4%"),
    ("10,000원", "1,000원"),
    ("십만 원", "10,000원"),
    ("2조 원", "1.5조 원"),
    ("16:00", "04:00"),
    ("오전 4시", "16:00"),
    ("오후 4시", "4시"),  # the passage does not say which
    ("5일", "5개월"),
    ("열흘", "20일"),
    ("1월 16일", "매년 1월 15일"),
    ("1500-0000", "1500-0001"),
    ("https://bank.example/a", "https://bank.example/b"),
    ("이 퍼센트", "3%"),
    ("천만 원", "100만원"),
    ("two percent", "3%"),
    ("두 달", "3개월"),
    ("010 1234 5678", "1500-0000"),
    ("공일공 일이삼사 오육칠팔", "010-1234-5679"),
    ("gaon-help.com", "www.gaon.example"),
    ("gaon점com", "www.gaon.example"),
    ("@gaon_help", "가온은행"),
    ("2 years", "its 1-year validity"),
    ("a1-year-code", "its 1-year validity"),
    ("gaon_help24", "가온은행 24시간"),
    ("9" * 500 + "원", "9" * 499 + "원"),
]
NO_FIGURES = [
    *("이번 달에 신청합니다.", "이 상품은 예금입니다.", "사원증과 직원 확인", "일원화된 절차"),
    *("이 분께 안내합니다.", "구원 투수", "one of the accounts", "온라인으로 신청", "세 주식"),
]


@pytest.mark.parametrize(("said", "passage"), EQUAL)
def test_an_equal_spelling_stands_in_the_passage(said, passage):
    assert stands_in(f"답은 {said}입니다.", f"안내: {passage} 기준")


@pytest.mark.parametrize(("said", "passage"), OTHER)
def test_another_figure_does_not(said, passage):
    assert not stands_in(f"답은 {said}입니다.", f"안내: {passage} 기준")


@pytest.mark.parametrize("text", NO_FIGURES)
def test_words_that_look_like_numbers_are_none(text):
    assert stands_in(text, "")


def test_part_of_a_figure_is_not_what_the_passage_says():
    assert stands_in("우대 금리는 3.5% 적용됩니다.", "우대 금리는 3.5% 적용됩니다.")
    assert not stands_in("5% 적용됩니다.", "우대 금리는 3.5% 적용됩니다.")


def test_a_text_without_figures_stands_everywhere():
    assert stands_in("심사를 거쳐 정해집니다.", "")
