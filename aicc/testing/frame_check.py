"""Whether a frame is what its type says: each of its fields, and no other."""

import types
from collections.abc import Iterator
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)


def misfits(frame: Any, kind: Any, path: str = "") -> list[str]:
    """What is wrong in `frame`, a line each; of a union, what is wrong in the nearest member."""
    if kind is Any:
        return []
    if is_typeddict(kind):
        return list(misfits_in_fields(frame, kind, path))
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        tried = [misfits(frame, each, path) for each in get_args(kind)]
        return min(
            tried, key=lambda wrong: (any(it.startswith(".type:") for it in wrong), len(wrong))
        )
    if origin is Literal:
        return (
            [] if frame in get_args(kind) else [f"{path}: {frame!r} is none of {get_args(kind)}"]
        )
    if origin is NotRequired:
        return misfits(frame, get_args(kind)[0], path)
    if origin is list and isinstance(frame, list):
        (item,) = get_args(kind)
        return [each for n, it in enumerate(frame) for each in misfits(it, item, f"{path}[{n}]")]
    return [] if is_plain(frame, origin or kind) else [f"{path}: {frame!r} is no {kind}"]


def is_plain(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def misfits_in_fields(frame: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(frame, dict):
        yield f"{path}: {frame!r} is no object"
        return
    fields = get_type_hints(kind, include_extras=True)
    optional = {name for name, each in fields.items() if get_origin(each) is NotRequired}
    yield from (f"{path}.{name}: is missing" for name in fields.keys() - optional - frame.keys())
    yield from (f"{path}.{name}: is not in the type" for name in frame.keys() - fields.keys())
    for name in fields.keys() & frame.keys():
        yield from misfits(frame[name], fields[name], f"{path}.{name}")


def check(frame: dict[str, Any], kind: Any) -> None:
    """Fails where the frame is not as the contract's types have it."""
    wrong = misfits(frame, kind)
    assert not wrong, f"{frame.get('type')}: {wrong}: mend frame_types.py, or the frame"
