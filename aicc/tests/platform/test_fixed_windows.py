"""What this process counts for itself: each key in its window, and no more kept than needed."""

import threading
from itertools import count

from aicc.platform.load import fixed_windows
from aicc.platform.load.fixed_windows import FixedWindows


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_so_many_pass_in_a_window_and_again_in_the_next():
    clock = Clock()
    windows = FixedWindows(clock)

    assert [windows.hit("lin", 2, 60) for _ in range(3)] == [True, True, False]
    clock.now += 59.9
    assert not windows.hit("lin", 2, 60)
    assert windows.hit("mei", 2, 60)
    clock.now += 0.1
    assert windows.hit("lin", 2, 60)


def test_a_window_begins_with_its_first_count_and_says_how_long_it_lasts():
    clock = Clock()
    windows = FixedWindows(clock)
    assert windows.seconds_left("lin") == 0

    windows.hit("lin", 1, 60)
    clock.now += 20
    windows.hit("lin", 1, 60)

    assert windows.seconds_left("lin") == 40
    clock.now += 50
    assert windows.seconds_left("lin") == 0


def test_to_ask_counts_nothing():
    windows = FixedWindows(Clock())
    assert all(windows.allows("lin", 3, cost=3) for _ in range(5))

    windows.hit("lin", 3, 60, cost=2)

    assert windows.allows("lin", 3)
    assert not windows.allows("lin", 3, cost=2)


def test_what_is_over_goes_as_more_come_and_what_is_not_stays():
    clock = Clock()
    windows = FixedWindows(clock)
    names = count()
    windows.hit("staff", 1, 86_400)
    for _ in range(50):  # a minute's strangers, again and again
        for _ in range(fixed_windows.FEWEST_SWEPT // 4):
            windows.hit(next(names), 1, 60)
        clock.now += 61

    assert len(windows.windows) <= fixed_windows.FEWEST_SWEPT
    assert not windows.hit("staff", 1, 86_400)


def test_a_flood_of_names_is_looked_through_as_seldom_as_it_grows(monkeypatch):
    windows = FixedWindows(Clock())
    swept = []
    sweep = windows.make_room

    def counted(now):
        before = windows.sweep_at
        sweep(now)
        swept.extend([before] * (windows.sweep_at != before))

    monkeypatch.setattr(windows, "make_room", counted)
    for name in range(20_000):
        windows.hit(name, 1, 60)

    assert len(swept) == 5  # at 1,024, and each time that they have doubled
    assert len(windows.windows) == 20_000


def test_threads_that_count_at_one_moment_lose_nothing():
    windows = FixedWindows()
    begin = threading.Barrier(4)

    def work():
        begin.wait()
        for _ in range(2_000):
            windows.hit("lin", 0, 3600)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert windows.allows("lin", 8_001)
    assert not windows.allows("lin", 8_000)


def test_counting_makes_no_thread():
    windows = FixedWindows()
    before = threading.active_count()

    for name in range(100):
        windows.hit(name, 1, 60)

    assert threading.active_count() == before
