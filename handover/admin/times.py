"""When the desk is open. A change counts here at once, on other servers within 30 s."""

from collections import defaultdict
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from handover.models import BusinessHours, SpecialDay
from handover.models.hours import MIDNIGHT, closing
from handover.queue import hours, public_holidays


class ClosingTime(forms.TimeField):
    """A time of day that may be 24:00, which is stored as the midnight that it is."""

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str) and value.strip() in ("24:00", "24:00:00"):
            return MIDNIGHT
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return "24:00" if value == MIDNIGHT else value


class HoursAdmin(ModelAdmin):
    """A change of the hours is known to this server once it is committed.

    Not before: another thread would read the hours of before and keep them.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(hours.forget)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(hours.forget)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        transaction.on_commit(hours.forget)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "closes":
            kwargs["form_class"] = ClosingTime
            kwargs["help_text"] = _(
                "24:00 is the end of the day; before the opening: the day after."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(description=_("closes"), ordering="closes")
    def closing(self, row: BusinessHours | SpecialDay) -> Any:
        if row.opens is None or row.closes is None:
            return ""
        told = closing(row.closes)
        is_longer = MIDNIGHT != row.closes <= row.opens
        return _("%(time)s the day after") % {"time": told} if is_longer else told


@admin.register(BusinessHours)
class BusinessHoursAdmin(HoursAdmin):
    list_display = ("weekday", "opens", "closing")


@admin.register(SpecialDay)
class SpecialDayAdmin(HoursAdmin):
    list_display = ("day", "name", "opens", "closing")
    list_before_template = "admin/holidays.html"
    date_hierarchy = "day"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        context = {
            "public_holidays": coming_holidays(),
            "checked_to": str(public_holidays.CHECKED_TO),
            "may_add": self.has_add_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))


def coming_holidays() -> list[tuple[date, str, list[SpecialDay]]]:
    """The public holidays of a year from today on, each with what the bank says of it."""
    today = timezone.localdate()
    last = today + timedelta(days=364)
    own: dict[date, list[SpecialDay]] = defaultdict(list)
    for row in SpecialDay.objects.filter(day__gte=today, day__lte=last):
        own[row.day].append(row)
    language = (get_language() or "ko")[:2]
    return [(day, name, own[day]) for day, name in public_holidays.named(today, last, language)]
