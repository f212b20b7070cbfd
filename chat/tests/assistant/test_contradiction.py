"""What denies its passage is known, and what says the same in other words is not taken for it."""

import pytest

from chat.assistant.grounding.contradiction import contradicts, denies
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found

KO = """예금은 만기 전에 해지할 수 있습니다. 만기 전에 해지하면 약정 금리가 적용되지 않습니다.
가온 급여통장의 이체 수수료는 면제됩니다. 타행 자동화기기 출금에는 수수료 1,000원을 받습니다.
자동연장은 최대 3회까지 신청할 수 있습니다. 대출 금리는 변동금리입니다.
신용대출 금리는 연 4.5%이고 담보대출 금리는 연 3.2%입니다."""
EN = """A deposit can be closed before maturity. The agreed rate is not applied after
early closing. Transfers from a Salary Account are free of charge. A withdrawal at another
bank's machine costs KRW 1,000. The loan has a variable rate.
Renewal is possible up to 3 times."""


def found(text, language):
    published = Published("deposit", language, "deposits", "", 1)
    return [Found(published, Passage(1, "", text), score=1.0, fits=True)]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("예금은 만기 전에 해지할 수 없습니다.", "ko"),
        ("만기 전에 해지하면 약정 금리가 적용됩니다.", "ko"),
        ("급여통장의 이체 수수료는 부과됩니다.", "ko"),
        ("타행 자동화기기 출금에는 수수료를 받지 않습니다.", "ko"),
        ("자동연장은 최소 3회까지 신청할 수 있습니다.", "ko"),
        ("대출 금리는 고정금리입니다.", "ko"),
        ("A deposit cannot be closed before maturity.", "en"),
        ("The agreed rate is applied after early closing.", "en"),
        ("Transfers from a Salary Account are charged.", "en"),
        ("The loan has a fixed rate.", "en"),
    ],
)
def test_a_denial_is_known(said, language):
    assert contradicts(said, found({"ko": KO, "en": EN}[language], language), language)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("만기 전이라도 예금을 해지하실 수 있습니다.", "ko"),
        ("만기 전에 해지하시면 약정 금리를 적용하지 않습니다.", "ko"),
        ("만기 전에 해지하시면 약정 금리를 적용받지 못합니다.", "ko"),
        ("급여통장에서는 이체 수수료가 없습니다.", "ko"),
        ("급여통장의 이체 수수료는 무료입니다.", "ko"),
        ("타행 자동화기기에서 출금하시면 수수료 1,000원을 내셔야 합니다.", "ko"),
        ("대출은 변동금리로 적용됩니다.", "ko"),
        ("You can close a deposit before maturity.", "en"),
        ("After early closing the agreed rate is no longer applied.", "en"),
        ("There is no charge for transfers from a Salary Account.", "en"),
        ("Renewal is possible at most 3 times.", "en"),
        ("Not only deposits can be closed before maturity.", "en"),
    ],
)
def test_the_same_in_other_words_is_no_denial(said, language):
    assert not contradicts(said, found({"ko": KO, "en": EN}[language], language), language)


def test_a_briefing_is_held_against_the_conversation_in_the_same_way():
    said = "재발급 카드가 배송되지 않았어요.\n앱에서 배송 상태를 조회했습니다."

    assert denies("재발급 카드가 배송되었습니다.", said, "ko")
    assert not denies("재발급 카드가 아직 배송되지 않았습니다.", said, "ko")
