"""What is asked while a customer waits: the bank's own questions, in both languages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from chat.backoffice.transcript_pages import CATEGORIES
from handover.models import IntakeQuestion


@admin.register(IntakeQuestion)
class IntakeQuestionAdmin(ModelAdmin):
    """A change counts for whoever asks for a person from then on, on every server."""

    list_display = ("text_ko", "text_en", "kind", "category_label", "order", "is_active")
    list_editable = ("order", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("is_active", "kind")
    search_fields = ("text_ko", "text_en")
    fieldsets = (
        (None, {"fields": ("is_active", "order", "category", "kind")}),
        (_("Question"), {"fields": ("text_ko", "text_en")}),
        (_("Choices"), {"fields": ("choices_ko", "choices_en")}),
    )

    @display(description=_("category"), ordering="category")
    def category_label(self, row: IntakeQuestion) -> str:
        return str(CATEGORIES.get(row.category, row.category) or _("all"))

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "category":
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                required=False,
                choices=[("", _("all")), *CATEGORIES.items()],
                widget=UnfoldAdminSelectWidget,
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in self.list_editable:
            # In the list the column's head is no label to whoever hears the page.
            field.widget.attrs["aria-label"] = db_field.verbose_name
        return field
