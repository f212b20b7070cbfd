#!/bin/bash
# What the tests use of the system: installs it as root on Debian, and elsewhere says what
# is missing and what is left out for it. Starts no system service.
set -eu

export PATH=$PATH:/usr/sbin:/sbin
missing=()

need() { # a Debian package, then the command that says it is there
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

need mariadb-server command -v mariadbd
need redis-server command -v redis-server
need nginx-light command -v nginx
need haproxy command -v haproxy
need curl command -v curl
need prometheus command -v prometheus
need certbot command -v certbot
need pebble command -v pebble
need chromium command -v chromium
need chromium-headless-shell command -v chromium-headless-shell
need fonts-nanum test -d /usr/share/fonts/truetype/nanum
need fonts-noto-color-emoji test -f /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
need gettext command -v msgfmt
need esbuild command -v esbuild
need faketime command -v faketime
need gcc command -v gcc
need pkg-config command -v pkg-config
need libmariadb-dev pkg-config --exists libmariadb
# Only Debian's own Python keeps its headers in a package.
if [ "$(command -v python3)" = /usr/bin/python3 ]; then
  need python3-dev test -f "$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h"
fi

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Not installed here: ${missing[*]}. Tests that need them are left out; as root on Debian, make test installs them." >&2
  exit 0
fi

echo "Installing for the tests: ${missing[*]} ..." >&2
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  # Debian starts a server when it is installed, unless this says no.
  printf '#!/bin/sh\nexit 101\n' > $policy
  chmod +x $policy
  trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
