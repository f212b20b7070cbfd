"""What kind of line a customer wrote, weighed by what lines of known kinds have in common.

The rules name what somebody thought of; this reads the rest. A line is taken apart into runs
of letters (Korean) or words (English) and into what the rules see in it, and each of these
counts for or against every kind. Where the line's vector is known, its meaning counts too.
The weights are in weights.json, made by `manage.py train_classifier` from lines that are
checked in; nothing is learned from customers.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import Vectors
from chat.assistant.language.concepts import concepts_of
from chat.assistant.language.normalise import compact, plain
from chat.assistant.understanding import (
    emergency,
    emergency_cooccurrence,
    human_request,
    mood,
    triage,
)

KINDS = ("human", "emergency", "complaint", "far", "near")
WEIGHTS = Path(__file__).with_name("weights.json")
RUNS = {"ko": (2, 3, 4), "en": (1, 2, 3)}  # lengths of runs: in syllables, in words
RUN = 3.0  # what all runs of a line count together, whatever its length, times a root
MOST = 8.0  # log odds beyond which more says nothing more
WORD = re.compile(r"[a-z']+|\d+")

SEEN_KO = {
    "who": human_request.WHO_KO, "bot": human_request.BOT_KO, "away": human_request.AWAY_KO, "speak": human_request.SPEAK_KO,
    "wish": human_request.WISH_KO, "person": triage.PERSON_KO, "want": triage.WANT_KO,
    "sent": emergency_cooccurrence.SENT_KO, "money": emergency_cooccurrence.MONEY_KO, "deceiver": emergency_cooccurrence.DECEIVER_KO,
    "seller": emergency_cooccurrence.SELLER_KO, "vanished": emergency_cooccurrence.VANISHED_KO, "thing": emergency_cooccurrence.THING_KO,
    "gone": emergency_cooccurrence.GONE_KO, "not me": emergency_cooccurrence.NOT_ME_KO, "deed": emergency_cooccurrence.DEED_KO,
    "done": emergency_cooccurrence.DONE_KO, "empty": emergency_cooccurrence.EMPTY_KO, "guise": emergency_cooccurrence.GUISE_KO,
    "demand": emergency_cooccurrence.DEMAND_KO, "secret": emergency_cooccurrence.SECRET_KO, "leaked": emergency_cooccurrence.LEAKED_KO,
    "bait": emergency_cooccurrence.BAIT_KO, "install": emergency_cooccurrence.INSTALL_KO, "fraud": emergency.FRAUD_KO,
    "past": r"(?:[았었했렸됐갔왔였졌겼났]|버렸)(?:어|습|네|는데|다|던|음|고|거)",
    "asks how": r"어떻게|방법|절차|하려면|되나요|인가요|있나요|얼마|언제|어디|뭐예요|알려"
    r"|궁금|[?]$",
}  # fmt: skip
SEEN_EN = {
    "who": rf"\b{human_request.WHO_EN}\b",
    "gone": emergency_cooccurrence.GONE_EN,
    "not me": emergency_cooccurrence.NOT_ME_EN,
    "moved": emergency_cooccurrence.MOVED_EN,
    "asks how": r"^(?:how|what|when|where|which|is|are|do|does|can|could)\b|\?$",
    "own": r"\b(?:i|my|we|our)\b",
}
SEEN = {
    language: {name: re.compile(form) for name, form in table.items()}
    for language, table in (("ko", SEEN_KO), ("en", SEEN_EN))
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one language."""

    runs: dict[str, list[float]]  # of a run of letters or words, one for each kind
    signs: dict[str, list[float]]  # of what the rules see
    bias: list[float]
    meaning: list[list[float]]  # for each kind one for each number of a vector
    meaning_bias: list[float]
    words_alone: list[list[float]]  # for each kind: slope and offset
    together: list[list[float]]  # for each kind: slope of words, slope of meaning, offset


@lru_cache(maxsize=1)
def weights() -> dict[str, Weights]:
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {language: Weights(**data["languages"][language]) for language in RUNS}


def ngrams(text: str, language: str) -> set[str]:
    """The runs of syllables or words of a line, its beginning and end marked."""
    if language == "ko":
        read = f"^{human_request.fix_typos(compact(text))}$"
        return {read[at : at + size] for size in RUNS["ko"] for at in range(len(read) - size + 1)}
    words = ["^", *WORD.findall(plain(text)), "$"]
    return {
        " ".join(words[at : at + size])
        for size in RUNS["en"]
        for at in range(len(words) - size + 1)
    }


