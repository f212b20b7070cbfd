"""Articles leave as a file and come back by one, by the same strict form as an import's."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat import articles
from chat.articles import import_export, publishing
from chat.models import Article, ArticleVersion
from chat.tests.articles.test_editor import in_force
from chat.tests.articles.test_lifecycle import signed_in, staff, text  # noqa: F401

pytestmark = pytest.mark.django_db

IMPORT, EXPORT = "admin:chat_article_import", "admin:chat_article_export"
ACTION = {"action": "export_selected", "select_across": "0"}


def test_what_is_exported_and_imported_again_changes_nothing(staff, settings, tmp_path):  # noqa: F811
    publishing.import_folder(settings.BASE_DIR / "deploy" / "knowledge" / "cards")
    in_force(staff)
    file = tmp_path / "articles.json"

    file.write_bytes(signed_in(staff["mei"]).get(reverse(EXPORT)).content)

    assert len(json.loads(file.read_text())) == 15
    assert str(publishing.import_folder(file)) == "0 created, 0 updated, 15 unchanged, 0 refused"
    ArticleVersion.objects.all().delete()
    Article.objects.all().delete()
    assert str(publishing.import_folder(file)) == "15 created, 0 updated, 0 unchanged, 0 refused"
    assert json.loads(import_export.as_json(Article.objects.all())) == json.loads(file.read_text())


def test_the_last_day_goes_along_and_drafts_do_not(staff):  # noqa: F811
    version = in_force(staff)
    ArticleVersion.objects.update(effective_to=date(2099, 12, 31))
    articles.draft(text("geheim"), staff["mei"])

    rows = json.loads(import_export.as_json(Article.objects.all()))

    assert [(row["effective_to"], row["body"]) for row in rows] == [("2099-12-31", version.body)]


def test_the_chosen_articles_alone_are_exported_from_the_list(staff, settings):  # noqa: F811
    publishing.import_folder(settings.BASE_DIR / "deploy" / "knowledge" / "cards")
    chosen = Article.objects.get(slug="debit-card", language="ko")

    answer = signed_in(staff["mei"]).post(
        reverse("admin:chat_article_changelist"), ACTION | {"_selected_action": [chosen.pk]}
    )

    assert [row["slug"] for row in answer.json()] == ["debit-card"]
    assert answer["Content-Disposition"].startswith("attachment")


def test_files_become_drafts_and_a_wrong_one_is_named(staff, settings):  # noqa: F811
    card = settings.BASE_DIR / "deploy" / "knowledge" / "cards" / "debit-card.ko.md"
    files = [SimpleUploadedFile("debit-card.ko.md", card.read_bytes())] + [
        SimpleUploadedFile(name, b"no front matter") for name in ("wrong.md", "x.exe")
    ]

    page = signed_in(staff["mei"]).post(reverse(IMPORT), {"uploads": files})

    version = ArticleVersion.objects.get()
    assert (version.state, version.author) == ("draft", staff["mei"])
    unread, asked = page.context["report"].complaints
    assert unread.startswith("x.exe:1: the name ends in none of .md, .json, .csv")
    assert asked == (
        "1 article has no language, category, effective_from, which can be said once for all: "
        "wrong.md:1"
    )


def test_without_a_file_nothing_is_imported(staff):  # noqa: F811
    page = signed_in(staff["mei"]).post(reverse(IMPORT), {"language": "ko"})

    assert page.status_code == 422
    assert page.context["form"].errors["uploads"]
    assert page.context["report"] is None
    assert signed_in(staff["mei"]).post(reverse(IMPORT)).status_code == 422


def test_an_agent_neither_imports_nor_exports(staff):  # noqa: F811
    chosen = in_force(staff)
    raj = signed_in(staff["raj"])

    assert raj.get(reverse(IMPORT)).status_code == raj.get(reverse(EXPORT)).status_code == 403
    answer = raj.post(
        reverse("admin:chat_article_changelist"),
        ACTION | {"_selected_action": [chosen.article_id]},
    )
    assert "attachment" not in answer.get("Content-Disposition", "")


def test_an_export_asks_the_same_whatever_the_number_of_articles(staff, settings):  # noqa: F811
    in_force(staff)
    call_command("import_knowledge", settings.BASE_DIR / "deploy" / "knowledge" / "cards")

    with CaptureQueriesContext(connection) as asked:
        import_export.as_json(Article.objects.all())

    assert len(asked) == 2
