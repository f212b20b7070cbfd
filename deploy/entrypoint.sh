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
    case ${AICC_TLS:-off} in
      off) site=http://localhost ;;
      *) site=https://${AICC_TLS_HOST:-localhost} ;;
    esac
    python manage.py prepare --site "$site"
    python deploy/publish_static.py "$AICC_STATIC_DIR" /srv/aicc/static
    if [ "${AICC_TLS:-off}" = on ]; then
      python deploy/self_signed.py /srv/aicc/certificates "${AICC_TLS_HOST:-localhost}"
    fi
    ;;
  *)
    exec python manage.py "$@"
    ;;
esac
