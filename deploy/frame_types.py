"""The frames' types for the pages' modules, made of the server's: `python -m deploy.frame_types`.

Writes static/chat/frames.d.ts and static/desk/frames.d.ts, which `tsc` reads in `make lint`; a
test says when they are not what the server's types would make.
"""

import re
import types
from collections.abc import Iterator
from pathlib import Path
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

from chat.protocol import frame_types as customers
from handover.desk import frame_types as desks

ROOT = Path(__file__).resolve().parent.parent
FILES = {"static/chat/frames.d.ts": customers, "static/desk/frames.d.ts": desks}
PLAIN = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Any: "any",
    dict: "Record<string, any>",
}


def declarations(module: Any) -> str:
    """The text of a .d.ts with everything that the module of types declares."""
    lines = []
    for name, it in vars(module).items():
        if is_typeddict(it) and it.__module__ == module.__name__:
            lines += ["", *interface(it)]
        elif get_origin(it) in (Literal, Union, types.UnionType):
            lines += ["", f"export type {name} = {written(it)};"]
    return "\n".join([*heading(module, "\n".join(lines)), *lines]) + "\n"


def heading(module: Any, text: str) -> Iterator[str]:
    yield f"/** Made of {module.__name__} by `python -m deploy.frame_types`. */"
    named = set(re.findall(r"\w+", text))
    theirs = [name for name, it in vars(customers).items() if is_typeddict(it) and name in named]
    if module is not customers:
        yield f'import type {{ {", ".join(theirs)} }} from "../chat/frames.js";'


def interface(kind: Any) -> Iterator[str]:
    yield f"export interface {kind.__name__} {{"
    for name, field in get_type_hints(kind, include_extras=True).items():
        is_optional = get_origin(field) is NotRequired
        (inner,) = get_args(field) if is_optional else (field,)
        yield f"  {name}{'?' if is_optional else ''}: {written(inner)};"
    yield "}"


def written(kind: Any) -> str:
    """A type as TypeScript has it."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_typeddict(kind):
        return str(kind.__name__)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(written(each) for each in inner))
    if origin is Literal:
        return " | ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in inner)
    if origin is list:
        item = written(inner[0])
        return f"({item})[]" if " | " in item else f"{item}[]"
    return PLAIN[origin or kind]


def main() -> None:
    for path, module in FILES.items():
        (ROOT / path).write_text(declarations(module), encoding="utf-8")


if __name__ == "__main__":
    main()
