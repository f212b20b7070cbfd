"""What a question means: its vector, made beside the event loop or known from before.

What many ask, and what a chip says for them, is asked again in the same words: its vector is kept
in memory, by the hash of the text, for the words are a customer's.
"""

import asyncio
import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from aicc.platform import metrics
from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import Embedder, NoVectors, Vectors
from chat.assistant.retrieval.vector_store import key_of

log = logging.getLogger(__name__)

# Threads of our own: whoever waits for a vector keeps nobody else from a thread.
_threads = ThreadPoolExecutor(embeddings.MOST_IN_LINE, thread_name_prefix="embed")

MOST_KEPT = 2_000  # vectors of 384 numbers: 3 MiB


class KeptVectors:
    """The vectors of the questions that were asked last. Any number of threads may ask."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self._vectors: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> Vectors | None:
        with self._lock:
            if key in self._vectors:
                self._vectors.move_to_end(key)
            return self._vectors.get(key)

    def keep(self, key: bytes, vector: Vectors) -> None:
        with self._lock:
            self._vectors[key] = vector
            if len(self._vectors) > self.most:
                self._vectors.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._vectors.clear()


kept = KeptVectors()


def with_context(question: str, context: str) -> str:
    """A question behind the one that it leans on, of which only so much stays that the question
    itself is read to its end.
    """
    room = embeddings.QUESTION_CHARACTERS - len(question) - 1
    return f"{context[: max(room, 0)]} {question}".strip()


def embed_query(text: str) -> Vectors | None:
    """The question's vector; None where there is no embedder, its line is full or it fails."""
    embedder, known = _place_for(text)
    if embedder is None:
        return known
    try:
        return _made(embedder, text)
    finally:
        embeddings.line.release()


async def of_question_beside(text: str) -> Vectors | None:
    """The same beside the event loop; where the line is full, without waiting for a thread."""
    embedder, known = _place_for(text)
    if embedder is None:
        return known
    made = _threads.submit(_made, embedder, text)
    # Called when it is cancelled, too: whoever asked may be gone before a thread was free.
    made.add_done_callback(lambda _: embeddings.line.release())
    return await asyncio.wrap_future(made)


def _place_for(text: str) -> tuple[Embedder | None, Vectors | None]:
    """The embedder, and a place in its line, which the caller gives back; or, where nothing is to
    be made, None and what there is.
    """
    embedder = embeddings.embedder()
    if embedder is None:
        return None, None
    if (vector := kept.get(_key(embedder, text))) is not None:
        metrics.EMBEDDINGS.labels("kept").inc()
        return None, vector
    if not embeddings.line.acquire(blocking=False):
        return None, _none("full")
    return embedder, None


def _made(embedder: Embedder, text: str) -> Vectors | None:
    try:
        vector = embedder.questions([text])[0]
    except NoVectors as error:
        return _none(error.reason)
    metrics.EMBEDDINGS.labels("made").inc()
    kept.keep(_key(embedder, text), vector)
    return vector


def _key(embedder: Embedder, text: str) -> bytes:
    return key_of(f"{embedder.name}\0{text}")


def _none(reason: str) -> Vectors | None:
    """No vector, on record."""
    metrics.EMBEDDINGS.labels(reason).inc()
    log.warning("a question goes without its vector: %s", reason)
    return None
