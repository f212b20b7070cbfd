"""A client that is refused asks ever seldomer, and stops."""

import random

import pytest

from aicc.platform.backoff import Backoff, GaveUp


class LongestPauses(random.Random):
    def uniform(self, least, most):
        return most


def test_a_pause_grows_to_its_longest_and_there_is_an_end():
    backoff = Backoff(LongestPauses(), first_seconds=1, longest_seconds=5, most=6)

    assert [backoff.fail() for _ in range(5)] == [1, 2, 4, 5, 5]
    with pytest.raises(GaveUp):
        backoff.fail()


def test_after_a_success_it_begins_anew():
    backoff = Backoff(LongestPauses(), first_seconds=1, most=3)
    backoff.fail()
    backoff.fail()

    backoff.reset()

    assert backoff.fail() == 1


def test_no_two_clients_come_back_together():
    pauses = {Backoff(random.Random(seed), first_seconds=10).fail() for seed in range(50)}

    assert len(pauses) == 50
    assert all(0 <= pause <= 10 for pause in pauses)
