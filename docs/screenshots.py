"""Take the README's picture from a running page: `.venv/bin/python docs/screenshots.py`.

Starts a server of its own with the sample articles, in a folder that is thrown away, and
writes docs/images/chat.png. Needs what the tests need: Chromium and a Korean font.
"""

import base64
import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aicc.platform.translations import compile_stale  # noqa: E402
from aicc.testing import servers  # noqa: E402

SEOUL_AT_REST = {"timezone_id": "Asia/Seoul", "reduced_motion": "reduce"}
TARGET = ROOT / "docs" / "images" / "chat.png"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
DESK, PHONE = {"width": 1140, "height": 780}, {"width": 390, "height": 740}
FRAME_SIZE = {"width": 1640, "height": 880}

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
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["AICC_ENV_FILE"] = os.devnull
        server = servers.AiccServer(Path(folder))
        (Path(folder) / "data").mkdir()
        server.manage("migrate", "--verbosity=0")
        server.manage("import_knowledge", "deploy/knowledge")
        server.start()
        browser = playwright.chromium.launch(
            executable_path=servers.program("chromium"), args=ARGUMENTS
        )
        try:
            desk, phone = at_a_desk(browser, server), on_a_phone(browser, server)
            compose(browser, desk, phone)
        finally:
            browser.close()
            server.kill()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} KiB")


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
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#log .from-agent")).to_be_visible()
    return page.screenshot()


def ask(page: Page, question: str, *, answers: int) -> None:
    page.fill("#say", question)
    page.press("#say", "Enter")
    expect(page.locator("#log .from-assistant")).to_have_count(answers, timeout=15_000)
    page.evaluate("document.activeElement.blur()")


def compose(browser: Browser, desk: bytes, phone: bytes) -> None:
    page = browser.new_page(viewport=FRAME_SIZE)
    page.set_content(FRAME.format(desk=data_url(desk), phone=data_url(phone)))
    TARGET.parent.mkdir(exist_ok=True)
    page.screenshot(path=TARGET)


def data_url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


if __name__ == "__main__":
    main()
