#!/bin/sh
# What nginx's image runs before nginx: obeys AICC_TLS, and from then on watches the certificate.
#   off        port 80 alone
#   on         TLS here, with the certificate in /srv/aicc/certificates
#   elsewhere  TLS ends at a machine in front, named in AICC_OUTER_PROXIES, which says who asks
# and AICC_BASE_PATH: below such as /chat/ everything is found that is otherwise found below /.
set -eu

chosen=/etc/nginx/conf.d/aicc-tls.conf
in_front=/etc/nginx/conf.d/outer-proxies.conf
base=/etc/nginx/conf.d/base-path.conf
certificates=/srv/aicc/certificates

rm -f $chosen $in_front $base
case ${AICC_TLS:-off} in
  off) ;;
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
    proxies=$(echo "$AICC_OUTER_PROXIES" | tr ',' ' ')
    {
      for proxy in $proxies; do echo "set_real_ip_from $proxy;"; done
      echo 'real_ip_header X-Forwarded-For;'
      echo 'real_ip_recursive on;'
      # Whoever else reaches us may say the same, and is not believed.
      echo 'geo $realip_remote_addr $is_in_front {'
      for proxy in $proxies; do echo "  $proxy yes;"; done
      echo '  default no;'
      echo '}'
      echo 'map "$is_in_front $http_x_forwarded_proto" $said_in_front {'
      echo '  "~*^yes (.*,)? *https$" https;'
      echo '  default "";'
      echo '}'
    } > $in_front
    echo 'if ($said_in_front = https) { set $outer_scheme https; }' > $chosen
    ;;
  *)
    echo "AICC_TLS is ${AICC_TLS}: write off, on or elsewhere." >&2
    exit 1
    ;;
esac

case ${AICC_BASE_PATH:-/} in
  /) ;;
  *[!A-Za-z0-9._~/-]* | *//* | */.* )
    echo "AICC_BASE_PATH is ${AICC_BASE_PATH}: write a path such as /chat/." >&2
    exit 1
    ;;
  /*/)
    # The servers add it again to all that they say.
    echo "rewrite ^$(echo "$AICC_BASE_PATH" | sed 's/\./\\./g')(.*)\$ /\$1;" > $base
    ;;
  *)
    echo "AICC_BASE_PATH is ${AICC_BASE_PATH}: write a path such as /chat/, with a slash at both ends." >&2
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
