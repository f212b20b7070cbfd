"""What both fuzzers look at in the server that they fuzz: its log, its memory, its answers."""

import json
from dataclasses import dataclass, field

import httpx

from aicc.testing import servers
from bench.turns import memory_of

GROWN_KIB = 96 * 1024  # of resident memory after the warm-up; caches of the program are bounded
MOST_LINES, LINE_CHARACTERS = 5, 3000
LEVELS = {"error", "critical"}
SETTINGS = {"AICC_RATE_LIMITS": "off", "AICC_ENGINE": "canned", "AICC_TURN_SECONDS": "10"}


@dataclass
class Watch:
    """A server while it is fuzzed. faults: what nobody may cause, in words."""

    server: servers.AiccServer
    warm_kib: int = 0
    faults: list[str] = field(default_factory=list)

    def warmed_up(self) -> None:
        """From here on memory is to stay."""
        self.warm_kib = memory_of(self.server.process.pid)

    def close(self) -> list[str]:
        """What is wrong with the server at the end: nothing, or each fault."""
        if self.server.process.poll() is not None:
            self.faults.append("the server ended")
            return self.faults
        grown = memory_of(self.server.process.pid) - self.warm_kib
        if self.warm_kib and grown > GROWN_KIB:
            self.faults.append(f"memory grew by {grown // 1024} MiB")
        health = httpx.get(f"{self.server.url}/health", timeout=60)
        if health.status_code != 200:
            self.faults.append(f"/health answers {health.status_code}")
        self.faults += complaints(self.server.log())
        return self.faults

    def held_mib(self) -> float:
        return memory_of(self.server.process.pid) / 1024

    def grown_mib(self) -> float:
        """Since the warm-up; 0 where it never came."""
        held = memory_of(self.server.process.pid)
        return (held - self.warm_kib) / 1024 if self.warm_kib else 0.0


def complaints(log: str) -> list[str]:
    """Lines of the server's log that tell of a fault of its own; of many the first ones."""
    lines = [line for line in log.splitlines() if is_fault(line)]
    more = [f"{len(lines)} such lines in the log"] if len(lines) > MOST_LINES else []
    return [line[:LINE_CHARACTERS] for line in lines[:MOST_LINES]] + more


def is_fault(line: str) -> bool:
    try:
        return json.loads(line)["level"] in LEVELS
    except (ValueError, KeyError, TypeError):
        return "Traceback" in line or "Exception" in line
