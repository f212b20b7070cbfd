"""The HTTP door, fuzzed by its own OpenAPI document with schemathesis.

    python -m bench.fuzz.http                     5,000 cases at least
    python -m bench.fuzz.http --examples 3 --least 100

Two private servers one after the other: one with open sessions, where whatever name is made up
opens a conversation and so every call gets as far as it can; and one with sealed sessions, where
calls come with and without the key of one that was begun. schemathesis judges server errors,
undocumented answers, bodies and headers that are not as documented, and whether what the document
forbids is refused and what it allows is taken; on the second also whether calls without a key, or
with a wrong one, are refused.

Prints cases and findings. Exit code 1 where there is a finding, a line in the server's log that
tells of a fault, memory that grew, or fewer cases than `--least`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx

from aicc.testing import servers
from bench.fuzz.watch import SETTINGS, Watch
from bench.stage import stage

LEAST = 5_000
ANSWER_SECONDS = 60  # a call that takes longer hangs
# A right body is still refused where its time is in no window: no document can say which are.
OF_WINDOWS = "request_call_back"
# How a wrong call is refused: 413 is none of those that schemathesis knows of itself.
REFUSALS = [400, 401, 403, 404, 409, 413, 415, 429]
PHASES = "coverage,fuzzing"  # each border of each field; then anything
ENDS_THE_KEY = r"/(token|end|revoke)$"


@dataclass(frozen=True)
class Result:
    """cases: that were sent. findings: what schemathesis found, or is wrong with the server."""

    cases: int
    findings: list[str]
    grown_mib: float


def one_session(server: servers.AiccServer) -> str:
    """A session's name and key in every call that takes one, in schemathesis' own words."""
    began = httpx.post(f"{server.url}/api/v1/chat/sessions", json={}, timeout=60)
    session, token = (began.raise_for_status().json()[name] for name in ("session_id", "token"))
    return (
        f'headers = {{ Authorization = "Bearer {token}" }}\n'
        f'dictionaries.sessions.values = ["{session}"]\n'
        f'[parameters]\n"path.session_id" = "{session}"\n'
        '"body.session_id" = { dictionary = "sessions", probability = 0.9 }\n'
    )


def configured(folder: str, told: str = "") -> list[str]:
    """The option that names schemathesis' own settings. told: more of them, in its words."""
    path = Path(folder) / "schemathesis.toml"
    path.touch(0o600)
    path.write_text(
        f"{told}[checks.negative_data_rejection]\nexpected-statuses = {REFUSALS}\n"
        f'[[operations]]\ninclude-operation-id = "{OF_WINDOWS}"\n'
        "checks.positive_data_acceptance.enabled = false\n"
    )
    return ["--config-file", str(path)]


def run(
    server: servers.AiccServer,
    options: list[str],
    *,
    examples: int,
    seed: int,
    phases: str = PHASES,
) -> Result:
    """schemathesis against a server that runs; what it counted and found."""
    watch = Watch(server)
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        command = [str(Path(sys.executable).with_name("schemathesis")), "--no-color", *options[:2]]
        command += ["run", f"{server.url}/openapi.json", *options[2:]]
        command += [f"--max-examples={examples}", f"--seed={seed}", "--continue-on-failure"]
        command += [
            "--no-shrink",
            f"--request-timeout={ANSWER_SECONDS}",
            "--output-sanitize=false",
        ]
        command += ["--report=json", f"--report-json-path={report}", f"--phases={phases}"]
        httpx.get(f"{server.url}/openapi.json", timeout=60)  # what a first use costs is no growth
        watch.warmed_up()
        done = subprocess.run(command, cwd=name, capture_output=True, text=True)
        told = json.loads(report.read_text())
    findings = [f"{each['title']}: {', '.join(each['operations'])}" for each in told["failures"]]
    findings += [str(each)[:2000] for each in told["errors"]]
    if done.returncode and not findings:
        findings = [done.stdout[-2000:] + done.stderr[-2000:]]
    if findings:
        print(done.stdout)  # each with the call that shows it
    grown = watch.grown_mib()
    return Result(told["test_cases"]["generated"], findings + watch.close(), grown)


def fuzz(server: servers.AiccServer, *, sealed: bool, examples: int, seed: int) -> Result:
    bounds = {"examples": examples, "seed": seed}
    with tempfile.TemporaryDirectory() as folder:
        if not sealed:
            return run(server, configured(folder), **bounds)
        given = configured(folder, one_session(server))
        return run(server, [*given, f"--exclude-path-regex={ENDS_THE_KEY}"], **bounds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=200, help="of each call, at most")
    parser.add_argument("--least", type=int, default=LEAST, help="cases in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    given = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    cases, findings = 0, []
    for sealed in (False, True):
        settings = SETTINGS | {"AICC_OPEN_SESSIONS": "off" if sealed else "on"}
        with stage(settings, database=given.database) as here:
            found = fuzz(here.servers[0], sealed=sealed, examples=given.examples, seed=given.seed)
        what = "sealed sessions" if sealed else "open sessions"
        print(f"{what}: {found.cases} cases, memory grew by {found.grown_mib:.0f} MiB")
        cases += found.cases
        findings += found.findings
    print(*findings, sep="\n")
    print(f"{cases} cases, {len(findings)} findings")
    return 1 if findings or cases < given.least else 0


if __name__ == "__main__":
    sys.exit(main())
