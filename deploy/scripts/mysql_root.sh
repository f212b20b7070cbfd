#!/bin/bash
# A MySQL with its Router, and a Valkey, for the tests, in a root of their own: Debian's stable
# releases have MariaDB alone, and bookworm no Valkey.
#   bash deploy/scripts/mysql_root.sh [FOLDER]
# FOLDER is var/mysql in the checkout. Some minutes and 400 MB the first time, nothing afterwards.
# As root on Debian, with debootstrap. MYSQL_MIRROR names another mirror of Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin

root=${1:-var/mysql}
suite=sid # the only one of Debian's that has MySQL
packages=mysql-server-core,mysql-client-core,mysql-router,valkey-server
programs=(usr/sbin/mysqld usr/bin/mysqlrouter usr/bin/valkey-server)
is_whole() { for each in "${programs[@]}"; do [ -x "$root/$each" ] || return 1; done; }
is_whole && exit 0

[ "$(id -u)" -eq 0 ] || { echo "debootstrap wants root." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Not installed: apt-get install debootstrap" >&2; exit 1; }

# Made aside and renamed: one that was cut off is never taken for a whole one.
mkdir -p "$(dirname "$root")"
unfinished=$(mktemp -d "$(dirname "$root")/mysql-XXXXXX")
trap 'rm -rf --one-file-system "$unfinished"' EXIT
echo "Installing MySQL of Debian $suite into $root, some minutes ..."
debootstrap --variant=minbase --include="$packages" "$suite" \
  "$unfinished/root" "${MYSQL_MIRROR:-http://deb.debian.org/debian}" > "$unfinished/log" 2>&1 \
  || { tail -20 "$unfinished/log" >&2; exit 1; }
rm -rf --one-file-system "$root" # one of an older list of packages
mv "$unfinished/root" "$root"
chroot "$root" mysqld --version
