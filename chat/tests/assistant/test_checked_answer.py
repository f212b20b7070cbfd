"""What is shown of a model's answer: each sentence that stands in its passages, once, in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicc.platform.inference import llm
from chat.assistant.grounding.checked_answer import CheckedAnswer
from chat.assistant.language.normalise import is_in_language, visible
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found

TEXT = {
    "ko": "급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다.\n가입은 앱에서 하실 수 있습니다.",
    "en": "The bonus rate of 0.5 percentage points is applied when your salary is paid in.",
}
GOOD = "급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다. [1] "
OTHER = "가입은 앱에서 하실 수 있습니다. [1] "


def heard(words, *, language="ko", cuts=(1_000,), question="우대 금리 알려 주세요."):
    """The answer as far as it may be shown, and all that was shown. Raises ModelFailed."""
    published = Published("savings", language, "deposits", "적금", 1)
    passage = Found(published, Passage(1, "우대", TEXT[language]), score=1.0, fits=True)
    shown = []
    answer = CheckedAnswer(
        [passage], language, lambda at, text: shown.append(text), question=question
    )
    at = 0
    while at < len(words):
        for length in cuts:
            answer.add(words[at : at + length])
            at += length
    answer.finish()
    return answer, "".join(shown)


def failure(words, **fields):
    with pytest.raises(llm.ModelFailed) as failed:
        heard(words, **fields)
    return failed.value.kind


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_however_it_is_cut_the_same_is_shown(cuts):
    answer, shown = heard(GOOD + OTHER, cuts=cuts)

    assert shown == answer.text
    assert answer.text.split() == f"{GOOD}{OTHER}".replace("[1]", "").split()


@given(st.text(max_size=400), st.integers(1, 50))
def test_whatever_is_said_is_shown_or_a_failure(words, length):
    try:
        answer, shown = heard(words, cuts=[length])
    except llm.ModelFailed:
        return

    assert answer.found_none
    assert not shown


@pytest.mark.parametrize("none", ["NONE", "NONE.", " NONE [1]", "**NONE**", "'NONE'\n"])
def test_that_nothing_answers_is_said_by_one_word(none):
    answer, shown = heard(none)

    assert (answer.found_none, shown) == (True, "")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("", "empty"),
        (" \n\n ", "empty"),
        ("[1]", "empty"),
        ("안녕하십니까.", "unfounded"),
        ("优惠条件已经批准。[1]", "unfounded"),
        ("Гарантируем одобрение. [1]", "unfounded"),
        ("🎉 🎁", "unfounded"),
        (f"{GOOD}优惠优惠金리 우대 금리가 적용됩니다. [1]", "language"),
        ("우대 금리 bonus가 적용됩니다. [1]", "language"),
        ("우대 금리가 ㅈㅓㄱ용됩니다. [1]", "language"),
        (GOOD * 3, "long"),
        ("우대 금리 " * 400, "long"),
        ("가" * 1_100, "long"),
        (f"{GOOD}우대 금리\ufffd가 적용됩니다. [1]", "malformed"),
        ("우대 금리는 연 이 퍼센트입니다. [1]", "ungrounded"),
        ("우대 금리는 천만 원입니다. [1]", "ungrounded"),
        (f"우대 금리는 {'9' * 5_000}원입니다. [1]", "long"),
        ("우대 금리는 98,765,432,109,876,543,210,987원입니다. [1]", "ungrounded"),
        ("급여를 받으시면 우대 금리가 적용되지 않습니다. [1]", "contradicts"),
        ("우대 금리를 적용하려면 OTP 번호를 알려 주십시오. [1]", "forbidden"),
        ("고객이 우대 금리를 묻고 있습니다. [1]", "reasoning"),
        ("급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다.", "unsourced"),
        ("급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다. [7]", "unsourced"),
    ],
)
def test_what_may_not_be_shown_is_a_failure_of_its_kind(words, kind):
    assert failure(words) == kind


def test_a_sentence_that_is_said_twice_is_shown_once():
    answer, _ = heard(GOOD + OTHER + GOOD)

    assert answer.text.count("우대 금리") == 1


def test_a_citation_in_a_line_of_its_own_shows_nothing():
    answer, shown = heard(GOOD + "\n[1]\n")

    assert shown.strip() == "급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다."
    assert len(answer.said) == 1


def test_unseen_characters_are_not_shown_and_hide_nothing():
    _, shown = heard("급여를 받으시면 우대\u200b 금리\u2066 연 0.5%p가 적용됩니다. [1]")

    assert shown == "급여를 받으시면 우대 금리 연 0.5%p가 적용됩니다."
    assert (
        failure("우대 금리를 위해 비\u200b밀\u200b번\u200b호를 알려 주십시오. [1]") == "forbidden"
    )
    assert visible("한글".encode().decode()) == "한글"


def test_an_answer_in_the_other_language_is_a_failure():
    assert failure(TEXT["en"] + " [1]") in ("language", "unfounded")
    assert failure(TEXT["ko"] + " [1]", language="en") in ("language", "unfounded", "ungrounded")


@pytest.mark.parametrize(
    ("sentence", "language", "known", "is_so"),
    [
        ("OTP를 등록합니다.", "ko", "", True),
        ("Visa 카드로 결제합니다.", "ko", "Visa 카드", True),
        ("Visa 카드로 결제합니다.", "ko", "카드", False),
        ("You may use it.", "ko", "", False),
        ("Use the 전세 loan to pay rent.", "en", "전세", True),
        ("Use the 전세 loan to pay rent.", "en", "", False),
        ("한도는 100만 원입니다.", "en", "한도는 100만 원입니다.", False),
        ("カードを使います。", "ko", "", False),
        ("결제 ㎏ ① 단위입니다.", "ko", "kg", True),
        ("0.5%", "ko", "", True),
    ],
)
def test_which_words_are_in_the_answers_language(sentence, language, known, is_so):
    assert is_in_language(sentence, language, known) is is_so
