"""Learning the classifier's weights from lines whose kind is known.

A logistic regression for each kind and language on what the classifier reads of a line, and
one on its vector; then how far each is to be trusted, found on lines that were kept out.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from aicc.platform.inference.embeddings import Embedder, Vectors
from chat.assistant.language.normalise import compact
from chat.assistant.understanding import classifier
from chat.assistant.understanding.classifier import KINDS, RUN
from chat.evaluation.cases import Case, read

FOLDS = 5
OFTEN_ENOUGH = 2  # lines that a run must stand in
L2 = 0.3  # how much every weight is held down
SIGN = 0.6  # what a sign counts beside the runs while it is learned
ZOOM = 5.0  # of vectors, whose differences are small
STEPS = 300
PER_KIND = ("bias", "meaning", "meaning_bias", "words_alone", "together")
# What says nothing for or against a kind is left out of its lesson.
EXCLUDED_NEGATIVES = {
    "far": {"small", "unclear", "complaint", "human", "out"},
    "near": {"small", "unclear", "complaint", "human", "far", "out"},
}


TALK, DOMAIN = KINDS[:3], KINDS[3:]  # what a line wants, and what it is about


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    language: str
    kind: str
    only_domain: bool = False  # says nothing of how people ask for a person or complain


def lines_of(folder: Path) -> Iterator[Line]:
    """Lines in files: `# kind` above the lines of each kind, the language in the file's name.

    Those of `subjects.*.txt` tell what questions are about, and no more.
    """
    for file in sorted([*folder.glob("lines.*.txt"), *folder.glob("subjects.*.txt")]):
        kind, only_domain = "", file.name.startswith("subjects.")
        for row in file.read_text(encoding="utf-8").splitlines():
            if row.startswith("# "):
                kind = row[2:].strip()
            elif row.strip():
                yield Line(row.strip(), file.name.split(".")[1], kind, only_domain)


def lines_in(paths: list[Path]) -> Iterator[Line]:
    """The lines of cases that stand alone."""
    for case in read(paths):
        if case.kind in ("answerable", "out-of-domain", "talk") and not case.turns:
            yield Line(case.question, case.language, _kind_of(case))


def _kind_of(case: Case) -> str:
    if case.kind == "out-of-domain":
        return case.domain
    if case.human:
        return "human"
    if case.emergency:
        return "emergency"
    if case.intent == "COMPLAINT":
        return "complaint"
    names = {"SIMPLE_ANSWER": "small", "NEED_MORE_INFO": "unclear"}
    return names.get(case.triage[0], "question") if case.triage else "question"


def training_set(lines: Iterable[Line], kept_out: Iterable[Line]) -> list[Line]:
    """Each line once, without those that are kept out to measure by."""
    apart = {compact(line.text) for line in kept_out}
    once = {(compact(line.text), line.language): line for line in lines}
    return [line for line in once.values() if compact(line.text) not in apart]


def learn(lines: list[Line], language: str, embedder: Embedder) -> dict[str, Any]:
    """The weights of one language, as weights.json keeps them."""
    mine = [line for line in lines if line.language == language]
    vectors = np.concatenate([embedder.questions([line.text]) for line in mine])
    of_talk = [number for number, line in enumerate(mine) if not line.only_domain]
    parts = [
        _learn([mine[number] for number in of_talk], vectors[of_talk], language, TALK),
        _learn(mine, vectors, language, DOMAIN),
    ]
    found: dict[str, Any] = {
        name: [each for part in parts for each in part[name]] for name in PER_KIND
    }
    for sort in ("runs", "signs"):
        nothing = [[0.0] * len(TALK), [0.0] * len(DOMAIN)]
        found[sort] = {
            name: [
                each
                for part, none in zip(parts, nothing, strict=True)
                for each in part[sort].get(name, none)
            ]
            for name in sorted({name for part in parts for name in part[sort]})
        }
    return found


def _learn(
    mine: list[Line], vectors: Vectors, language: str, kinds: tuple[str, ...]
) -> dict[str, Any]:
    """The weights of some kinds. vectors: of the lines."""
    names, table = _table(mine, language)
    found: dict[str, Any] = {"words": [], **{name: [] for name in PER_KIND}}
    middle = vectors.mean(axis=0)
    near = (vectors - middle) * ZOOM
    words, meanings = table @ table.T, near @ near.T
    for kind in kinds:
        is_kind = np.array([line.kind == kind for line in mine], dtype=np.float32)
        used = np.flatnonzero([line.kind not in EXCLUDED_NEGATIVES.get(kind, ()) for line in mine])
        told = is_kind[used]
        said, meant = (
            _cross_val_scores(likeness[np.ix_(used, used)], told) for likeness in (words, meanings)
        )
        alone = fit_columns(said[:, None], told)
        both = fit_columns(np.stack([said, meant], axis=1), told)
        share, bias = fit(words[np.ix_(used, used)], told)
        found["words"].append(table[used].T @ share)
        found["bias"].append(round(bias, 3))
        share, bias = fit(meanings[np.ix_(used, used)], told)
        slopes = near[used].T @ share * ZOOM
        found["meaning"].append([round(float(each), 2) for each in slopes])
        found["meaning_bias"].append(round(bias - float(slopes @ middle), 3))
        found["words_alone"].append(_rounded(alone))
        found["together"].append(_rounded(both))
    weights = np.stack(found.pop("words"), axis=1)
    found["runs"], found["signs"] = _named(names, weights)
    return found


def _rounded(slopes: Vectors) -> list[float]:
    return [round(float(each), 3) for each in slopes]


def _table(lines: list[Line], language: str) -> tuple[list[tuple[str, str]], Vectors]:
    """What stands in which line: a column for each run and sign."""
    runs = [classifier.ngrams(line.text, language) for line in lines]
    signs = [classifier.features(line.text, language) for line in lines]
    times = Counter(run for some in runs for run in some)
    names = [("runs", run) for run, count in sorted(times.items()) if count >= OFTEN_ENOUGH]
    names += [("signs", sign) for sign in sorted({sign for some in signs for sign in some})]
    column = {name: number for number, name in enumerate(names)}
    table: Vectors = np.zeros((len(lines), len(names)), dtype=np.float32)
    for row, (some, others) in enumerate(zip(runs, signs, strict=True)):
        for run in some:
            if (at := column.get(("runs", run))) is not None:
                table[row, at] = RUN / len(some) ** 0.5
        for sign in others:
            table[row, column["signs", sign]] = SIGN
    return names, table


def _cross_val_scores(likeness: Vectors, is_kind: Vectors) -> Vectors:
    """What is said of each line when it was learned without it."""
    said: Vectors = np.zeros(len(is_kind), dtype=np.float32)
    fold = np.random.default_rng(20261126).integers(FOLDS, size=len(is_kind))
    for each in range(FOLDS):
        out, rest = np.flatnonzero(fold == each), np.flatnonzero(fold != each)
        share, bias = fit(likeness[np.ix_(rest, rest)], is_kind[rest])
        said[out] = likeness[np.ix_(out, rest)] @ share + bias
    return said


def _named(
    names: list[tuple[str, str]], weights: Vectors
) -> tuple[dict[str, Any], dict[str, Any]]:
    kept: dict[str, dict[str, list[float]]] = {"runs": {}, "signs": {}}
    for (sort, name), row in zip(names, weights, strict=True):
        scaled = row * (SIGN if sort == "signs" else 1.0)
        if float(np.abs(scaled).max()) >= 0.05:
            kept[sort][name] = [round(float(each), 2) for each in scaled]
    return kept["runs"], kept["signs"]


def fit(likeness: Vectors, is_kind: Vectors, strict: float = L2) -> tuple[Vectors, float]:
    """A logistic regression by the lines' likeness to each other: each line's share in the
    weights, and what is added to all.
    """
    step = 1 / (0.25 * (_spectral_norm(likeness) + len(is_kind)) * 1.05 + strict)
    ahead: Vectors = np.zeros(len(is_kind) + 1, dtype=np.float32)
    here = ahead
    pace = 1.0
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-np.clip(likeness @ ahead[:-1] + ahead[-1], -30, 30)))
        wrong = odds - is_kind
        slope: Vectors = np.append(wrong + strict * ahead[:-1], wrong.sum()).astype(np.float32)
        new = ahead - step * slope
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead, here, pace = new + (pace - 1) / quicker * (new - here), new, quicker
    return here[:-1], float(here[-1])


def fit_columns(table: Vectors, is_kind: Vectors) -> Vectors:
    """The slope of each column, and what is added to all."""
    share, bias = fit(table @ table.T, is_kind, 0.01)
    return np.append(table.T @ share, bias)


def _spectral_norm(likeness: Vectors) -> float:
    """The largest eigenvalue."""
    vector = np.random.default_rng(0).normal(size=len(likeness)).astype(np.float32)
    size = 1.0
    for _ in range(30):
        vector = likeness @ vector
        size = float(np.linalg.norm(vector))
        vector /= size
    return size


def digest_of(lines: Iterable[Line]) -> str:
    """Of lines in any order: whether the weights were learned from these."""
    rows = sorted(
        f"{line.language}\t{line.kind}\t{line.text}" + "\tsubject" * line.only_domain
        for line in lines
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
