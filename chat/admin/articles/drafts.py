"""The form of a draft; what it takes is what an import takes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.articles.article_files import LENGTHS, LONGEST_BODY, NAME, ArticleText
from chat.articles.markdown import pictures_in
from chat.backoffice.transcript_pages import CATEGORIES
from chat.models import Article

DAY = "%Y-%m-%d"
PICTURE = gettext_lazy(
    "Line %(line)s holds a picture (%(words)s), which neither answers nor every reader can show: "
    "say it in words."
)


def day_field(label: Any, **options: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format=DAY)
    return forms.DateField(label=label, widget=picker, input_formats=[DAY], **options)


class DraftForm(forms.Form):
    """article: one that customers have read already, whose names no longer change."""

    slug = forms.CharField(
        label=gettext_lazy("Slug"),
        max_length=LENGTHS["slug"],
        help_text=gettext_lazy("Small letters, digits and hyphens, such as card-annual-fee."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=list(CATEGORIES.items()))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LENGTHS["title"])
    effective_from = day_field(gettext_lazy("In force from"))
    effective_to = day_field(
        gettext_lazy("Last day in force"),
        required=False,
        help_text=gettext_lazy("Empty: until a newer version is."),
    )
    body = forms.CharField(
        label=gettext_lazy("Text (Markdown)"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=gettext_lazy("A line that begins with ## is a heading: each begins a passage."),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    merged = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, article: Article | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.article = article
        if article:
            for name in ("slug", "language", "category"):
                del self.fields[name]
        elif (own := self.initial.get("category")) and own not in CATEGORIES:
            self.fields["category"].choices = [(own, own), *CATEGORIES.items()]  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if not NAME.fullmatch(slug):
            raise forms.ValidationError(_("Small letters, digits and single hyphens alone."))
        return slug

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()
        if picture := next(pictures_in(body), None):
            told = {"line": picture[0], "words": picture[1][:40]}
            raise forms.ValidationError(PICTURE % told)
        return body

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0  # without one nothing was seen

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("effective_from"), values.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", _("The last day is before the first."))
        return values

    def text(self, article: Article | None = None) -> ArticleText:
        """What was written, valid. article: whose language counts, where there is one."""
        values, known = self.cleaned_data, self.article or article
        return ArticleText(
            slug=values.get("slug") or known.slug,  # type: ignore[union-attr]
            language=known.language if known else values["language"],
            category=values.get("category") or known.category,  # type: ignore[union-attr]
            title=values["title"],
            body=values["body"],
            effective_from=values["effective_from"],
            effective_to=values["effective_to"],
        )
