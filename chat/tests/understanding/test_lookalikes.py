"""Money from a stranger and a frozen account are no loss; a loss is one in whatever words."""

import pytest

from chat.assistant.understanding import classifier, emergency_decision
from chat.assistant.understanding.emergency_lookalikes import case_of, is_lookalike


def trouble(text, language):
    odds = classifier.log_odds(text, language, None)
    return emergency_decision.find(text, language, odds)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("모르는 사람이 제 계좌에 돈을 보냈어요", "ko"),
        ("제 통장이 사기 신고로 정지됐다는데 저는 물건 판 돈이에요", "ko"),
        ("계좌번호 한 자리 틀려서 엉뚱한 데 보냈어요", "ko"),
        ("송금한 거 취소되나요 금액을 잘못 눌렀어요", "ko"),
        ("누가 제 통장에 모르는 돈을 보냈어요. 써도 되나요?", "ko"),
        ("실수로 딴데 송금함 ㅠㅠ 우짬", "ko"),
        ("Someone I don't know sent money to my account", "en"),
        ("My account was reported as a scam account and frozen, I only sold something", "en"),
    ],
)
def test_what_only_sounds_like_fraud_raises_no_alarm(text, language):
    found = trouble(text, language)

    assert found is None or not found.happened
    assert case_of(text, language)


def test_a_locked_password_of_an_account_is_no_frozen_account():
    assert case_of("제 통장이 정지됐대요", "ko")
    assert not case_of("계좌 비번 4자리 몇 번 틀리면 막혀요?", "ko")


def test_a_wrong_name_on_a_transfer_abroad_is_no_mistaken_transfer():
    assert not case_of("해외송금 받는 사람 이름을 잘못 적었어요", "ko")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("현금인출기가 카드를 먹었어요", "ko"),
        ("ATM에서 돈이 안 나와요 카드도 걸렸어요", "ko"),
        ("제 이름으로 몰래 대출된 거 없는지 확인하고 싶어요", "ko"),
        ("the ATM swallowed my card", "en"),
        ("can I check if a loan was taken out in my name", "en"),
    ],
)
def test_what_a_machine_holds_or_somebody_makes_sure_of_raises_no_alarm(text, language):
    found = trouble(text, language)

    assert found is None or not found.happened


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("방금 송금했는데 보이스피싱 같아요", "ko"),
        ("사기당해서 모르는 사람한테 돈을 보냈어요", "ko"),
        ("제 계좌가 해킹당해서 정지됐어요", "ko"),
        ("모르는 사람이 제 통장에서 돈을 빼갔어요 해킹당한 것 같아요", "ko"),
        ("I sent money to a scammer", "en"),
        ("My account was hacked", "en"),
    ],
)
def test_a_loss_is_still_one(text, language):
    found = trouble(text, language)

    assert found is not None
    assert found.happened


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("대여금고 열쇠 분실했어요", "ko"),
        ("영수증을 잃어버렸는데 환불되나요", "ko"),
        ("I lost the key of my safe deposit box", "en"),
    ],
)
def test_what_opens_no_account_is_no_emergency_when_it_is_lost(text, language):
    assert is_lookalike(text, language)


@pytest.mark.parametrize("text", ["지갑이랑 열쇠를 잃어버렸어요", "카드랑 영수증을 분실했어요"])
def test_a_key_that_was_lost_with_a_card_stills_no_alarm(text):
    assert not is_lookalike(text, "ko")
