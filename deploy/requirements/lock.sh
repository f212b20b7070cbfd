#!/bin/sh
# Writes the two hash locks anew: one file each for every Python from 3.11 on. Needs uv.
set -eu
cd "$(dirname "$0")/../.."
for set in embedded all; do
  source=deploy/requirements/$set.txt
  [ "$set" = all ] && source=requirements.txt
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-emit-index-url --no-emit-find-links "$source" \
    -o "deploy/requirements/$set.lock"
done
