"""A page's times are the bank's, whatever zone the device is in and whatever day it believes."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = """
from datetime import time, timedelta
from django.utils import timezone
from handover.models import BusinessHours
tomorrow = timezone.localtime() + timedelta(days=1)
BusinessHours.objects.create(weekday=tomorrow.weekday(), opens=time(9), closes=time(18))
"""
# A device whose clock is days off; its timers run as everybody's.
SHIFTED = """
const RealDate = Date;
const shift = {days} * 86400000;
Date = class extends RealDate {{
  constructor(...parts) {{
    parts.length ? super(...parts) : super(RealDate.now() + shift);
  }}
  static now() {{
    return RealDate.now() + shift;
  }}
}};
"""


@pytest.fixture
def sits_abroad(browser: Browser, sits_down) -> Iterator[Callable[..., Lin]]:
    pages = []

    def sit(server: AiccServer, zone: str, locale: str = "ko-KR") -> Lin:
        size = {"width": 390, "height": 844}
        page = browser.new_page(locale=locale, timezone_id=zone, viewport=size)
        pages.append(page)
        return sits_down(page, server).opens_the_chat()

    yield sit
    for page in pages:
        page.close()


@pytest.mark.parametrize(
    ("zone", "locale", "name"),
    [
        ("America/New_York", "ko-KR", "(한국 시간)"),
        ("Europe/London", "en-GB", " (Seoul time)"),
        ("Asia/Tokyo", "ko-KR", ""),  # whose clocks show the same
    ],
)
def test_a_customer_abroad_reads_the_banks_time_by_its_name(
    own_bank: AiccServer, sits_abroad, zone: str, locale: str, name: str
) -> None:
    own_bank.manage("shell", "--no-imports", "-c", NIGHT)
    lin = sits_abroad(own_bank, zone, locale)
    lin.sees_badge("connected") if locale == "ko-KR" else None
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lin.page.click("#human")

    expect(lin.page.locator("#banner-words")).to_contain_text(f"09:00{name}")
    entry = lin.page.locator("#log .from-system").last
    expect(entry).to_contain_text(re.compile(r"09:00 ?\((한국 시간|Seoul time)\)"))
    said = lin.answers.locator("time")
    at = datetime.fromisoformat(said.get_attribute("datetime")).astimezone(SEOUL)
    expect(said).to_contain_text(f"{(at.hour % 12) or 12}:{at:%M}".lstrip("0") if name else "")
    assert said.inner_text().endswith(name)
    lin.page.click("#call-me-instead")
    window = lin.page.locator("#call-back-window option").first
    expect(window).to_contain_text(re.compile(rf"09:00–\d\d:\d\d{re.escape(name)}$"))


@pytest.mark.parametrize("days", [1, -1, 400])
def test_days_stand_in_order_whatever_day_the_device_believes(lin: Lin, days: int) -> None:
    lin.page.add_init_script(SHIFTED.format(days=days))
    lin.opens_the_chat()
    lin.sees_badge("connected")
    for count, text in enumerate(["정기예금 금리가 얼마인가요?", "체크카드 연회비가 있나요?"], 1):
        lin.asks(text)
        expect(lin.answers).to_have_count(count)
    lin.page.reload()
    expect(lin.answers).to_have_count(2)
    lin.asks("이체 한도는 얼마인가요?")
    expect(lin.answers).to_have_count(3)

    expect(lin.page.locator("#log .day")).to_have_text(["오늘"])
    expect(lin.page.locator("#thinking")).to_be_hidden()


def test_what_was_today_is_yesterday_on_the_day_after(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)

    said = lin.page.evaluate(
        """async () => {
          const load = (name) => import([...document.querySelectorAll("link[rel=modulepreload]")]
            .map((link) => link.href).find((each) => each.includes(`/${name}.`)));
          const { heardServerTime, serverNow } = await load("server-clock");
          const { dayOf } = await load("clock");
          const now = new Date(serverNow());
          heardServerTime(new Date(now.getTime() + 86400000).toUTCString());
          return [dayOf(now), dayOf(new Date(serverNow()))];
        }"""
    )

    assert said == ["어제", "오늘"]


WINDOWS = """async windows => {
  const address = [...document.querySelectorAll("link[rel=modulepreload]")]
    .map(link => link.href).find(each => /\\/clock\\b/.test(each));
  const { windowOf } = await import(address);
  return windows.map(([from, until]) => windowOf({ from, until }));
}"""


def test_a_window_of_the_night_says_the_day_on_which_it_ends(lin: Lin) -> None:
    lin.opens_the_chat()

    said = lin.page.evaluate(
        WINDOWS,
        [
            ["2026-11-30T12:00:00Z", "2026-11-30T15:00:00Z"],
            ["2026-11-30T13:00:00Z", "2026-11-30T17:00:00Z"],
        ],
    )

    assert "21:00–24:00" in said[0]
    assert "22:00–12월 1일 (화) 02:00" in said[1]
