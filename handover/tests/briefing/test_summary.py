"""Three lines hold what an agent would otherwise ask again."""

from chat.assistant.types import Line
from handover.briefing.summary import LINE_CHARACTERS, summary

LIN = [
    Line("customer", "안녕하세요. 어제 해외에서 카드가 두 번 결제됐어요"),
    Line("assistant", "이용 내역을 확인해 주세요."),
    Line(
        "customer", "같은 가게에서 128,000원이 두 번이요. 가게에는 벌써 전화했는데 은행에 하래요"
    ),
    Line("customer", "한 건은 취소하고 싶어요"),
    Line("customer", "상담원 연결해 주세요"),
]


def test_what_is_wanted_how_things_stand_and_what_was_tried_has_a_line_each():
    wanted, stands, tried = summary(LIN, "ko").split("\n")

    assert "한 건은 취소하고 싶어요" in wanted
    assert "128,000원이 두 번" in stands
    assert "벌써 전화했는데" in tried
    assert "상담원 연결" not in summary(LIN, "ko")


def test_an_english_conversation_is_told_in_english():
    lines = [Line("customer", "I want to close my savings account. It was opened in May 2021.")]

    wanted, stands, tried = summary(lines, "en").split("\n")

    assert wanted == "Wants: I want to close my savings account."
    assert stands == "Situation: It was opened in May 2021."
    assert tried == "So far: Nothing was answered yet."


def test_what_was_answered_is_told_where_the_customer_says_nothing_of_it():
    lines = [Line("customer", "금리가 얼마예요?"), Line("agent", "연 3.2%입니다.")]

    assert "연 3.2%입니다." in summary(lines, "ko").split("\n")[2]


def test_notices_and_replies_to_a_greeting_are_not_what_was_answered():
    lines = [
        Line("customer", "안녕하세요"),
        Line("assistant", "안녕하세요. 무엇을 도와드릴까요?"),
        Line("customer", "금리가 얼마예요?"),
        Line("assistant", "연 3.2%입니다."),
        Line("assistant", "상담원 연결을 요청했습니다."),
        Line("customer", "상담원 연결해 주세요"),
        Line("assistant", "이미 상담원 연결을 기다리고 계십니다."),
    ]

    tried = summary(lines, "ko").split("\n")[2]

    assert "연 3.2%입니다." in tried
    assert "상담원 연결" not in tried


def test_who_only_greeted_was_answered_nothing_yet():
    lines = [Line("customer", "Hello"), Line("assistant", "Hello. How can I help?")]

    assert summary(lines, "en").split("\n")[2] == "So far: Nothing was answered yet."


def test_a_long_conversation_keeps_to_three_lines_and_to_its_beginning_and_end():
    talk = [Line("customer", f"그리고 다른 것도 물어볼게요, {n}번 서류는요?") for n in range(100)]
    lines = [Line("customer", "전세대출 2억원을 연장하려고요"), *talk]

    found = summary([*lines, Line("customer", "12월 24일까지 끝내야 해요")], "ko")

    assert len(found.split("\n")) == 3
    assert max(len(row) for row in found.split("\n")) <= LINE_CHARACTERS + 20
    assert "전세대출 2억원" in found


def test_nothing_said_is_no_failure():
    assert len(summary([], "ko").split("\n")) == 3
