#!/bin/sh
# What the image runs: `serve`, or `prepare` once before any server, or any manage.py command.
set -eu

case ${1:-serve} in
  serve)
    exec python -m aicc.serve --host 0.0.0.0 --port 8000
    ;;
  prepare)
    # Migrates, fills an empty knowledge base where the sample is wanted, and says how to
    # look at it. Refused by AICC_PRODUCTION=on where something suits only a trial.
    python manage.py prepare --host 127.0.0.1 --port 8000
    # Under their hashed names the files of the deployment before stay: open pages need them.
    cp -R "$AICC_STATIC_DIR/." /srv/aicc/static/
    if [ "${AICC_TLS:-off}" = on ] && [ ! -e /srv/aicc/certificates/fullchain.pem ]; then
      python deploy/self_signed.py /srv/aicc/certificates "${AICC_TLS_HOST:-localhost}"
    fi
    echo "Behind nginx the chat is at http://localhost/, the back office at /admin/."
    ;;
  *)
    exec python manage.py "$@"
    ;;
esac
