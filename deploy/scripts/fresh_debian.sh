#!/bin/bash
# From a fresh Debian to the first answer, in a root of its own, as somebody new would go:
#   bash deploy/scripts/fresh_debian.sh SUITE [--test] [--keep]
# SUITE is bookworm or trixie. `make run` is started in a clone of HEAD with nothing cached, asked
# a question and stopped; --test then runs `make test` there (half an hour), --keep leaves the
# root. As root on Debian, with debootstrap and curl. It needs 2 GB below TMPDIR (/tmp).
#
# What this machine needs to reach a package index is lent to the root by arguments of yours:
#   FRESH_MIRROR        Debian's mirror (http://deb.debian.org/debian)
#   FRESH_AUTHORITIES   a PEM file of authorities, for a proxy that inspects connections
#   FRESH_PIP_CONF      a pip.conf, for an index of your own
#   FRESH_FOLDERS       folders that it names, separated by blanks, seen there read-only
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin

suite=${1:?"which suite: bookworm or trixie"}
shift
tests=no keep=no
for option; do
  case $option in
    --test) tests=yes ;;
    --keep) keep=yes ;;
    *) echo "No such option: $option" >&2; exit 2 ;;
  esac
done
for program in debootstrap curl git; do
  command -v $program >/dev/null || { echo "Not installed: apt-get install $program" >&2; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "debootstrap wants root." >&2; exit 1; }

step() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/aicc-fresh-XXXXXX")
root=$folder/root
server=
clean_up() {
  [ -z "$server" ] || kill -- "-$server" 2>/dev/null || true
  for place in $(awk -v root="$root" 'index($2, root "/") == 1 { print $2 }' /proc/mounts | sort -r); do
    umount -l "$place"
  done
  if [ $keep = yes ]; then
    echo "Kept: $root"
  else
    rm -rf --one-file-system "$folder"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

inside() { # in the new root with an environment of its own
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb "${lent[@]}" chroot "$root" "$@"
}

step "debootstrap $suite with make, python3 and python3-venv"
debootstrap --variant=minbase --include=make,python3,python3-venv "$suite" "$root" \
  "${FRESH_MIRROR:-http://deb.debian.org/debian}" > "$folder/debootstrap.log" 2>&1 \
  || { tail -20 "$folder/debootstrap.log" >&2; exit 1; }
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
grep -q localhost "$root/etc/hosts" 2>/dev/null || echo "127.0.0.1 localhost" >> "$root/etc/hosts"

lent=()
if [ -n "${FRESH_AUTHORITIES:-}" ]; then
  mkdir -p "$root/etc/lent"
  cp "$FRESH_AUTHORITIES" "$root/etc/lent/authorities.pem"
  lent+=(PIP_CERT=/etc/lent/authorities.pem SSL_CERT_FILE=/etc/lent/authorities.pem)
fi
[ -z "${FRESH_PIP_CONF:-}" ] || cp "$FRESH_PIP_CONF" "$root/etc/pip.conf"
for place in ${FRESH_FOLDERS:-}; do
  mkdir -p "$root$place"
  mount --bind -o ro "$place" "$root$place"
done

git clone --quiet --no-hardlinks . "$root/srv/bank-aicc"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

step "make run, with nothing cached"
set -m # a group of its own, which can be stopped as Ctrl+C stops it
inside sh -c "cd /srv/bank-aicc && exec env PORT=$port make run" > "$folder/run.log" 2>&1 &
server=$!
set +m
until curl -fs -o "$folder/answer" --max-time 60 "http://127.0.0.1:$port/api/v1/chat/message" \
  -H 'Content-Type: application/json' \
  -d '{"session_id": "fresh_001", "user_message": "대출 금리가 얼마인가요?"}'; do
  if ! kill -0 "$server" 2>/dev/null || [ $SECONDS -gt 1200 ]; then
    cat "$folder/run.log" >&2
    tail -20 "$root/srv/bank-aicc/var/install.log" >&2 || true
    echo "FAILED: no answer from make run on $suite" >&2
    exit 1
  fi
  sleep 1
done
step "the first answer:"
python3 -c 'import json, sys; print("        ", json.load(open(sys.argv[1]))["ai_message"][:200])' "$folder/answer"
kill -INT -- "-$server"
wait "$server" || true
server=
sed 's/^/    | /' "$folder/run.log"
step "stopped by Ctrl+C"

if [ $tests = yes ]; then
  step "make test"
  inside sh -c "cd /srv/bank-aicc && exec make test"
  step "make test passed"
fi
echo "passed  $suite"
