"""A server knows when a hint may have been lost, and else need not ask."""

import asyncio

import pytest

from aicc.platform.hints.numbers import LOOK_SECONDS, SILENCE_SECONDS, HintNumbers


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def numbers(clock):
    """Those of a server that has looked, and hears itself."""
    numbers = HintNumbers("here", clock)
    numbers.settle(0, clock())
    numbers.hear("here", numbers.next())
    return numbers


def test_a_server_that_heard_everything_is_certain(numbers):
    for number in (1, 2, 3):
        numbers.hear("there", number)

    assert numbers.is_certain()


@pytest.mark.parametrize("heard", [[1, 3], [2], [1, 1], [5, 1], [1, None]])
def test_a_number_left_out_said_twice_or_not_said_is_a_doubt(numbers, heard):
    for number in heard:
        numbers.hear("there", number)

    assert not numbers.is_certain()


def test_a_look_ends_the_doubts_that_it_began_after(numbers, clock):
    numbers.doubt()
    doubts, began = numbers.doubts, clock()
    numbers.doubt()

    numbers.settle(doubts, began)
    assert not numbers.is_certain()

    numbers.settle(numbers.doubts, began)
    assert numbers.is_certain()


def test_a_server_that_does_not_hear_itself_is_not_certain(numbers, clock):
    clock.now += SILENCE_SECONDS + 1

    assert not numbers.is_certain()


def test_before_its_first_beat_came_back_nothing_is_certain(clock):
    numbers = HintNumbers("here", clock)
    numbers.settle(0, clock())

    assert not numbers.is_certain()


def test_once_a_minute_a_look_is_due_whatever_was_heard(numbers, clock):
    clock.now += 2 * LOOK_SECONDS
    numbers.hear("here", numbers.next())

    assert not numbers.is_certain()


def test_another_server_that_fell_silent_is_doubted_once(numbers, clock):
    numbers.hear("there", 1)
    clock.now += SILENCE_SECONDS + 1

    numbers.miss_the_silent()
    numbers.miss_the_silent()

    assert numbers.doubts == 1


async def test_a_doubt_ends_the_wait_for_the_next_look(numbers):
    waiting = asyncio.create_task(numbers.wait_for_doubt())
    await asyncio.sleep(0)

    numbers.doubt()

    await asyncio.wait_for(waiting, LOOK_SECONDS / 2)
