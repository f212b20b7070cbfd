"""Cases in files: customers' lines with the right outcome of each, read strictly."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chat.assistant.types import Action, Intent, Line, Triage
from chat.evaluation.usefulness import Asking, asking_of

SUFFIXES = (".yaml", ".yml", ".json")
KINDS = ("answerable", "out-of-domain", "talk", "masking", "briefing", "useful")
HALVES = ("tune", "held")
DOMAINS = ("in", "near", "far")
EMERGENCIES = ("card_loss", "phishing", "takeover", "scam_transfer")
SENTIMENTS = ("POSITIVE", "NEGATIVE", "NEUTRAL")
SENDERS = ("customer", "assistant", "agent", "system")

# What a case may hold that is judged by what its last answer says.
USEFUL = {
    *("id", "half", "lang", "kind", "turns"),
    *("must", "must_not", "sources_any", "action", "why"),
}

AnyOf = tuple[str, ...]  # one of these will do


@dataclass(frozen=True, slots=True)
class Case:
    """One line and what must become of it. What is None or empty is not judged."""

    id: str
    kind: str
    half: str
    language: str
    question: str = ""
    turns: tuple[Line, ...] = ()
    offered: bool = False  # the last of the turns offered a person
    as_of: date | None = None
    articles: tuple[str, ...] = ()
    domain: str = ""
    triage: AnyOf = ()
    intent: str = ""
    action: str = ""
    human: bool | None = None
    emergency: AnyOf | None = None  # () where there must be none
    sentiment: str = ""
    contains: tuple[AnyOf, ...] = ()
    excludes: tuple[str, ...] = ()
    masked: str | tuple[str, ...] | None = None
    kept: tuple[str, ...] = ()
    facts: tuple[AnyOf, ...] = ()
    asking: Asking | None = None  # a conversation whose last answer is judged by what it says


class BadCases(ValueError):
    """A file of cases cannot be taken; says which file, which case, and why."""


def read(paths: list[Path]) -> list[Case]:
    """Every case under these folders or files. Raises BadCases."""
    found: dict[str, Case] = {}
    for path in paths:
        for file in _files(path):
            for case in _cases_of(file):
                if case.id in found:
                    raise BadCases(f"{file}: the id {case.id} stands there twice")
                found[case.id] = case
    if not found:
        raise BadCases(f"no cases in {', '.join(map(str, paths))}")
    return list(found.values())


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadCases(f"{path} is not there")
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)


def _cases_of(file: Path) -> Iterator[Case]:
    text = file.read_text(encoding="utf-8")
    try:
        data = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise BadCases(f"{file}: {error}") from None
    whole: dict[str, Any] = data if isinstance(data, dict) else {"cases": data}
    if not isinstance(whole.get("cases"), list):
        raise BadCases(f"{file}: neither a list of cases nor a mapping with one")
    for number, each in enumerate(whole["cases"], start=1):
        try:
            yield _case(each, whole, f"{file.stem}-{number}")
        except (ValueError, TypeError, KeyError) as error:
            name = each.get("id", number) if isinstance(each, dict) else number
            raise BadCases(f"{file}: case {name}: {error}") from None


def _case(each: Any, whole: dict[str, Any], spare_id: str) -> Case:
    if not isinstance(each, dict):
        raise TypeError("not a mapping")
    if "lang" in each:
        return _useful(each, whole, spare_id)
    unknown = each.keys() - READERS.keys() - {"note"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    given = {name: value for name, value in each.items() if value is not None and name != "note"}
    # A bare list of questions: an empty list of articles means that none answers.
    if given.get("articles") == []:
        given.setdefault("domain", "far")
    taken = {name: READERS[name](value) for name, value in given.items()}
    if given.get("turns"):
        taken["offered"] = bool(given["turns"][-1].get("offer"))
    if not taken.get("question") and not taken.get("turns"):
        raise ValueError("neither a question nor turns")
    return Case(
        **{
            "id": spare_id,
            "kind": _one_of(KINDS)(whole.get("kind") or _kind_of(taken)),
            "half": _one_of(HALVES)(whole.get("half", "held")),
            "language": "ko",
        }
        | taken
    )


def _useful(each: dict[str, Any], whole: dict[str, Any], spare_id: str) -> Case:
    """A conversation and what its last answer must say; files of these are bare lists too."""
    unknown = each.keys() - USEFUL
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return Case(
        id=_text(each.get("id", spare_id)),
        kind="useful",
        half=_one_of(HALVES)(each.get("half") or whole.get("half", "held")),
        language=_one_of(("ko", "en"))(each["lang"]),
        asking=asking_of(each),
    )


def _kind_of(given: dict[str, Any]) -> str:
    if given.get("facts"):
        return "briefing"
    if "masked" in given or "kept" in given:
        return "masking"
    if given.get("articles"):
        return "answerable"
    return "out-of-domain" if given.get("domain") in ("near", "far") else "talk"


def _one_of(allowed: tuple[str, ...]) -> Any:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
        return str(value)

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value if isinstance(value, list) else [value]))


def _choices(value: Any) -> tuple[AnyOf, ...]:
    """Each entry is a text, or a list of texts any of which will do."""
    return tuple(map(_texts, value if isinstance(value, list) else [value]))


def _some_of(allowed: tuple[str, ...]) -> Any:
    check = _one_of(allowed)
    return lambda value: tuple(map(check, value if isinstance(value, list) else [value]))


def _lines(value: Any) -> tuple[Line, ...]:
    check = _one_of(SENDERS)
    return tuple(Line(check(line["sender"]), _text(line["text"])) for line in value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


READERS: dict[str, Any] = {
    "id": _text,
    "kind": _one_of(KINDS),
    "half": _one_of(HALVES),
    "language": _one_of(("ko", "en")),
    "question": _text,
    "turns": _lines,
    "as_of": _day,
    "articles": _texts,
    "domain": _one_of(DOMAINS),
    "triage": _some_of(tuple(Triage)),
    "intent": _one_of(tuple(Intent)),
    "action": _one_of(tuple(Action)),
    "human": _truth,
    "emergency": lambda value: () if value is False else _some_of(EMERGENCIES)(value),
    "sentiment": _one_of(SENTIMENTS),
    "contains": _choices,
    "excludes": _texts,
    "masked": lambda value: value if isinstance(value, str) else _texts(value),
    "kept": _texts,
    "facts": _choices,
}
