"""Who asks about one product reads that product's figure, and of two products each one's."""

import pytest

from chat.assistant.answering.subjects import each_product, narrowed, products_in

RATES_KO = (
    "대출 금리는 신용대출 연 4.5%–8.9%, 전세자금대출 연 3.4%–4.9%, 비상금대출 연 5.9%입니다."
)
RATES_EN = (
    "Loan rates are 4.5%–8.9% a year for the personal loan, 3.6% for the mortgage"
    " and 5.9%–9.9% for the emergency loan."
)


@pytest.mark.parametrize(
    ("sentence", "question", "language", "said"),
    [
        (RATES_KO, "신용대출 금리", "ko", "대출 금리는 신용대출 연 4.5%–8.9%입니다."),
        (RATES_KO, "비상금대출 금리", "ko", "대출 금리는 비상금대출 연 5.9%입니다."),
        (RATES_EN, "the mortgage rate", "en", "Loan rates are 3.6% for the mortgage."),
    ],
)
def test_of_a_list_of_products_the_one_asked_about_is_told(sentence, question, language, said):
    assert narrowed(sentence, products_in(question, language), language) == said


@pytest.mark.parametrize(
    "question", ["대출 금리", "주택담보대출 금리", "신용대출이랑 전세대출 금리"]
)
def test_a_list_is_told_whole_where_no_single_product_of_it_is_asked_about(question):
    assert narrowed(RATES_KO, products_in(question, "ko"), "ko") == RATES_KO


def test_a_sentence_that_is_no_list_stays_as_it_is():
    told = "신용대출은 최대 1억원까지, 1년에서 5년 동안, 담보 없이 빌릴 수 있습니다."

    assert narrowed(told, products_in("신용대출", "ko"), "ko") == told


def test_two_products_are_asked_about_one_by_one():
    assert each_product("자유적금이랑 정기예금 금리 알려주세요", "ko") == [
        "자유적금 금리 알려주세요",
        "정기예금 금리 알려주세요",
    ]


@pytest.mark.parametrize("text", ["예금과 적금 금리의 차이가 뭐예요", "정기예금 금리 알려주세요"])
def test_one_product_or_their_difference_stays_one_question(text):
    assert each_product(text, "ko") == []
