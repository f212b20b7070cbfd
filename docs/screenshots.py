"""Take the README's pictures from running pages: `.venv/bin/python docs/screenshots.py`, with
`chat`, `desk` or `office` behind it for one of them.

Starts a server for each with the sample articles and the demonstration's history, in a folder
that is thrown away, and writes into docs/images. Needs what the tests need: Chromium and a
Korean font.
"""

import base64
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aicc.platform.translations import compile_stale  # noqa: E402
from aicc.testing import servers  # noqa: E402

SEOUL_AT_REST = {"timezone_id": "Asia/Seoul", "reduced_motion": "reduce"}
IMAGES = ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
DESK, PHONE = {"width": 1140, "height": 780}, {"width": 390, "height": 740}
FRAME_SIZE = {"width": 1640, "height": 880}
WIDE = {"width": 1440, "height": 900}
QUALITY = 80  # of WebP, in percent: text stays sharp, and a picture takes some 80 KiB

MEI_ANSWERS = """
from django.contrib.auth import get_user_model
from chat.models import Conversation
from handover.desk import actions
from handover.queue import queue
from handover.models import Handover
mei, _ = get_user_model().objects.get_or_create(username="mei", defaults={{"first_name": "Mei"}})
conversation = Conversation.objects.get(session_id="{session_id}")
queue.claim(Handover.objects.get(conversation=conversation, status="waiting").pk, mei)
actions.say(conversation.pk, mei, "{words}", "mei-1")
"""
WORDS = "Hello Lin, this is Mei. I have read what you asked. Which account is it about?"

MEI_SAYS = "안녕하세요, 상담원 Mei입니다. 남겨 주신 내용을 확인했습니다. 바로 도와드리겠습니다."

FRAME = """
<style>
  body {{ margin: 0; background: #dfe8e4; width: 1640px; height: 880px; position: relative; }}
  img {{ position: absolute; border-radius: 14px; box-shadow: 0 12px 40px rgb(20 32 28 / 22%); }}
  .desk {{ left: 32px; top: 32px; }}
  .phone {{ right: 32px; bottom: 32px; border-radius: 30px; border: 7px solid #0e1412; }}
</style>
<img class="desk" src="{desk}"><img class="phone" src="{phone}">
"""


def main() -> None:
    compile_stale()
    os.environ["AICC_ENV_FILE"] = os.devnull
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=servers.program(servers.chromium()), args=ARGUMENTS
        )
        for name in sys.argv[1:] or PICTURES:
            with bank() as server:  # of its own: nobody of another picture's waits at the desk
                place = PICTURES[name](browser, server)
            print(f"{place.relative_to(ROOT)}: {place.stat().st_size // 1024} KiB")
        browser.close()


@contextmanager
def bank() -> Iterator[servers.AiccServer]:
    """A server with the sample articles, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        server = servers.AiccServer(Path(folder))
        (Path(folder) / "data").mkdir()
        server.manage("migrate", "--verbosity=0")
        server.manage("import_knowledge", "deploy/knowledge")
        server.start()
        try:
            yield server
        finally:
            server.kill()


def chat(browser: Browser, server: servers.AiccServer) -> Path:
    place = IMAGES / "chat.png"
    compose(browser, at_a_desk(browser, server), on_a_phone(browser, server), place)
    return place


def desk(browser: Browser, server: servers.AiccServer) -> Path:
    return picture(at_work(browser, server), "desk")


def office(browser: Browser, server: servers.AiccServer) -> Path:
    """Sam's dashboard, while Mei is at her desk."""
    at_work(browser, server)
    page = signed_in(browser, server, "sam")
    page.wait_for_load_state("networkidle")
    return picture(page, "office")


PICTURES = {"chat": chat, "desk": desk, "office": office}


def at_work(browser: Browser, server: servers.AiccServer) -> Page:
    """Mei's desk, with a conversation of the demonstration's in hand and others waiting."""
    page = signed_in(browser, server, "mei")
    page.goto(f"{server.url}/desk/")
    expect(page.locator("#badge")).to_have_attribute("data-status", "connected")
    if page.get_attribute("#presence", "aria-checked") != "true":
        page.click("#presence")
    if not page.locator("#mine .card").count():
        page.locator("#waiting [data-action=claim]").first.click()
    page.locator("#mine .card").first.click()
    expect(page.locator("#briefing")).not_to_be_empty()
    page.fill("#say", MEI_SAYS)
    page.press("#say", "Enter")
    expect(page.locator("#log .from-agent").last).to_contain_text(MEI_SAYS[:5])
    return page


def signed_in(browser: Browser, server: servers.AiccServer, name: str) -> Page:
    """A page of somebody of the demonstration, whose history is made where there is none."""
    server.manage("seed_demo")
    server.manage("roll_up")
    server.manage("demo_login", "--new")
    printed = re.search(rf"^{name}  (\S+)", server.manage("demo_login"), re.MULTILINE)
    page = browser.new_page(viewport=WIDE, locale="ko-KR", **SEOUL_AT_REST)
    page.goto(f"{server.url}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", printed[1] if printed else "")
    page.press("#id_password", "Enter")
    expect(page).to_have_url(f"{server.url}/admin/")
    return page


def picture(page: Page, name: str) -> Path:
    page.evaluate("document.activeElement.blur()")
    place = IMAGES / f"{name}.webp"
    asked = {"format": "webp", "quality": QUALITY}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    place.write_bytes(base64.b64decode(taken["data"]))
    return place


def at_a_desk(browser: Browser, server: servers.AiccServer) -> bytes:
    """In Korean, in the light."""
    page = browser.new_page(viewport=DESK, locale="ko-KR", **SEOUL_AT_REST)
    page.goto(server.url)
    ask(page, "정기예금 금리가 얼마인가요?", answers=1)
    ask(page, "이체 한도를 올리려면 어떻게 하나요?", answers=2)
    return page.screenshot()


def on_a_phone(browser: Browser, server: servers.AiccServer) -> bytes:
    """In English, in the dark, with an agent."""
    page = browser.new_page(viewport=PHONE, locale="en-GB", color_scheme="dark", **SEOUL_AT_REST)
    page.goto(server.url)
    ask(page, "What does a replacement card cost?", answers=1)
    page.click("#human")
    expect(page.locator("#leave-queue")).to_be_visible()
    session_id = page.evaluate("localStorage.getItem('aicc.session')")
    server.manage("shell", "-c", MEI_ANSWERS.format(session_id=session_id, words=WORDS))
    page.reload()  # another process wrote, of which a server with its layer in memory hears late
    expect(page.locator("#log .from-agent")).to_be_visible()
    return page.screenshot()


def ask(page: Page, question: str, *, answers: int) -> None:
    page.fill("#say", question)
    page.press("#say", "Enter")
    expect(page.locator("#log .from-assistant")).to_have_count(answers, timeout=15_000)
    page.evaluate("document.activeElement.blur()")


def compose(browser: Browser, desk: bytes, phone: bytes, place: Path) -> None:
    page = browser.new_page(viewport=FRAME_SIZE)
    page.set_content(FRAME.format(desk=data_url(desk), phone=data_url(phone)))
    page.screenshot(path=place)


def data_url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


if __name__ == "__main__":
    main()
