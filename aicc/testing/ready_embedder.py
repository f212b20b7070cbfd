"""An embedder without a model and without a process."""

from functools import cache

import numpy as np
import pytest

from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import NoVectors
from chat.assistant.retrieval import knowledge, vector_store


def vectors_of(texts):
    """Of length 1, and all the same: enough to be there."""
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    vectors[:, 0] = 1
    return vectors


class ReadyEmbedder:
    """refused: for a part of a text the reason why it gets no vector."""

    name, is_e5_small, at_once = "ready", True, 1

    def __init__(self):
        self.state, self.refused, self.tried = "ready", {}, []

    def questions(self, texts):
        return self.passages(texts)

    def passages(self, texts):
        self.tried += texts
        for part, reason in self.refused.items():
            if any(part in text for text in texts):
                raise NoVectors(reason)
        return vectors_of(texts)

    def start(self):
        pass

    keep_alive = stop = start


@pytest.fixture
def ready_embedder(settings, tmp_path, monkeypatch):
    """In the embedder's place, with a data folder of its own and nothing read."""
    settings.AICC_DATA_DIR, settings.AICC_SEMANTIC = tmp_path, "auto"
    embedder = ReadyEmbedder()
    monkeypatch.setattr(embeddings, "embedder", cache(lambda: embedder))
    # What another test read must not stand for what this one's database holds.
    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())
    yield embedder
    vector_store._failures.clear()
