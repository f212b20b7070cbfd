"""Articles of other banks are read as what they are: tables, lists, questions and answers."""

import pytest

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


QUESTIONS = [
    "## 문의\nQ. 수수료가 있나요?\nA. 없습니다.\nQ. 며칠 걸리나요?\nA. 3일 걸립니다.",
    "## 문의\nQ1) 수수료가 있나요? A1) 없습니다.\nQ2) 며칠 걸리나요? A2) 3일 걸립니다.",
    (
        "## 문의\n**Q.** 수수료가 있나요?\n**A.** 없습니다.\n\n"
        "**Q.** 며칠 걸리나요?\n**A.** 3일 걸립니다."
    ),
    (
        "## 문의\n[질문] 수수료가 있나요?\n[답변] 없습니다.\n"
        "[질문] 며칠 걸리나요?\n[답변] 3일 걸립니다."
    ),
    "## 문의\n**수수료가 있나요?**\n없습니다.\n**며칠 걸리나요?**\n3일 걸립니다.",
    "## 문의\n- 수수료가 있나요?\n  - 없습니다.\n- 며칠 걸리나요?\n  - 3일 걸립니다.",
    "## 문의\n1. 수수료가 있나요?\n없습니다.\n2. 며칠 걸리나요?\n3일 걸립니다.",
    "## 문의\n수수료가 있나요?\n없습니다.\n\n며칠 걸리나요?\n3일 걸립니다.",
    "## 문의\n### Q1. 수수료가 있나요?\nA. 없습니다.\n### Q2. 며칠 걸리나요?\nA. 3일 걸립니다.",
    "## Q. 수수료가 있나요?\n없습니다.\n## Q. 며칠 걸리나요?\n3일 걸립니다.",
    "## 문의\n* 수수료가 있나요? - 없습니다.\n* 며칠 걸리나요? - 3일 걸립니다.",
    "## 문의\n수수료가 있나요? → 없습니다.\n며칠 걸리나요?→ 3일 걸립니다.",
    (
        "## 문의\n<details>\n<summary>수수료가 있나요?</summary>\n\n없습니다.\n</details>\n"
        "<details>\n<summary>며칠 걸리나요?</summary>\n\n3일 걸립니다.\n</details>"
    ),
]


@pytest.mark.parametrize("body", QUESTIONS)
def test_each_answer_stands_under_its_question_however_they_are_marked(body):
    told = [(each.heading.removeprefix("문의 "), each.text) for each in readable_passages_of(body)]

    assert told == [("수수료가 있나요?", "없습니다."), ("며칠 걸리나요?", "3일 걸립니다.")]


HEADINGS = [
    "■ 대상\n누구나 됩니다.\n\n■ 한도\n1억원입니다.",
    "【대상】\n누구나 됩니다.\n【한도】\n1억원입니다.",
    "**대상**\n누구나 됩니다.\n**한도**\n1억원입니다.",
    "대상\n----\n누구나 됩니다.\n\n한도\n====\n1억원입니다.",
    "제1조 (대상) 누구나 됩니다.\n\n제2조(한도) 1억원입니다.",
    "1. 대상\n누구나 됩니다.\n2. 한도\n1억원입니다.",
    "가. 대상\n누구나 됩니다.\n나. 한도\n1억원입니다.",
    "# 대상\n누구나 됩니다.\n# 한도\n1억원입니다.",
    "1. 대상\n\n누구나 됩니다.\n\n2. 한도\n\n1억원입니다.",
    "#1. 대상\n누구나 됩니다.\n#2. 한도\n1억원입니다.",
    "**■ 대상**\n누구나 됩니다.\n**■ 한도**\n1억원입니다.",
    "::: tip\n### ◆ 대상\n누구나 됩니다.\n:::\n### ◆ 한도\n1억원입니다.",
]


@pytest.mark.parametrize("body", HEADINGS)
def test_a_heading_is_one_however_it_is_marked(body):
    assert sections_of("", body) == [("대상", "누구나 됩니다."), ("한도", "1억원입니다.")]


def test_what_somebody_says_of_their_trouble_heads_its_answer():
    text = "**■ 번호를 잊었어요**\n새로 정하십시오.\n**■ 앱이 꺼져요**\n다시 켜십시오."

    told = [("번호를 잊었어요", "새로 정하십시오."), ("앱이 꺼져요", "다시 켜십시오.")]
    assert sections_of("", text) == told


def test_beside_questions_that_are_answered_at_once_a_report_is_too():
    text = "- 무료인가요? - 네.\n- 번호를 잊었어요 - 새로 정하십시오.\n- 며칠인가요? - 3일입니다."

    told = [
        ("무료인가요?", "네."),
        ("번호를 잊었어요", "새로 정하십시오."),
        ("며칠인가요?", "3일입니다."),
    ]
    assert sections_of("", text) == told


def test_points_that_are_parted_by_blank_lines_stay_a_list():
    text = "1. 신청서\n\n   두 장\n\n2. 신분증\n\n   원본"

    assert len(sections_of("준비물", text)) == 1


