#!/bin/bash
# The quick part at moments at which a clock is awkward, seen from two time zones.
# `make test-clock`; MOMENTS="2028-02-29 12:00" ZONES=UTC bash deploy/scripts/test-clock.sh -k hours
#
# Moments are Seoul's. The clock goes on from there; a monotonic clock is left alone, or
# waits would never end, and so are the times of files, which Python compiles by.
set -u
cd "$(dirname "$0")/../.."

if ! command -v faketime >/dev/null; then
  echo "faketime is not installed: on Debian, apt-get install faketime" >&2
  exit 1
fi

moments() {
  if [ -n "${MOMENTS:-}" ]; then
    printf '%s\n' "$MOMENTS"
    return
  fi
  cat <<'END'
2026-11-25 10:30:00 a weekday, the desk is open
2026-11-25 03:00:00 a weekday's night, the day before in UTC and New York
2026-11-28 12:00:00 a Saturday's noon
2026-12-31 23:59:30 New Year's Eve, half a minute before midnight
2028-02-29 14:00:00 the day that three years of four have not
2026-12-01 00:20:00 the first hour of a month
2026-11-30 23:20:00 the last hour of a month
2027-02-08 11:00:00 a weekday that is closed: Lunar New Year
END
}

failed=0
while read -r day hour why; do
  for zone in ${ZONES:-UTC America/New_York}; do
    printf '\n== %s %s in Seoul, TZ=%s: %s\n' "$day" "$hour" "$zone" "${why:-}"
    TZ=$zone FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 \
      faketime "$day $hour +0900" \
      .venv/bin/pytest -q -n "${PROCESSES:-2}" --dist loadfile "$@" || failed=1
  done
done < <(moments)
exit $failed
