#!/bin/sh
# pybreaker 1.4.1: a breaker around an async function never opens, after any number of failures.
#
# It opens after fail_max failures of a plain function, and its page speaks of asynchronous calls.
# One would guess that a coroutine is awaited, or refused. The call gives back a coroutine, which
# counts as a success and even sets the count of failures to zero; the error comes later, at the
# await, outside. Each customer goes on waiting for a model server that is gone, and the breaker's
# state, on a page for the people on duty, is "closed". Asynchronous is Tornado's, by call_async().
# circuitbreaker 2.1.3 opens for coroutines and for functions that stream.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pybreaker==1.4.1 circuitbreaker==2.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import asyncio
from importlib.metadata import version

import circuitbreaker
import pybreaker


async def ask():
    raise ConnectionError("the model server is gone")


def ask_plainly():
    raise ConnectionError("the model server is gone")


async def failures(function):
    names = []
    for _ in range(4):
        try:
            answer = function()
            if asyncio.iscoroutine(answer):
                await answer
        except Exception as error:
            names.append(type(error).__name__)
    return names


DECORATORS = {
    "pybreaker": lambda function: pybreaker.CircuitBreaker(fail_max=2)(function),
    "circuitbreaker": circuitbreaker.circuit(failure_threshold=2),
}
got = {
    (name, function.__name__): asyncio.run(failures(decorate(function)))
    for name, decorate in DECORATORS.items()
    for function in (ask_plainly, ask)
}
print("pybreaker", version("pybreaker"), "seen", got)
closed = ["ConnectionError"] * 4
assert got["pybreaker", "ask"] == closed
assert got["pybreaker", "ask_plainly"][2:] == ["CircuitBreakerError"] * 2
assert got["circuitbreaker", "ask"][2:] == ["CircuitBreakerError"] * 2
PYTHON
