"""The pages of the back office that are timed: some by name, and whatever the lists lead to.

A list is opened once, and every filter, column and page that it offers is timed as well; so is
every list behind a figure of the dashboard. What is added there is timed without a line here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qsl, quote

CONVERSATIONS = "chat/conversation/"
WHOLE = CONVERSATIONS + "?reviewed=all"
OF_A_KIND = 12  # choices of one filter that are timed; the first ones
LISTS = (
    *(CONVERSATIONS, WHOLE, "handover/handover/?status=all", "handover/callback/"),
    *("chat/review/", "chat/assignment/?whose=all", "chat/coachingnote/", "chat/export/"),
    *("chat/knowledgegap/", "chat/article/", "chat/evaluationcase/", "chat/reviewrule/"),
    *("chat/scorecardversion/", "handover/agentprofile/", "handover/team/"),
    *("handover/cannedreply/", "handover/intakequestion/"),
)
WORDS = {
    "frequent word": "영업점",
    "two syllables": "환전",
    "one syllable": "돈",
    "two words": "전세자금대출 해운대",
    "rare words": "원천징수영수증 포항 37만원",
    "no such word": "뭉게구름",
    "frequent English word": "fee",
    "English words": "mistaken transfer",
    "a session": "seed-1-00000",
    "a phrase": "몇 번을 말해야 하나요, 정말 답답합니다",
    "a part of everything": "니다",
    "within filters": "환율우대&when=week&language=ko",
    "of an agent's": "확인하고&agent={agent}",
}
PAGES = {
    "conversations, page 5": f"{CONVERSATIONS}?reviewed=no&p=5",
    "conversations, last page": f"{WHOLE}&p=200",
    "needs attention, last page": f"{CONVERSATIONS}?p=200",
    "eight filters": f"{CONVERSATIONS}?reviewed=no&sign=negative&when=month&owner=closed&outcome="
    "unresolved&category=loans&language=ko&sentiment=NEGATIVE",
    "a score that few gave": f"{WHOLE}&score=1&engine=model&intent=HUMAN_REQ",
    "nothing found": f"{WHOLE}&sign=abuse&category=loans&when=today",
    "a few days": f"{WHOLE}&when={{first}}..{{last}}",
    **{
        f"search, {name}": f"{CONVERSATIONS}?q={quote(word, '&={}')}"
        for name, word in WORDS.items()
    },
    "a conversation": f"{CONVERSATIONS}{{conversation}}/change/",
    "a conversation that needs attention": f"{CONVERSATIONS}{{conversation}}/change/"
    "?_changelist_filters=",
    "a conversation of a search": f"{CONVERSATIONS}{{conversation}}/change/?_changelist_filters="
    + quote(f"q={quote('영업점')}"),
    "export form": f"{CONVERSATIONS}export/?reviewed=no",
    "a review": "chat/review/{review}/change/",
    "writing a review": "chat/review/write/{conversation}/",
    "reviews, search": f"chat/review/?q={quote('수수료')}",
    "reviews, a deep page": "chat/review/?p=90",
    "handovers, search": "handover/handover/?status=all&q=seed-1-00001",
    "handovers, last page": "handover/handover/?status=all&p=200",
    "a handover": "handover/handover/{handover}/change/",
    "an export": "chat/export/{export}/change/",
    "exports, search": "chat/export/?q=measure",
    "knowledge gaps, search": f"chat/knowledgegap/?q={quote('환율우대')}",
    "knowledge gaps, last page": "chat/knowledgegap/?p=200",
    "knowledge gaps in groups": "chat/knowledgegap/groups/",
    "articles, search": f"chat/article/?q={quote('수수료')}",
    "an article": "chat/article/{article}/change/",
    "an agent's profile": "handover/agentprofile/{profile}/change/",
    "coaching note": "chat/coachingnote/{note}/change/",
}
FILES = ("days of 92 days as CSV", "hours of 92 days as CSV")
BACK = (0, 6, 27, 59, 91)  # days that the dashboard is asked for, before today


def dashboards(today: date) -> Iterator[tuple[str, str]]:
    """The front page by name, then its parts."""
    for days in BACK:
        asked = f"from={today - timedelta(days=days)}&to={today}"
        yield f"dashboard, {days + 1} days", f"?{asked}"
        yield f"dashboard, its lower part, {days + 1} days", f"?{asked}&part=figures"
    yield "dashboard, now", "figures/now/"
    for name, kind in zip(FILES, ("", "&by=hour"), strict=True):
        yield name, f"figures/csv/?{asked}{kind}"


def offered(address: str, html: str) -> Iterator[str]:
    """What a list offers of itself: filters, columns, pages; a few of each kind."""
    bare, _, here = address.partition("?")
    known, kinds = set(parse_qsl(here)), dict[str, int]()
    for link in dict.fromkeys(links(html)):
        if not link.startswith("?") or link in ("?", f"?{here}") or "p=." in link:
            continue
        new = [name for name, value in parse_qsl(link[1:]) if (name, value) not in known]
        kind = new[0] if len(new) == 1 else ""
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= OF_A_KIND:
            yield bare + link


def behind(html: str) -> Iterator[str]:
    """The lists behind the figures of a dashboard, one of each figure."""
    seen = set()
    for link in links(html):
        figure = re.search(r"[?&]figure=([\w-]+)", link)
        if figure and figure[1] not in seen:
            seen.add(figure[1])
            yield link.removeprefix("/admin/")


def links(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', html)]


def every(read: Callable[[str], str], known: dict[str, str], today: date) -> dict[str, list[str]]:
    """The addresses under /admin/, by what they are.

    read: the page at an address. known: the keys of rows to look at, by what they are.
    """
    days = {"first": str(today - timedelta(days=40)), "last": str(today - timedelta(days=33))}
    found = {name: [where.format(**known, **days)] for name, where in PAGES.items()}
    for name, where in dashboards(today):
        found[name] = [where]
    for where in LISTS:
        name = where.replace("/?", ", ").strip("/").replace("/", ", ")
        choices = list(offered(where, read(where)))
        found[f"list: {name}"] = [where]
        found[f"choices: {name}"] = [one for one in choices if "o=" not in one]
        found[f"columns: {name}"] = [one for one in choices if "o=" in one]
    for back in (6, 91):
        asked = f"?from={today - timedelta(days=back)}&to={today}"
        found[f"behind a figure, {back + 1} days"] = list(behind(read(asked)))
    return {name: some for name, some in found.items() if some}
