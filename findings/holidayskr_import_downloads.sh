#!/bin/sh
# holidayskr 0.2.0: `import holidayskr` fetches its holidays over the network, or raises.
#
# A package of Korea's holidays that is installed with pip would, one guesses, hold the holidays. It
# asks for a file in a public repository, in the middle of its import: without a time-out, and 50
# times over where that cannot be reached, without a pause, each time with a line on the output. A
# server of a bank has no way out, so that its process does not start; where there is a way, every
# worker waits for another's server as it starts, and what counts as a working day is what that file
# says that day, whatever version is pinned. The package holidays carries its data.
# The network is played: whatever is asked for is counted and refused.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet holidayskr==0.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import contextlib
import io
from importlib.metadata import version

import requests

asked = []


def refuse(address, **options):
    asked.append(options)
    raise requests.ConnectionError("no way out")


requests.get = refuse
said = io.StringIO()
try:
    with contextlib.redirect_stdout(said):
        import holidayskr
except Exception as error:
    outcome = f"{type(error).__name__}: {error}"
else:
    outcome = f"imported {holidayskr}"
lines = len(said.getvalue().splitlines())
print("holidayskr", version("holidayskr"), len(asked), "requests,", lines, "lines,", outcome)
assert outcome == "Exception: Reached maximum retry attempts. Data download failed."
assert len(asked) == 50 and lines == 50
assert all("timeout" not in options for options in asked)
PYTHON
