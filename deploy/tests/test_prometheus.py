"""Prometheus reads every server, and whoever looks at the dashboard or is woken up sees data."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml
from websockets.sync.client import connect

from aicc.testing import servers, waits
from conftest import require

SHIPPED = servers.ROOT / "deploy" / "prometheus"
GRAFANA = servers.ROOT / "deploy" / "grafana"
BOARD = json.loads((GRAFANA / "dashboards" / "aicc.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
RULES = [
    rule
    for path in sorted((SHIPPED / "rules").glob("*.yml"))
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
]
QUERIES = {
    f"{panel['title']} {target['refId']}": target["expr"]
    for panel in PANELS
    for target in panel["targets"]
}


class Prometheus(servers.PrivateServer):
    """Debian's, with the shipped configuration but for addresses and a shorter breath."""

    name = "prometheus"

    def __init__(self, folder: Path, targets: list[str]) -> None:
        super().__init__(folder)
        config = yaml.safe_load((SHIPPED / "prometheus.yml").read_text())
        config["global"] = dict.fromkeys(config["global"], "200ms")
        config["scrape_configs"][0]["static_configs"] = [{"targets": targets}]
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        shutil.copytree(SHIPPED / "rules", folder / "rules")

    def command(self) -> list[str]:
        return [
            servers.program("prometheus"),
            f"--config.file={self.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--log.level=error",
        ]

    def is_up(self) -> bool:
        return super().is_up() and self.get("/-/ready").status_code == httpx.codes.OK

    def get(self, path: str, **query: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", params=query)

    def ask(self, query: str) -> list:
        """What an instant query brings. Grafana fills in the names that begin with $."""
        query = query.replace("$server", ".*").replace("$__rate_interval", "1m")
        answer = self.get("/api/v1/query", query=query)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()["data"]["result"]

    def failed_rules(self) -> list[str]:
        """The rules whose last working out failed, or has not been yet, with why."""
        groups = self.get("/api/v1/rules").json()["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return [
            f"{rule['name']}: {rule['health']} {rule.get('lastError', '')}"
            for rule in rules
            if rule["health"] != "ok"
        ]

    def until_it_has(self, query: str) -> None:
        waits.wait_until(query, lambda: self.ask(query))


def talk(server) -> None:
    """A question over the socket, and the wish for a person."""
    address = f"{server.ws_url}/api/v1/chat/ws/lin-{server.port}?stream=1"
    with connect(address, subprotocols=["aicc.v1"]) as socket:
        socket.send(json.dumps({"type": "message", "user_message": "신용대출 금리가 얼마예요?"}))
        while json.loads(socket.recv(waits.SECONDS))["type"] != "response":
            pass
        socket.send(json.dumps({"type": "request_handover"}))
        while json.loads(socket.recv(waits.SECONDS)).get("owner") != "queue":
            pass


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory, migrated_sqlite):
    """Reads two servers at which somebody has asked something and waits for a person."""
    require("prometheus", "redis-server")
    folder = servers.short_folder()
    redis = servers.Redis(folder)
    (folder / "data").mkdir()
    shutil.copy(migrated_sqlite, folder / "data" / "aicc.sqlite3")
    given = {
        "DATABASE_URL": f"sqlite:///{folder / 'data' / 'aicc.sqlite3'}",
        "AICC_REDIS_URL": redis.url,  # without one, a SQLite database takes one server
        "AICC_OPEN_SESSIONS": "on",
        "AICC_ENGINE": "offline",
    }
    pair = [servers.AiccServer(folder, given) for _ in range(2)]
    started = []
    try:
        started.append(redis.start())
        pair[0].manage("import_knowledge", str(servers.ROOT / "deploy" / "knowledge" / "loans"))
        for server in pair:
            started.append(server.start())
            talk(server)
        reader = Prometheus(folder, [f"127.0.0.1:{server.port}" for server in pair])
        started.append(reader.start())
        for server in pair:
            reader.until_it_has(f'up{{instance="127.0.0.1:{server.port}"}} == 1')
        # Three readings of each, so that there is a rate, and the rules have been worked out.
        reader.until_it_has("min(count_over_time(aicc_sockets[1m])) > 2 and aicc:turns:rate5m")
        yield reader
    finally:
        for each in reversed(started):
            each.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_query_of_the_dashboard_brings_data(prometheus, query):
    prometheus.until_it_has(query)


@pytest.mark.servers
@pytest.mark.once
def test_every_figure_that_alerts_look_at_is_worked_out(prometheus):
    for rule in RULES:
        if "record" in rule:
            prometheus.until_it_has(rule["record"])

    # Five times a second: on a busy machine one of them comes too late, and is worked out again.
    waits.wait_until("each rule was worked out", lambda: not prometheus.failed_rules())


