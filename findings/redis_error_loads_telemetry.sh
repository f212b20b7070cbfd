#!/bin/sh
# redis 8.1.0: importing one exception class loads the OpenTelemetry SDK, where that is installed.
#
# `from redis.exceptions import RedisError` runs the package's own start, which loads the clients of
# both kinds, the cluster's and, by way of its maintenance notices, an observability module that
# imports opentelemetry.sdk.metrics when it can. No exporter, setting or connection is needed for
# that. So a settings file that only wants to name Redis's errors takes a fifth of a second, and one
# that traces nothing still loads the SDK because another package brought it.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet redis==8.1.0
cat > "$folder/asked.py" <<'PYTHON'
import sys
from importlib.metadata import version

from redis.exceptions import RedisError

names = ("redis.asyncio", "redis.cluster", "opentelemetry.sdk.metrics")
held = [name for name in names if name in sys.modules]
print("redis", version("redis"), "loads", ", ".join(held))
print(len(held))
PYTHON
without=$("$folder/venv/bin/python" "$folder/asked.py")
"$folder/venv/bin/pip" install --quiet opentelemetry-sdk==1.45.2
beside=$("$folder/venv/bin/python" "$folder/asked.py")
printf 'alone:\n%s\nwith opentelemetry-sdk 1.45.2 beside it:\n%s\n' "$without" "$beside"
test "$(printf '%s\n' "$without" | tail -n 1)" = 2
test "$(printf '%s\n' "$beside" | tail -n 1)" = 3
