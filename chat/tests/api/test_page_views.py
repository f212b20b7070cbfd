"""The customer's pages: in their language, and with articles as they were approved."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone, translation

from chat.models import Article, ArticleVersion

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "## 요금\n연회비는 10,000원입니다.\n\n## 순서\n1. 앱을 엽니다.\n2. 카드를 고릅니다.\n"
TEMPLATES = settings.BASE_DIR / "templates" / "chat"
WORDS = re.compile(r'{% trans "([^"]+)"(?: context "([^"]+)")? %}')


@sync_to_async
def publish(body=BODY, **fields):
    article, _ = Article.objects.get_or_create(
        slug="card-fee", language="ko", defaults={"category": "cards", "title": "연회비"}
    )
    version = {
        "number": 1,
        "state": "approved",
        "title": "카드 연회비",
        "effective_from": date(2026, 1, 1),
        "content_hash": "",
    }
    return ArticleVersion.objects.create(article=article, body=body, **(version | fields))


async def read(client, address="/articles/card-fee/ko/1"):
    answer = await client.get(address)
    return answer.status_code, answer.content.decode()


async def test_the_page_speaks_the_browsers_language(async_client):
    korean = await async_client.get("/", headers={"accept-language": "ko-KR"})
    english = await async_client.get("/", headers={"accept-language": "en-US"})

    assert '<html lang="ko"' in korean.content.decode()
    assert "가온은행" in korean.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert "Gaon Bank" in english.content.decode()


async def test_a_chosen_language_is_kept_in_a_cookie_and_leaves_the_address(async_client):
    answer = await async_client.get("/?lang=en&debug=1", headers={"accept-language": "ko-KR"})

    assert (answer.status_code, answer["Location"]) == (302, "/?debug=1")
    assert answer.cookies["django_language"].value == "en"
    page = await async_client.get("/", headers={"accept-language": "ko-KR"})
    assert '<html lang="en"' in page.content.decode()


async def test_an_unknown_language_is_no_wish(async_client):
    answer = await async_client.get("/?lang=fr")

    assert answer.status_code == 200


async def test_no_script_or_style_stands_in_the_page_itself(async_client):
    _, html = await read(async_client, "/")

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


async def test_every_script_and_sheet_of_the_page_is_there(async_client):
    _, html = await read(async_client, "/")

    paths = re.findall(r'(?:href|src)="/static/([^"]+)"', html)

    assert "chat/page.js" in paths
    assert "chat/sheets.css" in paths
    assert [path for path in paths if not (settings.BASE_DIR / "static" / path).is_file()] == []


async def test_an_article_shows_its_version_and_an_anchor_for_each_passage(async_client):
    await publish()

    status, html = await read(async_client)

    assert status == 200
    assert "<h1>카드 연회비</h1>" in html
    assert "2026년 1월 1일" in html
    assert re.search(r'id="p1">\s*<h2>요금</h2>\s*<p>연회비는 10,000원입니다.</p>', html)
    assert re.search(r'id="p2">\s*<h2>순서</h2>\s*<ol>\s*<li>앱을 엽니다.</li>', html)


async def test_an_earlier_version_stays_readable_and_says_that_it_is_past(async_client):
    yesterday = timezone.localdate() - timedelta(days=1)
    await publish(effective_to=yesterday)
    await publish(number=2, title="카드 연회비 안내", effective_from=timezone.localdate())

    _, past = await read(async_client)
    _, present = await read(async_client, "/articles/card-fee/ko/2")

    assert "현재 시행 중인 버전이 아닙니다" in past
    assert "현재 시행 중인 버전이 아닙니다" not in present


@pytest.mark.parametrize(
    "address",
    ["/articles/card-fee/ko/2", "/articles/card-fee/en/1", "/articles/other/ko/1"],
)
async def test_what_was_never_published_is_not_found(async_client, address):
    await publish()
    await publish(number=2, state="draft")

    status, _ = await read(async_client, address)

    assert status == 404


async def test_a_telephone_number_in_an_article_is_called_by_a_tap(async_client):
    await publish("[1500-0000](tel:1500-0000) 또는 1500-0001로, 해외에서는 +82-2-0000-0000으로.\n")

    _, html = await read(async_client)

    passage = html.partition('class="article-foot"')[0]
    assert re.findall(r'href="tel:([^"]+)"', passage) == [
        "1500-0000",
        "1500-0001",
        "+82-2-0000-0000",
    ]


async def test_an_article_runs_nothing(async_client, settings):
    settings.AICC_LINK_SITES = ["www.gaonbank.example"]
    await publish(
        "## <script>alert(1)</script>\n<img src=x onerror=alert(1)> "
        "[여기](javascript:alert(1)) [저기](https://www.gaonbank.example)\n",
        title="<b>굵게</b>",
    )

    _, html = await read(async_client)

    assert "<script>" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert "<b>굵게" not in html
    assert 'href="https://www.gaonbank.example"' in html


async def test_every_page_of_the_customers_calls_the_bank_by_a_tap(async_client):
    await publish()

    pages = [await read(async_client, address) for address in ("/", "/articles/card-fee/ko/1")]
    pages.append(await read(async_client, "/articles/gone/ko/1"))

    assert [status for status, _ in pages] == [200, 200, 404]
    for _, html in pages:
        assert '<a href="tel:1500-0000" translate="no">1500-0000</a>' in html


def translated(words: str, context: str) -> str:
    return translation.pgettext(context, words) if context else translation.gettext(words)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_word_of_the_page_is_there_in_korean(template: Path):
    with translation.override("ko"):
        missing = [
            words
            for words, context in WORDS.findall(template.read_text())
            if words == translated(words, context)
        ]

    assert missing == []