@pytest.mark.servers
@pytest.mark.once
def test_the_queue_is_read_once_and_turns_are_added_up(prometheus):
    prometheus.until_it_has("aicc:queue_waiting:max == 2")
    prometheus.until_it_has('sum(aicc_turns_total{outcome="answered"}) == 2')


@pytest.mark.servers
@pytest.mark.once
def test_the_alerts_ring_when_they_should_and_not_on_a_good_day():
    require("promtool")
    tool = servers.program("promtool")

    checked = subprocess.run(
        [tool, "check", "config", SHIPPED / "prometheus.yml"], capture_output=True, text=True
    )
    tried = subprocess.run(
        [tool, "test", "rules", SHIPPED / "tests" / "alerts_test.yml"],
        capture_output=True,
        text=True,
    )

    assert checked.returncode == 0, checked.stderr
    assert tried.returncode == 0, tried.stderr + tried.stdout


def documented():
    text = (servers.ROOT / "docs" / "monitoring.md").read_text()
    return set(re.findall(r"^\| `(aicc_\w+)`", text, re.MULTILINE))


def metrics_in(text):
    """Names without a histogram's endings; a recorded figure has colons and is none."""
    names = re.findall(r"(?<![\w:])aicc_\w+", text)
    return {re.sub(r"(?<=_seconds)_(bucket|sum|count)$", "", name) for name in names}


def test_only_metrics_that_exist_and_are_explained_are_asked_for():
    asked = metrics_in(" ".join([*QUERIES.values(), *(str(rule["expr"]) for rule in RULES)]))

    assert asked <= documented()


def test_every_metric_of_ours_has_its_place_on_the_dashboard():
    recorded = [str(rule["expr"]) for rule in RULES if rule.get("record", "") in str(QUERIES)]

    assert documented() == metrics_in(" ".join([*QUERIES.values(), *recorded]))


@pytest.mark.parametrize(
    ("page", "language", "heading"),
    [("monitoring.md", -1, "### What each panel says"), ("monitoring.ko.md", 0, "### 패널 읽기")],
)
def test_the_documents_explain_every_panel_in_the_order_of_the_dashboard(page, language, heading):
    text = (servers.ROOT / "docs" / page).read_text().partition(heading)[2].partition("###")[0]
    explained = re.findall(r"^\| \*{0,2}(.+?)\*{0,2} \|", text, re.M)[1:]  # without the head

    titles = [panel["title"].split(" · ")[language] for panel in BOARD["panels"]]
    assert explained == titles


def test_an_alert_says_what_happened_what_to_do_and_where_more_is_written():
    headings = {
        "#" + re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(
            r"^## (.+)$", (servers.ROOT / "docs/operations.md").read_text(), re.MULTILINE
        )
    }
    explained = (servers.ROOT / "docs" / "monitoring.md").read_text()

    for alert in (rule for rule in RULES if "alert" in rule):
        page, _, section = alert["annotations"]["runbook"].partition("#")
        assert page == "docs/operations.md"
        assert f"#{section}" in headings
        assert alert["annotations"]["summary"]
        assert alert["annotations"]["action"]
        assert alert["labels"]["severity"] in ("page", "ticket")
        assert f"`{alert['alert']}`" in explained


def test_the_dashboard_is_laid_out_without_gaps_and_asks_the_provisioned_source():
    source = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yml").read_text())
    ids = [panel["id"] for panel in BOARD["panels"]]
    cells = [
        (panel["gridPos"]["x"] + dx, panel["gridPos"]["y"] + dy)
        for panel in BOARD["panels"]
        for dx in range(panel["gridPos"]["w"])
        for dy in range(panel["gridPos"]["h"])
    ]

    assert len(ids) == len(set(ids))
    assert len(cells) == len(set(cells))
    assert len(cells) == 24 * (1 + max(y for _, y in cells))
    assert {panel["datasource"]["uid"] for panel in PANELS} == {source["datasources"][0]["uid"]}


def test_grafana_finds_the_dashboards_where_compose_puts_them():
    provider = yaml.safe_load((GRAFANA / "provisioning/dashboards/aicc.yml").read_text())
    compose = (servers.ROOT / "docker-compose.yml").read_text()

    path = provider["providers"][0]["options"]["path"]

    assert f"./deploy/grafana/dashboards:{path}:ro" in compose
    assert 'GF_AUTH_ANONYMOUS_ENABLED: "false"' in compose
