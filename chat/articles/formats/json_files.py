"""Articles in JSON: one object or a list of them, and what Zendesk and Confluence export."""

import json
from collections.abc import Iterator
from typing import Any

from chat.articles.formats.help_centre_exports import from_item, items_in
from chat.articles.formats.raw import Raw, Refused


def from_json(text: str) -> Iterator[Raw]:
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
        yield from _articles_in(item, line)
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


def _articles_in(item: Any, line: int) -> Iterator[Raw]:
    """The article that an object is, or those of an export that it holds."""
    exported = items_in(item)
    if exported is None:
        if isinstance(item, dict):
            yield Raw(item, line)
        else:
            yield Raw({}, line, refused="not an object with the keys of an article")
        return
    for number, each in enumerate(exported, start=1):
        member = f" item {number}" if len(exported) > 1 else ""
        try:
            found = from_item(each)
        except Refused as refused:
            yield Raw({}, line, member=member, refused=refused.reason)
            continue
        if found:
            yield Raw(found.values, line, member=member)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("a key stands there twice")
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
