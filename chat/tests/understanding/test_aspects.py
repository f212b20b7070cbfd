"""What of a thing a question asks, which value it wants, and which sentence tells that."""

import pytest

from chat.assistant.understanding.answer_type import tells, types_asked
from chat.assistant.understanding.aspects import (
    asked_in,
    only_wishes,
    told_in,
    without_subject,
)


@pytest.mark.parametrize(
    ("question", "language", "aspect"),
    [
        ("정기예금 금리가 어떻게 되나요", "ko", "rate"),
        ("이체 한도를 올리고 싶어요", "ko", "raise"),
        ("이체 한도를 낮추고 싶어요", "ko", "lower"),
        ("Can I lower my limit?", "en", "lower"),
        ("분실 신고를 풀고 싶어요", "ko", "cancel"),
        ("남편이 대신 해지해도 되나요", "ko", "proxy"),
        ("재발급하는 데 며칠 걸려요?", "ko", "time"),
        ("무슨 서류 내야 돼요", "ko", "papers"),
        ("영업점 시간만 알려주세요", "ko", "hours"),
        ("만기 전에 깨면요?", "ko", "early"),
        ("What documents do I need?", "en", "papers"),
        ("How long does it take?", "en", "time"),
        ("우대금리 받으려면 뭘 해야 해요", "ko", "condition"),
        ("How do I get the extra rate?", "en", "condition"),
        ("What is the maximum?", "en", "limit"),
    ],
)
def test_a_question_asks_for_its_aspect(question, language, aspect):
    assert aspect in asked_in(question, language)


def test_what_something_is_asks_for_no_aspect():
    assert asked_in("가온인증서가 뭐예요", "ko") == frozenset()
    assert asked_in("what is a standing order", "en") == frozenset()


def test_a_share_of_a_price_is_no_interest_rate():
    assert "rate" not in told_in("집값의 최대 70%까지 빌릴 수 있습니다.", "ko")
    assert "rate" in told_in("12개월 금리는 연 2.9%입니다.", "ko")
    assert "rate" not in told_in("It lends up to 70% of the value of the home.", "en")
    assert "rate" in told_in("It pays 2.9% a year for 12 months.", "en")


@pytest.mark.parametrize(
    ("question", "language", "right", "wrong"),
    [
        ("며칠 걸려요?", "ko", "3–5영업일 안에 배송됩니다.", "등록된 주소로 배송됩니다."),
        ("몇 월에 신고해요?", "ko", "다음 해 5월 1일부터 신고합니다.", "국세청에 신고합니다."),
        ("몇 자리로 정해요?", "ko", "10자리 이상으로 정합니다.", "비밀번호를 정합니다."),
        ("전화번호가 뭐예요", "ko", "1500-0000으로 전화합니다.", "전화로 문의합니다."),
        ("how often does it change?", "en", "It changes every 6 months.", "It changes later."),
        ("what is the maximum?", "en", "At most KRW 500,000.", "At most a share."),
    ],
)
def test_a_value_is_asked_for_and_told(question, language, right, wrong):
    types = types_asked(question, language)

    assert tells(right, types, language)
    assert not tells(wrong, types, language)


def test_no_value_is_wanted_by_a_mere_wish():
    assert types_asked("카드를 만들고 싶어요", "ko") == frozenset()


@pytest.mark.parametrize(
    ("question", "title", "aspect"),
    [
        ("금리인하요구는 언제까지 돼요?", "금리인하요구권 안내", "rate"),
        ("한도제한계좌는 누가 써요?", "한도제한계좌", "limit"),
        ("수수료면제고객은 누구예요?", "수수료면제고객 안내", "fee"),
    ],
)
def test_a_compound_is_about_what_it_ends_in(question, title, aspect):
    assert aspect in asked_in(question, "ko")
    assert aspect not in asked_in(without_subject(question, title, "ko"), "ko")


@pytest.mark.parametrize(
    ("question", "title", "aspect"),
    [
        ("이체한도가 얼마예요?", "이체한도", "limit"),
        ("대출금리 알려주세요", "대출금리 안내", "rate"),
        ("금리가 얼마예요?", "금리인하요구권 안내", "rate"),
    ],
)
def test_what_a_compound_ends_in_is_still_asked_for(question, title, aspect):
    assert aspect in asked_in(without_subject(question, title, "ko"), "ko")


def test_what_cannot_be_done_tells_who_may():
    assert "eligibility" in told_in("신청할 수 없는 경우: 집을 2채 이상 가진 분.", "ko")
    assert "eligibility" in told_in("집단대출은 되지 않습니다.", "ko")


def test_moving_something_is_a_change_and_asks_how():
    assert asked_in("인증서 폰으로 옮기려면요?", "ko") >= {"change", "how"}
    assert "raise" in asked_in("I need a higher limit on my card", "en")


@pytest.mark.parametrize(
    ("question", "language"),
    [("갓난아기 통장을 부모가 만들려면요", "ko"), ("Can I open an account for my son?", "en")],
)
def test_a_parent_who_acts_for_a_child_is_nobodys_proxy(question, language):
    assert "proxy" not in asked_in(question, language)


def test_raising_a_limit_is_not_told_by_how_it_is_lowered():
    assert "raise" not in told_in("이체 한도를 낮추는 것은 앱에서 할 수 있습니다.", "ko")
    assert "lower" in told_in("You can lower the transfer limit in the app.", "en")


@pytest.mark.parametrize(
    ("message", "language", "wishes"),
    [
        ("민원 넣고 싶습니다", "ko", True),
        ("I would like to file a complaint", "en", True),
        (
            "대출받은 지 열흘 됐는데 무르고 싶어요",
            "ko",
            False,
        ),  # asks whether it still can be done
        ("한도를 올리고 싶어요", "ko", False),  # asks for that by name
    ],
)
def test_a_bare_wish_asks_for_the_way(message, language, wishes):
    assert only_wishes(message, language) is wishes


def test_who_asks_how_to_come_by_a_better_rate_asks_for_its_conditions():
    asked = asked_in("적금 우대금리 받으려면 어떻게 해야 하나요", "ko")

    assert asked >= {"condition"}
    assert not asked & {"rate", "how"}
    assert "condition" in told_in("급여를 6개월 이상 받으면 우대금리 0.3%p를 더합니다.", "ko")
    assert "condition" not in told_in("우대금리는 만기에 해지할 때만 더해집니다.", "ko")
