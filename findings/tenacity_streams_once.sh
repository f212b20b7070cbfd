#!/bin/sh
# tenacity 9.2.1: @retry on a function that streams tries once, whatever it was told.
#
# A model server that was restarting is tried again by @retry on a coroutine, and one would guess
# the same of an async function with yield, or an error at the decorator. Calling such a function
# runs none of it: there is nothing to fail yet, the decorator is content, and the error comes out
# of the loop over the answer, past it. backoff 2.2.1 is alike; stamina 26.1.0 does try again. Plain
# answers survive a restart and streamed ones, which customers see, do not, and no log shows a
# retry. Wrap what opens the stream, up to its first piece, in a coroutine of its own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tenacity==9.2.1 backoff==2.2.1 stamina==26.1.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import asyncio
from importlib.metadata import version

import backoff
import stamina
import tenacity

stamina.instrumentation.set_on_retry_hooks([])


def streaming(calls):
    async def answer():
        calls.append("tried")
        if len(calls) < 2:
            raise ConnectionError("the server restarts")
        yield "연 3.5%"

    return answer


def plain(calls):
    async def answer():
        return [piece async for piece in streaming(calls)()]

    return answer


async def tried(decorate, make):
    calls = []
    answer = decorate(make(calls))
    try:
        if make is plain:
            await answer()
        else:
            [piece async for piece in answer()]
    except ConnectionError:
        return f"failed after {len(calls)}"
    return f"answered after {len(calls)}"


DECORATORS = {
    "tenacity": tenacity.retry(stop=tenacity.stop_after_attempt(3)),
    "backoff": backoff.on_exception(backoff.constant, ConnectionError, max_tries=3, interval=0),
    "stamina": stamina.retry(on=ConnectionError, attempts=3, wait_initial=0.01),
}
got = {
    name: tuple(asyncio.run(tried(decorate, make)) for make in (plain, streaming))
    for name, decorate in DECORATORS.items()
}
print("tenacity", version("tenacity"), "plain and streamed:", got)
once = ("answered after 2", "failed after 1")
assert got == {
    "tenacity": once,
    "backoff": once,
    "stamina": ("answered after 2", "answered after 2"),
}
PYTHON
