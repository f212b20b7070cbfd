"""A worked case answers who asks for one, and nobody else."""

import pytest

from chat import assistant
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.types import Question
from chat.assistant.understanding.aspects import wants_example
from chat.tests.sample_articles import put_on_shelves


@pytest.fixture
def corpora(db):
    put_on_shelves()


@pytest.mark.parametrize(
    "sentence",
    [
        "10,000,000원을 12개월 예금에 맡기면 이자는 290,000원입니다.",
        "대출 1억원을 1년 만에 갚으면 수수료는 350,000원입니다.",
        "매월 300,000원씩 24개월을 채우면 청년적금 원금은 7,200,000원입니다.",
        "대출 50,000,000원의 금리가 6.0%에서 5.5%로 내려가면 이자가 250,000원 줄어듭니다.",
        "우대조건을 하나도 채우지 못해 연 3.5%가 적용되면 세금 전 이자는 약 262,500원입니다.",
        "기준율이 1,300원이고 수수료가 1달러에 22.75원이면 우대 고객은 2.275원만 냅니다.",
        "For a home worth KRW 500,000,000, the limit is KRW 350,000,000.",
        "KRW 10,000,000 borrowed at 4.5% a year costs KRW 37,500 a month.",
        "Paying KRW 300,000 a month for all 24 months makes a principal of KRW 7,200,000.",
    ],
)
def test_a_sentence_that_works_out_one_case_is_an_example(sentence):
    assert is_worked_example(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "수수료는 한 건에 500원입니다.",
        "앱에서 보내면 5,000원이고, 창구에서는 10,000원과 전신료 8,000원을 합한 18,000원입니다.",
        "창구 이체 수수료는 100,000원 이하이면 1,000원, 1,000,000원 이하이면 2,000원입니다.",
        "금융소득이 20,000,000원을 넘으면 넘는 금액이 다른 소득과 합산되어 과세됩니다.",
        "앱은 5,000원이고, 보내는 금액이 1,000,000원이면 창구 수수료는 2,000원입니다.",
        "한도는 카드 한도의 40% 이내이며, 카드 한도가 5,000,000원이면 최대 2,000,000원입니다.",
        "It lends up to 80% of the deposit, at most KRW 200,000,000.",
        "The counter fee is KRW 1,000 for up to KRW 100,000 and KRW 2,000 for more than that.",
        "If financial income is over KRW 20,000,000, file a return before 31 May.",
    ],
)
def test_a_rule_with_figures_is_none(sentence):
    assert not is_worked_example(sentence)


@pytest.mark.parametrize(
    ("question", "language", "wants"),
    [
        ("예를 들어 주세요", "ko", True),
        ("천만원을 1년 넣으면 이자가 얼마예요?", "ko", True),
        ("정기예금 만기가 지나면 어떻게 되나요?", "ko", False),
        ("Can you give an example?", "en", True),
        ("I borrowed a million, what is the interest?", "en", True),
        ("How is the interest worked out?", "en", False),
    ],
)
def test_who_names_figures_of_their_own_wants_a_case(question, language, wants):
    assert wants_example(question, language) is wants


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("정기예금 중도해지하면 이자는 어떻게 되나요?", "ko", "약정금리의 30%"),
        ("환전 수수료 얼마예요", "ko", "90%"),
        ("What happens to the interest if I close my term deposit early?", "en", "30%"),
    ],
)
async def test_a_general_question_is_answered_by_the_rule(corpora, question, language, told):
    reply = await assistant.reply_to(Question(question, language))

    assert told in reply.text
    for quote in (source.quote for source in reply.sources):
        assert "10,000,000" not in quote
        assert "22.75" not in quote


@pytest.mark.parametrize(
    ("question", "told", "later"),
    [
        ("이체 수수료가 얼마예요?", "500원", "청년"),
        ("이체 수수료 면제되나요?", "면제됩니다", "500원"),
    ],
)
async def test_what_a_thing_costs_is_told_before_who_need_not_pay(corpora, question, told, later):
    reply = await assistant.reply_to(Question(question, "ko"))

    first, _, rest = reply.text.partition(told)
    assert rest
    assert later not in first