def test_a_sentence_in_bold_is_no_heading():
    assert sections_of("", "**반드시 확인하십시오.**\n환불되지 않습니다.")[0][0] == ""


def test_a_term_is_told_with_what_it_means():
    text = "영업점\n: 평일 09:30~16:00\n고객센터\n: 평일 09:00~18:00. 신고는 24시간\n: 영어도 됨"

    assert readable(text).split("\n") == [
        "영업점: 평일 09:30~16:00",
        "고객센터: 평일 09:00~18:00. 신고는 24시간, 영어도 됨",
    ]


TURNED = [
    ("", "다음의 경우 보상하지 않습니다.\n- 고의\n- 중과실", "다음의 경우 보상하지 않습니다"),
    ("보상하지 않는 손해", "- 고의\n- 중과실", "보상하지 않는 손해"),
    ("보상하지 않는 손해", "다음과 같습니다.\n- 고의\n- 중과실", "보상하지 않는 손해"),
    (
        "",
        "아래에 해당하면 가입할 수 없습니다.\n1. 고의\n2. 중과실",
        "아래에 해당하면 가입할 수 없습니다",
    ),
    ("", "다음 고객은 제외합니다.\n① 고의\n② 중과실", "다음 고객은 제외합니다"),
    ("Not covered", "- 고의\n- 중과실", "Not covered"),
]


@pytest.mark.parametrize(("heading", "text", "lead"), TURNED)
def test_no_point_is_told_without_the_lead_or_heading_that_turns_its_sense(heading, text, lead):
    told = readable(text, heading).split("\n")

    assert told[-1] == f"{lead}: 고의; 중과실."


def test_a_mere_list_of_things_is_told_with_its_heading_or_its_label():
    assert readable("- 신분증\n- 도장", "준비 서류") == "준비 서류: 신분증; 도장."
    assert readable("부모가 올 때\n- 신분증\n- 도장", "준비물") == "부모가 올 때: 신분증; 도장."
    assert (
        readable("- 필수\n  - 신분증\n  - 도장\n- 선택", "서류")
        == "서류: 필수: 신분증, 도장; 선택."
    )


def test_points_that_say_all_by_themselves_stay_apart():
    text = "- 대출금은 임대인에게 보냅니다.\n- 보증료는 고객이 냅니다."

    assert readable(text, "유의사항").split("\n") == [
        "대출금은 임대인에게 보냅니다.",
        "보증료는 고객이 냅니다.",
    ]
    assert readable("- 고객센터: 1899-7000\n- 영업점: 평일", "연락처") == (
        "고객센터: 1899-7000\n영업점: 평일"
    )


def test_steps_stay_steps_under_a_heading_that_says_how():
    text = "1. 앱 설치\n2. 본인 인증\n3. 신청"

    assert readable(text, "신청 방법") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("기간 | 금리\n:-: | ---\n6개월 | **연 2.1%**이고", "6개월: 금리 연 2.1%이고"),
        ("| 기간 | 금리 |\n|---|---|\n| 1년<br>이상 | 2.1 \\| 2.2 |", "1년 이상: 금리 2.1 | 2.2"),
        ("> | 기간 | 금리 |\n> |---|---|\n> | 6개월 | 2.1% |", "6개월: 금리 2.1%"),
        ("> **연 3.5%**이고\n>> 둘째\n>셋째", "연 3.5%이고\n둘째\n셋째"),
        (
            '[약관](/a "전문")은 <https://www.fss.or.kr/a>에서',
            "약관은 https://www.fss.or.kr/a에서",
        ),
        ("![약도](/m.png)와 [안내][1]\n\n[1]: https://x.example", "약도와 안내"),
        ("~~연 2.0%~~ 연 2.5%입니다", "연 2.5%입니다"),
        ("***모두***는 *(세전)*으로 `1,000원` &amp; a_b_c", "모두는 (세전)으로 1,000원 & a_b_c"),
        ("+ 하나입니다.\n+ [x] 둘입니다.\n* * *\n셋\n===", "하나입니다.\n둘입니다.\n셋"),
        ("```\n한도 1억원\n```", "한도 1억원"),
        ("2 * 3 < 5, [요청] \\ 3 > 2", "2 * 3 < 5, [요청] \\ 3 > 2"),
    ],
)
def test_an_answer_says_what_stands_there_and_none_of_its_signs(text, told):
    assert readable(text) == told


def test_an_answers_letter_takes_no_emphasis_with_it():
    text = "**Q. 금리는?**\nA. **연 3.5%**입니다.\n\n**Q. 한도는?**\n**A.** 1억원입니다."

    assert sections_of("", text) == [("금리는?", "연 3.5%입니다."), ("한도는?", "1억원입니다.")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("연 3.5%<!-- 내부\n메모 -->입니다.", "연 3.5%입니다."),
        ("하나<!-- a --><!-- b -->둘", "하나둘"),
        ("한도 <!-- 1억원", "한도 <!-- 1억원"),
        ("<!-->메모-->한도", "한도"),
    ],
)
def test_what_an_editor_noted_for_colleagues_is_told_to_nobody(text, told):
    assert sections_of("", text) == [("", told)]
