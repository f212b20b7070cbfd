"""Trouble told sideways is heard, and so is a request for a person in other words."""

import pytest

from chat.assistant.understanding import emergency
from chat.assistant.understanding.triage import rules_find_human


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("지갑째 없어졌어요", "card"),
        ("엄마가 이상한 전화 받고 돈 보냈대요", "sent"),
        ("통장에 있던 돈이 몽땅 없어요", "takeover"),
        ("금감원 직원이 돈을 안전한 계좌로 옮기래요", "phishing"),
    ],
)
def test_trouble_without_its_usual_words_is_heard(said, kind):
    found = emergency.find(said, "ko")

    assert found is not None
    assert (found.kind, found.happened) == (kind, True)


@pytest.mark.parametrize(
    "said",
    [
        "카드 재발급 수수료 얼마예요",
        "카드 포인트가 사라졌어요",
        "이체 실패 떴는데 돈은 빠져나갔어요",
    ],
)
def test_a_question_near_a_loss_is_none(said):
    found = emergency.find(said, "ko")

    assert found is None or not found.happened


@pytest.mark.parametrize(
    "said", ["사람이 답해주면 좋겠는데", "봇이랑 말하기 싫어요 상담원이요", "ㅅㅏ담원 연결해줘"]
)
def test_lin_asks_for_a_person_in_other_words(said):
    assert rules_find_human(said, "ko")


@pytest.mark.parametrize(
    "said",
    [
        "상담원은 됐고요 이체 한도만요",
        "다른 사람 계좌로 이체하고 싶어요",
        "전화번호 바꾸고 싶어요",
    ],
)
def test_a_person_spoken_of_is_no_request(said):
    assert not rules_find_human(said, "ko")
