"""What the analysis of a long conversation costs, offline: the public call, over HTTP.

    python -m bench.analysis                 a conversation of 200 messages, called 100 times
    python -m bench.analysis --calls 20

Two conversations with the offline engine and the sample articles: ordinary questions, and
questions of 2,000 characters each. One call after another; told are the times that the caller
waits, and the server's processor time of a call, which other people's work changes less. Exit
code 1 when the 95th percentile of the ordinary one is above the budget.
"""

import argparse
import asyncio
import statistics
import sys
import time
from pathlib import Path

import httpx
from tqdm import tqdm

from aicc.testing import servers
from bench.stage import stage
from bench.turns import cpu_of

SETTINGS = {
    "AICC_OPEN_SESSIONS": "on",
    "AICC_RATE_LIMITS": "off",
    "AICC_ENGINE": "offline",
    "AICC_LOG_LEVEL": "warning",
}
BUDGET_MS = 300.0
QUESTIONS = 100  # each with its answer: 200 messages
LONG_CHARACTERS = 2000
CASES = Path(__file__).resolve().parent.parent / "deploy/evaluation/tune/answerable.yaml"


def questions() -> list[str]:
    """Korean questions from the evaluation's tuning half."""
    import yaml

    cases = yaml.safe_load(CASES.read_text())["cases"]
    asked = [case["question"] for case in cases if case.get("language", "ko") == "ko"]
    return [asked[number % len(asked)] for number in range(QUESTIONS)]


def long_ones(asked: list[str]) -> list[str]:
    """As many messages, each as long as a message may be."""
    whole = " ".join(asked)
    return [
        (whole[start:] + " " + whole)[:LONG_CHARACTERS].strip()
        for start in range(0, len(asked) * 7, 7)
    ]


async def converse(http: httpx.AsyncClient, session: str, asked: list[str]) -> int:
    """Ask all of it; how many messages the conversation has then."""
    for text in tqdm(asked, desc=session, disable=None):
        body = {"session_id": session, "user_message": text}
        (await http.post("/api/v1/chat/message", json=body)).raise_for_status()
    listed = await http.get(f"/api/v1/chat/sessions/{session}/messages?limit=1")
    return int(listed.raise_for_status().json()["head_seq"])


async def analyse(http: httpx.AsyncClient, session: str, calls: int) -> list[float]:
    """Milliseconds of each call."""
    body = {"session_id": session, "trigger_reason": "bench"}
    times = []
    for _ in tqdm(range(calls), desc="calls", disable=None):
        start = time.perf_counter()
        answer = await http.post("/api/v1/handover/analyze", json=body)
        times.append((time.perf_counter() - start) * 1000)
        summary = answer.raise_for_status().json()["analysis_result"]["summary"]
        assert len(summary.splitlines()) == 3
    return times


async def measure(server: servers.AiccServer, calls: int) -> float:
    """Print both; the 95th percentile of the ordinary conversation."""
    ordinary = questions()
    print(f"{'':<24}{'messages':>9}{'median':>9}{'p95':>9}{'worst':>9}{'processor':>11}  ms")
    percentiles = []
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
        for name, session, asked in (
            ("ordinary questions", "ordinary", ordinary),
            ("2,000 characters each", "long", long_ones(ordinary)),
        ):
            messages = await converse(http, session, asked)
            before = cpu_of(server.process.pid)
            times = await analyse(http, session, calls)
            spent = (cpu_of(server.process.pid) - before) / calls * 1000
            p95 = statistics.quantiles(times, n=20)[-1]
            middle = statistics.median(times)
            waits = f"{middle:>9.0f}{p95:>9.0f}{max(times):>9.0f}"
            print(f"{name:<24}{messages:>9}{waits}{spent:>11.0f}")
            percentiles.append(p95)
    return percentiles[0]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analysis", description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "mariadb"), default="sqlite")
    given = parser.parse_args()
    with stage(SETTINGS, database=given.database) as scene:
        server = scene.servers[0]
        server.manage("import_knowledge")
        p95 = asyncio.run(measure(server, given.calls))
    return 0 if p95 <= BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
