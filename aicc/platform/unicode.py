"""Text that every encoder takes: a lone half of a surrogate pair is none of UTF-8's.

JSON may carry one (`"\\ud83d"`), Python keeps it, and then the database's driver, orjson and
the log refuse the whole row, frame or line.
"""

from typing import Any

import orjson


def replace_surrogates(text: str) -> str:
    """The text with each lone half as U+FFFD; two halves side by side are their character."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def replace_surrogates_in(value: Any) -> Any:
    """The same in every text of a JSON value, its keys included."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, dict):
        return {
            replace_surrogates_in(key): replace_surrogates_in(each) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [replace_surrogates_in(each) for each in value]
    return value


def dumps(value: Any, **options: Any) -> bytes:
    """`orjson.dumps`, which a lone half of a pair does not stop."""
    try:
        return orjson.dumps(value, **options)
    except orjson.JSONEncodeError:
        return orjson.dumps(replace_surrogates_in(value), **options)
