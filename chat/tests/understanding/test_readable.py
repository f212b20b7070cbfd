"""Articles of other banks are read as what they are: tables, lists, questions and answers."""

from chat.assistant.retrieval.corpus import readable_passages_of
from chat.assistant.retrieval.readable import readable, sections_of


def test_an_answer_stands_under_its_question_without_its_letter():
    first = "**Q. 수수료가 있나요?**\nA. 수수료는 없습니다."
    second = "**Q2. 며칠 걸리나요?**\nA2. 3일 걸립니다."
    text = f"{first}\n\n{second}"

    assert sections_of("자주 묻는 질문", text) == [
        ("수수료가 있나요?", "수수료는 없습니다."),
        ("며칠 걸리나요?", "3일 걸립니다."),
    ]


def test_a_table_is_told_row_by_row_with_its_heads():
    heads = "| 구분 | 금리 | 한도 |\n|---|---|---|"
    table = f"{heads}\n| 신용대출 | 연 5% | 1억원 |\n| 소액대출 | 연 7% | |"

    assert readable(table) == "신용대출: 금리 연 5%, 한도 1억원\n소액대출: 금리 연 7%"


def test_points_are_told_with_the_lead_that_turns_their_sense():
    text = "다음의 경우에는 보상하지 않습니다:\n- 고의로 생긴 손해\n- 신고하지 않은 손해"

    assert readable(text) == (
        "다음의 경우에는 보상하지 않습니다: 고의로 생긴 손해; 신고하지 않은 손해."
    )


def test_a_long_list_repeats_its_lead_with_each_point():
    points = [f"{number}번째 경우로서 길게 적힌 손해" + "가" * 80 for number in range(5)]
    text = "보상하지 않습니다:\n" + "\n".join(f"- {point}" for point in points)

    assert readable(text).split("\n") == [f"보상하지 않습니다: {point}" for point in points]


def test_signs_of_emphasis_and_links_are_not_shown():
    assert readable("**연 3%**이며 [안내](https://bank.example/a)를 봅니다.") == (
        "연 3%이며 안내를 봅니다."
    )


def test_steps_and_plain_text_stay_as_they_are():
    text = "1. 앱을 엽니다.\n2. 2 * 3을 누릅니다.\n수수료는 500원입니다."

    assert readable(text) == text


def test_sub_headings_and_numbered_headings_head_passages_of_the_same_page():
    body = "## 1. 예금\n### 가. 금리\n연 2%입니다.\n### 한도\n없습니다.\n## 대출\n연 5%입니다."

    told = [(each.page, each.heading, each.text) for each in readable_passages_of(body)]

    assert told == [
        (1, "예금 금리", "연 2%입니다."),
        (1, "예금 한도", "없습니다."),
        (2, "대출", "연 5%입니다."),
    ]
