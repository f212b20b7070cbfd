"""Another bank's articles are answered from as they are, in whatever style they were written."""

from datetime import date

import pytest
from django.conf import settings

from chat import assistant
from chat.articles import article_files
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question
from chat.evaluation.cases import read
from chat.evaluation.scoring import judge_all
from chat.management.commands.evaluate import STAND_INS

CASES = settings.BASE_DIR / "deploy" / "evaluation"
# By words alone, as every machine has them.
LEAST_USEFUL = {"other_bank": 0.82, "nuribom_bank": 0.72, "hangyeol_bank": 0.73, "dasol_bank": 0.7}


async def answer_from(body, question, title="새솔 매달적금"):
    knowledge.load([ArticleText("a", "ko", "general", title, body, date(2026, 1, 1), None)])
    return (await assistant.reply_to(Question(question, "ko"))).text


@pytest.mark.long
@pytest.mark.parametrize("bank", LEAST_USEFUL)
async def test_most_questions_about_articles_in_other_styles_get_what_they_ask_for(settings, bank):
    settings.AICC_SEMANTIC = "off"
    texts = [
        entry.article
        for file in article_files.files_in(CASES / bank / "articles")
        for entry in article_files.read(file, STAND_INS)
    ]

    outcomes = [
        one
        async for one in judge_all(read([CASES / bank]), lambda day: knowledge.load(texts, day))
    ]

    useful = [not one.faults for one in outcomes]
    assert sum(useful) / len(useful) >= LEAST_USEFUL[bank]


OVERVIEWS = [
    "## 한눈에 보기\n적금의 금리, 한도, 중도해지를 안내합니다.",
    "적금의 금리와 가입 한도, 중도해지 이율은 아래 각 항목을 확인하시기 바랍니다.",
    "## 새솔 매달적금\n적금 금리, 가입 한도, 중도해지 이자를 한곳에 모았습니다.",
]


@pytest.mark.parametrize("overview", OVERVIEWS)
async def test_an_overview_that_names_everything_answers_nothing(overview):
    parts = "## 금리\n연 2.9%입니다.\n## 한도\n매월 50만원까지 넣습니다."
    more = "## 중도해지\n만기 전에 해지하면 금리의 절반을 적용합니다."

    said = await answer_from(f"{overview}\n{parts}\n{more}", "매달적금 금리가 얼마예요?")

    assert "2.9%" in said
    assert "아래 각 항목" not in said
    assert not said.startswith("적금의 금리, 한도")


@pytest.mark.parametrize(
    "question", ["중고거래 사기도 안심보상 되나요", "중고거래 사기는 안심보상 대상인가요?"]
)
async def test_what_is_not_covered_is_told_as_not_covered(question):
    covered = "## 보상하는 손해\n다음의 손해를 보상합니다.\n- 보이스피싱\n- 메신저피싱"
    left_out = (
        "## 보상하지 않는 손해\n다음의 경우 보상하지 않습니다.\n- 중고거래 사기\n- 가족의 사기"
    )

    said = await answer_from(f"{covered}\n{left_out}", question, "금융사기 안심보상 서비스")

    assert "보상하지 않습니다: 중고거래 사기" in said


async def test_the_rows_of_a_table_stand_on_lines_of_their_own():
    table = "| 기간 | 금리 |\n|---|---|\n| 6개월 | 연 2.4% |\n| 12개월 | 연 2.9% |"

    said = await answer_from(f"## 금리\n{table}", "매달적금 금리 알려주세요")

    assert said.split("\n") == ["6개월: 금리 연 2.4%", "12개월: 금리 연 2.9%"]


async def test_what_a_products_name_holds_is_not_what_is_asked_for():
    body = (
        "질문) 금리인하요구권이 뭔가요?\n답변) 대출 금리를 낮춰 달라고 요구하는 권리입니다.\n"
        "질문) 몇 번 신청할 수 있나요?\n답변) 횟수 제한은 없습니다."
    )

    said = await answer_from(body, "금리인하요구는 몇 번 신청할 수 있어요?", "금리인하요구권 안내")

    assert "횟수 제한은 없습니다." in said


TABLE = (
    "| 기간 | 금리 |\n|---|---|\n| 3개월 | 연 2.0% |\n| 6개월 | 연 2.4% |\n| 12개월 | 연 2.9% |"
)
ROWS = "| 24개월 | 연 3.1% |\n| 36개월 | 연 3.2% |"


