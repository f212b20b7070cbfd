"""When the desk is open. A change counts here at once, on other servers within 30 s."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from handover.models import BusinessHours, SpecialDay
from handover.queue import hours


class HoursAdmin(ModelAdmin):
    """A change of the hours is known to this server at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        hours.forget()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        hours.forget()


@admin.register(BusinessHours)
class BusinessHoursAdmin(HoursAdmin):
    list_display = ("weekday", "opens", "closes")


@admin.register(SpecialDay)
class SpecialDayAdmin(HoursAdmin):
    list_display = ("day", "name", "opens", "closes")
    date_hierarchy = "day"
