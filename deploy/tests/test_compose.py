"""docker-compose.yml and the Dockerfile, read by the real tools. No engine is needed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aicc.environment import READ_BY_OTHERS
from aicc.testing.servers import ROOT

TOOLS = Path(sys.executable).parent
V2, V1 = TOOLS / "docker-compose", Path("/usr/bin/docker-compose")
INSIDE = {
    "AICC_DATA_DIR",
    "AICC_STATIC_DIR",
    "MYSQL_ROOT_PASSWORD",
}  # set by the image, or not ours


@pytest.fixture
def checkout(tmp_path):
    """Without a .env, as a clone is."""
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    return tmp_path


def run(tool, *words, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [str(tool), *words], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("tool", [V2, V1], ids=["v2", "v1.29"])
def test_compose_accepts_the_file_without_a_dot_env(checkout, tool):
    if tool == V1 and not tool.exists():
        pytest.skip("Debian's Compose 1.29 is not installed; 2 is always here")

    done = run(tool, "config", "-q", folder=checkout)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def services(checkout):
    profiles = ["--profile", "tls", "--profile", "monitoring"]
    done = run(V2, *profiles, "config", "--format", "json", folder=checkout)
    return json.loads(done.stdout)["services"]


def test_every_setting_reaches_the_servers(services):
    example = re.findall(r"^# ([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M)
    ours = set(example) - INSIDE - READ_BY_OTHERS - {"AICC_ENV_FILE"}

    assert ours <= set(services["backend"]["environment"])
    assert services["backend"]["environment"] == services["backend2"]["environment"]


def test_each_secret_may_reach_the_servers_as_a_file(services):
    said = (ROOT / "docs/configuration.md").read_text()
    [line] = re.findall(r"^- .*`NAME_FILE` names it, for (.*)\.$", said, re.M)
    secrets = set(re.findall(r"`([A-Z_]+)`", line)) - INSIDE

    passed_on = {name for name in services["backend"]["environment"] if name.endswith("_FILE")}
    assert passed_on == {f"{name}_FILE" for name in secrets}


def test_each_service_is_bounded_and_keeps_little_log(services):
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["logging"]["options"] == {"max-file": "3", "max-size": "10m"}, name
        assert service["cap_drop"] == ["ALL"], name
        assert ":" in service["image"] or name in ("prepare", "backend", "backend2"), name


def test_only_nginx_is_open_to_the_outside(services):
    published = {
        name: [port.get("host_ip", "") for port in service.get("ports", [])]
        for name, service in services.items()
        if service.get("ports")
    }

    assert published == {"nginx": ["", ""], "grafana": ["127.0.0.1"]}


def test_the_dockerfile_pleases_its_linter():
    done = run(TOOLS / "hadolint", str(ROOT / "deploy" / "Dockerfile"), folder=ROOT)

    assert (done.returncode, done.stdout) == (0, "")
