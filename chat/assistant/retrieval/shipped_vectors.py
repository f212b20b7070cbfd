"""Vectors that come with the sample articles, so that first answers are as good as later ones.

One file for each model in deploy/knowledge/vectors, made by `manage.py ship_vectors`: the hash
of each text and its vector in half precision, as the store in the data folder keeps them. A
text that was changed has another hash, and no vector here.
"""

import logging
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from aicc.platform.inference.embeddings import checked

log = logging.getLogger(__name__)

FOLDER = Path(settings.BASE_DIR) / "deploy" / "knowledge" / "vectors"
KEY_BYTES = 32  # of SHA-256

Kept = NDArray[np.float16]  # one vector as it is stored: (dimensions,)


def path_of(embedder_name: str) -> Path:
    return FOLDER / f"{embedder_name}.npz"


def read(embedder_name: str, keys: Iterable[bytes]) -> dict[bytes, Kept]:
    """The vectors of those keys that came with the articles."""
    shipped = _shipped(path_of(embedder_name))
    return {key: shipped[key] for key in keys if key in shipped}


def count(embedder_name: str) -> int:
    """How many came with the articles."""
    return len(_shipped(path_of(embedder_name)))


def write(path: Path, vectors: dict[bytes, Kept]) -> None:
    """vectors: by the hash of their text. In the keys' order: the same vectors, the same file."""
    keys = sorted(vectors)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), KEY_BYTES),
        vectors=np.array([vectors[key] for key in keys], dtype=np.float16),
    )
    _shipped.cache_clear()


@lru_cache(maxsize=2)
def _shipped(path: Path) -> dict[bytes, Kept]:
    """Nothing where there is no file, or one that does not hold what it should."""
    if not path.exists():
        return {}
    try:
        with np.load(path, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"]
        checked(vectors.astype(np.float32), keys.reshape(-1, KEY_BYTES).shape[0])
    except (OSError, EOFError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
        log.error("the vectors that came with the articles are not used: %s", type(error).__name__)
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
