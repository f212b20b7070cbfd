"""How long each regular expression takes on the longest text that it can meet.

    python -m bench.expressions

Every expression of ours is found in the loaded modules. Its hostile texts are made from its own
parts: each beginning of it, over and over, to the length that its module's doors allow. They are
harmless; what matters is that the time grows with the length and no faster.
"""

import ast
import importlib
import os
import re
import re._parser as parser  # type: ignore[import-not-found]
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
APPS = ("aicc", "chat", "handover")
PIECES = 24  # hostile texts of one expression
BUDGET = 0.020  # seconds for one text

MESSAGE = 2_000  # characters of what a customer or an agent says
CONTEXT = 12_000  # of a conversation as the model and the briefing read it
ANSWER = 8_000  # of what a model answers
ARTICLE = 100_000
LINE = 4_000  # of a log line

# Characters of the longest text that the expressions of a module meet; its doors keep to it. The
# longest name that an expression's begins with decides, and one without a row is an error.
LONGEST = {
    "aicc.audit.recording": ARTICLE,  # before and after a change
    "aicc.environment": 200,  # a setting's name
    "aicc.management.commands.record_schema": 200,  # a release's number
    "aicc.platform.logging": 20_000,  # of a traceback
    "aicc.platform.wording.korean": 200,  # of what stands before a particle
    "aicc.platform.text_normalization": 64_000,  # of a call's body
    "aicc.server.forwarded_headers": 200,  # of a header, before it is believed
    "chat.admin.articles.drafts": ARTICLE,
    "chat.articles.diff": ARTICLE,
    "chat.articles.links": ARTICLE,
    "chat.articles.markdown": ARTICLE,
    "chat.assistant": MESSAGE,
    "chat.assistant.answering.agreements": MESSAGE,
    "chat.articles.formats": ARTICLE,
    "chat.articles.article_files": 200,  # slug, category and days
    "chat.assistant.answering.extractive": MESSAGE,
    "chat.assistant.answering.generative": ANSWER,
    "chat.assistant.grounding.grounding": ANSWER,
    "chat.assistant.language.sentences": ARTICLE,
    "chat.assistant.retrieval.corpus": ARTICLE,
    "chat.assistant.retrieval.tokenizer": ARTICLE,
    "chat.assistant.understanding.triage.ACCEPTED": 30,  # a longer message is no mere yes or no
    "chat.assistant.understanding.triage.REFUSED": 30,
    "chat.pii.identifiers": 64,
    "chat.evaluation": ANSWER,
    "chat.pseudonyms": LINE,
    "chat.page_views": ARTICLE,
    "chat.pii": 20_000,  # a traceback; a message has a tenth of it
    "chat.protocol.incoming": 4_000,  # of a frame of 32 KiB, an id is looked at before its length
    "chat.quality": MESSAGE,
    "chat.backoffice.risk_flags": MESSAGE,
    "chat.backoffice.search": MESSAGE,
    "chat.sessions.sessions": 4_000,
    "handover.callbacks.requests": 40,
    "handover.models": MESSAGE,
    "handover.queue.intake": MESSAGE,
    "handover.briefing.keywords": MESSAGE,
    "handover.briefing.summary": MESSAGE,
    "handover.briefing.by_model": CONTEXT,
}
# These keep expressions as texts, and hand them to re.search.
TEXTS = {
    "chat.assistant.grounding.numerals",
    "chat.assistant.understanding.emergency_decision",
    "chat.assistant.understanding.emergency",
    "chat.assistant.understanding.own_account",
    "chat.assistant.understanding.triage",
    "chat.assistant.understanding.emergency_cooccurrence",
}


@dataclass(frozen=True, slots=True)
class Expression:
    module: str
    name: str
    pattern: re.Pattern[str]
    whole: bool  # only ever matched at a text's beginning

    @property
    def longest(self) -> int | None:
        parts = [*self.module.split("."), self.name]
        names = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((LONGEST[name] for name in names if name in LONGEST), None)

    def seconds(self, text: str) -> float:
        """Of processor time; what seems slow is tried again, for the machine may be busy."""
        spent = self._once(text)
        return spent if spent < BUDGET / 4 else min(spent, self._once(text))

    def _once(self, text: str) -> float:
        began = time.process_time()
        if self.whole:
            self.pattern.match(text)
            self.pattern.fullmatch(text)
        else:
            for _ in self.pattern.finditer(text):
                pass
        return time.process_time() - began


def modules() -> Iterator[tuple[str, Path]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"tests", "migrations", "seeding", "simulation"} & set(parts):
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def expressions() -> list[Expression]:
    """Every one of ours: in the modules' names and tables, and written where it is used."""
    found: dict[str, Expression] = {}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules()}
    used = _methods(trees.values())
    for module, tree in trees.items():
        for text in _written_in_place(tree):
            found.setdefault(text, Expression(module, "re", re.compile(text), whole=False))
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in _patterns(value, texts=module in TEXTS and name.isupper()):
                whole = bool(used.get(name)) and used[name] <= {"match", "fullmatch"}
                found.setdefault(pattern.pattern, Expression(module, name, pattern, whole))
    return list(found.values())


