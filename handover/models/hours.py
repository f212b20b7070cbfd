"""When somebody is at the desk: periods of the week, and the days that differ."""

from datetime import time, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MIDNIGHT = time(0)


def since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def length(opens: time, closes: time) -> timedelta:
    """Of a period that begins on a day at `opens`; one that closes no later ends the day after."""
    open_for = since_midnight(closes) - since_midnight(opens)
    return open_for if open_for > timedelta(0) else open_for + DAY


def refuse_ambiguous(opens: time, closes: time) -> None:
    """09:00 to 09:00 is no time at all as likely as a whole day."""
    if opens == closes != MIDNIGHT:
        raise ValidationError(
            {"closes": _("The same as the opening. A whole day is from 00:00 to 24:00.")}
        )


def refuse_overlap(other: "BusinessHours | SpecialDay") -> None:
    raise ValidationError(_("Overlaps %(other)s."), params={"other": other})


def closing(closes: time) -> str:
    """As it is written: midnight at a period's end is 24:00."""
    return "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"


class BusinessHours(models.Model):
    """One period of a day of the week. While there is none at all, the desk is always open.

    One that closes at its opening or before ends on the day after: 21:00–02:00, 00:00–24:00.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "opens"], name="hours_weekday_opens")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{closing(self.closes)}"

    def clean(self) -> None:
        if None in (self.weekday, self.opens, self.closes):
            return  # the form says so
        refuse_ambiguous(self.opens, self.closes)
        for other in BusinessHours.objects.exclude(pk=self.pk):
            if self.overlaps(other):
                refuse_overlap(other)

    def overlaps(self, other: "BusinessHours") -> bool:
        """Whether any moment of the week lies in both; the week begins again after Sunday."""
        apart = other.begins() - self.begins()
        return apart % WEEK < length(self.opens, self.closes) or (
            -apart % WEEK < length(other.opens, other.closes)
        )

    def begins(self) -> timedelta:
        """Since the week's first midnight."""
        return self.weekday * DAY + since_midnight(self.opens)


class SpecialDay(models.Model):
    """A day unlike its weekday, a public holiday with a shift for instance: its own periods.

    A row without hours closes the day and is then the day's only one; public holidays are closed
    without any row. What began the day before goes on to its end.
    """

    day = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday or exception")
        verbose_name_plural = _("holidays and exceptions")
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        hours = ""
        if self.opens is not None and self.closes is not None:
            hours = f" {self.opens:%H:%M}–{closing(self.closes)}"
        return f"{self.day:%Y-%m-%d} {self.name}{hours}"

    def clean(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, or none for a closed day."))
        if self.opens is not None and self.closes is not None:
            refuse_ambiguous(self.opens, self.closes)
        for other in SpecialDay.objects.filter(day=self.day).exclude(pk=self.pk):
            if self.is_closed or other.is_closed:
                raise ValidationError(_("A day is closed or has hours: see the other row of it."))
            if self.overlaps(other):
                refuse_overlap(other)

    @property
    def is_closed(self) -> bool:
        return self.opens is None or self.closes is None

    def overlaps(self, other: "SpecialDay") -> bool:
        """Whether two periods of one day meet."""
        first, second = sorted((self, other), key=lambda row: row.opens or MIDNIGHT)
        if first.opens is None or first.closes is None or second.opens is None:
            return False
        return since_midnight(second.opens) < (
            since_midnight(first.opens) + length(first.opens, first.closes)
        )
