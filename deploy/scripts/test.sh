#!/bin/bash
# All tests: on SQLite, beside them those that drive the browser, then what could end otherwise
# on a private MariaDB and Redis, and what meets the clock at two odd moments. `make test`.
# AICC_REQUIRE_SERVERS=1 turns everything left out for want of a program into a failure.
set -uo pipefail
export PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."

# The tests start hundreds of processes: each would compile the project anew.
unset PYTHONDONTWRITEBYTECODE

required=${AICC_REQUIRE_SERVERS:-0}
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

bash deploy/scripts/system-packages.sh || echo "The system packages could not be installed." >&2

if command -v gcc >/dev/null && pkg-config --exists libmariadb 2>/dev/null; then
  packages=all
else
  packages=tests
fi
sh deploy/scripts/install.sh $packages || exit 1

tell() { printf '%s\n' "$*" >> "$parts/summary"; }

run() { # a name, then the command; what fell is named again where a reader looks for it
  local name=$1 begin=$SECONDS verdict=passed said fell=""
  said=$(mktemp -p "$parts")
  shift
  printf '\n== %s\n' "$name"
  # Not a pipe of ours: a process that a test left behind would hold it open for ever.
  "$@" > >(tee "$said") 2>&1 || verdict=FAILED
  if [ $verdict = FAILED ]; then
    sleep 1 # until the last line is written
    fell=$(grep -aE '^(FAILED|ERROR) ' "$said" | head -n 40 | cut -c 1-300 | sed 's/^/         /')
    fell=${fell:+$'\n'$fell}
  fi
  tell "$(printf '%-8s %s (%d s)%s' $verdict "$name" $((SECONDS - begin)) "$fell")"
}

beside() { # the same meanwhile: each of its lines begins with its name
  local name=$1
  set -m # a process group of its own, to be ended with us
  run "$@" 2>&1 | sed -u "s/^/$name | /" &
  set +m
}

cut_off() {
  for job in $(jobs -p); do kill -TERM -- "-$job" 2>/dev/null; done
  exit 130
}
trap cut_off INT TERM

left_out() { # a name and why
  tell "left out $1: $2"
  [ "$required" = 1 ] && tell "FAILED   $1 was left out"
}

# The browser waits for pages more than it computes: it has a process of its own throughout.
beside browser .venv/bin/pytest -q -n 0 -m browser --with-browser --with-servers

run "SQLite, layer in memory" \
  .venv/bin/pytest -q -m "not browser" --with-servers --with-long

at() { # a name, a time zone, a moment: what meets the clock, in a process of its own
  beside "$1" env PROCESSES=0 ZONES="$2" MOMENTS="$3" \
    bash deploy/scripts/test-clock.sh -m clock
}

if command -v faketime >/dev/null; then
  at "a Monday's morning" UTC "2026-11-23 10:30:00 the desk is open"
  at "New Year's Eve" America/New_York "2026-12-31 23:59:30 the last half minute"
else
  left_out "two odd moments" "faketime is not installed"
fi

if [ $packages != all ]; then
  left_out "MariaDB and Redis" "mysqlclient needs gcc, pkg-config and libmariadb-dev"
elif ! command -v mariadbd >/dev/null || ! command -v redis-server >/dev/null; then
  left_out "MariaDB and Redis" "mariadb-server or redis-server is not installed"
else
  run "MariaDB and Redis" env AICC_TEST_DATABASE=mariadb \
    .venv/bin/pytest -q -m mariadb --with-servers
fi

wait

printf '\n== Summary\n'
cat "$parts/summary"
! grep -q '^FAILED' "$parts/summary"
