#!/bin/sh
# Makes .venv and installs a lock into it: install.sh embedded|all
# Does nothing when that lock, or a larger one, is installed already.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*" >&2; }

lock=deploy/requirements/$1.lock
stamp=.venv/installed-$1.lock

# Everything holds the embedded set too.
for known in "$stamp" .venv/installed-all.lock; do
  if [ -f "$known" ] && cmp -s "$known" "deploy/requirements/$(basename "$known" | sed s/^installed-//)"; then
    exit 0
  fi
done

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

if [ ! -x .venv/bin/python ]; then
  python=$(find_python)
  if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no python3")
    say "Bank AICC needs Python 3.11, 3.12 or 3.13, and found $found. On Debian 12 or newer: apt-get install python3 python3-venv"
    exit 1
  fi
  if [ ! -w . ]; then
    say "This folder is read-only: copy the checkout to a place where you may write."
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "Python's venv module is missing. On Debian: apt-get install python3-venv"
    exit 1
  fi
  say "Making .venv with $("$python" --version) ..."
  "$python" -m venv --clear .venv
fi

say "Installing $(grep -c '==' "$lock") packages, a minute the first time ..."
if command -v uv >/dev/null 2>&1; then
  uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock" >&2
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" >&2
fi
cp "$lock" "$stamp"
