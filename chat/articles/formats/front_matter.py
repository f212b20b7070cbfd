"""Markdown with YAML front matter, or without any: what its keys say, and the text under them."""

import re
from typing import Any

import yaml

from chat.articles.formats.faq_tables import NAMES
from chat.articles.formats.raw import Raw, Refused

LONGEST_HEAD = 4_000  # characters of front matter
LONGEST_NAME = 60  # characters of a line that stands alone at the top and names the article
# A first line that is a sentence, or begins with a sign of Markdown's, names nothing.
NO_NAME = re.compile(
    r"^(?:[-*+>|#=`~<!:•·※]|\d{1,2}[.)]|\*\*|[QA] ?[.:])|(?:[.!?。:：;,]|니다|하세요)$"
)
# Keys as Korean exports call them; what may be written in many ways, as a day, is said for all.
CALLED = {name: key for name, key in NAMES.items() if key in ("title", "category")}


def title_of(body: str) -> tuple[str, str]:
    """The heading that a text begins with, as `# Title`, underlined by === or alone on its line,
    and what follows it; a blank title where it begins with none.
    """
    first, _, rest = body.lstrip().partition("\n")
    if first[:1] == "#" and first[1:2] in (" ", "\t"):
        return first[1:].strip(" \t").rstrip(" \t#"), rest
    below, _, further = rest.partition("\n")
    below = below.rstrip(" \t")
    if first and below and not below.strip("="):
        return first.strip(), further
    name = re.sub(r"^\[(.{1,60})\]$|^<(.{1,60})>$", r"\1\2", first.strip())
    is_alone = bool(name) and not below and bool(rest.strip())
    if is_alone and len(name) <= LONGEST_NAME and not NO_NAME.search(name):
        return name, rest
    return "", body


def from_markdown(text: str, known: set[str]) -> Raw:
    """The article of a Markdown file. Without a title of its own it has that of its first
    heading.

    known: the keys that are read; what stands under others need be no plain value.
    Raises Refused.
    """
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    body, body_line = text, 1
    if text.split("\n", 1)[0].rstrip() == "---":
        head, body, body_line = _split(text)
        values, lines = _front_matter(head, known)
    title, rest = title_of(body)
    if title:
        values.setdefault("title", title)
        if title == values["title"]:
            body = rest
    return Raw(values | {"body": body}, 1, lines | {"body": body_line})


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line the body begins on."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise Refused("no front matter: the first line is not ---")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise Refused("the front matter has no end: a second --- is missing", len(lines))


def _front_matter(head: str, known: set[str]) -> tuple[dict[str, Any], dict[str, int]]:
    """The keys with their values, and with their lines in the file."""
    if len(head) > LONGEST_HEAD:
        raise Refused(f"the front matter is longer than {LONGEST_HEAD:,} characters")
    loader = yaml.SafeLoader(head)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise Refused("the front matter is not a list of keys with values", 2)
        return _values(loader, node, known)
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


def _values(
    loader: yaml.SafeLoader, node: yaml.MappingNode, known: set[str]
) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    keys = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    for key, value in node.value:
        line = key.start_mark.line + 2
        name = key.value if isinstance(key, yaml.ScalarNode) else "a key"
        called = CALLED.get(name.strip().lower(), name)
        if called not in {*keys, *values}:  # what an article calls a title itself is its title
            name = called
        if name not in known:
            values[f"{name:.40}"] = ""  # named to whoever imports it, and not read
            continue
        if not isinstance(value, yaml.ScalarNode):
            raise Refused(f"{name} is not one plain value", line)
        if name in values:
            raise Refused(f"{name} stands there twice", line)
        values[name], lines[name] = loader.construct_object(value), line
    return values, lines
