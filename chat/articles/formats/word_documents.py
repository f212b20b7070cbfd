"""Word documents (DOCX) as Markdown: headings, lists and tables as such, the rest as lines."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from chat.articles.formats.html_pages import table_of, without_title
from chat.articles.formats.raw import Refused, member, opened, xml_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
HEADING = re.compile(r"(?:heading|제목) ?([1-6])", re.IGNORECASE)
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}footnoteReference"}
LONGEST_DOCUMENT = 20_000_000  # bytes of XML, whose marks are many times its words


def document_of(raw: bytes) -> tuple[str, str]:
    """Title and Markdown of a document. Raises Refused."""
    archive = opened(raw)
    data = member(archive, "word/document.xml", LONGEST_DOCUMENT)
    if not data:
        raise Refused("no Word document: it holds no word/document.xml")
    body = xml_of(data, "document.xml").find(f"{W}body")
    if body is None:
        raise Refused("the document has no text")
    ranks, numbered = heading_ranks(archive), numbered_lists(archive)
    lines: list[str] = []
    title = ""
    for block in blocks_in(body):
        if block.tag == f"{W}p":
            line, rank = paragraph(block, ranks, numbered)
            if rank == 0 and not title:  # the style of a title
                title = line.removeprefix("# ")
                continue
            lines += ["", line] if rank else [line]
        elif block.tag == f"{W}tbl":
            lines += table_of(cells_of(block))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    first = re.match(r"# (.+)", text)
    title = title or (first[1].strip() if first else "") or core_title(archive)
    return title, without_title(text, title)


def blocks_in(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those in a control."""
    for block in parent:
        if block.tag == f"{W}sdt":
            content = block.find(f"{W}sdtContent")
            yield from blocks_in(content) if content is not None else ()
        else:
            yield block


def paragraph(block: Any, ranks: dict[str, int], numbered: set[str]) -> tuple[str, int | None]:
    """A paragraph's line, and the rank of the heading that it is: 0 for the document's title."""
    text = text_in(block)
    settings = block.find(f"{W}pPr")
    style = number = level = None
    if settings is not None:
        style = value_of(settings.find(f"{W}pStyle"))
        listed = settings.find(f"{W}numPr")
        if listed is not None:
            number = value_of(listed.find(f"{W}numId"))
            level = value_of(listed.find(f"{W}ilvl"))
    rank = ranks.get(style or "")
    if not text or (style or "").upper().startswith("TOC"):
        return "", None
    if rank is not None:
        return f"{'#' * max(rank, 1)} {text}", rank
    if number and number != "0":
        indent = "  " * int(level) if level and level.isdigit() and len(level) < 2 else ""
        return f"{indent}{'1.' if number in numbered else '-'} {text}", None
    return text, None


def text_in(block: Any) -> str:
    """The words of a paragraph, without what was struck out."""
    parts: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                parts.append(" ")
            else:
                walk(child)

    walk(block)
    return " ".join("".join(parts).split())


def cells_of(table: Any) -> list[list[str]]:
    return [
        [
            " ".join(filter(None, (text_in(each) for each in cell.iter(f"{W}p")))).replace(
                "|", "/"
            )
            for cell in row.iter(f"{W}tc")
        ]
        for row in table.iter(f"{W}tr")
    ]


def heading_ranks(archive: zipfile.ZipFile) -> dict[str, int]:
    """By a style's id the rank of its headings, whatever the language that Word has."""
    found = {f"Heading{rank}": rank for rank in range(1, 7)} | {"Title": 0}
    data = member(archive, "word/styles.xml", LONGEST_DOCUMENT)
    if not data:
        return found
    for style in xml_of(data, "styles.xml").iter(f"{W}style"):
        identity, name = style.get(f"{W}styleId") or "", value_of(style.find(f"{W}name")) or ""
        if match := HEADING.fullmatch(name.strip()):
            found[identity] = int(match[1])
        elif name.strip().lower() in ("title", "제목"):
            found[identity] = 0
    return found


def numbered_lists(archive: zipfile.ZipFile) -> set[str]:
    """The ids of the lists whose points are counted, and are no mere points."""
    data = member(archive, "word/numbering.xml", LONGEST_DOCUMENT)
    if not data:
        return set()
    root = xml_of(data, "numbering.xml")
    counted = {
        kind.get(f"{W}abstractNumId")
        for kind in root.iter(f"{W}abstractNum")
        if value_of(kind.find(f"{W}lvl/{W}numFmt")) not in (None, "bullet", "none")
    }
    return {
        each.get(f"{W}numId") or ""
        for each in root.iter(f"{W}num")
        if value_of(each.find(f"{W}abstractNumId")) in counted
    }


def value_of(element: Any) -> str | None:
    return element.get(f"{W}val") if element is not None else None


def core_title(archive: zipfile.ZipFile) -> str:
    data = member(archive, "docProps/core.xml")
    return (xml_of(data, "core.xml").findtext(TITLE) or "").strip() if data else ""
