"""Articles in files of many forms, each read, completed with what was said for all, and checked.

A file that is wrong is refused with its line, so that it can be put right. Nothing that counts
is guessed: language, category and first day stand in the file, or are said once for all.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from aicc.platform.text_normalization import TOO_MANY_MARKS, compose
from chat.articles.formats import faq_tables, front_matter, html_pages, word_documents
from chat.articles.formats import json_files as json_readers
from chat.articles.formats.help_centre_exports import from_space
from chat.articles.formats.raw import (
    LONGEST_ARCHIVE,
    LONGEST_FILE,
    Raw,
    Refused,
    is_read,
    member,
    opened,
    text_of,
)
from chat.articles.markdown import pictures_in

__all__ = ["ArticleText", "Defaults", "Entry", "Refused", "files_in", "read"]

SUFFIXES = (".md", ".json", ".csv", ".xlsx", ".html", ".htm", ".docx", ".zip", ".xml")
LONGEST_BODY = 100_000  # characters
REQUIRED = ("slug", "language", "category", "title", "effective_from")
KEYS = {*REQUIRED, "effective_to", "body"}
SAID_FOR_ALL = ("language", "category", "effective_from")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LENGTHS = {"slug": 100, "category": 40, "title": 200}  # characters


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article in one language, as its file has it."""

    slug: str
    language: str
    category: str
    title: str
    body: str
    effective_from: date
    effective_to: date | None  # last day


@dataclass(frozen=True, slots=True)
class Defaults:
    """What counts for every article that does not say it itself; None: each has to."""

    language: str | None = None
    category: str | None = None
    effective_from: date | None = None

    def values(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in SAID_FOR_ALL if getattr(self, key) is not None}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found at one place of a file: an article, or why there is none."""

    line: int
    article: ArticleText | None
    reason: str = ""
    member: str = ""  # within an archive or a workbook
    lacking: tuple[str, ...] = ()  # of what may be said once for all, where nothing else is wrong
    ignored: tuple[str, ...] = field(default=())  # keys that are not read


def files_in(path: Path) -> list[Path]:
    """The files of articles under a folder, in the order of their names; or the file itself."""
    if not path.is_dir():
        return [path]
    found = (
        file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
    )
    return sorted(file for file in found if not _is_hidden(file.relative_to(path)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read(path: Path, defaults: Defaults | None = None) -> Iterator[Entry]:
    """The articles of one file, each judged by itself where it holds several."""
    said = (defaults or Defaults()).values()
    try:
        for raw in _raw_articles(path.name, _bytes_of(path)):
            yield _judged(raw, path.name, said)
    except Refused as refused:
        yield Entry(refused.line, None, refused.reason)


def _bytes_of(path: Path) -> bytes:
    longest = LONGEST_ARCHIVE if path.suffix.lower() == ".zip" else LONGEST_FILE
    try:
        with path.open("rb") as file:
            raw = file.read(longest + 1)
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})") from None
    if len(raw) > longest:
        raise Refused(f"the file is longer than {longest:,} bytes")
    return raw


def _raw_articles(name: str, raw: bytes) -> Iterator[Raw]:
    """What a file of this name holds. Raises Refused."""
    match PurePosixPath(name).suffix.lower():
        case ".md":
            yield front_matter.from_markdown(text_of(raw), KEYS)
        case ".json":
            yield from json_readers.from_json(text_of(raw))
        case ".csv":
            yield from faq_tables.from_csv(raw)
        case ".xlsx":
            yield from faq_tables.from_xlsx(raw)
        case ".html" | ".htm":
            yield from _page(raw)
        case ".docx":
            title, body = word_documents.document_of(raw)
            yield Raw({"title": title, "body": body})
        case ".xml":
            yield from from_space(raw)
        case ".zip":
            yield from _archived(raw)
        case _:
            raise Refused(f"the name ends in none of {', '.join(SUFFIXES)}")


def _page(raw: bytes) -> Iterator[Raw]:
    text = text_of(raw, may_be_korean=True)
    if html_pages.is_space_index(text):
        return
    title, body = html_pages.page_of(text)
    yield Raw({"title": title, "body": body})


def _archived(raw: bytes) -> Iterator[Raw]:
    """The articles of an archive's files, such as an exported space; one that is wrong stops
    none of the others.
    """
    archive = opened(raw)
    names = sorted(name for name in archive.namelist() if is_read(name) and "__MACOSX" not in name)
    if any(PurePosixPath(name).name == "entities.xml" for name in names):
        names = [name for name in names if PurePosixPath(name).name == "entities.xml"]
    else:
        names = [name for name in names if not name.endswith(".xml")]
    if not names:
        raise Refused("the archive holds no file of articles")
    for name in names:
        longest = LONGEST_ARCHIVE if name.endswith(".xml") else LONGEST_FILE
        place = f"/{name}"
        try:
            for each in _raw_articles(name, member(archive, name, longest)):
                yield Raw(
                    each.values, each.line, each.lines, f"{place}{each.member}", each.refused
                )
        except Refused as refused:
            yield Raw({}, refused.line, member=place, refused=refused.reason)


def _judged(raw: Raw, name: str, said: dict[str, Any]) -> Entry:
    ignored = tuple(sorted(f"{key:.40}" for key in raw.values.keys() - KEYS))
    if raw.refused:
        return Entry(raw.line, None, raw.refused, raw.member)
    own = {key: value for key, value in raw.values.items() if key in KEYS}
    if isinstance(own.get("category"), str) and not NAME.fullmatch(own["category"].strip()):
        # 예금: another bank's name for what is said here in letters that an address may hold.
        ignored = (*ignored, "category")
        del own["category"]
    values = said | own
    values = _completed(values, f"{name}{raw.member}")
    lacking = tuple(key for key in SAID_FOR_ALL if key not in values)
    stand_in = {"language": "ko", "category": "none", "effective_from": date.min}
    try:
        article = _article({key: stand_in[key] for key in lacking} | values, raw.lines)
    except Refused as refused:
        line = max(refused.line, raw.line)
        return Entry(line, None, refused.reason, raw.member, (), ignored)
    if lacking:
        return Entry(
            raw.line, None, f"missing: {', '.join(lacking)}", raw.member, lacking, ignored
        )
    return Entry(raw.line, article, "", raw.member, (), ignored)


def _completed(values: dict[str, Any], place: str) -> dict[str, Any]:
    """Where there is none, with a title by the file's name, and a slug by that or the title."""
    found = dict(values)
    stem = PurePosixPath(place).stem
    found["title"] = found.get("title") or stem
    if "slug" not in found and isinstance(found["title"], str):
        named = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.(?:ko|en)$", "", stem.lower())).strip("-")
        is_own = (
            stem.isascii() and named and place.lower().endswith((".md", ".html", ".htm", ".docx"))
        )
        digest = hashlib.sha256(found["title"].strip().encode()).hexdigest()[:12]
        found["slug"] = named[:100].strip("-") if is_own else f"article-{digest}"
    return found


