"""Through the nginx.conf that is shipped, told of AICC_BASE_PATH, as Compose tells it."""

import json
import os
import shutil
import subprocess

import httpx
import pytest
from websockets.sync.client import connect

import conftest
from aicc.testing import servers, waits
from deploy.tests import installation

pytestmark = [pytest.mark.servers, pytest.mark.once]

BASE = "/chat/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = servers.short_folder()
    folder.chmod(0o755)  # nginx's workers read the static files
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def house(own_network, folder, migrated_sqlite):
    conftest.require("nginx", "unshare")
    (folder / "data").mkdir()
    shutil.copy(migrated_sqlite, folder / "data" / "aicc.sqlite3")
    settings = {
        "AICC_BASE_PATH": BASE,
        "AICC_OPEN_SESSIONS": "on",
        "AICC_TRUSTED_PROXIES": installation.NGINX,
        "AICC_STATIC_DIR": str(folder / "srv" / "aicc" / "static"),
    }
    server = servers.AiccServer(folder, settings, 8000, installation.BACKENDS[0])
    nginx = installation.Nginx(folder, AICC_BASE_PATH=BASE)
    try:
        server.manage("collectstatic", "--noinput", "--verbosity=0")
        server.start()
        yield nginx.start()
    finally:
        nginx.kill()
        server.kill()


@pytest.fixture
def line(house):
    with httpx.Client(base_url="http://localhost", timeout=30) as client:
        yield client


def test_pages_files_calls_and_probes_are_below_the_base(line):
    page = line.get("/chat/")
    sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    style = line.get(sheet)

    assert sheet.startswith("/chat/static/chat/theme.")
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "x-request-id" not in style.headers  # nginx's own, not asked of a server
    assert line.get("/chat/health").json()["status"] == "healthy"
    assert line.get("/chat/desk/").headers["location"].startswith("/chat/admin/login/")
    body = {"session_id": "test_001", "user_message": "안녕하세요"}
    assert line.post("/chat/api/v1/chat/message", json=body).json()["ai_message"]


def test_a_socket_below_the_base_is_answered(house):
    with connect("ws://localhost/chat/api/v1/chat/ws/below", subprotocols=["aicc.v1"]) as socket:
        socket.send(json.dumps({"type": "message", "user_message": "안녕하세요"}))
        heard = [json.loads(socket.recv(60))["type"] for _ in range(2)]

    assert heard[0] == "status"


def test_what_nobody_outside_may_read_is_refused_below_the_base_too(line):
    assert [line.get(f"{base}metrics").status_code for base in ("/", BASE)] == [403, 403]
    assert line.get("/chat/nginx_status").status_code == 403


def test_the_log_names_no_session_below_the_base(house, line):
    line.get("/chat/api/v1/chat/sessions/secret-name/messages")

    call = '"/api/v1/chat/sessions/-/messages"'  # written once the answer is on its way
    waits.wait_until("the call's line in the log", lambda: call in house.log())
    assert "secret-name" not in house.log()


def test_the_page_for_bad_times_finds_its_style_wherever_it_stands(line):
    for place in ("/50x.css", "/chat/50x.css", "/chat/articles/fees/ko/50x.css"):
        assert line.get(place).headers["content-type"].startswith("text/css"), place


@pytest.mark.parametrize("base", ["chat", "/chat", "/a b/", "/a;return/", "//", "/../", "/a$b/"])
def test_nginx_does_not_start_with_what_is_no_path(base):
    script = servers.ROOT / "deploy" / "nginx" / "entrypoint.sh"
    command = ["unshare", "--mount", "sh", str(servers.ROOT / "deploy/scripts/as-in-compose.sh")]
    place = servers.short_folder()
    done = subprocess.run(
        [*command, str(place), "sh", str(script)],
        env={**os.environ, "AICC_BASE_PATH": base},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(place, ignore_errors=True)

    assert done.returncode == 1
    assert done.stderr.startswith(f"AICC_BASE_PATH is {base}: write a path such as /chat/")
