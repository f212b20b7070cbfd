"""The calendar of public holidays: which one it is, how far it was checked, and how old it is."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.doctor.finding import Finding, ok, warning
from handover.queue import public_holidays

OLD_DAYS = 365  # a law of each year may add a day
NEXT_YEAR_FROM = 10  # the month from which the year after has to be known


def examine(today: date | None = None) -> Iterator[Finding]:
    """today: the bank's; None: as the clock says."""
    today = today or timezone.localdate()
    installed = public_holidays.installed_version()
    if installed != public_holidays.CHECKED_VERSION:
        yield warning(
            _("Public holidays come from holidays %(installed)s; %(checked)s was checked.")
            % {"installed": installed, "checked": public_holidays.CHECKED_VERSION},
            _(
                "Run make run, or pip install --require-hashes"
                " -r deploy/requirements/embedded.lock."
            ),
        )
    age = (today - public_holidays.CHECKED_ON).days
    text = ngettext(
        "Public holidays were checked up to %(year)d on %(day)s, %(age)d day ago.",
        "Public holidays were checked up to %(year)d on %(day)s, %(age)d days ago.",
        max(age, 0),
    ) % {
        "year": public_holidays.CHECKED_TO,
        "day": date_format(public_holidays.CHECKED_ON, "SHORT_DATE_FORMAT"),
        "age": max(age, 0),
    }
    wanted = today.year + (today.month >= NEXT_YEAR_FROM)
    if wanted > public_holidays.CHECKED_TO or age > OLD_DAYS:
        yield warning(
            text,
            _(
                "Update, and compare Holidays and exceptions in the back office with the "
                "official calendar."
            ),
        )
    else:
        yield ok(text)