def _article(values: dict[str, Any], lines: dict[str, int]) -> ArticleText:
    """The values, checked. `lines` says where each stands, as far as that is known."""
    if "body" not in values:
        raise Refused("missing: body")
    found = checked(values, lines)
    found.setdefault("effective_to", None)
    if found["effective_to"] and found["effective_to"] < found["effective_from"]:
        raise Refused("effective_to is before effective_from", lines.get("effective_to", 1))
    return ArticleText(**found)


def checked(values: dict[str, Any], lines: dict[str, int] | None = None) -> dict[str, Any]:
    """Values of an article as it keeps them. Raises Refused for one that is wrong."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found[name] = _checked(name, value)
        except Refused as refused:
            # Of a value whose own line nobody knows, the file's line is that of its article.
            at = (lines or {}).get(name)
            raise Refused(refused.reason, at + refused.line - 1 if at else 1) from None
    return found


def _checked(name: str, value: Any) -> Any:
    if name in ("effective_from", "effective_to"):
        return None if value is None and name == "effective_to" else _day(name, value)
    if not isinstance(value, str):
        raise Refused(f"{name} is not text")
    above = value[: len(value) - len(value.lstrip())].count("\n")
    value = compose(value.strip())
    if name == "language":
        value = re.split(r"[-_]", value.lower())[0]  # ko-KR
    if fault := _fault_of(name, value):
        raise Refused(fault)
    if name == "body":
        _refuse_pictures(value, above)
    return value


def _refuse_pictures(body: str, above: int) -> None:
    """Refuse a body that cannot be shown to everybody. above: blank lines that stood over it."""
    for line, words in pictures_in(body):
        at = above + line
        raise Refused(f"the body's line {at} holds a picture ({words:.40}): say it in words", at)


def _fault_of(name: str, value: str) -> str:
    """What is wrong with a text; blank where nothing is."""
    if not value:
        return f"{name} is empty"
    if TOO_MANY_MARKS.search(value):
        return f"{name} holds a letter with more than 30 marks on it"
    if "\0" in value:
        return f"{name} holds a null character"
    if name == "body" and len(value) > LONGEST_BODY:
        return f"the body is longer than {LONGEST_BODY:,} characters"
    if name in LENGTHS and len(value) > LENGTHS[name]:
        return f"{name} is longer than {LENGTHS[name]} characters"
    if name in ("slug", "category") and not NAME.fullmatch(value):
        return f"{name} may hold small letters, digits and single hyphens"
    if name == "language" and value not in dict(settings.LANGUAGES):
        return "language is neither ko nor en"
    return ""


def _day(name: str, value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if match := re.fullmatch(r"(\d{4})(?:-|[./] ?)(\d{1,2})(?:-|[./] ?)(\d{1,2})\.?", text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            pass
    raise Refused(f"{name} is not a day such as 2026-01-01")
