"""Articles in files: Markdown with YAML front matter, and JSON, read strictly.

A file that is wrong is refused with its line, so that it can be put right; nothing in it
is guessed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from aicc.platform.text_normalization import TOO_MANY_MARKS, compose
from chat.articles.markdown import pictures_in

SUFFIXES = (".md", ".json")
LONGEST_BODY = 100_000  # characters
LONGEST_HEAD = 4_000  # characters of front matter
LONGEST_FILE = 4_000_000  # bytes; a body in four-byte characters and room for a list in JSON
REQUIRED = {"slug", "language", "category", "title", "effective_from"}
OPTIONAL = {"effective_to"}
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


class Refused(ValueError):
    """A file, or one article or value of it, cannot be taken; `line` counts from 1 in it."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found at one line of a file: an article, or why there is none."""

    line: int
    article: ArticleText | None
    reason: str = ""


def files_in(path: Path) -> list[Path]:
    """The files of articles under a folder, in the order of their names; or the file itself."""
    if not path.is_dir():
        return [path]
    found = (file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    return sorted(file for file in found if not _is_hidden(file.relative_to(path)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read(path: Path) -> Iterator[Entry]:
    """The articles of one file. A JSON file may hold several, each judged by itself."""
    try:
        text = _text_of(path)
        if path.suffix == ".json":
            yield from _from_json(text)
        elif path.suffix == ".md":
            yield Entry(1, _from_markdown(text))
        else:
            yield Entry(1, None, "the name ends neither in .md nor in .json")
    except Refused as refused:
        yield Entry(refused.line, None, refused.reason)


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})") from None
    if len(raw) > LONGEST_FILE:
        raise Refused(f"the file is longer than {LONGEST_FILE:,} bytes")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused("not UTF-8", raw.count(b"\n", 0, error.start) + 1) from None


def _from_markdown(text: str) -> ArticleText:
    head, body, body_line = _split(text)
    values, lines = _front_matter(head)
    return _article(values | {"body": body}, lines | {"body": body_line})


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line the body begins on."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise Refused("no front matter: the first line is not ---")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise Refused("the front matter has no end: a second --- is missing", len(lines))


def _front_matter(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The keys with their values, and with their lines in the file."""
    if len(head) > LONGEST_HEAD:
        raise Refused(f"the front matter is longer than {LONGEST_HEAD:,} characters")
    loader = yaml.SafeLoader(head)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise Refused("the front matter is not a list of keys with values", 2)
        values, lines = {}, {}
        for key, value in node.value:
            line = key.start_mark.line + 2
            if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
                raise Refused(
                    f"{getattr(key, 'value', 'a key')!s:.40} is not one plain value", line
                )
            if key.value in values:
                raise Refused(f"{key.value} stands there twice", line)
            values[key.value], lines[key.value] = loader.construct_object(value), line
    except RecursionError:
        raise Refused("not YAML that could be read: too deep", 2) from None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a value cannot be read"
        raise Refused(f"not YAML: {problem}", mark.line + 2 if mark else 2) from None
    finally:
        loader.dispose()
    return values, lines


def _from_json(text: str) -> Iterator[Entry]:
    """One object, or a list of them. What follows a syntax error is not read."""
    decoder = json.JSONDecoder(object_pairs_hook=_no_key_twice)
    at = _skip(text, 0)
    is_list = text[at : at + 1] == "["
    at = _skip(text, at + 1) if is_list else at
    line = text.count("\n", 0, at) + 1
    while not (is_list and text[at : at + 1] == "]"):
        begin = at
        try:
            item, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise Refused(f"not JSON: {error.msg}", error.lineno) from None
        except ValueError:  # Python reads no number of thousands of digits
            raise Refused("not JSON that could be read: a number is too long", line) from None
        except RecursionError:
            raise Refused("not JSON that could be read: too deep", line) from None
        yield _judged(item, line)
        at = _after_item(text, at, is_list, line + text.count("\n", begin, at))
        line += text.count("\n", begin, at)
        if not is_list:
            return


def _after_item(text: str, at: int, is_list: bool, line: int) -> int:
    """Where the next item or the list's end begins; refuses what does not belong there.

    line: in which the item ends.
    """
    end, at = at, _skip(text, at)
    line += text.count("\n", end, at)
    if not is_list:
        if at < len(text):
            raise Refused("not JSON: something follows the object", line)
        return at
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != "]" or _skip(text, at + 1) < len(text):
        raise Refused("not JSON: the list does not end here", line)
    return at


def _judged(item: Any, line: int) -> Entry:
    if not isinstance(item, dict):
        return Entry(line, None, "not an object with the keys of an article")
    try:
        return Entry(line, _article(item, {}))
    except Refused as refused:
        return Entry(line, None, refused.reason)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("a key stands there twice")
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _article(values: dict[str, Any], lines: dict[str, int]) -> ArticleText:
    """The values, checked. `lines` says where each stands, as far as that is known."""
    missing = sorted(REQUIRED - values.keys()) + ([] if "body" in values else ["body"])
    if missing:
        raise Refused(f"missing: {', '.join(missing)}")
    for name in sorted(values.keys() - REQUIRED - OPTIONAL - {"body"}):
        raise Refused(f"unknown key: {name:.40}", lines.get(name, 1))
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found[name] = _checked(name, value)
        except Refused as refused:
            raise Refused(refused.reason, lines.get(name, 1) + refused.line - 1) from None
    found.setdefault("effective_to", None)
    if found["effective_to"] and found["effective_to"] < found["effective_from"]:
        raise Refused("effective_to is before effective_from", lines.get("effective_to", 1))
    return ArticleText(**found)


def _checked(name: str, value: Any) -> Any:
    if name in ("effective_from", "effective_to"):
        return None if value is None and name in OPTIONAL else _day(name, value)
    if not isinstance(value, str):
        raise Refused(f"{name} is not text")
    above = value[: len(value) - len(value.lstrip())].count("\n")
    value = compose(value.strip())
    if not value:
        raise Refused(f"{name} is empty")
    if TOO_MANY_MARKS.search(value):
        raise Refused(f"{name} holds a letter with more than 30 marks on it")
    if "\0" in value:
        raise Refused(f"{name} holds a null character")
    if name == "body":
        _refuse_body(value, above)
    if name in LENGTHS and len(value) > LENGTHS[name]:
        raise Refused(f"{name} is longer than {LENGTHS[name]} characters")
    if name in ("slug", "category") and not NAME.fullmatch(value):
        raise Refused(f"{name} may hold small letters, digits and single hyphens")
    if name == "language" and value not in dict(settings.LANGUAGES):
        raise Refused("language is neither ko nor en")
    return value


def _refuse_body(body: str, above: int) -> None:
    """Refuse one that cannot be shown to everybody. above: blank lines that stood over it."""
    if len(body) > LONGEST_BODY:
        raise Refused(f"the body is longer than {LONGEST_BODY:,} characters")
    for line, words in pictures_in(body):
        at = above + line
        raise Refused(f"the body's line {at} holds a picture ({words:.40}): say it in words", at)


def _day(name: str, value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise Refused(f"{name} is not a day such as 2026-01-01")