@lru_cache(maxsize=2_000)
def features(text: str, language: str) -> tuple[str, ...]:
    """What the rules see in a line, by name."""
    read = human_request.fix_typos(compact(text)) if language == "ko" else plain(text)
    found = emergency.find(text, language)
    is_so: dict[str, Any] = {
        "rule human": triage.rules_find_human(text, language),
        "rule emergency": found and found.happened,
        "rule subject": found and not found.happened,
        "rule supposed": emergency.is_supposed(read, language),
        "rule complaint": mood.is_dissatisfied(text, language),
        "rule waves away": triage.waves_away(text, language),
        "rule asks": triage.asks(text, language),
        "rule wants to know": triage.wants_to_know(text),
        "rule glad": mood.is_glad(text),
        "rule distressed": mood.is_distressed(text),
        "short": len(read) < 8,
        "long": len(read) > 25,
    }
    signs = [name for name, holds in is_so.items() if holds]
    signs += [name for name, form in SEEN[language].items() if form.search(read)]
    return (*signs, *concepts_of(text, language))


@lru_cache(maxsize=2_000)
def by_words(text: str, language: str) -> tuple[float, ...]:
    """For each kind how much the words speak for it, 0 where they are undecided."""
    known, runs = weights()[language], ngrams(text, language)
    each = RUN / math.sqrt(len(runs) or 1)
    parts = [(each, known.runs.get(run)) for run in runs]
    parts += [(1.0, known.signs.get(sign)) for sign in features(text, language)]
    return _summed(known.bias, ((weight, worth) for weight, worth in parts if worth))


def by_words_beside(text: str, language: str, passage: str) -> tuple[float, ...]:
    """The same, where what stands in a passage of the bank's speaks for no kind.

    What banks rarely write about is near at hand once this one has written of it.
    """
    read = _bare(passage, language)
    known, signs = _known_parts(text, language)
    parts = [
        (each, tuple(min(one, 0.0) for one in worth) if bare in read else worth)
        for each, bare, worth in known
    ]
    return _summed(weights()[language].bias, [*parts, *signs])


@lru_cache(maxsize=500)
def _known_parts(text: str, language: str) -> tuple[list[Any], list[Any]]:
    """The runs of a line that have weights, each as it would stand in a passage, and its signs."""
    known, runs = weights()[language], ngrams(text, language)
    each = RUN / math.sqrt(len(runs) or 1)
    found = []
    for run in runs:
        if worth := known.runs.get(run):
            bare = run.strip("^$ ")
            found.append((each, bare if language == "ko" else f" {bare} ", worth))
    signs = [(1.0, worth) for sign in features(text, language) if (worth := known.signs.get(sign))]
    return found, signs


@lru_cache(maxsize=2_000)
def _bare(passage: str, language: str) -> str:
    return compact(passage) if language == "ko" else f" {plain(passage)} "


def _summed(
    bias: list[float], parts: Iterable[tuple[float, Sequence[float]]]
) -> tuple[float, ...]:
    listed = list(parts)
    # Summed exactly: a set's order is another in each process, the answer is not.
    return tuple(
        math.fsum([bias[kind], *(weight * worth[kind] for weight, worth in listed)])
        for kind in range(len(KINDS))
    )


def by_meaning(vector: Vectors, language: str) -> list[float]:
    known = weights()[language]
    return [
        float(vector @ _array(language, kind)) + known.meaning_bias[kind]
        for kind in range(len(KINDS))
    ]


@lru_cache(maxsize=16)
def _array(language: str, kind: int) -> Vectors:
    return np.array(weights()[language].meaning[kind], dtype=np.float32)


def out_of_domain_score(said: Sequence[float]) -> float:
    """How much speaks for what the bank's articles rarely answer, far from banking or near it.

    said: for each kind what words, or meaning, say of it.
    """
    far, near = (min(max(said[KINDS.index(kind)], -MOST), MOST) for kind in ("far", "near"))
    return math.log(math.exp(far) + math.exp(near))


def log_odds(text: str, language: str, vector: Vectors | None = None) -> dict[str, float]:
    """For each kind the log odds that the line is one: above 0, more likely so than not.

    vector: the line's meaning; None, or another model's than was learned from: words alone.
    """
    known, said = weights()[language], by_words(text, language)
    odds = {
        kind: slope * value + offset
        for kind, value, (slope, offset) in zip(KINDS, said, known.words_alone, strict=True)
    }
    if vector is None or not is_readable():
        return odds
    meant = by_meaning(vector, language)
    together = {
        kind: slope * value + other * sense + offset
        for kind, value, sense, (slope, other, offset) in zip(
            KINDS, said, meant, known.together, strict=True
        )
    }
    # A wish for a person that the words tell plainly is not taken back by what they mean.
    return together | {"human": max(odds["human"], together["human"])}


def is_readable() -> bool:
    """Whether vectors are of the model that the weights were learned with."""
    embedder = embeddings.embedder()
    return bool(embedder and embedder.is_e5_small)
