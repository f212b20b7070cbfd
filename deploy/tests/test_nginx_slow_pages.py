"""Behind the shipped nginx.conf a page that takes too long closes nothing to anybody else."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import conftest
from aicc.testing import servers
from deploy.tests import installation
from deploy.tests.test_nginx import browser

pytestmark = [pytest.mark.servers, pytest.mark.once]

MANY = 40  # slow pages at once: enough to condemn both servers, were they judged together
# Only the limits of time are shortened, so that nobody waits for a minute.
SHORTER = r"sed -i -E 's/(proxy_read_timeout) (60|300)s/\1 1s/' /etc/nginx/nginx.conf"
CUSTOMERS = ["/", "/articles/fees/ko/1", "/api/v1/chat/sessions/lin/messages", "/health"]
OFFICE = ["/admin/slow", "/desk/slow", "/api/v1/handover/slow"]


class SlowServer(ThreadingHTTPServer):
    """What stands behind nginx here: it answers at once, and `…/slow` not before it may."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host):
        self.may_answer = threading.Event()
        super().__init__((host, 8000), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.may_answer.set()
        self.shutdown()
        self.server_close()


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.endswith("/slow"):
            self.server.may_answer.wait()
        body = self.server.server_address[0].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *words):
        pass


class QuickNginx(installation.Nginx):
    def command(self):
        *before, start = super().command()
        return [*before, f"{SHORTER} && {start}"]


@pytest.fixture
def slow_servers(own_network):
    made = [SlowServer(host) for host in installation.BACKENDS]
    yield made
    for server in made:
        server.end()


@pytest.fixture
def nginx(own_network, slow_servers):
    conftest.require("nginx", "unshare")
    folder = servers.short_folder()
    folder.chmod(0o755)
    nginx = QuickNginx(folder)
    nginx.start()
    yield nginx
    nginx.stop()
    shutil.rmtree(folder, ignore_errors=True)


def status_of(path, address):
    with browser(address) as line:
        return line.get(path).status_code


@pytest.mark.parametrize("path", OFFICE)
def test_slow_pages_of_the_office_close_nothing_to_customers(nginx, path):
    with ThreadPoolExecutor(MANY) as people:
        slow = list(people.map(lambda n: status_of(path, f"127.4.0.{n}"), range(1, MANY + 1)))
        open_to_customers = [status_of(each, "127.4.1.1") for each in CUSTOMERS * 2]

    assert set(slow) == {503}
    assert open_to_customers == [200] * 2 * len(CUSTOMERS)


@pytest.mark.parametrize("path", ["/slow", "/api/v1/chat/slow", "/admin/slow", "/desk/slow"])
def test_a_slow_page_or_three_condemn_no_server(nginx, path):
    slow = [status_of(path, "127.4.2.1") for _ in range(3)]

    quick = path.removesuffix("slow")
    assert slow == [503] * 3
    assert [status_of(quick, "127.4.2.2") for _ in range(4)] == [200] * 4


def test_a_dead_server_costs_nobody_an_answer(nginx, slow_servers):
    dead, alive = slow_servers
    dead.end()

    with browser("127.4.3.1") as line:
        asked = [line.get(path) for path in [*CUSTOMERS, "/admin/", "/desk/"] * 2]
        said = [line.post("/api/v1/chat/message", json={}) for _ in range(4)]

    assert {(answer.status_code, answer.text) for answer in asked + said} == {
        (200, alive.server_address[0])
    }
