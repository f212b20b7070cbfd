"""The switch that stops the language model on every server."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from chat.assistant import kill_switch
from chat.models import GenerationSwitch


@admin.register(GenerationSwitch)
class GenerationSwitchAdmin(ModelAdmin):
    """Turns of the switch, newest first. A new one is made; none is changed or taken away."""

    list_display = ["turned_at", "is_on", "reason", "turned_by"]
    list_select_related = ["turned_by"]
    show_full_result_count = False
    fields = ["on", "reason"]

    @admin.display(description=gettext_lazy("the model writes answers"), boolean=True)
    def is_on(self, row: GenerationSwitch) -> bool:
        return row.on

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"on": not kill_switch.is_on()}

    def save_model(
        self, request: HttpRequest, obj: GenerationSwitch, form: forms.ModelForm, change: bool
    ) -> None:
        turned = kill_switch.turn(obj.on, obj.reason, request.user)  # type: ignore[arg-type]
        obj.pk = turned.pk

    def response_post_save_add(
        self, request: HttpRequest, obj: GenerationSwitch
    ) -> HttpResponseRedirect:
        """To the first page, which shows what holds now."""
        return HttpResponseRedirect(reverse("admin:index"))
