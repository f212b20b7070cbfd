#!/bin/sh
# Prepares and serves: the second half of `make run`. Needs .venv. HOST and PORT come from the
# environment or .env.
set -eu
cd "$(dirname "$0")/../.."

# For a trial only; everywhere else open sessions are off unless turned on by name.
if ! grep -qs '^ *AICC_OPEN_SESSIONS=' "${AICC_ENV_FILE:-.env}"; then
  export AICC_OPEN_SESSIONS="${AICC_OPEN_SESSIONS:-on}"
fi
exec .venv/bin/python -m aicc.serve --prepare
