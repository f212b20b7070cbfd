#!/bin/sh
# What the certbot container does for ever: get the certificate of AICC_TLS_HOST, then renew it.
# nginx sees the new files within a minute and reloads itself.
set -eu
: "${AICC_TLS_HOST:?name the host in AICC_TLS_HOST}" "${AICC_TLS_EMAIL:?write an address for the authority in AICC_TLS_EMAIL}"

umask 027
home=/srv/aicc/letsencrypt
where="--config-dir $home --work-dir /tmp/work --logs-dir /tmp/log"

hand_over() {
  live=$home/live/$AICC_TLS_HOST
  [ -e "$live/fullchain.pem" ] || return 0
  cmp -s "$live/fullchain.pem" /srv/aicc/certificates/fullchain.pem && return 0
  for name in privkey fullchain; do
    cp "$live/$name.pem" "/srv/aicc/certificates/$name.new"
    chmod 0640 "/srv/aicc/certificates/$name.new"
    mv "/srv/aicc/certificates/$name.new" "/srv/aicc/certificates/$name.pem"
  done
}

while :; do
  # Does nothing while the certificate has more than a third of its life before it.
  # shellcheck disable=SC2086
  certbot certonly $where --webroot -w /srv/aicc/acme -d "$AICC_TLS_HOST" \
    -m "$AICC_TLS_EMAIL" --agree-tos --non-interactive --keep-until-expiring || true
  hand_over
  sleep 43200
done
