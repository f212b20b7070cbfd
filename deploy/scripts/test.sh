#!/bin/bash
# All tests: on SQLite with the browser, then on a private MariaDB and Redis. `make test`.
# AICC_REQUIRE_SERVERS=1 turns everything left out for want of a program into a failure.
set -u
export PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."

# The tests start hundreds of processes: each would compile the project anew.
unset PYTHONDONTWRITEBYTECODE

required=${AICC_REQUIRE_SERVERS:-0}
failed=0
summary=()

bash deploy/scripts/system-packages.sh || echo "The system packages could not be installed." >&2

if command -v gcc >/dev/null && pkg-config --exists libmariadb 2>/dev/null; then
  packages=all
else
  packages=tests
fi
sh deploy/scripts/install.sh $packages || exit 1

run() { # a name, then the command
  local name=$1 begin=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    summary+=("passed   $name ($((SECONDS - begin)) s)")
  else
    summary+=("FAILED   $name ($((SECONDS - begin)) s)")
    failed=1
  fi
}

left_out() { # a name and why
  summary+=("left out $1: $2")
  [ "$required" = 1 ] && failed=1
}

# Most of the time goes by in waiting for servers, so one process more than there are cores.
# A file stays in one process; the longest ones begin first, the browser's come last.
side_by_side="-n $(($(nproc) + 1)) --dist loadfile --no-loadscope-reorder"

run "SQLite, layer in memory, browser" \
  .venv/bin/pytest -q $side_by_side --with-servers --with-browser --with-long

if [ $packages != all ]; then
  left_out "MariaDB and Redis" "mysqlclient needs gcc, pkg-config and libmariadb-dev"
elif ! command -v mariadbd >/dev/null || ! command -v redis-server >/dev/null; then
  left_out "MariaDB and Redis" "mariadb-server or redis-server is not installed"
else
  run "MariaDB and Redis" env AICC_TEST_DATABASE=mariadb \
    .venv/bin/pytest -q $side_by_side --with-servers
fi

printf '\n== Summary\n'
printf '%s\n' "${summary[@]}"
exit $failed
