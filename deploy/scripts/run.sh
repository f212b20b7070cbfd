#!/bin/sh
# Prepares and serves: the second half of `make run`. Needs .venv.
set -eu
cd "$(dirname "$0")/../.."

# For a trial only; everywhere else open sessions are off unless turned on by name.
if ! grep -qs '^ *AICC_OPEN_SESSIONS=' "${AICC_ENV_FILE:-.env}"; then
  export AICC_OPEN_SESSIONS="${AICC_OPEN_SESSIONS:-on}"
fi
.venv/bin/python manage.py prepare --host "$HOST" --port "$PORT"
exec .venv/bin/python -m aicc.serve --host "$HOST" --port "$PORT"
