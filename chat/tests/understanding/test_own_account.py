"""What stands in the customer's own account is told apart from how one's account works."""

import pytest
from asgiref.sync import sync_to_async

from chat import assistant
from chat.assistant.types import Question
from chat.assistant.understanding.own_account import is_asked_about, shows
from chat.tests.sample_articles import put_on_shelves


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("제 통장 잔액 얼마예요?", "ko"),
        ("내통장잔액얼마", "ko"),
        ("지금 제 한도 얼마인지", "ko"),
        ("내 카드값 이번 달 얼마 나왔어?", "ko"),
        ("제 대출 심사 결과 나왔나요", "ko"),
        ("월급 들어왔는지 확인해 주세요", "ko"),
        ("제 인증서 언제 만료돼요?", "ko"),
        ("나 이번달 카드값 얼마 나옴?", "ko"),
        ("우리 아들 적금 만기가 언제였죠?", "ko"),
        ("제 신용대출 남은 원금이 얼만가요", "ko"),
        ("내 OTP 언제 발급받았는지 알려줘", "ko"),
        ("저 지금 금리 몇 프로 내고 있는 거예요?", "ko"),
        ("제 청약통장 지금까지 몇 회 냈어요?", "ko"),
        ("제 OTP 지금 잠겨 있나요?", "ko"),
        ("이번 달 캐시백 저한테 얼마 들어와요", "ko"),
        ("제 대출 이자 이번 달에 얼마 빠져나가나요", "ko"),
        ("내 연금저축에 얼마 들어있지", "ko"),
        ("어제 해외로 보낸 돈 도착했나요?", "ko"),
        ("지난주에 신청한 카드 나왔나요?", "ko"),
        ("나 이번달 카드 실적 얼마야", "ko"),
        ("어제 신용대출 신청했는데 저 통과됐나요??", "ko"),
        ("제 신용카드 한도가 지금 얼마로 잡혀 있죠", "ko"),
        ("회사에서 오늘 월급 넣었다는데 들어왔나 확인 부탁드려요", "ko"),
        ("저번주에 금리인하요구 넣었는데 어떻게 됐는지 봐주시겠어요", "ko"),
        ("민원 접수했는데 어떻게 되고 있나요", "ko"),
        ("대출 심사 어떻게 됐는지 확인해주세요", "ko"),
        ("I sent money to Vietnam on Monday. Has it arrived yet?", "en"),
        ("I applied for the Travel card last week, has it been approved?", "en"),
        ("Has my salary come in yet?", "en"),
        ("What's my balance?", "en"),
        ("Was my loan approved?", "en"),
        ("When does my deposit mature?", "en"),
    ],
)
def test_a_question_on_ones_own_account_is_one(question, language):
    assert is_asked_about(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("자동이체 신청했는데 잔액이 없으면 어떻게 처리되나요", "ko"),
        ("송금했는데 잘못 보냈어요 어떻게 되나요", "ko"),
        ("예금 해지했는데 이자는 어떻게 되나요", "ko"),
        ("대출 심사는 어떻게 되고 얼마나 걸리는지 알려주세요", "ko"),
        ("카드 재발급 신청했는데 예전 카드는 어떻게 되고 자동납부는요?", "ko"),
        ("예금자보호 한도가 어떻게 됐는지 알려줘", "ko"),
        ("카톡으로 지인이 급하다고 해서 송금했는데 어떻게 되고 있나요", "ko"),
        ("If I sent money to a wrong account, is it returned?", "en"),
        ("I sent money to someone pretending to be the police, was it accepted?", "en"),
        ("I've submitted documents for a mortgage. How is the application processed?", "en"),
        ("제 한도를 올리려면 어떻게 해요?", "ko"),
        ("해외로 보낸 돈은 언제 도착하나요?", "ko"),
        ("내 계좌를 해지하고 싶어요", "ko"),
        ("제 카드를 잃어버렸어요", "ko"),
        ("내 명의 대출이 있는지 어디서 확인해요?", "ko"),
        ("예금 금리 얼마예요", "ko"),
        ("체크카드 하루 결제 한도 얼마죠", "ko"),
        ("국내 카드 한도 얼마예요", "ko"),
        ("제한 계좌 금리 얼마죠", "ko"),
        ("제휴 카드 포인트 얼마예요", "ko"),
        ("저한테 맞는 적금 금리 얼마예요", "ko"),
        ("제 명의로 통장을 몇 개까지 만들 수 있어요", "ko"),
        ("OTP가 잠겨 있으면 어떻게 풀어요", "ko"),
        ("How long do I have to cancel a loan?", "en"),
        ("How do I raise my limit?", "en"),
        ("I want to close my account", "en"),
        ("Is my deposit insured?", "en"),
        ("Can I change my payment day?", "en"),
    ],
)
def test_how_ones_account_works_is_a_question_like_any_other(question, language):
    assert not is_asked_about(question, language)


def test_where_something_is_seen_is_told_by_a_sentence_with_a_place():
    assert shows("앱의 '카드 > 내 수수료율'에서 확인할 수 있습니다.", "ko")
    assert not shows("수수료는 500원입니다.", "ko")
    assert shows('You can see it in the app under "Cards > My rate".', "en")


@pytest.mark.django_db
async def test_who_asks_for_their_own_is_told_where_just_that_is_seen():
    await sync_to_async(put_on_shelves)()

    reply = await assistant.reply_to(Question("내 무료이체 몇 번 남았어?", "ko"))

    assert "이체 수수료 조회" in reply.text


@pytest.mark.parametrize("text", ["내 대출 만기가 언제더라", "카드 신청한거 지금 어디까지 왔나요"])
def test_what_somebody_once_knew_or_waits_for_is_their_own(text):
    assert is_asked_about(text, "ko")