def dynamic() -> list[str]:
    """The modules that hand something else than a written text to re."""
    return [
        module
        for module, path in modules()
        for call in _calls_of_re(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call.args[0], ast.Name)
    ]


def _patterns(value: Any, *, texts: bool, depth: int = 4) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif texts and isinstance(value, str):
        yield re.compile(value)
    elif depth and isinstance(value, dict):
        yield from _patterns(list(value.values()), texts=texts, depth=depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns(each, texts=texts, depth=depth - 1)


def _calls_of_re(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in ("search", "match", "fullmatch", "sub", "split", "findall")
        ):
            yield node


def _written_in_place(tree: ast.AST) -> Iterator[str]:
    for call in _calls_of_re(tree):
        if isinstance(call.args[0], ast.Constant):
            yield call.args[0].value


def _methods(trees: Iterable[ast.AST]) -> dict[str, set[str]]:
    """How each name is used, wherever it is: NAME.search(…), module.NAME.search(…)."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                name = getattr(node.value, "id", getattr(node.value, "attr", ""))
                found.setdefault(name, set()).add(node.attr)
    return found


# --- Hostile texts -------------------------------------------------------------------


def hostile(expression: Expression, length: int) -> Iterator[str]:
    """Texts of this length: every beginning of the expression, over and over."""
    tree = parser.parse(expression.pattern.pattern, expression.pattern.flags & ~re.UNICODE)
    pieces = dict.fromkeys(piece for piece in islice(_beginnings(tree), 400) if piece)
    every = max(1, len(pieces) // PIECES)
    for piece in list(pieces)[::every]:
        yield (piece * (length // len(piece) + 1))[:length]


def _beginnings(tree: Any) -> Iterator[str]:
    """What the first nodes match, one node more each time; then each alternative's own."""
    said = ""
    for node in tree:
        example = _example(node)
        said += example
        yield said
        if len(example) == 1:
            yield example
    for operation, value in tree:
        for part in _parts(operation, value):
            yield from _beginnings(part)


def _parts(operation: Any, value: Any) -> list[Any]:
    if operation is parser.BRANCH:
        return list(value[1])
    if operation in (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT):
        return [value[2]]
    if operation is parser.SUBPATTERN:
        return [value[3]]
    return []


def _example(node: Any) -> str:
    """The shortest text, or nearly, that a node matches."""
    operation, value = node
    if operation is parser.LITERAL:
        return chr(value)
    if operation is parser.NOT_LITERAL:
        return "x" if chr(value) != "x" else "y"
    if operation is parser.ANY:
        return "x"
    if operation is parser.IN:
        return _of_class(value)
    if operation is parser.BRANCH:
        return "".join(map(_example, value[1][0]))
    if operation in (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT):
        return "".join(map(_example, value[2])) * min(max(1, value[0]), 8)
    if operation is parser.SUBPATTERN:
        return "".join(map(_example, value[3]))
    return ""  # what stands around: assertions, beginnings, ends


CLASSES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


def _of_class(members: Any) -> str:
    if members[0][0] is parser.NEGATE:
        return next((one for one in "x가1 -" if not _holds(members[1:], one)), "")
    operation, value = members[0]
    if operation is parser.LITERAL:
        return chr(value)
    if operation is parser.RANGE:
        return chr(value[0])
    return CLASSES.get(str(value), "x")


def _holds(members: Any, one: str) -> bool:
    for operation, value in members:
        if operation is parser.LITERAL and chr(value) == one:
            return True
        if operation is parser.RANGE and value[0] <= ord(one) <= value[1]:
            return True
        if operation is parser.CATEGORY and CLASSES.get(str(value)) in (one, "a" * one.isalpha()):
            return True
    return False


def slowest(expression: Expression, length: int) -> tuple[float, str]:
    """The seconds that the worst text of this length takes, and what it begins with."""
    texts = hostile(expression, length)
    return max(((expression.seconds(text), text[:20]) for text in texts), default=(0.0, ""))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
    django.setup()
    rows = []
    for each in expressions():
        if each.longest is None:
            print(f"{each.module}.{each.name} has no row in LONGEST")
            continue
        rows.append((*slowest(each, each.longest), each))
    rows.sort(key=lambda row: -row[0])
    for seconds, text, each in rows[:25]:
        print(f"{seconds * 1000:8.1f} ms  {each.longest:7,}  {each.module}.{each.name}  {text!r}")
    print(f"{sum(row[0] > BUDGET for row in rows)} of {len(rows)} take longer than {BUDGET:g} s")


if __name__ == "__main__":
    main()
