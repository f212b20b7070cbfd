"""Tokens and money are whole numbers that every database takes, whatever a service counts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from aicc.platform.inference.circuit_breaker import FAILURES_IN_A_ROW, Breaker
from aicc.platform.inference.token_usage import MOST_TOKENS, MOST_WRITTEN_TOKENS, Usage

SENT, WRITTEN = "질문" * 300, "답" * 30
anything = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=9) | st.lists(st.integers(), max_size=2)
)  # fmt: skip


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["input_tokens", "output_tokens", "x"]), anything) | anything
)
def test_whatever_a_service_counts_is_a_whole_number_or_an_estimate(counted):
    usage = Usage()

    usage.count(counted, SENT, WRITTEN)

    assert type(usage.tokens_in) is type(usage.tokens_out) is int
    assert 0 < usage.tokens_in <= 2 * len(SENT.encode()) + 4_000
    assert 0 <= usage.tokens_out <= MOST_WRITTEN_TOKENS
    assert usage.cost_micro_won >= 0


def test_what_it_counted_well_is_believed_and_nothing_else():
    for counted, believed in (
        ({"input_tokens": 700, "output_tokens": 9}, True),
        ({"input_tokens": 700.0, "output_tokens": 0}, True),
        ({"input_tokens": 0, "output_tokens": 0}, False),  # it does not count
        ({"input_tokens": 700}, False),
        ({"input_tokens": 700, "output_tokens": -1}, False),
        ({"input_tokens": 10**9, "output_tokens": 9}, False),
        ({"input_tokens": True, "output_tokens": 9}, False),
    ):
        usage = Usage()
        usage.count(counted, SENT, WRITTEN)
        assert usage.estimated is not believed, counted


def test_a_sum_stays_within_its_column():
    usage = Usage(tokens_in=MOST_TOKENS - 1, tokens_out=MOST_TOKENS - 1)

    usage.add(100_000, 100_000)

    assert (usage.tokens_in, usage.tokens_out) == (MOST_TOKENS, MOST_TOKENS)


def test_a_service_that_is_still_dead_after_its_rest_is_left_alone_at_once():
    breaker = Breaker()
    for _ in range(FAILURES_IN_A_ROW):
        breaker.failed()
    assert breaker.is_open
    breaker.rests_until = 0.0  # the rest is over

    breaker.failed()

    assert breaker.is_open


def test_a_service_that_works_again_has_all_its_failures_before_it_once_more():
    breaker = Breaker()
    for _ in range(FAILURES_IN_A_ROW):
        breaker.failed()
    breaker.rests_until = 0.0

    breaker.worked()
    breaker.failed()

    assert not breaker.is_open
