"""Proofs, one after another: each says what was seen, or raises, and all stand in a table."""

import subprocess
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import httpx
from websockets.exceptions import WebSocketException

FAULTS = (
    *(AssertionError, RuntimeError, OSError, KeyError, subprocess.SubprocessError),
    *(httpx.HTTPError, WebSocketException),
)
Row = tuple[str, str, bool]
Subject = TypeVar("Subject")


def prove(proofs: Sequence[Callable[[Subject], str]], subject: Subject) -> list[Row]:
    """Each proof's name, what it saw, and whether it held. One that fails ends no other."""
    rows = []
    for proof in proofs:
        name = proof.__name__.replace("_", " ")
        began = time.monotonic()
        print(f"  {name} ...", flush=True)
        try:
            rows.append((name, proof(subject), True))
        except FAULTS as error:
            rows.append((name, f"{type(error).__name__}: {error}", False))
        outcome = "seen" if rows[-1][2] else f"FAILED: {rows[-1][1]}"
        print(f"    {outcome}, {time.monotonic() - began:.1f} s", flush=True)
    return rows


def table(rows: list[Row]) -> str:
    width = max(len(name) for name, _, _ in rows)
    return "\n".join(
        f"{'ok    ' if passed else 'FAILED'}  {name:<{width}}  {seen}"
        for name, seen, passed in rows
    )


def all_hold(rows: list[Row]) -> bool:
    return all(passed for _, _, passed in rows)
