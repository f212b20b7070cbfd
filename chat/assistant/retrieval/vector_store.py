"""What passages mean: their vectors, kept by content in the data folder.

A passage's vector is made once, beside the server's other work, and found again by the
hash of its text, by every process and after every restart. Those of the sample articles
come with them (`chat.assistant.retrieval.shipped_vectors`).
"""

import hashlib
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import Embedder, NoVectors, Vectors
from chat.assistant.retrieval import shipped_vectors
from chat.assistant.retrieval.shipped_vectors import Kept

log = logging.getLogger(__name__)

_failures: Counter[bytes] = Counter()  # of making a text's vector, in this process

WAIT_SECONDS = 20.0  # for another process that writes
MOST_IN_QUERY = 500  # hashes asked for in one statement
MOST_TRIES = 2  # of a text whose embedder dies of it or does not end


ASKED = "?\0"  # what a text begins with that is embedded as a question is


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def as_question(text: str) -> str:
    """The text for `known` and `learn` to take as something that was asked."""
    return ASKED + text


def embedded(embedder: Embedder, texts: list[str]) -> Vectors:
    """Their vectors: all of questions, or all of passages. Raises NoVectors."""
    if texts[0].startswith(ASKED):
        return embedder.questions([text.removeprefix(ASKED) for text in texts])
    return embedder.passages(texts)


class Store:
    """The vectors of one embedder by the hash of their text: a SQLite file."""

    def __init__(self, embedder: Embedder) -> None:
        folder = Path(settings.AICC_DATA_DIR) / "vectors"
        folder.mkdir(parents=True, exist_ok=True)
        self.embedder_name = embedder.name
        self.path = folder / f"{embedder.name}.sqlite3"
        with closing(self._open()) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            )

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=WAIT_SECONDS)

    def read(self, keys: Iterable[bytes]) -> dict[bytes, Kept]:
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, Kept] = shipped_vectors.read(self.embedder_name, wanted)
        with closing(self._open()) as connection:
            for some in chunks([key for key in wanted if key not in found], MOST_IN_QUERY):
                marks = ",".join("?" * len(some))
                rows = connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608  (places alone)
                    some,
                )
                found |= {key: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return found

    def write(self, keys: list[bytes], vectors: Vectors) -> None:
        rows = [
            (key, vector.astype(np.float16).tobytes())
            for key, vector in zip(keys, vectors, strict=True)
        ]
        with closing(self._open()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """The vectors of a corpus's passages, in their order; a row of zeros where one is missing."""

    vectors: Vectors  # (passages, dimensions)
    known: NDArray[np.bool_]  # (passages,): whether it has a vector
    given_up: NDArray[np.bool_]  # (passages,): whether making one failed too often

    @property
    def complete(self) -> bool:
        """Whether every vector is there that can be had: until then search goes by words alone,
        for a likeness that some passages lack compares nothing.
        """
        return bool(self.known.any()) and bool((self.known | self.given_up).all())

    @property
    def missing(self) -> int:
        return int((~self.known).sum())

    def likeness(self, question: Vectors) -> Vectors:
        """How near each passage is to the question, -1 to 1: (passages,)."""
        near: Vectors = self.vectors @ question
        return near


def known(texts: list[str]) -> VectorIndex | None:
    """What is kept of these passages. None without an embedder, or when nothing can be read."""
    embedder = embeddings.embedder()
    if embedder is None or not texts:
        return None
    keys = [key_of(text) for text in texts]
    try:
        found = Store(embedder).read(keys)
    except (OSError, sqlite3.Error) as error:
        log.warning("the vectors cannot be read: %s", type(error).__name__)
        return None
    width = len(next(iter(found.values()))) if found else 1
    vectors: Vectors = np.zeros((len(texts), width), dtype=np.float32)
    for number, key in enumerate(keys):
        if key in found:
            vectors[number] = found[key]
    return VectorIndex(
        vectors,
        np.array([key in found for key in keys]),
        np.array([_failures[key] >= MOST_TRIES for key in keys]),
    )


def embed_missing(texts: list[str]) -> Iterator[int]:
    """Make and keep the vectors that are missing; the number made, after each few of them.

    Ends early, with a line in the log, when the embedder or the folder fails: the next
    round of whoever calls goes on from there. A text that the embedder failed at twice is left
    without a vector until this process ends.
    """
    embedder = embeddings.embedder()
    if embedder is None:
        return
    try:
        store = Store(embedder)
        for kind in (False, True):  # passages first, then what was asked
            by_key = {key_of(text): text for text in texts if text.startswith(ASKED) is kind}
            missing = [key for key in by_key.keys() - store.read(by_key).keys() if _may_try(key)]
            # In no order: processes that learn at the same time rarely make the same ones.
            random.shuffle(missing)
            for some in chunks(missing, embedder.at_once):
                new = list(set(some) - store.read(some).keys())
                if new:
                    store.write(new, _tried(embedder, new, [by_key[key] for key in new]))
                yield len(some)
    except (NoVectors, OSError, sqlite3.Error) as error:
        log.warning("vectors could not be made: %s", error_name(error))


def error_name(error: Exception) -> str:
    return error.reason if isinstance(error, NoVectors) else type(error).__name__


def _may_try(key: bytes) -> bool:
    return _failures[key] < MOST_TRIES


def _tried(embedder: Embedder, keys: list[bytes], texts: list[str]) -> Vectors:
    try:
        return embedded(embedder, texts)
    except NoVectors as error:
        if error.reason in ("died", "time"):
            _failures.update(keys)
        raise


def chunks(items: list[bytes], size: int) -> Iterator[list[bytes]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
