"""`make lint`: the same checks for a commit as for CI, and the pages' modules among them."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from deploy.frame_types import ROOT

LINT = ROOT / "deploy/scripts/lint.sh"
CHECK = re.compile(r'^check "([^"]+)"', re.MULTILINE)
FILES = ("package.json", "package-lock.json", "deploy/scripts/javascript.sh")


def test_a_commit_passes_every_check_that_ci_asks_for():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    (repository,) = config["repos"]
    hooks = [hook["name"] for hook in repository["hooks"]]

    assert hooks == CHECK.findall(LINT.read_text())
    asked = [hook["entry"] for hook in repository["hooks"] if "lint.sh" in hook["entry"]]
    assert all(re.fullmatch(r'sh deploy/scripts/lint\.sh "?([^"]+)"?', it) for it in asked)


def test_the_lock_of_npm_names_no_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


@pytest.mark.once
def test_without_npms_registry_it_says_so_in_a_sentence(tmp_path):
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    nowhere = {
        "NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/",
        "NPM_CONFIG_FETCH_RETRIES": "0",
        "NPM_CONFIG_CACHE": str(tmp_path / "cache"),
    }

    done = subprocess.run(
        ["sh", "deploy/scripts/javascript.sh"],
        cwd=tmp_path,
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("npm's registry cannot be reached")
    assert (tmp_path / "var/npm.log").read_text()
