#!/bin/bash
# Builds the image from deploy/Dockerfile and tries it as docker-compose.yml runs it.
#   bash deploy/scripts/build_image.sh
# With a Docker engine it is `docker build`. Without one, as root on Debian, buildah builds it,
# and these stand in (the table at the end repeats it):
#   python:3.12-slim   Debian by mmdebstrap, with a CPython 3.12 of this machine in /usr/local
#   the engine         crun, and namespaces, addresses and volumes as the Compose file has them
#   mysql, redis       a private MariaDB and Redis of this machine
# It needs 3 GB below TMPDIR (/tmp) and four minutes, and leaves nothing there.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin

step() { printf '[%3d s] %s\n' "$SECONDS" "$*"; }

if docker info >/dev/null 2>&1; then
  step "docker build"
  docker build -f deploy/Dockerfile -t bank-aicc .
  step "built bank-aicc; docker compose up -d runs it with all it needs"
  exit 0
fi

missing=()
for program in buildah mmdebstrap crun ip mariadbd redis-server; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ] || [ "$(id -u)" -ne 0 ]; then
  echo "No Docker engine answers. Without one this wants root on Debian and: buildah mmdebstrap crun ip mariadbd redis-server." >&2
  echo "Missing: ${missing[*]:-root}. apt-get install --no-install-recommends buildah mmdebstrap crun iproute2 mariadb-server redis-server" >&2
  exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import MySQLdb, websockets' 2>/dev/null; then
  echo "The trial runs from .venv with the tests' requirements: sh deploy/scripts/install.sh all" >&2
  exit 1
fi

# A prefix of its own, which can be copied: Debian's python3.12 lies all over /usr.
find_python() {
  local found prefix
  for found in ${AICC_PYTHON312:+"$AICC_PYTHON312"} /usr/local/bin/python3.12 "$HOME"/.pyenv/versions/3.12.*/bin/python3.12 \
    "$HOME"/.local/share/uv/python/cpython-3.12.*/bin/python3.12; do
    [ -x "$found" ] || continue
    prefix=$("$found" -c 'import sys; print(sys.base_prefix)')
    [ "$prefix" = /usr ] || { echo "$prefix"; return; }
  done
  return 1
}
if ! python=$(find_python); then
  echo "No CPython 3.12 with a prefix of its own is here. Get one (pyenv install 3.12, or uv python install 3.12)" >&2
  echo "or name its program in AICC_PYTHON312." >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/aicc-image-XXXXXX")
images=(buildah --root "$folder/images" --runroot "$folder/run" --storage-driver vfs)
mkdir "$folder/probe" "$folder/probe/"{lower,upper,work,merged}
if mount -t overlay overlay "$folder/probe/merged" \
  -o "lowerdir=$folder/probe/lower,upperdir=$folder/probe/upper,workdir=$folder/probe/work" 2>/dev/null; then
  umount "$folder/probe/merged"
  images=(buildah --root "$folder/images" --runroot "$folder/run" --storage-driver overlay)
fi
container=
clean_up() {
  [ -z "$container" ] || "${images[@]}" rm "$container" >/dev/null || true
  umount "$folder/images/overlay" 2>/dev/null || true
  rm -rf --one-file-system "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

quietly() { # its output only where it fails
  "$@" > "$folder/log" 2>&1 || { tail -40 "$folder/log" >&2; echo "Failed: $*" >&2; return 1; }
}

# pip inside the build reaches what pip here reaches: its index and its authorities are lent
# to the build while it runs, and are no part of the image.
lent=()
pip_setting() { .venv/bin/python -m pip config get "$1" 2>/dev/null; }
{
  echo '[global]'
  for name in index-url extra-index-url trusted-host proxy timeout; do
    value=$(pip_setting ":env:.$name" || pip_setting "global.$name" || true)
    case $name:$value in
      *:) ;;
      extra-index-url:file:*) ;;
      *) echo "$name = $value" ;;
    esac
  done
} > "$folder/pip.conf"
authorities=$(pip_setting :env:.cert || pip_setting global.cert || true)
if [ -n "$authorities" ]; then
  echo "cert = /run/lent/authorities.pem" >> "$folder/pip.conf"
  mkdir "$folder/lent"
  cp "$authorities" "$folder/lent/authorities.pem"
  lent+=(--volume "$folder/lent:/run/lent:ro")
fi
lent+=(--volume "$folder/pip.conf:/etc/pip.conf:ro")

. /etc/os-release
step "python:3.12-slim, stood in for by Debian $VERSION_CODENAME and $python"
base=$folder/base
mkdir "$base"
quietly mmdebstrap --variant=minbase --format=tar \
  --include=ca-certificates,libssl3,libsqlite3-0,libffi8,zlib1g,libbz2-1.0,liblzma5,libreadline8,libncursesw6,libexpat1,libuuid1 \
  "$VERSION_CODENAME" "$base/debian.tar"
tar -C "$python" -cf "$base/python.tar" --exclude=__pycache__ --exclude=test --exclude=tests \
  --exclude='*.a' --exclude=idlelib --exclude=site-packages --exclude=share bin include lib
cat > "$base/Dockerfile" <<'END'
FROM scratch
ADD debian.tar /
ADD python.tar /usr/local/
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
RUN ldconfig && ln -sf python3.12 /usr/local/bin/python && python -m ensurepip
CMD ["python3"]
END
quietly "${images[@]}" bud --isolation chroot -t docker.io/library/python:3.12-slim "$base"
rm -r "$base"

step "deploy/Dockerfile, both stages (compiles mysqlclient, installs by hash)"
# The format keeps HEALTHCHECK.
quietly "${images[@]}" bud --format docker --isolation chroot --pull-never "${lent[@]}" \
  -t bank-aicc -f deploy/Dockerfile .
built=$SECONDS

container=$("${images[@]}" from --pull-never localhost/bank-aicc)
"${images[@]}" inspect --type image localhost/bank-aicc > "$folder/image.json"
step "built; now it runs"
# crun refuses both versions of control groups beside each other; for it there is one.
unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' sh \
  .venv/bin/python -m deploy.image_test --root "$("${images[@]}" mount "$container")" \
  --image "$folder/image.json" --built-in "$built"