async def test_a_table_of_which_no_row_is_asked_for_is_told_whole():
    said = await answer_from(f"## 금리\n{TABLE}\n{ROWS}", "매달적금 금리 알려주세요")

    assert all(rate in said for rate in ("2.0%", "2.4%", "2.9%", "3.1%", "3.2%"))


async def test_a_sentence_that_points_down_is_told_with_what_stands_there():
    text = (
        f"## 금리\n중도해지 금리는 따로 정합니다. 적금 금리는 아래와 같습니다.\n\n{TABLE}\n{ROWS}"
    )

    assert "3.2%" in await answer_from(text, "매달적금 금리 알려주세요")


async def test_of_a_list_by_terms_the_one_that_is_asked_about_is_told():
    text = "## 금리\n6개월 연 2.4%, 12개월 연 2.9%, 24개월 연 3.1%이며 세전입니다."

    assert (
        await answer_from(text, "매달적금 2년짜리 금리는요?") == "24개월 연 3.1%이며 세전입니다."
    )


async def test_no_sentence_of_a_short_section_is_left_out():
    fees = "같은 은행은 무료입니다. 밖으로 보내면 건당 300원입니다. 급여 고객은 모두 무료입니다."

    said = await answer_from(
        f"## 수수료\n{fees}\n## 한도\n하루 1억원입니다.", "자동이체 수수료 얼마죠"
    )

    assert said == fees


async def test_a_value_is_what_its_heading_says():
    text = "## 발급 수수료\n5,000원입니다.\n## 이체 한도\n하루 1억원입니다."

    said = await answer_from(text, "OTP 한도 얼마예요", "OTP")

    assert said.startswith("하루 1억원")


async def test_each_of_two_products_is_told_of_whatever_a_bank_calls_them():
    def article(slug, title, body):
        return ArticleText(slug, "ko", "general", title, body, date(2026, 1, 1), None)

    knowledge.load(
        [
            article("a", "새벽통장 안내", "## 납입 한도\n매달 30만원까지 넣습니다."),
            article("b", "노을통장 안내", "## 납입 한도\n매달 70만원까지 넣습니다."),
        ]
    )

    said = await assistant.reply_to(
        Question("새벽통장이랑 노을통장 각각 납입 한도 알려주세요", "ko")
    )

    assert "30만원" in said.text
    assert "70만원" in said.text


async def test_a_bank_that_offers_what_others_rarely_do_answers_about_it():
    text = "## 금리\n2년 이상이면 연 3.1%입니다.\n## 납입\n매달 50만원까지 넣습니다."

    assert "3.1%" in await answer_from(text, "청약통장 금리는?", "주택청약종합저축")


async def test_who_asks_whether_they_may_reads_who_may_not():
    terms = (
        "## 대상\n만 19세 이상이면 신청합니다.\n\n- 대상 차량: 신차\n- 대상이 아닌 차량: 이륜차"
    )

    said = await answer_from(terms, "오토바이 사는데 자동차대출 되나요", "자동차대출")

    assert "대상이 아닌 차량: 이륜차" in said


async def test_shares_that_fall_due_together_are_added():
    text = "## 해외에서 쓸 때\n해외 결제는 브랜드 수수료 1%와 해외 이용 수수료 0.2%가 붙습니다."

    said = await answer_from(text, "체크카드로 해외에서 100만원 쓰면 수수료 얼마예요", "체크카드")

    assert "12,000원" in said or "1만 2,000원" in said
    assert "1.2%" in said


async def test_numbers_in_brackets_head_what_stands_under_them():
    body = (
        "(1) 수수료\n- 앱송금: 건당 3,000원\n\n(2) 걸리는 시간\n- 앱송금: 2~4영업일\n\n"
        "(3) 한도\n- 하루 3만 달러"
    )

    said = await answer_from(body, "해외송금 수수료 얼마예요?", title="해외송금")

    assert "3,000원" in said
    assert "영업일" not in said


async def test_questions_and_answers_are_read_without_a_mark_behind_their_letters():
    asked = (
        "Q 프리랜서도 되나요?\nA 입금 내역이 있으면 됩니다.\nQ 언제 나오나요?\nA 내일 나옵니다."
    )
    body = f"## 자주 묻는 질문\n{asked}"

    said = await answer_from(body, "서민대출 프리랜서도 되나요?", title="서민대출")

    assert said.startswith("입금 내역이 있으면 됩니다.")
