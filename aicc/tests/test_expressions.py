"""What is matched has a length before it has a pattern, and no pattern is slow at that length."""

from functools import cache

import pytest

from bench import expressions as bench

FASTER = 10  # of four times the length: 4 is linear, 16 is quadratic
TIMES = 3
PACKAGES = sorted({module.rpartition(".")[0] for module, _path in bench.modules()})


@cache
def expressions():
    """Read when the first test asks: every run of the suite looks into this file."""
    return bench.expressions()


@pytest.mark.long
def test_every_expression_is_known_and_its_longest_text_too():
    assert len(expressions()) > 300
    assert [f"{each.module}.{each.name}" for each in expressions() if each.longest is None] == []


def test_a_module_that_matches_texts_of_its_tables_is_looked_through():
    assert set(bench.dynamic()) <= bench.TEXTS


def test_the_bench_would_name_an_expression_that_is_slow():
    slow = bench.Expression("chat", "SLOW", bench.re.compile(r"\s*\s*x"), whole=False)

    assert grows_too_fast(slow, 400)


@pytest.mark.long
@pytest.mark.parametrize("package", PACKAGES)
def test_the_work_of_no_expression_grows_faster_than_its_text(package):
    mine = [each for each in expressions() if each.module.rpartition(".")[0] == package]

    assert [each.name for each in mine if grows_too_fast(each, each.longest)] == []


def grows_too_fast(expression, length):
    """Whether some hostile text costs far more than four of a quarter of its length."""
    return any(
        # Several times in a row: once, another process may have emptied the processor's caches.
        all(costs_too_much(expression, text, length) for _ in range(TIMES))
        for text in bench.hostile(expression, length)
    )


def costs_too_much(expression, text, length):
    whole = expression.seconds(text)
    return whole > bench.BUDGET / 2 and whole > FASTER * expression.seconds(text[: length // 4])
