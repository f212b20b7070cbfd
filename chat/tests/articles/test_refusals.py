"""What the bank has published decides what is answered: no subject is refused by its name."""

from datetime import date

import pytest

from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge


def article(slug, title, text):
    return ArticleText(slug, "ko", "general", title, text, date(2026, 1, 1), None)


PUBLISHED = [
    article("card-fee", "신용카드 연회비", "## 연회비\n신용카드 연회비는 10,000원입니다."),
    article("card-day", "카드 결제일", "## 결제일 변경\n카드 결제일은 앱에서 바꿉니다."),
    article("account", "입출금통장 개설", "## 신청 절차\n통장은 앱에서 신청합니다."),
    article("branch", "영업점 이용 시간", "## 시간\n영업점은 평일 09:00부터 16:00까지 엽니다."),
]
REVOLVING = article(
    "revolving",
    "리볼빙(일부결제금액이월약정)",
    "## 리볼빙 신청과 해지\n리볼빙은 앱의 카드 메뉴에서 신청하고 해지합니다.",
)


def answered_from(question):
    """The article that a question is answered from by words alone; None where it is refused."""
    found = knowledge.search(question, "ko")
    return next((each.article.slug for each in found if each.fits), None)


@pytest.mark.parametrize("question", ["리볼빙 신청하려면 어떻게 해야 되나요", "리볼빙 해지할게요"])
def test_a_product_that_no_article_names_is_answered_once_one_does(question):
    knowledge.load(PUBLISHED)
    assert answered_from(question) is None

    knowledge.load([*PUBLISHED, REVOLVING])

    assert answered_from(question) == "revolving"
