"""Articles as files: a page to bring them in as drafts, and the way out."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.admin.articles.editor import WRITES, author_of
from chat.articles import import_export
from chat.articles.article_files import LENGTHS, NAME, SUFFIXES, Defaults
from chat.models import Article

EXPORTS = "chat.export_article"
MOST_FILES = 100  # Django takes no more in one form


def urls(room: ReadOnlyModelAdmin) -> list[Any]:
    return [
        path("import/", room.permission_view(WRITES, bring_in), name="chat_article_import"),
        path("export/", room.permission_view(EXPORTS, take_out), name="chat_article_export"),
    ]


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        files = files or [None]  # of none that was chosen the field says that it is required
        return [forms.FileField.clean(self, file, initial) for file in files]


class FilesForm(forms.Form):
    """The files, and what counts for every article in them that does not say it itself."""

    uploads = FilesField(
        label=gettext_lazy("Files (Markdown, JSON, HTML, Word, CSV, Excel or ZIP)"),
        widget=SeveralFiles(attrs={"accept": ",".join(SUFFIXES), "multiple": True}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language, where a file names none"),
        choices=[("", "—"), *settings.LANGUAGES],
        required=False,
    )
    category = forms.RegexField(
        NAME,
        label=gettext_lazy("Category, where a file names none"),
        max_length=LENGTHS["category"],
        required=False,
    )
    effective_from = forms.DateField(
        label=gettext_lazy("In force from, where a file names no day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def defaults(self) -> Defaults:
        said = self.cleaned_data
        return Defaults(said["language"] or None, said["category"] or None, said["effective_from"])


def bring_in(room: ReadOnlyModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """Every article in the files becomes a draft, unless it says what the newest one says."""
    form = FilesForm(request.POST or None, request.FILES or None)
    report, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            report = import_export.draft_files(
                form.cleaned_data["uploads"], author_of(request), form.defaults()
            )
        else:
            status = 422
    context = {"title": _("Import articles"), "form": form, "report": report, "most": MOST_FILES}
    return room.show(request, None, context, status, "admin/import.html")


def take_out(room: ReadOnlyModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """All that is approved, as one file."""
    return as_file(Article.objects.all())


def as_file(articles: QuerySet[Article]) -> HttpResponse:
    response = HttpResponse(import_export.as_json(articles), content_type="application/json")
    name = f"articles-{timezone.localdate().isoformat()}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
