"""What a card earns and costs is worked out by the rule that holds for it, or not at all."""

import pytest

from chat.assistant.answering import sums
from chat.tests.understanding.test_sums import found

EARNS = "데일리 신용카드로 편의점에서 결제하면 이용 금액의 1%를 포인트로 적립합니다."
MOST = "데일리 신용카드 포인트는 한 달에 10,000포인트까지 쌓을 수 있습니다."
EARNS_NONE = "트래블 신용카드는 편의점의 1% 포인트 적립 대상이 아닙니다."
NO_INTEREST = "무이자 할부로 결제한 금액에는 데일리 신용카드 포인트를 적립하지 않습니다."
EARNS_EN = "Paying with the Daily Credit Card in cafes earns 1% of the amount in points."
LATE = "카드 대금을 내지 못하면 연체이자율이 붙으며, 연체이자율은 최고 연 20%입니다."
LATE_EN = "A card bill not paid on the day bears late interest, at most 20% a year."
ABROAD = "카드를 해외에서 쓰면 이용 금액의 1.25%의 수수료가 붙습니다."
ABROAD_NONE = "트래블 신용카드는 서비스 수수료가 없습니다."


def passage(*sentences, language="ko"):
    return found(" ".join(sentences), language=language)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("데일리카드로 편의점에서 40만원 쓰면 포인트 몇 점 쌓여요?", "4,000포인트"),
        ("데일리카드로 한 달에 200만원 쓰면 포인트 얼마나 쌓이나요", "10,000포인트까지만"),
        ("데일리카드로 12,345원 결제하면 포인트 얼마예요?", "123포인트"),
    ],
)
def test_points_are_the_share_of_what_is_spent_and_no_more_than_the_months_most(question, told):
    result = sums.work_out(question, "ko", passage(EARNS, MOST, EARNS_NONE))

    assert result is not None
    assert told in result.text
    assert "계산:" in result.text
    assert result.quote == EARNS


def test_points_are_told_in_english_too():
    question = "I spend 400,000 won a month in cafes with the Daily card. How many points is that?"

    result = sums.work_out(question, "en", passage(EARNS_EN, language="en"))

    assert result is not None
    assert "4,000 points" in result.text


@pytest.mark.parametrize(
    "question",
    [
        "트래블카드로 편의점에서 10만원 쓰면 포인트 얼마 쌓여요?",
        "데일리카드로 무이자 할부 120만원 긁으면 포인트 얼마 쌓여요?",
        "5만 포인트면 얼마 받아요?",
    ],
)
def test_what_earns_none_or_is_in_points_already_has_no_sum_of_points(question):
    assert sums.work_out(question, "ko", passage(EARNS, MOST, EARNS_NONE, NO_INTEREST)) is None


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("카드값 100만원을 20일 연체하면 이자 얼마예요? 연 15%라고 치고요", "ko", "8,219원"),
        ("카드값 50만원을 10일 늦게 내면 이자 얼마예요", "ko", "최대 2,739원"),
        ("If I pay 700,000 won 15 days late, how much interest?", "en", "at most KRW 5,753"),
    ],
)
def test_interest_on_arrears_is_counted_by_the_day(question, language, told):
    text = LATE if language == "ko" else LATE_EN

    result = sums.work_out(question, language, passage(text, language=language))

    assert result is not None
    assert told in result.text


def test_a_day_of_the_month_is_no_number_of_days_late():
    question = "결제일이 20일자인데 100만원 연체되면 이자 얼마예요"

    assert sums.work_out(question, "ko", passage(LATE)) is None


def test_a_card_that_is_excepted_from_a_fee_is_not_told_the_others_fee():
    asked = "{}카드로 해외에서 80만원 쓰면 수수료 얼마예요"
    places = passage(ABROAD, ABROAD_NONE)

    daily = sums.work_out(asked.format("데일리"), "ko", places)

    assert daily is not None
    assert "10,000원" in daily.text
    assert sums.work_out(asked.format("트래블"), "ko", places) is None
