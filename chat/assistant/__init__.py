"""The assistant: one question in, one reply out, whatever becomes of the model."""

import importlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from chat.assistant.phrases import say
from chat.assistant.words import Action, Intent, Question, Reply, Triage

Tell = Callable[[int, str], None]
SENTENCE = re.compile(r".*?(?:[.!?]\s+|\n+|$)", re.DOTALL)


async def reply_to(question: Question, tell: Tell | None = None) -> Reply:
    """The assistant's reply. A model's failure never gets here: the offline engine answers.

    tell: called with (offset, text) for each piece of the answer as it is ready; a lower
        offset than was told already takes back what stood from there on.
    """
    hear = tell or (lambda offset, text: None)
    if settings.AICC_ENGINE == "canned":
        return canned(question)
    # Imported when first needed: commands that do not think start without langgraph.
    workflow = importlib.import_module("chat.assistant.workflow").workflow()
    state: dict[str, Any] = await workflow.ainvoke(
        {"question": question, "tell": hear, "trace": {}}
    )
    reply: Reply = state["reply"]
    if reply.engine != "model":
        for piece in SENTENCE.finditer(reply.text):
            if piece.group():
                hear(piece.start(), piece.group())
    return reply


def canned(question: Question) -> Reply:
    """The same answer to everything, at once. For measurements only."""
    return Reply(
        text=say("canned", question.language),
        language=question.language,
        intent=Intent.INFO,
        triage=Triage.SIMPLE_ANSWER,
        action=Action.CONTINUE,
        engine="canned",
    )
