"""Numbers as people read them."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NOTHING = "–"
Form = Callable[[float], str]


def rounded(number: float, decimals: int, *, grouped: bool = False) -> str:
    """To the nearest, a half away from zero: Django's own cuts what is too much off."""
    step = Decimal(1).scaleb(-decimals)
    nearest = Decimal(str(number)).quantize(step, rounding=ROUND_HALF_UP)
    return str(number_format(nearest, decimals, force_grouping=grouped))


def whole(number: float) -> str:
    return rounded(number, 0, grouped=True)


def share(part: float) -> str:
    return f"{rounded(part * 100, 1)}%"


def score(mean: float) -> str:
    return rounded(mean, 2)


def won(amount: float) -> str:
    """Small sums keep their decimals: an answer costs less than a won."""
    decimals = 2 if amount < 100 else 0
    money = rounded(amount, decimals, grouped=True)
    return _("%(amount)s won") % {"amount": money}


def duration(seconds: float) -> str:
    """The two largest units; below ten seconds with hundredths."""
    if seconds < 10:
        decimals = 0 if seconds == int(seconds) else 2
        return _("%(seconds)s s") % {"seconds": rounded(seconds, decimals)}
    rest = round(seconds)
    if rest < 60:
        return _("%(seconds)s s") % {"seconds": rest}
    minutes, rest = divmod(rest, 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}
    hours, minutes = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def said(value: float | None, form: Form) -> str:
    return NOTHING if value is None else form(value)


def change(now: float | None, before: float | None, form: Form) -> dict[str, Any] | None:
    """How much more or less than in the period before; None where there is nothing to compare.

    Shares and scores by their difference, all else by its percentage of before.
    """
    if now is None or before is None:
        return None
    if form is share:
        size = _("%(points)s points") % {"points": rounded(abs(now - before) * 100, 1)}
    elif form is score:
        size = rounded(abs(now - before), 2)
    elif before == 0:
        return None
    else:
        size = f"{rounded(abs(now - before) / before * 100, 0)}%"
    way = "same" if now == before else "more" if now > before else "less"
    return {"way": way, "size": size, "before": form(before)}
