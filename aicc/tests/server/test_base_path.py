"""Below AICC_BASE_PATH everything is where it is below "/" otherwise, and nothing beside it."""

import re

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from aicc import asgi, environment
from aicc.doctor import security
from aicc.doctor import server as doctor_server
from aicc.server import base_path
from aicc.testing.servers import ROOT
from chat.protocol import article_links

NAME = "AICC_BASE_PATH"


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("", "/"),
        ("/", "/"),
        (" /chat/ ", "/chat/"),
        ("/bank/chat-2/", "/bank/chat-2/"),
        ("/v1.2_a~b/", "/v1.2_a~b/"),
    ],
)
def test_a_base_is_a_path_with_a_slash_at_both_ends(monkeypatch, given, base):
    monkeypatch.setenv(NAME, given)

    assert environment.base_path(NAME, "/") == base


@pytest.mark.parametrize(
    "given",
    [
        *("chat", "/chat", "chat/", "//", "/a//b/", "/../", "/a/../b/", "/./", "/.hidden/"),
        *("https://bank.example/chat/", "//bank.example/", "/상담/", "/a b/", "/a?b/", "/a#b/"),
        *("/a%2Fb/", "/a;b/", "/a\\b/", "/a\nb/", "/{a}/", "/" + "a" * 99 + "/"),
    ],
)
def test_what_is_no_path_is_refused_with_an_example(monkeypatch, given):
    monkeypatch.setenv(NAME, given)

    with pytest.raises(ImproperlyConfigured, match=r"^AICC_BASE_PATH is .* such as /chat/, with"):
        environment.base_path(NAME, "/")


@pytest.mark.parametrize("given", ["/admin/", "/api/v2/", "/static/", "/health/", "/articles/"])
def test_a_base_that_reads_like_one_of_our_own_addresses_is_refused(monkeypatch, given):
    monkeypatch.setenv(NAME, given)

    with pytest.raises(ImproperlyConfigured, match="our own addresses begin with"):
        environment.base_path(NAME, "/")


def entered(path, **scope):
    scope = {"type": "http", "path": path, "root_path": "", **scope}
    base_path.enter(scope)
    return scope["root_path"], scope["path"], base_path.inside(scope)


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/chat/", "/"),
        ("/chat/desk/", "/desk/"),
        ("/desk/", "/desk/"),  # the proxy took the base away, or nobody was in front
        ("/", "/"),
        ("/chat", ""),
        ("/chatter", "/chatter"),
        ("/api/v1/chat/ws/m1", "/api/v1/chat/ws/m1"),
        ("/chat/chat/", "/chat/"),
    ],
)
def test_a_proxy_may_leave_the_base_or_take_it_away(settings, path, inside):
    settings.AICC_BASE_PATH = "/chat/"

    assert entered(path) == ("/chat", f"/chat{inside}", inside)


@pytest.mark.parametrize("path", ["/", "/chat/", "/desk/", "//elsewhere.example/"])
def test_without_a_base_every_path_stays_as_it_came(path):
    assert entered(path) == ("", path, path)


@pytest.mark.parametrize("claimed", ["/evil", "//evil.example"])
def test_no_client_says_where_we_begin(settings, claimed):
    assert entered("/desk/", root_path=claimed)[0] == ""
    settings.AICC_BASE_PATH = "/chat/"
    assert entered("/desk/", root_path=claimed)[0] == "/chat"


def test_the_banks_own_people_wait_in_their_line_below_the_base_too(settings):
    settings.AICC_BASE_PATH = "/chat/"
    cookie = f"seen=yes; {settings.SESSION_COOKIE_NAME}=of-mei".encode()
    scope = {"type": "http", "path": "/chat/admin/chat/review/", "root_path": ""}
    base_path.enter(scope)

    assert asgi.line_of(scope | {"headers": [(b"cookie", cookie)]}) == "staff"
    assert asgi.line_of(scope | {"headers": []}) == "http"  # a stranger at the office's door


def test_a_question_waits_in_its_line_below_the_base_too(settings):
    settings.AICC_BASE_PATH = "/chat/"
    scope = {"type": "http", "path": "/chat/api/v1/chat/message", "root_path": "", "headers": []}
    base_path.enter(scope)

    assert asgi.line_of(scope) == "message"


def test_what_an_answer_cites_leaves_with_the_base_and_is_kept_without(settings):
    kept = {"source_documents": [{"url": "/articles/fee/ko/3#p1"}, {"url": "https://x.example/"}]}
    assert article_links.addressed(kept) is kept

    settings.AICC_BASE_PATH = "/chat/"

    assert [each["url"] for each in article_links.addressed(kept)["source_documents"]] == [
        "/chat/articles/fee/ko/3#p1",
        "https://x.example/",
    ]
    assert kept["source_documents"][0]["url"] == "/articles/fee/ko/3#p1"
    assert article_links.addressed({"ai_message": "안녕하세요"}) == {"ai_message": "안녕하세요"}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://bank.example", "https://bank.example/chat"),
        ("https://bank.example/", "https://bank.example/chat"),
        ("https://bank.example/chat/", "https://bank.example/chat/"),
        ("https://bank.example/chat", "https://bank.example/chat"),
    ],
)
def test_a_server_below_a_base_is_asked_there(settings, given, asked):
    assert doctor_server.below_base(given) == given

    settings.AICC_BASE_PATH = "/chat/"

    assert doctor_server.below_base(given) == asked


def test_a_proxy_that_sends_the_base_elsewhere_is_told(settings):
    settings.AICC_BASE_PATH = "/chat/"
    with override("en"):
        (found,) = doctor_server.parts_of(
            httpx.Response(404, text="no"), "https://bank.example/chat"
        )
        told = [each.text for each in security.examine()]

    assert "the proxy in front sends /chat/ on to us" in found.remedy
    assert "Served below /chat/ (AICC_BASE_PATH)." in told


