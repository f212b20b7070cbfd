#!/bin/sh
# What the certbot container does for ever: get the certificate of AICC_TLS_HOST, then renew it.
# nginx sees the new files within a minute and reloads itself.
set -eu
: "${AICC_TLS_HOST:?name the host in AICC_TLS_HOST}" "${AICC_TLS_EMAIL:?write an address for the authority in AICC_TLS_EMAIL}"

umask 027
home=/srv/aicc/letsencrypt
live=$home/live/$AICC_TLS_HOST
where="--config-dir $home --work-dir /tmp/work --logs-dir /tmp/log"

hand_over() {
  [ -e "$live/fullchain.pem" ] || return 0
  cmp -s "$live/fullchain.pem" /srv/aicc/certificates/fullchain.pem && return 0
  for name in privkey fullchain; do
    cp "$live/$name.pem" "/srv/aicc/certificates/$name.new"
    chmod 0640 "/srv/aicc/certificates/$name.new"
    mv "/srv/aicc/certificates/$name.new" "/srv/aicc/certificates/$name.pem"
  done
  echo "The certificate of $AICC_TLS_HOST is laid where nginx looks for it."
}

# The first process of a container obeys only the signals that it names.
pausing=
trap '[ -z "$pausing" ] || kill "$pausing"; exit 0' TERM INT

while :; do
  # Does nothing while the certificate has more than a third of its life before it.
  # shellcheck disable=SC2086
  certbot certonly $where --webroot -w /srv/aicc/acme --cert-name "$AICC_TLS_HOST" \
    -d "$AICC_TLS_HOST" -m "$AICC_TLS_EMAIL" --agree-tos --non-interactive \
    --keep-until-expiring || echo "No certificate came. Asked again later." >&2
  hand_over
  # An authority counts failures: Let's Encrypt allows five an hour for a name.
  [ -e "$live/fullchain.pem" ] && pause=43200 || pause=3600
  sleep "$pause" &
  pausing=$!
  wait "$pausing" || true
done
