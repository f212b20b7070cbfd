"""One message is one request or several, and means what it does not rule out."""

import pytest

from chat.assistant.understanding.contrast import meant_in
from chat.assistant.understanding.requests import MOST, split


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("신용대출 금리랑 한도 알려주세요", "ko", 2),
        ("수수료는 얼마고 며칠 걸려요?", "ko", 2),
        ("영업점 몇 시까지 해요? 그리고 전화번호는요?", "ko", 2),
        ("소득공제 얼마 되고 중간에 깨면 어떻게 되나요", "ko", 2),
        ("영업점 시간하고 고객센터 번호요", "ko", 2),
        ("통장은 몇 명까지 되고 해지는 어떻게 해요", "ko", 2),
        ("카드 발급비는 얼마고 몇 번 틀리면 잠겨요?", "ko", 2),
        ("재발급 비용이랑 기간 알려주시고요 번호도 바뀌나요", "ko", 3),
        ("몇 살까지인지, 중간에 빼도 되는지 궁금해요", "ko", 2),
        ("범용 인증서 가격하고 갱신 기간이요", "ko", 2),
        ("금리인하요구 결과 며칠 걸려요? 받아들여지면 그전에 낸 이자도 돌려주나", "ko", 2),
        ("잔액증명서 창구에서 떼면 얼마예요? 글고 토요일도 문 여나요", "ko", 2),
        ("How much is an OTP card and can I use one from another bank?", "en", 2),
        ("opening hours of branches, and can I book a visit?", "en", 2),
        ("What does it cost and how long does it take?", "en", 2),
        ("what's the rate, and is it protected", "en", 2),
        ("The age limit, the top rate and the monthly maximum?", "en", 3),
    ],
)
def test_each_request_stands_alone(text, language, parts):
    assert len(split(text, language)) == parts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("카드랑 통장을 잃어버렸어요", "ko"),
        ("심사 결과 며칠 걸려요?", "ko"),
        ("너무한 거 아닙니까? 수수료 환불은 언제 돼요?", "ko"),
        ("안녕하세요? 적금 금리 알려주세요", "ko"),
        ("이거 말이 됩니까? 수수료가 왜 두 번 나가요?", "ko"),
        ("한도 초과 금액은 어떻게 되나요?", "ko"),
        ("수수료가 두 번 빠졌어요. 언제까지 환불 신청할 수 있나요", "ko"),
        ("해지해 달라고 요구서를 냈습니다. 며칠 안에 답을 주나요", "ko"),
        ("그 통장에 당한 사람이 여럿이래요. 그럼 어떻게 나눠요?", "ko"),
        ("적금을 하나 샀거든요. 하나 더 들 수 있나요?", "ko"),
        ("예금과 적금의 차이가 뭐예요", "ko"),
        ("카드 만들고 얼마 전에 잃어버렸는데 재발급 되나요", "ko"),
        ("I lost my card and my phone", "en"),
        ("How do I apply for a loan?", "en"),
    ],
)
def test_two_things_with_one_request_are_not_parted(text, language):
    assert split(text, language) == [text]


def test_who_asks_much_gets_the_first_requests():
    asked = "금리는요? 한도는요? 수수료는요? 서류는요? 기간은요? 우대는요?"

    assert len(split(asked, "ko")) == MOST


@pytest.mark.parametrize(
    ("text", "language", "meant", "ruled_out"),
    [
        ("신용대출 말고 주택담보대출 금리요", "ko", "주택담보대출 금리요", "신용대출"),
        ("아니 주택담보대출이요", "ko", "주택담보대출이요", ""),
        ("아니 전세 말고 주택담보요", "ko", "주택담보요", "전세"),
        ("no, I meant the mortgage", "en", "the mortgage", ""),
        ("신용대출 금리 말고 한도요", "ko", "신용대출 한도요", "금리"),
        ("얼마예요 십만원짜리 말고 일반 수표요", "ko", "얼마예요 일반 수표요", "십만원짜리"),
        ("주택청약 통장 말고 정기적금 금리", "ko", "정기적금 금리", "주택청약 통장"),
        ("체크카드로 ATM 말고 창구에서 찾으면요", "ko", "체크카드로 창구에서 찾으면요", "ATM"),
        ("보안카드 대신 OTP 한도요", "ko", "OTP 한도요", "보안카드"),
        ("신용대출 빼고 전세대출 금리요", "ko", "전세대출 금리요", "신용대출"),
        ("세금 빼고 이자 얼마예요", "ko", "세금 빼고 이자 얼마예요", ""),
        ("엄마 대신 통장 만들 수 있나요", "ko", "엄마 대신 통장 만들 수 있나요", ""),
        (
            "Instead of the savings plan, the term deposit rate",
            "en",
            "the term deposit rate",
            "the savings plan",
        ),
        ("how can I tell it's not fake", "en", "how can I tell it's not fake", ""),
        ("신용대출 아니고 전세대출이요", "ko", "전세대출이요", "신용대출"),
        (
            "not the savings plan but the term deposit",
            "en",
            "the term deposit",
            "the savings plan",
        ),
        ("the mortgage rate, not the overdraft", "en", "the mortgage rate", "the overdraft"),
        ("예금 금리 알려줘", "ko", "예금 금리 알려줘", ""),
        ("I do not have my PIN", "en", "I do not have my PIN", ""),
    ],
)
def test_what_is_ruled_out_is_not_meant(text, language, meant, ruled_out):
    assert meant_in(text, language) == (meant, ruled_out)