FROM_THE_ROOT = re.compile(r"""["'`(=]/(api|admin|articles|desk|docs|health|static)\b""")


def test_no_template_or_script_names_an_address_from_the_hosts_root():
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
    named = [
        f"{page.relative_to(ROOT)}: {line.strip()}"
        for page in pages
        if "vendor" not in page.parts
        for line in page.read_text().splitlines()
        if FROM_THE_ROOT.search(line)
    ]

    assert named == [], "write {% url … %} in a template, BASE of chat/base.js in a script"


@pytest.fixture(scope="module")
def server(aicc_servers):
    return aicc_servers(AICC_BASE_PATH="/chat/", AICC_OPEN_SESSIONS="on")


@pytest.fixture(scope="module")
def line(server):
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client


@pytest.mark.servers
class TestAServerBelowABase:
    def test_every_asset_that_a_page_names_is_there(self, line):
        for page in ("/chat/", "/chat/admin/login/", "/chat/docs"):
            text = line.get(page).text
            named = set(re.findall(r'(?:href|src|action)="(/[^"#?]*)', text))
            wrong = [
                it for it in named if not it.startswith("/chat/") or not line.get(it).is_success
            ]

            assert named, page
            assert wrong == [], page

    def test_the_base_without_its_slash_leads_to_it(self, line):
        answer = line.get("/chat?lang=en")

        assert (answer.status_code, answer.headers["location"]) == (308, "/chat/?lang=en")

    @pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/health", "/metrics"])
    def test_probes_ask_with_the_base_or_without(self, line, path):
        assert line.get(path).is_success
        assert line.get(f"/chat{path}").is_success

    def test_the_openapi_document_says_where_its_calls_are(self, line):
        document = line.get("/chat/openapi.json").json()
        [server] = document["servers"]
        begin = next(it for it in document["paths"] if it.endswith("/sessions"))

        assert server["url"] + begin == "/chat/api/v1/chat/sessions"
        assert line.post(server["url"] + begin, json={}).is_success

    def test_cookies_are_ours_alone_on_a_host_that_others_share(self, line):
        begun = line.post("/chat/api/v1/chat/sessions", json={}).headers.get_list("set-cookie")
        chosen = line.get("/chat/?lang=en").headers.get_list("set-cookie")
        form = line.get("/chat/admin/login/").headers.get_list("set-cookie")
        told = {
            it.partition("=")[0]: re.search(r"Path=([^;]*)", it)[1] for it in begun + chosen + form
        }

        assert {path for name, path in told.items() if name.startswith("aicc.")} == {"/chat/api/"}
        others = {name: path for name, path in told.items() if not name.startswith("aicc.")}
        assert others == {"aicc_language": "/chat/", "aicc_csrftoken": "/chat/"}

    def test_whoever_signs_in_gets_cookies_of_the_base_alone(self, server):
        server.manage("demo_login", "--new")
        password = re.search(r"^mei  (\S+)", server.manage("demo_login"), re.M)[1]
        with httpx.Client(base_url=server.url, timeout=60) as mei:
            form = re.search(
                r'name="csrfmiddlewaretoken" value="(\w+)"', mei.get("/chat/admin/login/").text
            )
            given = {"username": "mei", "password": password, "csrfmiddlewaretoken": form[1]}
            answer = mei.post("/chat/admin/login/?next=/chat/desk/", data=given)

        told = {
            it.partition("=")[0].partition("device")[0]: re.search(r"Path=([^;]*)", it)[1]
            for it in answer.headers.get_list("set-cookie")
        }
        assert answer.headers["location"] == "/chat/desk/"
        assert told == {
            "aicc_": "/chat/admin/login/",
            "aicc_csrftoken": "/chat/",
            "aicc_sessionid": "/chat/",
        }

    def test_whoever_is_sent_elsewhere_stays_below_the_base(self, line):
        places = {
            "/chat/desk/": "/chat/admin/login/?next=/chat/desk/",
            "/chat/admin/": "/chat/admin/login/?next=/chat/admin/",
            "/desk/": "/chat/admin/login/?next=/chat/desk/",
            "/chat/?lang=ko": "/chat/",
        }

        assert {place: line.get(place).headers["location"] for place in places} == places

    def test_a_page_that_is_not_there_leads_back_to_ours(self, line):
        for place, way in (("/chat/nothing", "/chat/"), ("/chat/admin/nothing/", "/chat/admin/")):
            answer = line.get(place, follow_redirects=True)
            assert "/chat/" in answer.text
            assert 'href="/"' not in answer.text
            assert answer.status_code in (200, 404), way

        told = line.get("/chat/api/v1/chat/nothing")
        assert (told.status_code, told.json()["code"]) == (404, "not_found")

    def test_commands_print_addresses_below_the_base(self, server):
        printed = server.manage("prepare", "--site", "https://bank.example")

        assert re.findall(r"https://\S+", printed)[:3] == [
            "https://bank.example/chat/",
            "https://bank.example/chat/desk/",
            "https://bank.example/chat/admin/",
        ]

    def test_probes_are_not_sent_to_tls_below_the_base(self, server):
        asked = "import re; from django.conf import settings; print([bool(re.search("
        asked += "settings.SECURE_REDIRECT_EXEMPT[0], path)) for path in "
        asked += "('chat/health/live', 'chat/metrics', 'chat/')])"

        assert server.manage("shell", "--no-imports", "-c", asked).strip() == (
            "[True, True, False]"
        )
