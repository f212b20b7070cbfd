"""What a card earns and costs is worked out by the rule that holds for it, or not at all."""

import pytest

from chat.assistant.answering import sums
from chat.tests.understanding.test_sums import found

EARNS = "데일리 신용카드로 편의점에서 결제하면 이용 금액의 1%를 포인트로 적립합니다."
MOST = "데일리 신용카드 포인트는 한 달에 10,000포인트까지 쌓을 수 있습니다."
EARNS_NONE = "트래블 신용카드는 편의점의 1% 포인트 적립 대상이 아닙니다."
NO_INTEREST = "무이자 할부로 결제한 금액에는 데일리 신용카드 포인트를 적립하지 않습니다."
EARNS_EN = "Paying with the Daily Credit Card in cafes earns 1% of the amount in points."
LATE = "카드 대금을 내지 못하면 약정금리에 3%p를 더한 연체이자율이 붙으며, 최고 연 20%입니다."
LATE_EN = "A card bill not paid on the day bears late interest, at most 20% a year."
ABROAD = "카드를 해외에서 쓰면 이용 금액의 1.25%의 수수료가 붙습니다."
ABROAD_NONE = "트래블 신용카드는 서비스 수수료가 없습니다."


def passage(*sentences, language="ko"):
    return found(" ".join(sentences), language=language)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("데일리카드로 편의점에서 40만원 쓰면 포인트 몇 점 쌓여요?", "4,000포인트"),
        ("데일리카드로 편의점에서 200만원 쓰면 포인트 얼마나 쌓이나요", "10,000포인트까지만"),
        ("편의점에서 12,345원 결제하면 포인트 얼마예요?", "123포인트"),
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
        "체크카드로 편의점에서 30만원 쓰면 포인트 얼마나 적립돼요?",
        "세금 100만원을 카드로 내면 포인트 얼마예요?",
        "연회비 3만원 내면 포인트 얼마예요?",
        "편의점에서 매월 10만원씩 쓰면 1년에 포인트 얼마예요?",
    ],
)
def test_what_earns_none_or_is_in_points_already_has_no_sum_of_points(question):
    assert sums.work_out(question, "ko", passage(EARNS, MOST, EARNS_NONE, NO_INTEREST)) is None


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("카드값 100만원을 20일 연체하면 이자 얼마예요? 연 15%라고 치고요", "ko", "9,863원"),
        ("대출 1억원 연 5%인데 30일 연체하면 이자 얼마예요?", "ko", "657,534원"),
        ("카드값 100만원을 20일 연체하면 이자 얼마예요? 연 20%라고 치고요", "ko", "10,958원"),
        ("카드값 50만원을 10일 늦게 내면 이자 얼마예요", "ko", "최대 약 2,739원"),
        ("If I pay 700,000 won 15 days late, how much interest?", "en", "at most about KRW 5,753"),
    ],
)
def test_interest_on_arrears_is_counted_by_the_day(question, language, told):
    text = LATE if language == "ko" else LATE_EN

    result = sums.work_out(question, language, passage(text, language=language))

    assert result is not None
    assert told in result.text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("카드값 100만원 20일 결제일인데 연체되면 이자 얼마예요?", "ko"),
        ("12월 3일에 낼 50만원을 연체하면 이자 얼마예요?", "ko"),
        ("마이너스통장 500만원 10일 쓰면 이자 얼마예요? 연체는 아니에요", "ko"),
        ("적금 30만원 10일 연체하면 이자 얼마나 손해예요?", "ko"),
        ("대출 이자 50만원을 15일 늦게 내면 신용점수에 얼마나 영향 있어요?", "ko"),
        ("How much is the fee if a bill of KRW 1,000,000 due in 3 days is late?", "en"),
    ],
)
def test_a_day_of_the_month_or_another_matter_makes_no_interest_on_arrears(question, language):
    text = LATE if language == "ko" else LATE_EN

    assert sums.late_interest(question.lower(), 1_000_000, language, passage(text)) is None


def test_a_card_that_is_excepted_from_a_fee_is_not_told_the_others_fee():
    asked = "{}카드로 해외에서 80만원 쓰면 수수료 얼마예요"
    places = passage(ABROAD, ABROAD_NONE)

    daily = sums.work_out(asked.format("데일리"), "ko", places)

    assert daily is not None
    assert "10,000원" in daily.text
    assert sums.work_out(asked.format("트래블"), "ko", places) is None
