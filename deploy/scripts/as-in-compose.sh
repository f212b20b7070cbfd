#!/bin/sh
# Lays everything where docker-compose.yml lays it for nginx, then runs the rest of the line:
#   unshare --mount sh deploy/scripts/as-in-compose.sh FOLDER nginx -g 'daemon off;'
# Nothing of it is seen outside that mount namespace. FOLDER is kept: FOLDER/srv/aicc/static,
# certificates and acme are what compose's volumes are, and FOLDER/nginx becomes /etc/nginx.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
shift

if [ "$(readlink /proc/$$/ns/mnt)" = "$(readlink /proc/1/ns/mnt 2>/dev/null)" ]; then
  echo "Run this in a mount namespace of its own: unshare --mount sh $0 ..." >&2
  exit 1
fi

mkdir -p "$folder/nginx/conf.d" "$folder/srv/aicc/static" "$folder/srv/aicc/certificates" "$folder/srv/aicc/acme"
cp /etc/nginx/mime.types "$folder/nginx/mime.types"
cp "$root/nginx.conf" "$folder/nginx/nginx.conf"
cp -R "$root/deploy/nginx/." "$folder/nginx/aicc"
printf '127.0.0.1 localhost\n127.0.0.2 backend\n127.0.0.3 backend2\n' > "$folder/hosts"

mount --bind "$folder/hosts" /etc/hosts
mount --bind "$folder/nginx" /etc/nginx
mount --bind "$folder/srv" /srv
mount -t tmpfs tmpfs /run

exec "$@"
