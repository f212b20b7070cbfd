"""What the back office says, page by page and in both languages: its own words, and no other's."""

import re
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import django
import polib
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from aicc.tests.backoffice.office_pages import every_page
from aicc.tests.backoffice.test_roles import one_of_each

TOLD = ("aria-label", "title", "placeholder", "alt", "data-label", "data-more", "data-search")
UNSEEN = {"script", "style", "template", "svg", "code", "kbd", "noscript"}
VOID = {"input", "img", "br", "hr", "meta", "link", "path"}
# In the Korean of a bank: names, formats, and what is written in Latin letters everywhere.
LATIN = re.compile(
    r"(?<![A-Za-z])(?:Bank|AICC|English|SHA-\d+|SLA|CSV|JSON|Lines|Markdown|HTML|Word|Excel|Zendesk"
    r"|Confluence|ZIP|Ctrl|Enter|Shift|VIP|card-annual-fee|[0-9a-f]{64}"
    r"|{(?:customer|agent|bank|phone)})(?![A-Za-z])"  # the last: places of a canned reply
)
# What stands in the records of `one_of_each`.
WRITTEN = {"lin", "raj", "root", "Loans", "All", "Well", "done", "hello", "Trial", "trial", "fee"}
WRITTEN_IN_KOREAN = (
    "대출 상담 부탁드려요",
    "어떤 대출을 찾으세요?",
    "수수료 분쟁",
    "수수료",
    "없음",
    "안녕하세요",
    "한국어",
)
# Django's own Korean, where it takes particles as they come, or other words than this house.
BROKEN = re.compile(
    r"을/를|를/을|이/가|가/이|와/과|과/와|은/는|을\(를\)|이\(가\)|\(들\)|오브젝트|객체|개체|액션|히스토리|엔트리|아이템"
    r"|돌려주세요|확신합니다|독자|당신|허가|[)}sS\"”'] ?(?:을|를|이|가|와|과|은|는)(?![가-힣])"
)
DANGLING = re.compile(r"<dd>\s*·|·\s*</dd>")

pytestmark = pytest.mark.django_db


class Words(HTMLParser):
    """What a page shows and what it tells whoever hears it, less what is marked as of another
    language.
    """

    def __init__(self, language):
        super().__init__()
        self.language, self.found, self.unseen = language, [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        hidden = tag in UNSEEN or given.get("lang", self.language) != self.language
        icon = "material-symbols-outlined" in (given.get("class") or "")
        if tag == "html":
            hidden = False
        if tag not in VOID:
            self.unseen.append(hidden or icon or bool(self.unseen and self.unseen[-1]))
        if not hidden and not (self.unseen and self.unseen[-1] and not icon):
            self.found += [given[name] for name in TOLD if given.get(name)]

    def handle_endtag(self, tag):
        if tag not in VOID and self.unseen:
            self.unseen.pop()

    def handle_data(self, data):
        if not (self.unseen and self.unseen[-1]) and data.strip():
            self.found.append(" ".join(data.split()))


@pytest.fixture
def root():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root"))
    return client


def walk(client, language):
    """(address, its words) of every page but the audit log's, which keeps the words of its day."""
    for place in every_page(one_of_each()):
        if "/auditevent/" in place:
            continue
        answer = client.get(place, headers={"accept-language": language})
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        said = Words(language)
        said.feed(answer.text)
        assert not DANGLING.search(answer.text), place
        yield place, said.found


def test_every_page_is_in_korean_where_korean_is_read(root):
    wrong = []
    for place, words in walk(root, "ko"):
        for text in words:
            latin = set(re.findall(r"[A-Za-z]{3,}", LATIN.sub("", text))) - WRITTEN
            if latin or BROKEN.search(text):
                wrong.append(f"{place}: {text[:100]!r}")

    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.long
def test_every_page_is_in_english_where_english_is_read(root):
    wrong = []
    for place, words in walk(root, "en"):
        for text in words:
            for written in WRITTEN_IN_KOREAN:
                text = text.replace(written, "")
            if re.search(r"[가-힣]", text):
                wrong.append(f"{place}: {text[:100]!r}")

    assert not wrong, "\n".join(sorted(set(wrong)))


def korean_of_django(*parts):
    catalogues = (f"{part}/locale/ko/LC_MESSAGES/django.po" for part in parts)
    base = Path(django.__file__).parent
    return chain.from_iterable(polib.pofile(str(base / name)) for name in catalogues)


# Nobody is shown these: an address book of e-mail, a database that is not there, the shell.
NOT_SHOWN = re.compile(
    r"email|database installation|allow_future|Referer|CSRF cookie|matching the query|step size"
    r"|available$|does not exist$|A JSON object|action time|object id|object repr|action flag"
    r"|LogEntry|min_days|Password reset on|all permissions without"
)


def test_no_broken_korean_of_django_is_left_to_be_shown():
    left = [
        f"{entry.msgid!r}: {now}"
        for entry in korean_of_django("contrib/admin", "contrib/auth", "conf")
        if not NOT_SHOWN.search(entry.msgid) and not entry.msgctxt
        for now in [translated(entry)]
        if BROKEN.search(now)
    ]

    assert left == []


def translated(entry):
    with translation.override("ko"):
        return translation.ngettext(entry.msgid, entry.msgid_plural or entry.msgid, 1)


def test_a_page_is_closed_and_a_conversation_is_ended():
    with translation.override("ko"):
        assert translation.gettext("Close") == "닫기"
        assert translation.pgettext("conversation", "Close") == "종료"
