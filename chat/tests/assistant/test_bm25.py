"""What a question's words are worth in each passage."""

import pytest

from chat.assistant.retrieval.bm25 import ARTICLE, NOWHERE, TITLE, Document, Index
from chat.assistant.retrieval.query import query_of, subjects, words
from chat.assistant.retrieval.tokenizer import terms_of_article

DOCUMENTS = [
    Document(0, "대출 금리 안내", "신용대출", "가온 신용대출 금리는 연 4.5%–8.9%입니다."),
    Document(0, "대출 금리 안내", "담보대출", "담보대출 금리는 연 3.2%부터입니다."),
    Document(1, "카드 연회비", "", "신용카드 연회비는 10,000원이며 체크카드는 없습니다."),
    Document(2, "영업점 이용 시간", "시간", "영업점은 평일 09:00부터 16:00까지 엽니다."),
]
QUESTIONS = ["신용대출 금리가 얼마예요?", "카드 연회비", "영업점 몇 시까지 해요", "날씨", ""]


INDEX = Index(DOCUMENTS, "ko")


def points_by_hand(query):
    """The same sums in plain Python, in the same order."""
    whole, passages = [0.0] * INDEX.size, [0.0] * len(DOCUMENTS)
    for term, weight in query.items():
        for lists, sums, worth in (
            (INDEX.titles, whole, TITLE),
            (INDEX.articles, whole, ARTICLE * weight),
            (INDEX.passages, passages, weight),
        ):
            found = lists.get(term, NOWHERE)
            for number, points in zip(found.numbers.tolist(), found.worths.tolist(), strict=True):
                sums[number] += worth * points
    return [
        points + whole[document.article] if points else 0.0
        for points, document in zip(passages, DOCUMENTS, strict=True)
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_points_are_those_that_are_added_up_by_hand_to_the_last_digit(question):
    query = query_of(question, "ko")

    points = INDEX.points(query)

    assert points.tolist() == points_by_hand(query)
    assert points.shape == (len(DOCUMENTS),)


def test_a_question_s_words_are_worth_most_where_they_stand():
    points = INDEX.points(query_of("신용대출 금리가 얼마예요?", "ko")).tolist()

    assert max(points) == points[0] > points[1] > 0
    assert points[3] == 0


def test_a_passage_speaks_of_the_terms_that_stand_in_it_and_of_no_others():
    assert [INDEX.speaks_of(number, ["연회비"]) for number in range(4)] == [
        *(False, False, True, False)
    ]
    assert not INDEX.speaks_of(0, ["어디에도"])


def test_the_way_of_asking_names_no_subject():
    query = query_of("제 돈은 어떻게 되나요?", "ko")

    assert subjects(query) == words(query) == []


def test_what_says_how_it_is_asked_counts_but_once():
    query = query_of("이체 한도", "ko")

    assert "#?한도" in query
    assert not {"한도", "한도~"} & query.keys()
    assert {"이체", "#이체"} <= query.keys()


def test_an_index_made_anew_reads_only_the_texts_that_are_new():
    cards = Document(0, "Card fees", "Abroad", "Payments abroad cost one percent.")
    loans = Document(1, "Loans", "Repaying", "Repaying early costs a fee.")
    changed = Document(1, "Loans", "Repaying", "Repaying early costs nothing.")
    terms_of_article.cache_clear()
    before = Index([cards, loans], "en")
    read = terms_of_article.cache_info().misses

    after = Index([cards, changed], "en")

    assert terms_of_article.cache_info().misses == read + 1
    assert before.points({"noth": 1.0})[1] == 0.0 < after.points({"noth": 1.0})[1]
