"""What passages mean: their vectors, kept by content in the data folder.

A passage's vector is made once, beside the server's other work, and found again by the
hash of its text, by every process and after every restart.
"""

import hashlib
import logging
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from aicc.platform import embeddings
from aicc.platform.embeddings import Embedder, NoVectors, Vectors

log = logging.getLogger(__name__)

AT_ONCE = 8  # passages made before they are kept: about a second's work
ENOUGH = 0.9  # share of a shelf's passages that must be known before vectors are used
WAIT_SECONDS = 20.0  # for another process that writes
MOST_IN_QUERY = 500  # hashes asked for in one statement


ASKED = "?\0"  # what a text begins with that is embedded as a question is


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def as_question(text: str) -> str:
    """The text for `known` and `learn` to take as something that was asked."""
    return ASKED + text


def _embedded(embedder: Embedder, texts: list[str]) -> Vectors:
    if texts[0].startswith(ASKED):
        return embedder.questions([text.removeprefix(ASKED) for text in texts])
    return embedder.passages(texts)


class Store:
    """The vectors of one embedder by the hash of their text: a SQLite file."""

    def __init__(self, embedder: Embedder) -> None:
        folder = Path(settings.AICC_DATA_DIR) / "vectors"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{embedder.name}.sqlite3"
        with closing(self._open()) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            )

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=WAIT_SECONDS)

    def read(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        import numpy as np

        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, Any] = {}
        with closing(self._open()) as connection:
            for some in chunks(wanted, MOST_IN_QUERY):
                marks = ",".join("?" * len(some))
                rows = connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608
                    some,
                )
                found |= {key: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}
        return found

    def write(self, keys: list[bytes], vectors: Vectors) -> None:
        import numpy as np

        rows = [
            (key, vector.astype(np.float16).tobytes())
            for key, vector in zip(keys, vectors, strict=True)
        ]
        with closing(self._open()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """The vectors of a shelf's passages, in their order; a row of zeros where one is missing."""

    vectors: Vectors
    known: Any  # for each passage whether it has a vector

    @property
    def enough(self) -> bool:
        return bool(len(self.known)) and float(self.known.mean()) >= ENOUGH

    def likeness(self, question: Vectors) -> Vectors:
        """For each passage how near it is to the question, -1 to 1."""
        return self.vectors @ question


def known(texts: list[str]) -> VectorIndex | None:
    """What is kept of these passages. None without an embedder, or when nothing can be read."""
    embedder = embeddings.embedder()
    if embedder is None or not texts:
        return None
    import numpy as np

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
    return VectorIndex(vectors, np.array([key in found for key in keys]))


def embed_missing(texts: list[str]) -> Iterator[int]:
    """Make and keep the vectors that are missing; the number made, after each few of them.

    Ends early, with a line in the log, when the embedder or the folder fails: the next
    round of whoever calls goes on from there.
    """
    embedder = embeddings.embedder()
    if embedder is None:
        return
    try:
        store = Store(embedder)
        for kind in (False, True):  # passages first, then what was asked
            by_key = {key_of(text): text for text in texts if text.startswith(ASKED) is kind}
            missing = list(by_key.keys() - store.read(by_key).keys())
            # In no order: processes that learn at the same time rarely make the same ones.
            random.shuffle(missing)
            for some in chunks(missing, AT_ONCE):
                new = list(set(some) - store.read(some).keys())
                if new:
                    store.write(new, _embedded(embedder, [by_key[key] for key in new]))
                yield len(some)
    except (NoVectors, OSError, sqlite3.Error) as error:
        log.warning("vectors could not be made: %s", type(error).__name__)


def embed_query(text: str) -> Vectors | None:
    """The question's vector; None where there is no embedder or it fails."""
    embedder = embeddings.embedder()
    if embedder is None:
        return None
    try:
        return embedder.questions([text])[0]
    except NoVectors as error:
        log.warning("a question could not be embedded: %s", error)
        return None


def chunks(items: list[bytes], size: int) -> Iterator[list[bytes]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
