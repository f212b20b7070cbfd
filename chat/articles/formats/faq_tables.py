"""Tables of questions and answers, CSV and XLSX: a row is an article, titled by its question."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chat.articles.formats.raw import Raw, Refused, member, opened, text_of, xml_of

# What columns are called. What is not named here is passed over.
COLUMNS = {
    "title": ("question", "q", "title", "질문", "문의", "문의내용", "질문내용", "제목", "질의"),
    "body": ("answer", "a", "body", "content", "답변", "답", "답변내용", "내용", "본문", "응답"),
    "slug": ("slug", "id"),
    "language": ("language", "lang", "언어"),
    "category": ("category", "topic", "분류", "카테고리", "구분", "유형"),
    "effective_from": ("effective_from", "effective from", "시행일", "적용일", "게시일"),
    "effective_to": ("effective_to", "effective to", "종료일", "만료일"),
}
NAMES = {name: key for key, names in COLUMNS.items() for name in names}
HEAD_WITHIN = 10  # rows: above the heads there may stand a title
MOST_ROWS = 20_000
MOST_COLUMNS = 100
DAY_ZERO = date(1899, 12, 30)  # of a spreadsheet's dates
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
Row = tuple[int, list[str]]  # its line, and its cells


def from_csv(raw: bytes) -> Iterator[Raw]:
    """The rows of a table in text. Raises Refused."""
    text = text_of(raw, may_be_korean=True)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter_of(text), strict=True)
    rows: list[Row] = []
    begin = 1
    try:
        for cells in reader:
            rows.append((begin, cells))
            begin = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise Refused(f"more than {MOST_ROWS:,} rows", begin)
    except csv.Error as error:
        raise Refused(f"no table that could be read ({error})", begin) from None
    yield from articles_of(rows)


def delimiter_of(text: str) -> str:
    """The sign that most of the first lines are parted by."""
    head = "\n".join(text.split("\n")[:HEAD_WITHIN])
    return max(",;\t", key=lambda sign: (head.count(sign), sign == ","))


def from_xlsx(raw: bytes) -> Iterator[Raw]:
    """The rows of every sheet that has a column of questions and one of answers; others are
    passed over. Raises Refused.
    """
    archive = opened(raw)
    strings = shared_strings(archive)
    known = False
    for name, path in sheets_of(archive):
        rows = rows_of(archive, path, strings)
        if heads_in(rows) is None:
            continue
        known = True
        for each in articles_of(rows):
            yield Raw(each.values, each.line, each.lines, f"/{name}", each.refused)
    if not known:
        raise Refused("no sheet has a column of questions and one of answers")


def heads_in(rows: list[Row]) -> int | None:
    """Which of the first rows names a column of questions and one of answers."""
    for number, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
        if {"title", "body"} <= {NAMES.get(named(cell)) for cell in cells}:
            return number
    return None


def named(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.strip().lower()).rstrip(":：*")


def articles_of(rows: list[Row]) -> Iterator[Raw]:
    """A row is an article; an empty one is nothing."""
    at = heads_in(rows)
    if at is None:
        raise Refused("no column of questions and one of answers: name them question and answer")
    heads = [NAMES.get(named(cell), cell.strip()) for cell in rows[at][1]][:MOST_COLUMNS]
    if len(set(filter(None, heads))) < len([head for head in heads if head]):
        raise Refused("two columns are called alike", rows[at][0])
    for line, cells in rows[at + 1 :]:
        values: dict[str, Any] = {
            head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head
        }
        values = {key: value for key, value in values.items() if value}
        if not values:
            continue
        yield Raw(with_days(values), line)


def with_days(values: dict[str, Any]) -> dict[str, Any]:
    """Days as a spreadsheet counts them: 46023 is 2026-01-01."""
    for key in ("effective_from", "effective_to"):
        text = str(values.get(key, ""))
        if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
            values[key] = DAY_ZERO + timedelta(days=int(float(text)))
    return values


def shared_strings(archive: zipfile.ZipFile) -> list[str]:
    data = member(archive, "xl/sharedStrings.xml")
    if not data:
        return []
    return [text_in(item) for item in xml_of(data, "sharedStrings.xml").iter(f"{SHEET}si")]


def text_in(item: Any) -> str:
    """The text of a cell's runs, without the readings written above them."""
    parts = [item.findtext(f"{SHEET}t") or ""]
    parts += [run.findtext(f"{SHEET}t") or "" for run in item.iter(f"{SHEET}r")]
    return "".join(parts)


def sheets_of(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and path of each sheet that is not hidden, in their order."""
    book = xml_of(member(archive, "xl/workbook.xml") or b"<none/>", "workbook.xml")
    links = xml_of(
        member(archive, "xl/_rels/workbook.xml.rels") or b"<none/>", "workbook.xml.rels"
    )
    paths = {
        each.get("Id"): each.get("Target", "") for each in links.iter(f"{RELATIONS}Relationship")
    }
    for sheet in book.iter(f"{SHEET}sheet"):
        path = paths.get(sheet.get(LINKED), "")
        if path and sheet.get("state", "visible") == "visible":
            name = " ".join((sheet.get("name") or "sheet").split())
            yield name, path.lstrip("/") if path.startswith("/") else f"xl/{path}"


def rows_of(archive: zipfile.ZipFile, path: str, strings: list[str]) -> list[Row]:
    found: list[Row] = []
    for row in xml_of(member(archive, path) or b"<none/>", path).iter(f"{SHEET}row"):
        cells: list[str] = []
        for cell in row.iter(f"{SHEET}c"):
            place = column_of(cell.get("r") or "", len(cells))
            if place >= MOST_COLUMNS:
                break
            cells += [""] * (place - len(cells))
            cells.append(cell_text(cell, strings))
        number = row.get("r") or ""
        found.append((int(number) if number.isdigit() else len(found) + 1, cells))
        if len(found) > MOST_ROWS:
            raise Refused(f"more than {MOST_ROWS:,} rows", MOST_ROWS)
    return found


def column_of(reference: str, following: int) -> int:
    """The number of a cell's column from 0: `C7` is 2. Without a reference it follows the last."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return following
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, following)


def cell_text(cell: Any, strings: list[str]) -> str:
    kind, value = cell.get("t"), cell.findtext(f"{SHEET}v") or ""
    if kind == "inlineStr":
        inline = cell.find(f"{SHEET}is")
        return text_in(inline) if inline is not None else ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    return "" if kind == "e" else value
