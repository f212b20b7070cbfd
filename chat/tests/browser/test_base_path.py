"""On a host that others share, behind its nginx, chat, desk and office stand below /chat/."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

import conftest
from aicc.testing import servers
from chat.tests.browser.axe import faults
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

EXAMPLE = servers.ROOT / "deploy/nginx/in-front/below-a-path.conf"
# Whatever else the host serves, which is nothing of ours.
CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 404; }}
        {example}
    }}
}}
"""


class SharedHost(servers.PrivateServer):
    """The example of an nginx in front, with the server of ours that it is to ask."""

    name = "nginx-in-front"

    def __init__(self, folder, behind, *, strips: bool) -> None:
        super().__init__(folder)
        place = behind.url + ("/" if strips else "")
        example = EXAMPLE.read_text().replace("http://127.0.0.1:8000;", f"{place};", 1)
        self.configuration = folder / f"nginx-{self.port}.conf"
        self.configuration.write_text(
            CONFIGURATION.format(folder=folder, port=self.port, example=example)
        )

    def command(self) -> list[str]:
        return [servers.program("nginx"), "-c", str(self.configuration)]

    def kill(self) -> None:
        self.stop()  # its workers would outlive a SIGKILL


@dataclass(frozen=True, slots=True)
class Host:
    """What a browser knows of it: an address, as AiccServer has one, and who may sign in."""

    url: str
    behind: servers.AiccServer


@pytest.fixture(scope="module", params=["the proxy leaves the base", "the proxy takes it away"])
def host(request, bank_folder, tmp_path_factory) -> Iterator[Host]:
    conftest.require("nginx")
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(bank_folder / "data", folder / "data")
    server = servers.AiccServer(
        folder, {"AICC_BASE_PATH": "/chat/", "AICC_TRUSTED_PROXIES": "127.0.0.1"}
    )
    server.start()
    in_front = SharedHost(folder, server, strips="takes" in request.param)
    in_front.start()
    yield Host(f"http://127.0.0.1:{in_front.port}", server)
    in_front.kill()
    server.kill()


def watched(page: Page, host: Host) -> list[str]:
    """What the page asks for beside the base, or does not get."""
    wrong: list[str] = []
    ours = (f"{host.url}/chat/", host.url.replace("http", "ws") + "/chat/", "data:", "blob:")
    page.on("request", lambda it: it.url.startswith(ours) or wrong.append(it.url))
    page.on("websocket", lambda it: it.url.startswith(ours) or wrong.append(it.url))
    page.on("response", lambda it: it.status >= 400 and wrong.append(f"{it.status} {it.url}"))
    return wrong


def test_a_customer_and_an_agent_meet_below_the_base(page, browser, host) -> None:
    wrong = watched(page, host)
    lin = Lin(page, f"{host.url}/chat/").opens_the_chat()
    lin.sees_badge("connected")

    lin.asks("계좌 이체 한도가 얼마예요?")
    source = page.locator("#log .from-assistant a.source").first
    expect(source).to_have_attribute("href", re.compile(rf"^{host.url}/chat/articles/"))
    with page.context.expect_page() as opened:
        source.click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert httpx.get(opened.value.url.partition("#")[0]).is_success
    opened.value.close()

    page.reload()
    expect(lin.said).to_have_count(1)
    lin.sees_badge("connected")
    page.click("#human")

    mei = agent_at(host, browser, "mei")
    wrong_at_the_desk = watched(mei, host)
    mei.goto(f"{host.url}/chat/desk/")
    expect(mei.locator("#badge")).to_have_attribute("data-status", "connected")
    mei.click("#presence")
    mei.click("#waiting [data-action=claim]")
    mei.fill("#say", "안녕하세요, 상담원입니다.")
    mei.press("#say", "Enter")
    expect(page.locator("#log .from-agent")).to_have_text(re.compile("상담원입니다"))
    mei.fill("#query", "카드 분실")
    expect(mei.locator("#articles a").first).to_have_attribute(
        "href", re.compile("^/chat/articles/")
    )
    wrong_at_the_desk += faults(mei)
    mei.close()

    assert wrong + wrong_at_the_desk + lin.complaints == []


def agent_at(host: Host, browser: Browser, name: str) -> Page:
    """Mei signed in through the page that everybody signs in by."""
    host.behind.manage("demo_login", "--new")
    printed = host.behind.manage("demo_login")
    password = re.search(rf"^{name}  (\S+)", printed, re.MULTILINE)[1]
    page = browser.new_page(
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    )
    page.goto(f"{host.url}/chat/desk/")
    expect(page).to_have_url(f"{host.url}/chat/admin/login/?next=/chat/desk/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    expect(page).to_have_url(f"{host.url}/chat/desk/")
    return page
