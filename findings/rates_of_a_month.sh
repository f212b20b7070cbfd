#!/bin/sh
# "10/month" is ten a minute to Django REST framework 3.18.3 and to django-ratelimit 4.1.0.
#
# Both take a limit as a text, and one would guess that a period which they do not have is refused.
# Both look at its first letter alone: m is a minute, whatever follows. "10/year" and "10/week",
# whose letters are none of theirs, are ten a second to django-ratelimit; Django REST framework
# raises at these and takes "10/decade" for a day. A quota for a partner's key, or for letters to
# one address, is some forty thousand times what was meant, and a test that fires ten and then one
# more is green. limits 5.8.0 knows month and year. Write such a limit in days, or check the parsed
# pair.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet Django==5.2.19 djangorestframework==3.18.3 \
    django-ratelimit==4.1.0 limits==5.8.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from django.conf import settings

settings.configure(USE_TZ=True)
from django_ratelimit.core import _split_rate
from limits import parse
from rest_framework.throttling import SimpleRateThrottle

RATES = ("10/minute", "10/month", "10/decade", "10/week", "10/year")


class Throttle(SimpleRateThrottle):
    rate = "1/minute"


def or_error(read, rate):
    try:
        return read(rate)
    except KeyError as error:
        return f"KeyError {error}"


drf = {rate: or_error(Throttle().parse_rate, rate) for rate in RATES}
ratelimit = {rate: _split_rate(rate) for rate in RATES}
month = parse("10/month").get_expiry()
print("djangorestframework", version("djangorestframework"), drf)
print("django-ratelimit", version("django-ratelimit"), ratelimit)
print("limits", version("limits"), "a month is", month, "seconds")
assert drf["10/month"] == drf["10/minute"] == (10, 60) and drf["10/decade"] == (10, 86_400)
assert drf["10/week"] == "KeyError 'w'" and drf["10/year"] == "KeyError 'y'"
assert ratelimit["10/month"] == (10, 60)
assert ratelimit["10/week"] == ratelimit["10/year"] == (10, 1)
assert month == 30 * 86_400
PYTHON
