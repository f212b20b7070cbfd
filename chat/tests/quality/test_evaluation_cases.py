"""The cases that the assistant is measured by are well formed and say what the articles say."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from chat.evaluation.cases import read
from chat.evaluation.usefulness import KINDS as USEFUL_KINDS

FOLDER = Path(settings.BASE_DIR) / "deploy" / "evaluation"
HALVES = ("tune", "held")
KINDS = ("answerable", "out-of-domain", "talk", "masking", "briefing")
FIELDS = {
    "id": str,
    "question": str,
    "turns": list,
    "language": ("ko", "en"),
    "as_of": str,
    "articles": list,
    "domain": ("in", "near", "far"),
    "triage": ("SIMPLE_ANSWER", "AUTO_ANSWER", "NEED_MORE_INFO", "HUMAN_REQUIRED"),
    "intent": ("INFO_REQ", "COMPLAINT", "HUMAN_REQ"),
    "action": ("CONTINUE", "HANDOVER"),
    "human": (True, False),
    "emergency": (False, "card_loss", "phishing", "takeover", "scam_transfer"),
    "sentiment": ("POSITIVE", "NEGATIVE", "NEUTRAL"),
    "contains": list,
    "excludes": list,
    "masked": (str, list),
    "kept": list,
    "facts": list,
}


@cache
def files():
    return {
        (half, path.stem): yaml.safe_load(path.read_text())
        for half in HALVES
        for path in sorted((FOLDER / half).glob("*.yaml"))
        if path.stem != "useful"
    }


def cases(kind):
    return [case for (_, name), file in files().items() if name == kind for case in file["cases"]]


def squeezed(text):
    return re.sub(r"[\s,]", "", text.lower())


def any_of(entry):
    return entry if isinstance(entry, list) else [entry]


def test_each_half_holds_one_file_of_each_kind():
    assert set(files()) == {(half, kind) for half in HALVES for kind in KINDS}
    for (half, kind), file in files().items():
        assert set(file) == {"about", "kind", "half", "cases"}
        assert (file["half"], file["kind"]) == (half, kind)


def test_no_case_stands_twice():
    everything = [case for kind in KINDS for case in cases(kind)]

    ids = Counter(case["id"] for case in everything)
    lines = Counter(
        (case["question"], str(case.get("turns"))) for case in everything if "question" in case
    )

    assert [each for each, times in (ids + lines).items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_holds_known_fields_with_known_values(kind):
    for case in cases(kind):
        assert {"id", "language"} < set(case) <= set(FIELDS), case["id"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case["id"])
        for field, value in case.items():
            allowed = FIELDS[field]
            if isinstance(allowed, type) or allowed == (str, list):
                assert isinstance(value, allowed), case["id"]
                assert value, case["id"]
            else:
                assert all(each in allowed for each in any_of(value)), case["id"]


@pytest.mark.parametrize("kind", ["answerable", "talk"])
def test_a_figure_to_be_answered_stands_in_every_right_article(kind):
    articles = {
        tuple(path.name.split(".")[:2]): squeezed(path.read_text())
        for path in (settings.BASE_DIR / "deploy" / "knowledge").rglob("*.md")
    }
    for case in cases(kind):
        for slug in case.get("articles", []):
            text = articles[slug, case["language"]]
            for entry in case.get("contains", []):
                assert any(squeezed(each) in text for each in any_of(entry)), case["id"]
    asked = {slug for case in cases("answerable") for slug in case["articles"]}
    assert asked == {slug for slug, _ in articles}


def test_a_fact_to_be_briefed_was_said():
    for case in cases("briefing"):
        said = squeezed(" ".join(turn["text"] for turn in case["turns"]))
        for entry in case["facts"]:
            assert any(squeezed(each) in said for each in any_of(entry)), case["id"]


def test_a_value_to_be_masked_or_kept_stands_in_the_line():
    for case in cases("masking"):
        assert {"masked", "kept"} & set(case), case["id"]
        for value in [*case.get("masked", []), *case.get("kept", [])]:
            assert value in case["question"], case["id"]


def test_conversations_are_of_every_kind_and_each_stands_once():
    useful = read([FOLDER / half / "useful.yaml" for half in HALVES])

    lines = Counter(case.asking.turns for case in useful)
    halves = {(case.half, case.asking.kind) for case in useful}

    assert [turns for turns, times in lines.items() if times > 1] == []
    assert halves == {(half, kind) for half in HALVES for kind in USEFUL_KINDS}
    assert 4 * sum(case.language == "en" for case in useful) >= len(useful)


def test_conversations_cite_articles_that_are_there():
    there = {path.name.split(".")[0] for path in (FOLDER.parent / "knowledge").rglob("*.md")}
    useful = read([FOLDER / half / "useful.yaml" for half in HALVES])

    cited = {slug for case in useful for slug in case.asking.sources_any}

    assert cited <= there
    assert len(there - cited) <= 6
