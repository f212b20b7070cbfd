"""What lines of one kind have in common is heard in lines that no rule knows."""

import json

import numpy as np
import pytest

from chat.assistant.understanding import classifier, emergency_decision
from chat.assistant.understanding.triage import Need, need_of, wants_human
from chat.evaluation import training
from chat.management.commands.train_classifier import CASES, KEPT_OUT, LINES


def odds_of(said):
    return classifier.log_odds(said, "ko" if said[0] > "z" else "en")


@pytest.mark.parametrize(
    "said",
    [
        "눈이 침침해서 그러는데 직원분이 대신 말로 해주시면 안될까요",
        "너랑은 안되겠다 사람 데려와라",
        "i would be happier talking this over with one of your people",
    ],
)
def test_lin_asks_for_a_person_in_words_of_her_own(said):
    assert wants_human(odds_of(said))


@pytest.mark.parametrize(
    "said", ["상담원 말고 방법만 알려줘", "직원이 그러던데 수수료가 없다면서요", "agent hours?"]
)
def test_who_speaks_of_a_person_wants_none(said):
    assert not wants_human(odds_of(said))


def test_trouble_in_other_words_is_an_emergency_of_its_kind():
    said = "i entered my login on a fake site"

    found = emergency_decision.find(said, "en", odds_of(said))

    assert found == emergency_decision.Emergency("phishing", happened=True)


@pytest.mark.parametrize(
    "said", ["how do I report a lost card from abroad", "카드 분실 신고 방법이 궁금해요"]
)
def test_a_question_about_a_loss_rings_no_alarm(said):
    found = emergency_decision.find(said, "en" if said.isascii() else "ko", odds_of(said))

    assert found is None or not found.happened


def test_discontent_that_no_rule_knows_is_a_complaint():
    said = "번호표를 세 번 뽑았는데 그때마다 창구가 닫혔어요 이래도 됩니까"

    assert need_of(said, "ko", odds_of(said), offered=False) is Need.COMPLAINT


def test_what_stands_in_an_article_speaks_against_no_question():
    asked, article = "대여금고 이용료 얼마예요", "대여금고 이용 안내\n이용료는 연 5만원입니다."

    alone = classifier.out_of_domain_score(classifier.by_words(asked, "ko"))
    beside = classifier.out_of_domain_score(classifier.by_words_beside(asked, "ko", article))

    assert beside < alone


def test_the_weights_were_learned_from_the_lines_that_are_checked_in():
    lines = training.training_set(
        [*training.lines_of(LINES), *training.lines_in(CASES)], training.lines_in(KEPT_OUT)
    )

    learned = json.loads(classifier.WEIGHTS.read_text(encoding="utf-8"))["lines"]

    assert learned == training.digest_of(lines), "run manage.py train_classifier"


def test_a_line_is_learned_once_and_never_when_it_is_measured_by():
    one = training.Line("상담원 연결", "ko", "human")
    same, apart = training.Line("상담원연결", "ko", "human"), training.Line("직원!", "ko", "human")

    assert training.training_set([one, same, apart], [apart]) == [same]


def test_two_kinds_that_differ_are_told_apart():
    table = np.array([[1, 0], [1, 0.2], [0, 1], [0.1, 1]], dtype=np.float32)

    *slopes, offset = training.fit_columns(table, np.array([1, 1, 0, 0], dtype=np.float32))

    assert list(table @ np.array(slopes) + offset > 0) == [True, True, False, False]
