"""A value in a question picks the case of it that a table names by brackets."""

from datetime import date

import pytest

from chat import assistant
from chat.articles.article_files import ArticleText
from chat.assistant.language.brackets import is_case_of, quantities_in
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question


@pytest.mark.parametrize(
    ("question", "row", "is_its_case"),
    [
        ("2주택자는?", "2주택 이상: 60%", True),
        ("2주택자는?", "1주택자(처분 조건): 70%", False),
        ("6천만원 넣으면요", "5,000만원 초과: 0.8%", True),
        ("6천만원 넣으면요", "300만원 초과 5,000만원 이하: 2.2%", False),
        ("300만원이면요", "300만원 이하: 3.0%", True),
        ("300만원 넘으면요", "300만원 이하: 3.0%", False),
        ("1년짜리요", "6개월 이상 12개월 미만: 2.5%", False),
        ("1년짜리요", "12개월 이상: 3.0%", True),
        ("70살인데요", "만 65세 이상: 면제", True),
        ("70살인데요", "장애인: 면제", None),
        ("금리가 얼마예요", "300만원 이하: 3.0%", None),
        ("2주택자는?", "2주택 이상은 대출하지 않습니다.", None),  # no row
    ],
)
def test_a_row_is_the_case_of_a_value_or_another(question, row, is_its_case):
    assert is_case_of(row, question) is is_its_case


def test_a_value_is_read_with_its_unit():
    assert quantities_in("6천만원을 2년, 19살인데요") == (
        ("원", 6e7),
        ("개월", 24.0),
        ("세", 19.0),
    )


async def test_the_row_of_the_value_that_is_named_comes_first(settings):
    settings.AICC_SEMANTIC = "off"
    rows = "| 300만원 이하 | 연 3.0% |\n| 300만원 초과 | 연 1.2% |\n"
    body = f"## 금리\n| 잔액 | 금리 |\n|---|---|\n{rows}"
    knowledge.load(
        [ArticleText("a", "ko", "general", "잠시맡김 통장", body, date(2026, 1, 1), None)]
    )

    reply = await assistant.reply_to(
        Question("잠시맡김 통장에 500만원 넣으면 금리 얼마예요?", "ko")
    )

    assert reply.text.startswith("300만원 초과")
