"""A sum is worked out from the customer's figures and a cited sentence's, or not at all."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from aicc.backoffice.dashboard import formatting
from chat.assistant.answering import sums
from chat.assistant.language.amounts import money_in, months_in, won
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found

DEPOSIT = "정기예금의 금리는 6개월 연 2.6%, 12개월 연 2.9%입니다."
TAX = "이자에는 소득세와 지방소득세를 더한 15.4%의 세금이 붙습니다."
JEONSE = "전세자금대출은 보증금의 80%까지, 최대 200,000,000원을 빌릴 수 있습니다."
EARLY = "중도상환수수료는 주택담보대출이 상환 금액의 0.7%, 신용대출이 0.5%입니다."
INSURED = "예금은 한 사람당 1억원까지 보호됩니다."


def found(*sentences, language="ko"):
    article = Published("an-article", language, "loans", "안내", 1)
    return [Found(article, Passage(1, "", text), score=1.0, fits=True) for text in sentences]


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("천만원", "ko", 10_000_000),
        ("1억 2천만원", "ko", 120_000_000),
        ("오백만원", "ko", 5_000_000),
        ("1.5조원", "ko", 1_500_000_000_000),
        ("2조 5,000억원", "ko", 2_500_000_000_000),
        ("10,000,000원", "ko", 10_000_000),
        ("krw 20 million", "en", 20_000_000),
        ("50,000 won", "en", 50_000),
    ],
)
def test_money_is_read_as_people_write_it(text, language, amount):
    assert money_in(text, language) == Decimal(amount)


def test_no_amount_is_rounded_where_it_is_said():
    assert won(Decimal("1.5e12"), "ko") == "1,500,000,000,000원"
    with override("ko"):
        assert formatting.won(1.5e12) == "1,500,000,000,000원"
        assert formatting.won(149_999_999.6) == "150,000,000원"


def test_a_count_is_no_money():
    assert money_in("3개월 동안", "ko") is None
    assert money_in("12 months", "en") is None


def test_a_term_is_read_in_months():
    assert (months_in("12개월"), months_in("2년"), months_in("a 12-month term")) == (12, 24, 12)


def test_interest_of_a_deposit_comes_with_its_formula_and_its_tax():
    result = sums.work_out("천만원 12개월 예금하면 이자 얼마예요", "ko", found(DEPOSIT, TAX))

    assert "290,000원" in result.text
    assert "245,340원" in result.text
    assert "× 연 2.9%" in result.text
    assert result.quote == DEPOSIT


def test_a_limit_is_a_share_and_no_more_than_its_most():
    small = sums.work_out("보증금 1억짜리 전세면 대출 얼마까지 나와요", "ko", found(JEONSE))
    large = sums.work_out("보증금 3억짜리 전세면 대출 얼마까지 나와요", "ko", found(JEONSE))

    assert "80,000,000원" in small.text
    assert "200,000,000원까지만" in large.text


def test_of_several_shares_the_named_products_is_taken():
    result = sums.work_out("신용대출 2천만원 미리 갚으면 수수료 얼마예요", "ko", found(EARLY))

    assert "100,000원" in result.text


def test_what_is_beyond_the_insured_amount_is_told():
    result = sums.work_out(
        "예금 1억 3천만원이면 보호 못 받는 금액이 얼마예요", "ko", found(INSURED)
    )

    assert "30,000,000원" in result.text


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("예금하면 이자 얼마예요", [DEPOSIT]),  # no amount
        ("천만원 예금하면 이자 얼마예요", [DEPOSIT]),  # no term
        ("천만원 36개월 예금하면 이자 얼마예요", [DEPOSIT]),  # no rate of that term
        ("천만원 빌리면 한 달 이자 얼마예요", [DEPOSIT]),  # no rate of a loan
        ("천만원 12개월 예금하고 싶어요", [DEPOSIT]),  # asks for no sum
        ("보증금 1억인데 대출 얼마까지 나와요", [INSURED]),  # no share
    ],
)
def test_without_an_operand_there_is_no_sum(question, facts):
    assert sums.work_out(question, "ko", found(*facts)) is None
