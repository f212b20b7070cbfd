"""Staff who write personal data into every form of the back office, and take everything out of it.

The forms are read from the pages, so that a new one is filled in as well. Left out are the fields
that keep what they are given: credentials, colleagues' names, and what the bank publishes.
"""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from aicc.testing import servers, waits
from bench.canary.kinds import Planter
from bench.canary.looks import text_of
from chat.backoffice.masked_forms import KEPT, REFERENCES

ROOT = """
import json
from django.contrib.auth.models import User
from aicc.tests.backoffice.office_pages import every_page
from aicc.tests.backoffice.test_roles import one_of_each
from handover.simulation.staff import open_session
root = User.objects.create_superuser("canary-root", password=None)
print("office=" + json.dumps([open_session(root), every_page(one_of_each())]))
"""
WRITTEN = ("text", "search", "textarea", "tel", "email", "url")  # kinds of fields with words
ANOTHERS = ("DateField", "TimeField")  # classes of fields that hold no words
NOT_FILLED = ("/logout/", "/password", "/delete/", "/second-factor", "/language/")
FILES = (
    *("figures/csv/", "chat/article/export/", "chat/datarequest/1/certificate.json"),
    "chat/datarequest/1/certificate/",
)
MOST_ROUNDS = 5  # of short fields, which take one kind at a time


@dataclass
class Form:
    """action: where it is posted. fixed: fields as they stand; words: (name, longest) of texts."""

    action: str
    fixed: list[tuple[str, str]] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page that post."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.found, self.select = address, [], ""
        self.now: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            action = urljoin(self.address, given.get("action", ""))
            self.now = Form(action) if posts else None
            self.found += [self.now] if self.now else []
        elif self.now and tag == "select":
            self.select = given.get("name", "")
        elif self.now and tag == "option" and "selected" in given:
            self.now.fixed.append((self.select, given.get("value", "")))
        elif self.now and tag in ("input", "textarea", "button") and given.get("name"):
            self.take(self.now, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None

    def take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = "textarea" if tag == "textarea" else given.get("type", "text")
        name, value = given["name"], given.get("value", "")
        is_kept = name.rpartition("-")[2] in KEPT - REFERENCES
        holds_words = kind in WRITTEN and not any(it in given.get("class", "") for it in ANOTHERS)
        if holds_words and not is_kept:
            form.words.append((name, int(given.get("maxlength") or 2000)))
        elif kind == "hidden" or kind not in ("checkbox", "radio") or "checked" in given:
            form.fixed.append((name, value))


@dataclass
class Office:
    """Somebody who may everything. told: whatever the office answered to a form, and its files."""

    server: servers.AiccServer
    planter: Planter
    told: list[str] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)

    def work(self, rounds: int) -> None:
        """Fill in every form until each field had every kind that fits, or so often; then take it
        all out.
        """
        printed = self.server.manage("shell", "--verbosity=0", "-c", ROOT).splitlines()
        [line] = [each for each in printed if each.startswith("office=")]
        key, pages = json.loads(line.removeprefix("office="))
        told = {"Accept-Language": "ko", "Referer": f"{self.server.url}/admin/"}
        with httpx.Client(
            base_url=self.server.url,
            timeout=waits.SECONDS,
            cookies={"sessionid": key},
            headers=told,
        ) as http:
            for _ in range(min(rounds, MOST_ROUNDS)):
                for page in pages:
                    self.fill_in(http, page)
                if not any(line.startswith("office") for line in self.planter.missing()):
                    break
            self.take_out(http)

    def fill_in(self, http: httpx.Client, page: str) -> None:
        search = self.planter.text("office search", 300)
        answer = http.get(page, params={"q": search} if page.count("/") == 4 else None)
        for form in Forms(answer.text, page).found:
            if any(part in form.action for part in NOT_FILLED):
                continue
            where = f"office {form.action.replace(self.server.url, '')}"
            data: dict[str, list[str]] = {}
            for name, value in form.fixed:
                data.setdefault(name, []).append(value)
            for name, most in form.words:
                data[name] = [self.words(f"{where} {name}", name, most)]
            self.filled.add(form.action)
            self.told.append(http.post(form.action, data=data, follow_redirects=True).text)

    def words(self, where: str, name: str, most: int) -> str:
        if name in REFERENCES:
            return self.planter.identifier(where)
        return self.planter.text(where, most)

    def take_out(self, http: httpx.Client) -> None:
        """Exports, a print, the figures, the articles, a person's package, the report."""
        for kind in ("csv", "jsonl"):
            self.post_form(http, "/admin/chat/conversation/export/", {"format": kind})
        number = self.server.ask("SELECT MIN(id) FROM chat_conversation")[0]
        self.post_form(http, f"/admin/chat/conversation/{number}/print/", {})
        self.post_form(http, "/admin/audit/auditevent/export/", {})
        for path in FILES:
            self.told.append(text_of(http.get(f"/admin/{path}").content))
        session = self.server.ask("SELECT session_id FROM chat_conversation ORDER BY id LIMIT 1")
        package = self.server.folder / "data" / "package.zip"
        why = self.planter.text("office export_customer reason")
        self.server.manage(
            *("export_customer", "--session", session[0], "--reason", why),
            *("--output", str(package)),
        )
        self.told += [text_of(package.read_bytes()), self.server.manage("report", "--json")]

    def post_form(self, http: httpx.Client, page: str, chosen: dict[str, str]) -> None:
        forms = Forms(http.get(page).text, page).found
        form = next(each for each in forms if each.action == page)
        reason = {
            name: self.words(f"office {page} {name}", name, most) for name, most in form.words
        }
        answer = http.post(page, data=dict(form.fixed) | reason | chosen)
        if answer.status_code != 200:
            raise AssertionError(f"{page}: {answer.status_code}")
        self.told.append(text_of(answer.content))
