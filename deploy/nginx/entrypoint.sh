#!/bin/sh
# What nginx's image runs before nginx: obeys AICC_TLS, and from then on watches the certificate.
#   off        port 80 alone
#   on         TLS here, with the certificate in /srv/aicc/certificates
#   elsewhere  TLS ends at a machine in front, named in AICC_OUTER_PROXIES, which says who asks
set -eu

chosen=/etc/nginx/conf.d/aicc-tls.conf
certificates=/srv/aicc/certificates

case ${AICC_TLS:-off} in
  off) rm -f $chosen ;;
  on)
    if [ ! -r $certificates/privkey.pem ]; then
      echo "AICC_TLS is on, and $certificates holds no certificate that nginx can read." >&2
      exit 1
    fi
    cp /etc/nginx/aicc/tls.conf $chosen
    ;;
  elsewhere)
    if [ -z "${AICC_OUTER_PROXIES:-}" ]; then
      echo "AICC_TLS is elsewhere: name the machine in front in AICC_OUTER_PROXIES." >&2
      exit 1
    fi
    {
      for proxy in $(echo "$AICC_OUTER_PROXIES" | tr ',' ' '); do
        echo "set_real_ip_from $proxy;"
      done
      echo 'real_ip_header X-Forwarded-For;'
      echo 'real_ip_recursive on;'
      echo 'if ($http_x_forwarded_proto = https) { set $outer_scheme https; }'
    } > $chosen
    ;;
  *)
    echo "AICC_TLS is ${AICC_TLS}: write off, on or elsewhere." >&2
    exit 1
    ;;
esac

fingerprint() { cat $certificates/*.pem 2>/dev/null | cksum; }

# A renewed certificate is taken up without a restart: no socket is closed.
watch() {
  known=$(fingerprint)
  looks_before_nginx=5
  while sleep "${AICC_CERTIFICATE_WATCH_SECONDS:-60}"; do
    if ! kill -0 "$(cat /run/nginx.pid 2>/dev/null)" 2>/dev/null; then
      looks_before_nginx=$((looks_before_nginx - 1))
      [ $looks_before_nginx -gt 0 ] && continue
      exit 0
    fi
    looks_before_nginx=0
    now=$(fingerprint)
    if [ "$now" != "$known" ] && nginx -t -q; then
      known=$now
      nginx -s reload
    fi
  done
}

if [ "${AICC_TLS:-off}" = on ]; then
  watch &
fi
