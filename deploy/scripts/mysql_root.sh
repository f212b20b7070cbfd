#!/bin/bash
# A MySQL for the tests, in a root of its own: Debian's stable releases have MariaDB alone.
#   bash deploy/scripts/mysql_root.sh [FOLDER]
# FOLDER is var/mysql in the checkout. Some minutes and 400 MB the first time, nothing afterwards.
# As root on Debian, with debootstrap. MYSQL_MIRROR names another mirror of Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin

root=${1:-var/mysql}
suite=sid # the only one of Debian's that has it
[ -x "$root/usr/sbin/mysqld" ] && exit 0

[ "$(id -u)" -eq 0 ] || { echo "debootstrap wants root." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Not installed: apt-get install debootstrap" >&2; exit 1; }

# Made aside and renamed: one that was cut off is never taken for a whole one.
mkdir -p "$(dirname "$root")"
unfinished=$(mktemp -d "$(dirname "$root")/mysql-XXXXXX")
trap 'rm -rf --one-file-system "$unfinished"' EXIT
echo "Installing MySQL of Debian $suite into $root, some minutes ..."
debootstrap --variant=minbase --include=mysql-server-core,mysql-client-core "$suite" \
  "$unfinished/root" "${MYSQL_MIRROR:-http://deb.debian.org/debian}" > "$unfinished/log" 2>&1 \
  || { tail -20 "$unfinished/log" >&2; exit 1; }
mv "$unfinished/root" "$root"
chroot "$root" mysqld --version
