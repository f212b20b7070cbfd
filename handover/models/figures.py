"""What was counted of an hour and of a day, so that a page of figures scans no records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figures(models.Model):
    """Sums by name, and times by name as {value: how often}; docs/figures.md defines each."""

    counts = models.JSONField(default=dict)
    spreads = models.JSONField(default=dict)
    # Something in it has changed since it was counted, or it never was.
    stale = models.BooleanField(default=True, db_index=True)

    class Meta:
        abstract = True


class HourFigures(Figures):
    """Of the records of one hour."""

    began_at = models.DateTimeField(_("hour"), primary_key=True)
    # Of its records that were purged or erased since: added to what is counted of the others.
    gone_counts = models.JSONField(null=True)  # None: none of them was
    gone_spreads = models.JSONField(null=True)

    class Meta:
        verbose_name = _("figures of an hour")
        verbose_name_plural = _("figures of the hours")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class DayFigures(Figures):
    """Of one day in the bank's time zone: its hours added up."""

    day = models.DateField(_("day"), primary_key=True)

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of the days")
        default_permissions = ()
        permissions = [("view_dashboard", "Can see the dashboard")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class RollUp(models.Model):
    """The one row that says how far records were looked through, and who does it now."""

    read_to = models.DateTimeField(null=True)  # null: never
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)  # by the database's clock

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.read_to:%Y-%m-%d %H:%M}" if self.read_to else "–"
