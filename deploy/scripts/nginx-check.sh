#!/bin/sh
# Tests nginx.conf as its container sees it, for each value of AICC_TLS and with AICC_BASE_PATH. Starts nothing.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin
if ! command -v nginx >/dev/null; then
  echo "nginx is not installed, so nothing was tested. On Debian: apt-get install nginx-light" >&2
  exit 1
fi
if unshare --mount true 2>/dev/null; then
  own="unshare --mount"
elif unshare --map-root-user --net --mount true 2>/dev/null; then
  own="unshare --map-root-user --net --mount"
else
  echo "Neither root nor user namespaces are allowed here, so nothing was tested." >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/srv/aicc/certificates"
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost \
  -keyout "$folder/srv/aicc/certificates/privkey.pem" \
  -out "$folder/srv/aicc/certificates/fullchain.pem" 2>/dev/null
test_it() {
  $own sh deploy/scripts/as-in-compose.sh "$folder" sh -c "$1 nginx -t -q" && echo "passed  $2"
}
test_it "" "nginx.conf, port 80"
test_it "cp /etc/nginx/aicc/tls.conf /etc/nginx/conf.d/aicc-tls.conf;" "nginx.conf with TLS"
test_it "AICC_BASE_PATH=/chat/ /etc/nginx/aicc/entrypoint.sh;" "nginx.conf below a path"
test_it "AICC_TLS=elsewhere AICC_OUTER_PROXIES=10.0.0.0/8,fd00::/8 /etc/nginx/aicc/entrypoint.sh;" \
  "nginx.conf behind another machine's TLS"
