"""When something will be, in the bank's time whatever zone it comes in."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from aicc.platform.wording import bank_time

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("2026-11-30T09:00", "2026-11-30T12:00", "11월 30일 09:00–12:00(한국 시간)"),
        ("2026-12-01T00:00", "2026-12-01T03:00", "12월 1일 00:00–03:00(한국 시간)"),
        # A desk of the night.
        ("2026-11-30T21:00", "2026-12-01T00:00", "11월 30일 21:00–24:00(한국 시간)"),
        ("2026-11-30T22:00", "2026-12-01T02:00", "11월 30일 22:00–12월 1일 02:00(한국 시간)"),
        ("2026-12-31T23:00", "2027-01-01T01:00", "12월 31일 23:00–1월 1일 01:00(한국 시간)"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Seoul"])
def test_a_window_says_the_day_on_which_it_ends(begin, end, said, zone):
    first, last = (
        datetime.fromisoformat(at).replace(tzinfo=SEOUL).astimezone(ZoneInfo(zone))
        for at in (begin, end)
    )

    with override("ko"):
        assert bank_time.window(first, last) == said
