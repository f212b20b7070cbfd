"""The steps of the first system's page, to the letter. Each says what was seen, or raises."""

import json
import re

from playwright.sync_api import expect

from deploy.walkthrough.house import House

GREETING = '{"session_id": "test_001", "user_message": "안녕하세요"}'
QUESTION = "대출 금리가 얼마인가요?"
CONNECTED = "🟢 연결됨"
AS_JSON = ("--header", "Content-Type: application/json")
BROWSER_MS = 120_000  # Chromium's first page on a busy machine


def health_check(house: House) -> str:
    return check_health(house, "http://localhost")


def check_health(house: House, site: str) -> str:
    seen = json.loads(house.curl(f"{site}/health"))
    assert seen["status"] == "healthy", seen
    assert seen["database"] == "connected", seen
    return f"{seen}"


def http_api(house: House) -> str:
    return post_greeting(house, "http://localhost")


def post_greeting(house: House, site: str) -> str:
    url = f"{site}/api/v1/chat/message"
    seen = json.loads(house.curl("--request", "POST", url, *AS_JSON, "--data", GREETING))
    assert seen["ai_message"], seen
    return first_words(seen["ai_message"])


def websocket_with_one_question(house: House) -> str:
    return ask_one(house, "ws://localhost")


def ask_one(house: House, url: str) -> str:
    said = house.manage("chat", "test_001", QUESTION, url)
    assert re.search(r"^Answer: .*\d%", said, re.M), f"no rate:\n{said}"
    sources = re.findall(r"^Source: (.+) \(\d\.\d\d\)$", said, re.M)
    assert sources, f"no source with its score:\n{said}"
    return f"exit 0, a rate, source {sources[0]!r}"


def websocket_with_four_questions(house: House) -> str:
    return ask_four(house, "ws://localhost")


def ask_four(house: House, url: str) -> str:
    said = house.manage("chat", "--multi", "test_002", url)
    asked = re.findall(r"^Customer: (.+)$", said, re.M)
    assert len(asked) == 4, said
    assert "HANDOVER" in said, said
    return f"exit 0, {len(asked)} answered, the last with HANDOVER"


def browser_shows_green(house: House) -> str:
    return chat_in_browser(house, "http://localhost")


def chat_in_browser(house: House, site: str) -> str:
    """The badge, then a message and its answer with a source, and no word of the console."""
    complaints: list[str] = []
    with house.browser() as page:
        page.on("console", lambda heard: complaints.append(heard.text) if bad(heard) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site)
        expect(page.locator("#badge")).to_contain_text(CONNECTED, timeout=BROWSER_MS)
        page.fill("#say", QUESTION)
        page.press("#say", "Enter")
        answer = page.locator("#log .from-assistant").last
        expect(answer).to_contain_text("%", timeout=BROWSER_MS)
        badge = " ".join(page.locator("#badge").inner_text().split())
    assert not complaints, complaints
    return f"{badge}, answered with a rate, console silent"


def bad(heard: object) -> bool:
    return getattr(heard, "type", "") in ("error", "warning")


def redirect_to_https(house: House) -> str:
    seen = house.curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "http://localhost/")
    assert seen == "301 https://localhost/", seen
    return seen


def https_health_check(house: House) -> str:
    return check_health(house, "https://localhost")


def http_2(house: House) -> str:
    ask = ("--http2", "-o", "/dev/null", "-w", "%{http_version} %{ssl_verify_result}")
    seen = house.curl(*ask, "https://localhost/")
    assert seen == "2 0", f"version and verification: {seen}"
    return "HTTP/2, certificate verified"


def https_api(house: House) -> str:
    return post_greeting(house, "https://localhost")


def wss_with_one_question(house: House) -> str:
    return ask_one(house, "wss://localhost")


def wss_with_four_questions(house: House) -> str:
    return ask_four(house, "wss://localhost")


def browser_shows_green_by_tls(house: House) -> str:
    return chat_in_browser(house, "https://localhost")


def first_words(text: str) -> str:
    return f"200, {text[:24]!r} …"


PLAIN = (
    health_check,
    http_api,
    websocket_with_one_question,
    websocket_with_four_questions,
    browser_shows_green,
)
WITH_TLS = (
    redirect_to_https,
    https_health_check,
    http_2,
    https_api,
    wss_with_one_question,
    wss_with_four_questions,
    browser_shows_green_by_tls,
)
