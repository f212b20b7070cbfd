"""What Zendesk and Confluence export: articles and pages in JSON, and a space in XML."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from chat.articles.formats.html_pages import page_of
from chat.articles.formats.raw import Raw, xml_of

LISTS = ("articles", "results", "translations")  # under which an export's items stand
BODIES = ("export_view", "view", "storage", "styled_view")  # of a Confluence page
# What Confluence writes of its own into a page's HTML.
MACRO_NAME = "<ac:parameter", "</ac:parameter>"
CODE = "<ac:plain-text-body><![CDATA[", "]]></ac:plain-text-body>"
REFERENCE = re.compile(r"<ri:[^<>]{0,1000}>")
CURRENT = ("current", "", None)


def items_in(data: Any) -> list[Any] | None:
    """The items of an export's object; None where it is none."""
    if not isinstance(data, dict):
        return None
    for name in LISTS:
        items = data.get(name)
        if isinstance(items, list) and all(is_exported(each) for each in items):
            return items
    return [data] if is_exported(data) else None


def is_exported(item: Any) -> bool:
    """Whether an object is an article of Zendesk's or a page of Confluence's."""
    if not isinstance(item, dict) or "slug" in item or "title" not in item:
        return False
    is_page = isinstance(item.get("body"), dict)
    return is_page or ("id" in item and bool({"locale", "html_url", "section_id"} & item.keys()))


def from_item(item: dict[str, Any]) -> Raw | None:
    """An exported item as an article; None for a draft, or what is no page that counts."""
    if item.get("draft") is True or item.get("type", "page") not in ("page", "Article", "article"):
        return None
    if item.get("status", "current") not in CURRENT:
        return None
    body = item.get("body")
    is_page = isinstance(body, dict)
    if isinstance(body, dict):
        found = (body[name] for name in BODIES if isinstance(body.get(name), dict))
        body = next((each.get("value") for each in found if each.get("value")), "")
    origin = "confluence" if is_page else "zendesk"
    identity = str(item.get("source_id") or item.get("id") or "").lower()
    values: dict[str, Any] = {
        "title": str(item.get("title") or "").strip(),
        "body": markdown_of(str(body or "")),
    }
    if re.fullmatch(r"[a-z0-9]{1,40}", identity):
        values["slug"] = f"{origin}-{identity}"
    if isinstance(item.get("locale"), str):
        values["language"] = item["locale"].lower().split("-")[0].split("_")[0]
    return Raw(values)


def markdown_of(html: str) -> str:
    text = made_over(html, *CODE, "<pre>{}</pre>".format)
    text = made_over(text, *MACRO_NAME, lambda _: "")
    return page_of(REFERENCE.sub("", text))[1]


def made_over(text: str, begin: str, end: str, put: Callable[[str], str]) -> str:
    """The text, with what stands between each `begin` and its `end` as `put` makes it."""
    parts, at = [], 0
    while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
        parts += [text[at:start], put(text[start + len(begin) : stop])]
        at = stop + len(end)
    return "".join([*parts, text[at:]])


def from_space(data: bytes) -> Iterator[Raw]:
    """The current pages of a Confluence space that was exported as XML. Raises Refused."""
    root = xml_of(data, "entities.xml")
    bodies: dict[str, str] = {}
    pages: list[tuple[str, dict[str, Any]]] = []
    for each in root.iter("object"):
        identity = (each.findtext("id") or "").strip()
        values = {one.get("name") or "": one for one in each.findall("property")}
        if each.get("class") == "BodyContent" and "content" in values and "body" in values:
            owner = (values["content"].findtext("id") or "").strip()
            bodies[owner] = values["body"].text or ""
        elif each.get("class") == "Page":
            pages.append((identity, values))
    for identity, page in pages:
        title, status = (said(page.get(name)) for name in ("title", "contentStatus"))
        # An earlier version of a page names the one it became.
        is_earlier = page.get("originalVersion") is not None and len(page["originalVersion"])
        if status not in CURRENT or is_earlier or not title or not bodies.get(identity):
            continue
        body = markdown_of(bodies[identity])
        yield Raw({"slug": f"confluence-{identity}", "title": title, "body": body})


def said(element: Any) -> str:
    return (element.text or "").strip() if element is not None else ""
