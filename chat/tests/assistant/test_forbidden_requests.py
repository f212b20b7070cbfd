"""What no bank asks for is refused in any words; a warning against it may be said."""

import pytest

from chat.assistant.grounding.forbidden_requests import asks_what_is_forbidden, is_never_said

WARNINGS = [
    "가온은행 직원은 비밀번호, OTP 번호, 보안카드 번호를 묻지 않습니다.",
    "비밀번호를 다른 사람에게 알려 주지 마십시오.",
    "인증번호를 말해 달라는 전화는 사기이므로 끊으십시오.",
    "원격 제어 앱을 설치하지 마십시오.",
    "비밀번호를 알려 준 경우에는 보상이 제한될 수 있습니다.",
    "안전 계좌로 이체하라는 전화는 사기입니다. 안전 계좌로 이체하지 마십시오.",
    "Gaon Bank staff never ask for your password or OTP.",
    "Do not tell anyone your PIN.",
    "Never install a remote control app.",
    "Do not transfer money to a safe account.",
]
PLAIN = [
    "비밀번호를 잊으셨으면 가온뱅크 앱에서 새로 정하실 수 있습니다.",
    "재발급한 카드는 등록된 주소로 보내 드립니다.",
    "온라인으로 신청하실 수 있습니다.",
    "The bank sends the card to your address.",
    "You can change your password in the app.",
    "The Term Deposit keeps its rate.",
]


@pytest.mark.parametrize("text", WARNINGS + PLAIN)
def test_a_warning_and_a_plain_sentence_may_be_said(text):
    for sentence in text.split(". "):
        assert asks_what_is_forbidden(sentence, text) == ""


def test_the_banks_own_forms_may_be_named_and_secrets_told_never():
    form = "가온뱅크 앱에서 인증번호를 입력합니다."
    told = "인증번호를 상담원에게 알려 주십시오."

    assert asks_what_is_forbidden(form, form) == ""
    assert asks_what_is_forbidden(form, "") == "asks for a secret"
    assert asks_what_is_forbidden(told, told) == "asks for a secret"


def test_the_banks_own_channel_may_be_named():
    said = "카카오톡 채널에서 상담하실 수 있습니다."

    assert asks_what_is_forbidden(said, "카카오톡 채널을 운영합니다.") == ""
    assert asks_what_is_forbidden(said, "전화로 상담합니다.") == "another channel"


def test_what_is_asked_for_in_two_sentences_is_asked_for():
    before, then = "우대를 위해 OTP 번호가 있어야 합니다.", "지금 이 창에 보내 주십시오."

    assert asks_what_is_forbidden(then, "") == ""
    assert asks_what_is_forbidden(then, "", before) == "asks for a secret"


def test_an_agreement_with_an_agent_may_name_a_channel_and_no_secret():
    assert is_never_said("카카오톡으로 안내해 드리기로 했습니다.") == ""
    assert is_never_said("인증번호를 불러 주시기로 했습니다.") == "asks for a secret"


SIGN_UP = (
    "1. '인증서 > 금융인증서'를 엽니다.\n2. 이름과 휴대전화 번호를 입력합니다.\n"
    "3. OTP 번호는 은행 창구에서 받습니다."
)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("'인증서 > 금융인증서'를 엽니다.", "이름과 휴대전화 번호를 입력합니다."),
        ("OTP 번호는 은행 창구에서 받습니다.", "이름과 휴대전화 번호를 입력합니다."),
    ],
)
def test_what_one_sentence_names_the_banks_own_next_one_does_not_ask_for(before, said):
    assert asks_what_is_forbidden(said, SIGN_UP, before) == ""


def test_a_sentence_that_is_not_the_banks_asks_for_what_was_named_before_it():
    before, then = "OTP 번호는 은행 창구에서 받습니다.", "이 창에 입력하십시오."

    assert asks_what_is_forbidden(then, SIGN_UP, before) == "asks for a secret"
    told = f"{SIGN_UP}\n이 창에 보내 주십시오."
    assert asks_what_is_forbidden("이 창에 보내 주십시오.", told, before) == "asks for a secret"
