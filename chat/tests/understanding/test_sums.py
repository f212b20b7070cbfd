"""A sum is worked out from the customer's figures and a cited sentence's, or not at all."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from aicc.backoffice.dashboard import formatting
from chat.assistant.answering import sums
from chat.assistant.language.amounts import as_said, money_in, months_in, won
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found

DEPOSIT = "정기예금의 금리는 6개월 연 2.6%, 12개월 연 2.9%입니다."
TAX = "이자에는 소득세와 지방소득세를 더한 15.4%의 세금이 붙습니다."
JEONSE = "전세자금대출은 보증금의 80%까지, 최대 200,000,000원을 빌릴 수 있습니다."
EARLY = "중도상환수수료는 주택담보대출이 상환 금액의 0.7%, 신용대출이 0.5%입니다."
EARLY_EN = (
    "The fee for repaying a loan early is 0.7% of the amount repaid for the Gaon Home Mortgage"
    " and 0.5% for the Gaon Personal Loan."
)
ABROAD = "해외에서 쓰면 브랜드 수수료 1.0%와 서비스 수수료 0.25%를 더한 1.25%의 수수료가 붙습니다."
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
        ("신용대출 3천 지금 다 갚으면", "ko", 30_000_000),
        ("1억5천이면", "ko", 150_000_000),
        ("2억 3천 빌리면", "ko", 230_000_000),
        ("1.5조원", "ko", 1_500_000_000_000),
        ("2조 5,000억원", "ko", 2_500_000_000_000),
        ("10,000,000원", "ko", 10_000_000),
        ("1억 5천", "ko", 150_000_000),
        ("1억2천 대출", "ko", 120_000_000),
        ("3백만원", "ko", 3_000_000),
        ("5천만", "ko", 50_000_000),
        ("3천 빌리면", "ko", 30_000_000),
        ("1천5백만원", "ko", 15_000_000),
        ("1억 3년 4.5%", "ko", 100_000_000),
        ("krw 10 million 넣으면", "ko", 10_000_000),
        ("krw 20 million", "en", 20_000_000),
        ("100 million won at 4.5%", "en", 100_000_000),
        ("₩5,000,000", "en", 5_000_000),
        ("1.5 billion krw", "en", 1_500_000_000),
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
    assert money_in("만 19세", "ko") is None
    assert money_in("12 months", "en") is None
    assert money_in("1 million dollars", "en") is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("12개월", 12), ("2년", 24), ("1년 6개월", 18), ("2년 반", 30), ("반년", 6), ("일 년", 12),
        ("a 12-month term", 12), ("3 years", 36), ("two years", 24), ("a year and a half", 18),
        ("2 years and 6 months", 30), ("2026년 1월", None), ("한 달에", None),
        ("each month", None),
        ("500,000 won a month for 12 months", 12),
    ],
)  # fmt: skip
def test_a_term_is_read_in_months(text, months):
    assert months_in(text) == months


def test_interest_of_a_deposit_comes_with_its_formula_and_its_tax():
    result = sums.work_out("천만원 12개월 예금하면 이자 얼마예요", "ko", found(DEPOSIT, TAX))

    assert "290,000원" in result.text
    assert "245,340원" in result.text
    assert "× 연 2.9%" in result.text
    assert result.quote == DEPOSIT


def test_whoever_asks_for_what_is_left_after_tax_reads_it_first():
    result = sums.work_out(
        "500만원 1년 정기예금 넣으면 세후로 얼마 받아요", "ko", found(DEPOSIT, TAX)
    )

    first = result.text.split("\n")[0]
    assert "122,670원" in first
    assert "5,122,670원" in first


def test_without_a_term_each_term_has_its_line():
    result = sums.work_out("천만원 예금하면 이자 얼마예요", "ko", found(DEPOSIT))

    assert "6개월(연 2.6%): 세금 전 130,000원" in result.text
    assert "12개월(연 2.9%): 세금 전 290,000원" in result.text


@pytest.mark.parametrize(
    ("facts", "question", "interest"),
    [
        # The examples of the articles themselves.
        (
            ["자유적금의 금리는 12개월 연 3.0%입니다."],
            "매월 50만원씩 12개월 적금 이자 얼마예요", "97,500원",
        ),
        (
            ["청년적금은 24개월 적금이며 금리는 연 4.5%입니다."],
            "청년적금 월 30만원 2년 이자 얼마", "337,500원",
        ),
        # A lowest and a highest rate give a lowest and a highest sum.
        (
            ["적금 금리는 12개월 기준 기본 연 3.0%이며, 우대조건을 채우면 최고 연 3.8%입니다."],
            "적금 매달 30만원씩 1년 넣으면 이자 얼마예요", "58,500원 ~ 74,100원",
        ),
        # Another bank's table, and its tiers.
        (
            ["12개월: 기본금리 연 2.9%, 최고금리 연 3.8%"],
            "적금 월 10만원 1년 이자 얼마예요", "18,850원 ~ 24,700원",
        ),
        (
            ["이율 1년 미만: 연 2.3%", "이율 2년 미만: 연 2.8%", "이율 2년 이상: 연 3.1%"],
            "매월 10만원씩 18개월 저축하면 이자 얼마예요", "39,900원",
        ),
    ],
)  # fmt: skip
def test_a_savings_plan_bears_interest_month_by_month(facts, question, interest):
    assert interest in sums.work_out(question, "ko", found(*facts)).text


RATES = (
    "대출 금리는 신용대출 연 4.5%–8.9%, 마이너스통장 연 5.0%–9.4%, "
    "전세자금대출 연 3.4%–4.9%입니다."
)


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("1억 3년 4.5% 원리금균등이면 한달에 얼마 내요?", "ko", "2,974,692원"),
        ("주담대 2억 30년 3.6% 원리금균등 매월 얼마 갚나요?", "ko", "909,290원"),
        ("1억 36개월 4.5% 원금균등 상환이면 매달 얼마예요", "ko", "3,152,777원"),
        ("5천만원 5.2% 만기일시로 2년 빌리면 이자 얼마", "ko", "216,666원"),
        ("천만원을 연 4.5%로 빌리면 한 달 이자가 얼마예요?", "ko", "37,500원"),
        ("100 million won at 4.5% over 3 years, monthly payment?", "en", "KRW 2,974,692"),
        ("What is the monthly interest on a KRW 40 million loan at 6%?", "en", "KRW 200,000"),
    ],
)
def test_a_loan_is_worked_out_from_the_customers_own_figures(question, language, first):
    result = sums.work_out(question, language, [])

    assert first in result.text.split("\n")[0]
    assert result.found is None


def test_without_a_rate_of_ones_own_the_products_range_gives_a_range():
    named = sums.work_out("전세자금대출 1억 5천 받으면 한달 이자 얼마쯤", "ko", found(RATES))
    narrower = sums.work_out("마이너스통장 500만원 쓰면 한 달 이자 얼마", "ko", found(RATES))
    any_loan = sums.work_out("1억 빌리면 한달 이자 얼마예요?", "ko", found(RATES))

    assert "425,000원 ~ 612,500원" in named.text
    assert "20,833원 ~ 39,166원" in narrower.text
    assert "전세자금대출(연 3.4–4.9%): 283,333원 ~ 408,333원" in any_loan.text


def test_an_early_repayment_costs_by_the_time_that_is_left():
    rule = (
        "주택담보대출 수수료는 갚는 금액에 0.7%를 곱하고 3년 가운데 남은 기간의 비율을 곱합니다."
    )
    free = "수수료는 대출받은 날부터 3년까지만 붙습니다."

    half = sums.work_out(
        "주택담보대출 1억 1년 6개월 만에 갚으면 수수료 얼마예요", "ko", found(rule, free)
    )
    over = sums.work_out(
        "주택담보대출 1억 4년 지나서 갚으면 수수료 얼마예요", "ko", found(rule, free)
    )

    assert "350,000원" in half.text
    assert "없습니다" in over.text


def test_a_rate_that_is_paid_late_is_the_customers_own_and_what_is_added():
    added = "대출을 연체하면 약정금리에 3%p를 더한 연체이자율이 적용됩니다."
    most = "연체이자율은 최고 연 20%를 넘지 않습니다."

    low = sums.work_out("연 6.5% 대출 연체하면 연체이자율 몇 프로예요?", "ko", found(added, most))

    assert "연 9.5%" in low.text


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        (["천만원 1년 예금 이자 얼마예요?", "2년이면요?"], 24),
        (["천만원 1년 예금 이자 얼마예요?", "2년이면요?", "2천만원이면?"], 24),
        (["영업점 몇 시까지 해요?", "2년이면요?"], 24),
    ],
)
def test_a_follow_up_that_changes_a_figure_keeps_the_others(lines, asked):
    *before, question = lines

    whole_question = sums.with_changes(question, before, "ko")

    assert months_in(whole_question) == asked
    assert whole_question.startswith(question)


def test_a_limit_is_a_share_and_no_more_than_its_most():
    small = sums.work_out("보증금 1억짜리 전세면 대출 얼마까지 나와요", "ko", found(JEONSE))
    large = sums.work_out("보증금 3억짜리 전세면 대출 얼마까지 나와요", "ko", found(JEONSE))

    assert "80,000,000원" in small.text
    assert "200,000,000원까지만" in large.text


def test_of_several_shares_the_named_products_is_taken():
    result = sums.work_out("신용대출 2천만원 미리 갚으면 수수료 얼마예요", "ko", found(EARLY))

    assert "100,000원" in result.text


def test_in_english_a_products_share_stands_before_its_name():
    result = sums.work_out(
        "What is the fee if I repay 20 million won of my personal loan early?",
        "en",
        found(EARLY_EN, language="en"),
    )

    assert "KRW 100,000" in result.text


def test_of_shares_that_add_up_the_whole_is_taken():
    result = sums.work_out("해외에서 카드로 50만원 쓰면 수수료 얼마예요", "ko", found(ABROAD))

    assert "6,250원" in result.text


def test_what_is_beyond_the_insured_amount_is_told():
    result = sums.work_out(
        "예금 1억 3천만원이면 보호 못 받는 금액이 얼마예요", "ko", found(INSURED)
    )

    assert "30,000,000원" in result.text


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("예금하면 이자 얼마예요", [DEPOSIT]),  # no amount
        ("천만원 36개월 예금하면 이자 얼마예요", [DEPOSIT]),  # no rate of that term
        ("천만원 빌리면 한 달 이자 얼마예요", [DEPOSIT]),  # no rate of a loan
        ("천만원 12개월 예금하고 싶어요", [DEPOSIT]),  # asks for no sum
        ("보증금 1억인데 대출 얼마까지 나와요", [INSURED]),  # no share
        ("1억을 빌리면 한 달 이자 얼마예요", [DEPOSIT]),  # no rate of a loan
    ],
)
def test_without_an_operand_there_is_no_sum(question, facts):
    assert sums.work_out(question, "ko", found(*facts)) is None


FREE_TEN = "다른 은행 이체는 매월 10회까지 무료이고 11회째부터 한 건에 500원의 수수료가 붙습니다."
FREE_TEN_EN = (
    "Transfers to another bank in the app are free for the first 10 each month,"
    " and from the 11th the fee is KRW 500 each."
)


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("앱으로 타행이체 14번 하면 수수료 얼마예요", "ko", "2,000원"),
        ("앱으로 이체 11번 했는데 수수료 얼마", "ko", "500원"),
        ("앱으로 이체 9번 하면 수수료 얼마예요", "ko", "수수료가 없습니다"),
        ("I made 14 transfers this month. How much in fees?", "en", "KRW 2,000"),
        ("How much in fees for 3 transfers?", "en", "no fee"),
    ],
)
def test_what_is_free_so_many_times_costs_from_then_on(question, language, told):
    facts = found(FREE_TEN if language == "ko" else FREE_TEN_EN, language=language)

    assert told in sums.work_out(question, language, facts).text


def test_whoever_is_exempt_by_their_account_is_not_told_a_sum_of_fees():
    assert (
        sums.work_out("급여통장인데 14번 이체하면 수수료 얼마예요", "ko", found(FREE_TEN)) is None
    )
    assert sums.work_out("급여통장 없는데 14번 이체하면 수수료 얼마예요", "ko", found(FREE_TEN))


ABROAD_CASH = "해외 ATM에서 현금을 찾으면 건당 3달러와 이용 금액의 1.25%를 수수료로 냅니다."
ABROAD_CASH_EN = "Cash from an ATM abroad costs USD 3 each time plus 1.25% of the amount."


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("해외 ATM에서 400달러 뽑으면 수수료 얼마예요", "ko", "8달러"),
        ("If I take 400 US dollars out of an ATM, how much do you charge?", "en", "is USD 8."),
    ],
)
def test_a_fixed_fee_and_a_share_are_added(question, language, told):
    facts = found(ABROAD_CASH if language == "ko" else ABROAD_CASH_EN, language=language)

    assert told in sums.work_out(question, language, facts).text


def test_paying_by_card_costs_no_cash_fee():
    paying = sums.work_out(
        "해외에서 카드로 400달러 쓰면 수수료 얼마예요", "ko", found(ABROAD_CASH)
    )

    assert paying is None


ONE_LIMIT = "비과세종합저축 한도는 모든 금융회사를 합하여 1인당 원금 50,000,000원입니다."


def test_of_a_limit_on_all_that_one_has_the_rest_is_told():
    asked = "다른 은행에 비과세저축 1200만원 있는데 여기서 얼마까지 더 되나요"

    assert "3,800만원" in as_said(sums.work_out(asked, "ko", found(ONE_LIMIT)).text, "ko")
    assert sums.work_out(asked, "ko", found("자유적금 월 한도는 500,000원입니다.")) is None
    assert sums.work_out(asked.replace("1200만", "6천만"), "ko", found(ONE_LIMIT)) is None


def test_a_discount_is_no_share_of_the_amount():
    discount = "Buying US dollars in the app gives a 90% discount on the exchange fee."
    cash = "Taking banknotes out of the account costs a cash fee of 1.5% of the amount."

    result = sums.work_out(
        "What would you charge me to withdraw 2,000 dollars in notes?",
        "en",
        found(discount, cash, language="en"),
    )

    assert "USD 30" in result.text


@pytest.mark.parametrize("since", ["아직 3년 안 된", "빌린 지 3년 미만인", "3년 안 지난"])
def test_a_loan_that_is_not_so_old_yet_may_still_cost_the_whole_fee(since):
    free = "중도상환수수료는 대출받은 날부터 3년까지만 붙습니다."

    result = sums.work_out(
        f"{since} 신용대출 3천만원 갚으면 수수료 많아야 얼마예요", "ko", found(EARLY, free)
    )

    assert "150,000원" in result.text


def test_another_products_rate_is_no_operand():
    parking = Published("parking", "ko", "deposits", "파킹통장", 1)
    kids = Published("kids", "ko", "deposits", "무럭예금", 1)
    rows = Passage(1, "금리", "300만원 이하: 연 3.0%")
    plan = Passage(1, "금리", "무럭예금은 12개월 연 3.3%입니다.")
    places = [Found(parking, rows, 1.0, fits=True), Found(kids, plan, 0.9, fits=True)]

    asked = "파킹통장에 1000만원 넣으면 1년 이자 얼마예요?"

    assert sums.work_out(asked, "ko", places) is None
    assert "330,000원" in sums.work_out(asked.replace("파킹통장", "무럭예금"), "ko", places).text


def test_who_asks_for_what_is_left_after_tax_asks_for_a_sum():
    worked = sums.work_out("천만원 1년 정기예금 이자 세후", "ko", found(DEPOSIT, TAX))

    assert "245,340원" in worked.text
