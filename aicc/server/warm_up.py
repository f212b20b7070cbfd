"""All that the first answer needs, loaded before a server says that it is ready.

What is loaded when it is first needed takes seconds together, and the first customer would
wait for them: the workflow's library, the articles and their index, the classifier's weights,
the expressions of the rules, the embedder's process and its model.
"""

import asyncio
import gc
import logging
import time
from functools import partial

from django.conf import settings

from aicc.platform.db import in_db
from aicc.platform.inference import embeddings, llm
from aicc.server import background
from aicc.server.background.rounds import run_safely
from chat import assistant
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge, question_vectors
from chat.assistant.types import Question

log = logging.getLogger(__name__)

# One of each language, and of the commonest kind: an article is found, and drawn from.
QUESTIONS = {"ko": "계좌 이체 한도가 얼마예요?", "en": "How do I change my transfer limit?"}


# Objects made and not yet freed between two looks of the collector at the young ones (Python's
# own figure is 700, a few turns' worth), and how many of these looks make one at the older ones.
COLLECT_AT = (50_000, 20, 50)
MOST_SECONDS = 60.0  # then the server starts as it is; a thousand articles take four


async def warm_up() -> None:
    """Load everything. What cannot be loaded now (the database is away) is left to the loops,
    and to whoever needs it first.
    """
    await background.take_over()
    if settings.AICC_ENGINE == "canned":
        return
    began = time.monotonic()
    try:
        async with asyncio.timeout(MOST_SECONDS):
            await load_everything()
    except TimeoutError:
        log.warning("not everything could be loaded in %.0f s", MOST_SECONDS)
    log.info("warmed up in %.1f s, search by %s", time.monotonic() - began, knowledge.way())


def settle_memory() -> None:
    """What is loaded now stays; the collector need not walk it again, nor look at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)


async def load_everything() -> None:
    embedder = embeddings.embedder()
    if embedder:
        # The model is read by another process while this one reads the rest.
        await run_safely(lambda: asyncio.to_thread(embedder.start))
    await assistant.loaded_workflow()
    if llm.configured():
        await run_safely(lambda: asyncio.to_thread(llm.load))
    await run_safely(in_db(kill_switch.refresh))
    await run_safely(in_db(knowledge.refresh))
    if embedder:
        await run_safely(lambda: asyncio.to_thread(embedder.keep_alive))
    if knowledge.loaded():
        for language, text in QUESTIONS.items():
            await run_safely(partial(answer_once, text, language))


async def answer_once(text: str, language: str) -> None:
    """Walk the offline engine's whole road; nothing is stored, and no model is asked."""
    await question_vectors.of_question_beside(text)
    await assistant.reply_to(Question(text, language, is_retaken=True))
