"""What is counted without trying each expression everywhere is what trying them would count."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.assistant.language import concepts
from chat.assistant.language.many_patterns import ManyPatterns, beginnings
from chat.tests.sample_articles import sample_articles

LETTERS = "ab가나1 "
PARTS = st.sampled_from(
    (
        *("a", "b", "ab", "ba", "가", "가나", "[ab]", "[^a]", "[가-나]", ".", r"\d", r"\b"),
        *("^", "$", "a?", "b*", "가+", "b+?", ".{0,3}", "(?:ab){2}", "a{2,3}"),
        *("(?!a)", "(?=가)", "(?<=b)"),
    )
)


def joined(parts: list[str]) -> str:
    return "".join(parts)


EXPRESSIONS = st.recursive(
    st.lists(PARTS, min_size=1, max_size=4).map(joined),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
        st.tuples(inner, inner).map(joined),
        inner.map("(?:{})?".format),
        inner.map("({})".format),
    ),
    max_leaves=5,
)


def tried_one_by_one(rows, text):
    return {name: times for name, pattern in rows if (times := len(pattern.findall(text)))}


@given(
    st.lists(EXPRESSIONS, min_size=1, max_size=4),
    st.lists(st.text(LETTERS, max_size=12), max_size=4),
)
def test_they_are_counted_as_each_of_them_would_count(expressions, texts):
    rows = [(str(number), re.compile(each)) for number, each in enumerate(expressions)]

    many = ManyPatterns(rows)

    for text in texts:
        assert many.counts(text) == tried_one_by_one(rows, text)


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        ("이체한도", {"이체한"}),
        ("이체|돈", {"이체", "돈"}),
        ("깨[야면]", {"깨야", "깨면"}),
        ("(?:천|백)만원", {"천만원", "백만원"}),
        (r"\bsav(?:e|ing)", {"sav"}),
        ("us\\w{1,8}", {"us"}),
        ("카드.{0,6}안돼", {"카드"}),
        ("(?<!안)돼요", {"돼요"}),
        ("비?번호", {"비번호", "번호"}),
        ("가+나", {"가"}),
        (r"\d개월", None),
        ("[a-z0-9가-힣]원", None),
        ("가?", None),
    ],
)
def test_the_beginnings_of_an_expression_are_read_from_it(expression, begins):
    assert beginnings(re.compile(expression)) == begins


def test_an_expression_that_folds_letters_is_refused():
    with pytest.raises(ValueError, match="a small beginning"):
        ManyPatterns([("otp", re.compile("otp", re.IGNORECASE))])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_hardly_any_concept_is_tried_everywhere(language):
    """Else an import of a thousand articles takes as long as if each were."""
    many = concepts.PATTERNS[language]

    assert len(many.everywhere) <= len(many.named) / 40


def test_the_sample_articles_speak_of_the_same_concepts():
    for article in sample_articles():
        for line in article.body.split("\n"):
            read = concepts._read(line, article.language)
            counted = concepts.PATTERNS[article.language].counts(read)
            assert counted == tried_one_by_one(concepts.ROWS[article.language], read)
