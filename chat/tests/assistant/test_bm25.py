"""Points are the same whoever adds them up: plain Python, or numpy where it is installed."""

import sys

import pytest

from chat.assistant.retrieval.bm25 import ArrayScorer, Document, Index, Scorer
from chat.assistant.retrieval.query import query_of, subjects, words

DOCUMENTS = [
    Document(0, "대출 금리 안내", "신용대출", "가온 신용대출 금리는 연 4.5%–8.9%입니다."),
    Document(0, "대출 금리 안내", "담보대출", "담보대출 금리는 연 3.2%부터입니다."),
    Document(1, "카드 연회비", "", "신용카드 연회비는 10,000원이며 체크카드는 없습니다."),
    Document(2, "영업점 이용 시간", "시간", "영업점은 평일 09:00부터 16:00까지 엽니다."),
]
QUESTIONS = ["신용대출 금리가 얼마예요?", "카드 연회비", "영업점 몇 시까지 해요", "날씨", ""]


def plain_and_by_arrays(monkeypatch):
    pytest.importorskip("numpy")
    by_arrays = Index(DOCUMENTS, "ko")
    monkeypatch.setitem(sys.modules, "numpy", None)
    plain = Index(DOCUMENTS, "ko")
    monkeypatch.undo()
    assert (plain.sums, by_arrays.sums) == (Scorer, ArrayScorer)
    return plain, by_arrays


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_ways_give_the_same_points_to_the_last_digit(monkeypatch, question):
    plain, by_arrays = plain_and_by_arrays(monkeypatch)
    query = query_of(question, "ko")

    points = list(plain.points(query))

    assert points == list(by_arrays.points(query))
    assert len(points) == len(DOCUMENTS)


def test_a_question_s_words_are_worth_most_where_they_stand(monkeypatch):
    for index in plain_and_by_arrays(monkeypatch):
        points = list(index.points(query_of("신용대출 금리가 얼마예요?", "ko")))

        assert max(points) == points[0] > points[1] > 0
        assert points[3] == 0


def test_a_passage_speaks_of_the_terms_that_stand_in_it_and_of_no_others(monkeypatch):
    for index in plain_and_by_arrays(monkeypatch):
        assert [index.speaks_of(number, ["연회비"]) for number in range(4)] == [
            *(False, False, True, False)
        ]
        assert not index.speaks_of(0, ["어디에도"])


def test_the_way_of_asking_names_no_subject():
    query = query_of("제 돈은 어떻게 되나요?", "ko")

    assert subjects(query) == words(query) == []


def test_what_says_how_it_is_asked_counts_but_once():
    query = query_of("이체 한도", "ko")

    assert "#?한도" in query
    assert not {"한도", "한도~"} & query.keys()
    assert {"이체", "#이체"} <= query.keys()
