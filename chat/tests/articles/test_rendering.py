"""An article is shown alike to customers, editors, approvers and agents."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chat import articles
from chat.articles.rendering import html_of
from chat.assistant.retrieval import knowledge
from chat.models import ArticleVersion
from chat.tests.articles.test_editor import NAMES, WRITTEN, in_force
from chat.tests.articles.test_lifecycle import nothing_read_yet, signed_in, staff, text  # noqa: F401
from chat.tests.shown_texts import LINK_SITES, SHOWN, tight
from handover.tests.conftest import sits_down
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db

WORDS = "## 연회비 안내\n연회비는 카드마다 다릅니다.\n\n"


@pytest.fixture(autouse=True)
def link_sites(settings):
    settings.AICC_LINK_SITES = LINK_SITES


@pytest.mark.parametrize("name", SHOWN)
def test_what_an_article_holds_is_shown_as_what_it_is(name):
    words, html = SHOWN[name]

    assert tight(html_of(words)) == html


def test_a_messages_lines_end_where_they_do():
    shown = html_of("**연 3.5%**이고\n1500-0000으로", keeps_lines=True)

    assert tight(shown) == (
        '<p><strong>연 3.5%</strong>이고<br><a href="tel:1500-0000">1500-0000</a>으로</p>'
    )


def test_a_link_to_our_own_page_begins_where_we_do(settings):
    settings.AICC_BASE_PATH = "/chat/"
    text = (
        "[a](/articles/x/ko/1#p2) [b](/chat/articles/x/ko/1) http://localhost/chat/articles/x/ko/1"
    )

    html = html_of(text)

    assert html.count('href="/chat/articles/x/ko/1') == 3
    assert "/chat/chat/" not in html


def test_what_names_every_host_ours_makes_no_link_to_any(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert "<a" not in html_of("https://elsewhere.example/articles/x/ko/1")


@pytest.mark.django_db(transaction=True)
def test_customer_editor_approver_and_agent_are_shown_the_same(staff):  # noqa: F811
    body = WORDS + "\n\n".join(words for words, _ in SHOWN.values() if "](/map" not in words)
    shown = tight(html_of(body.removeprefix("## 연회비 안내\n")))
    version = in_force(staff, body)
    knowledge.refresh()
    mei, sam = signed_in(staff["mei"]), signed_in(staff["sam"])
    agent = signs_in(sits_down(staff["mei"]))

    pages = {
        "customer": Client().get(f"/articles/{version.article.slug}/ko/1").text,
        "editor": mei.post(reverse("admin:chat_article_preview"), {"body": body}).text,
        "approver": sam.get(reverse("admin:chat_article_change", args=[version.article_id])).text,
        "agent": agent.get("/api/v1/handover/articles?q=연회비&language=ko").json()["articles"][0][
            "html"
        ],
    }

    assert "<table>" in shown
    assert {name: shown in tight(page) for name, page in pages.items()} == dict.fromkeys(
        pages, True
    )


def test_an_approver_reads_a_passage_under_the_heading_that_the_customer_reads(staff):  # noqa: F811
    version = articles.draft(text("## 요금(2026)\n연회비는 10,000원입니다."), staff["mei"])

    page = signed_in(staff["sam"]).get(
        reverse("admin:chat_article_change", args=[version.article_id])
    )

    assert "<h2>요금(2026)</h2><p>연회비는 10,000원입니다.</p>" in tight(page.text)


def test_a_picture_is_refused_at_import_by_file_and_line(staff):  # noqa: F811
    head = "---\nslug: map\nlanguage: ko\ncategory: service\ntitle: 오시는 길\n"
    head += "effective_from: 2026-01-01\n---\n"
    body = "\n## 길\n서울역 3번 출구\n\n![지점 약도](/map.png)\n"
    rows = [NAMES | {"title": "카드", "effective_from": "2026-01-01", "body": body}]
    files = [
        SimpleUploadedFile("map.ko.md", (head + body).encode()),
        SimpleUploadedFile("cards.json", json.dumps(rows, indent=1).encode()),
    ]

    page = signed_in(staff["mei"]).post(reverse("admin:chat_article_import"), {"uploads": files})

    assert "map.ko.md:12: the body&#x27;s line 5 holds a picture (지점 약도)" in page.text
    assert "cards.json:2: the body&#x27;s line 5 holds a picture (지점 약도)" in page.text
    assert not ArticleVersion.objects.exists()


def test_a_picture_is_refused_in_the_editor_by_its_line(staff):  # noqa: F811
    body = "## 길\r\n\r\n![지점 약도](/map.png)"

    page = signed_in(staff["mei"]).post(
        reverse("admin:chat_article_add"), WRITTEN | NAMES | {"body": body}
    )

    assert page.status_code == 422
    assert "3번째 줄에 그림(지점 약도)이 있습니다" in page.text
    assert not ArticleVersion.objects.exists()
