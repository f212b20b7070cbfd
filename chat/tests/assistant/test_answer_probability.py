"""The score of an answer is how probable it is that it is useful, and doubt is said."""

from dataclasses import replace
from datetime import date

import pytest

from chat import assistant
from chat.articles.article_files import ArticleText
from chat.assistant.answering import replies, usefulness
from chat.assistant.answering.extractive import Draft
from chat.assistant.answering.usefulness import NAMES, SURE, SURE_FROM, cautious
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.corpus import Passage, Published
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.types import Question, Source
from chat.evaluation.reliability import (
    SURE_AND_WRONG,
    Judged,
    bins,
    fit,
    kept_out,
    sure_and_wrong,
    table,
)
from handover.reporting.counting import confidence_of

SAVINGS = "## 금리\n새솔 매달적금의 금리는 연 2.9%입니다."


def answer(covered, useful, said=0.5):
    return Judged(dict.fromkeys(NAMES, 0.0) | {"covered": covered}, "words", said, useful)


async def test_an_answer_carries_its_probability_as_its_score():
    knowledge.load(
        [ArticleText("a", "ko", "general", "매달적금", SAVINGS, date(2026, 1, 1), None)]
    )

    reply = await assistant.reply_to(Question("매달적금 금리 얼마예요?", "ko"))

    assert 0 < reply.trace["probability"] < 1
    assert {source.score for source in reply.sources} == {reply.trace["probability"]}
    assert set(reply.trace["signals"]) == set(NAMES)
    assert confidence_of(reply.trace) == reply.trace["probability"]


def test_an_answer_that_was_not_weighed_is_as_sure_as_its_best_passage():
    assert confidence_of({"passages": [{"score": 0.3}, {"score": 0.7}]}) == 0.7
    assert confidence_of({"passages": []}) == 0.0
    assert confidence_of({}) is None


def test_every_signal_has_a_weight_in_both_ways():
    for way in ("words", "meaning"):
        assert set(usefulness.weights()[way]) == {"bias", SURE_FROM, *NAMES}


@pytest.mark.parametrize(
    ("odds", "said"),
    [(0.3, 0.3), (0.69, 0.69), (0.7, 0.76), (0.81, 0.775), (0.92, 0.92), (0.98, 0.98)],
)
def test_what_cannot_be_told_apart_is_said_to_be_less_sure(odds, said):
    assert cautious(odds, sure_from=0.92) == pytest.approx(said)


def test_a_score_keeps_the_order_of_answers():
    said = [cautious(step / 100, sure_from=0.93) for step in range(101)]

    assert said == sorted(said)
    assert not [each for each in said if SURE < each < 0.93]


def test_an_answer_is_sure_from_where_hardly_a_wrong_one_kept_out_of_the_fit_comes():
    chances = (0.1, 0.3, 0.45, 0.6, 0.7, 0.85, 0.9)
    seen = [
        replace(answer(covered, covered > chance), family=f"{covered} {chance}")
        for covered in (0.2, 0.5, 0.8, 0.95)
        for chance in chances
        for _ in range(5)
    ]

    learned = fit(seen)
    wrong = [odds for odds, each in zip(kept_out(seen), seen, strict=True) if not each.useful]

    assert learned[SURE_FROM] >= SURE
    above = sum(odds > learned[SURE_FROM] + 0.0001 for odds in wrong)
    assert above <= SURE_AND_WRONG * len(wrong)


def test_what_is_fitted_tells_more_probable_answers_from_others():
    seen = [answer(1.0, True) for _ in range(270)] + [answer(1.0, False) for _ in range(30)]
    seen += [answer(0.0, False) for _ in range(240)] + [answer(0.0, True) for _ in range(60)]

    learned = fit(seen)

    assert learned["covered"] > 1
    assert learned["bias"] < 0
    assert fit(seen) == learned


def test_reliability_is_counted_bin_by_bin():
    seen = [answer(0, True, 0.95), answer(0, False, 0.95), answer(0, False, 0.3)]

    low, high = bins(seen)

    assert (low.answers, low.useful, high.answers, high.useful) == (1, 0.0, 2, 0.5)
    assert sure_and_wrong(seen) == 0.5
    assert "| 0.9–1.0 | 2 | 0.95 | 0.50 |" in table(seen)


def found(slug, title):
    return Found(Published(slug, "ko", "cards", title, 1), Passage(1, "", ""), 0.5, fits=True)


@pytest.mark.parametrize(
    ("odds", "said", "taps"),
    [
        (0.9, "", ()),
        (0.6, "‘카드 재발급’과 ‘카드 분실’ 가운데", ("카드 재발급", "카드 분실", "상담원 연결")),
        (0.2, "확실하지 않습니다", ("상담원 연결",)),
    ],
)
def test_middling_asks_which_of_two_is_meant_and_low_offers_a_person(odds, said, taps):
    source = Source("카드 재발급", 1, odds, "reissue", 1, "", "")
    state = {
        "language": "ko",
        "engine": "offline",
        "trace": {"probability": odds},
        "found": [found("reissue", "카드 재발급"), found("loss", "카드 분실")],
    }

    text, choices = replies.doubted(state, Draft("답", (source,)))

    assert text.startswith(said) or said in text
    assert bool(text) == bool(said)
    assert choices == taps


async def test_a_good_answer_is_surer_than_one_whose_article_is_missing():
    """Which of two is told by the search beside it and by what the question's words find."""
    known = ArticleText("a", "ko", "general", "매달적금", SAVINGS, date(2026, 1, 1), None)
    other = "## 금리\n새솔 정기예금의 금리는 연 2.5%입니다."
    beside = ArticleText("b", "ko", "general", "정기예금", other, date(2026, 1, 1), None)
    knowledge.load([known, beside])
    sure = await assistant.reply_to(Question("매달적금 금리 얼마예요?", "ko"))
    knowledge.load([beside])
    unsure = await assistant.reply_to(Question("매달적금 금리 얼마예요?", "ko"))

    assert sure.trace["probability"] > unsure.trace.get("probability", 0.0)


def test_who_asks_for_several_things_is_not_asked_which_of_two_is_meant():
    state = {
        "language": "ko",
        "engine": "offline",
        "trace": {"probability": 0.6},
        "found": [found("reissue", "카드 재발급"), found("loss", "카드 분실")],
        "several": [("재발급 수수료는?", []), ("분실 신고는?", [])],
    }
    source = Source("카드 재발급", 1, 0.6, "reissue", 1, "", "")

    assert replies.doubted(state, Draft("답", (source,))) == ("", ("상담원 연결",))
