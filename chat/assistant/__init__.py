"""The assistant: one question in, one reply out, whatever becomes of the model."""

import asyncio
import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

from django.conf import settings

from aicc.platform.inference.token_usage import Usage
from chat.assistant import thinking_line
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import END
from chat.assistant.language.short_words import understood
from chat.assistant.types import Action, Intent, Question, Reply, Triage

Tell = Callable[[int, str], None]
WORKFLOW = "chat.assistant.workflow"


async def reply_to(
    question: Question, tell: Tell | None = None, usage: Usage | None = None
) -> Reply:
    """The assistant's reply. A model's failure never gets here: the offline engine answers.

    tell: called with (offset, text) for each piece of the answer as it is ready; a lower
        offset than was told already takes back what stood from there on.
    usage: what the model consumed is added, also when this raises or is cancelled.
    """
    if settings.AICC_ENGINE == "canned":
        return canned(question)
    told = StreamState(tell or (lambda offset, text: None))
    workflow = await loaded_workflow()
    async with thinking_line.place(question):
        question = replace(question, text=understood(question.text))
        state: dict[str, Any] = await workflow.ainvoke(
            {"question": question, "tell": told, "trace": {}, "usage": usage or Usage()}
        )
    reply: Reply = state["reply"]
    told.rest(reply.text)
    return reply


@cache
def workflow_module() -> ModuleType:
    """The import, done. Where another thread is in the middle of it, this one waits."""
    return importlib.import_module(WORKFLOW)


async def loaded_workflow() -> Any:
    """The workflow. Imported when first needed, and beside the loop: langgraph takes a second,
    and commands that do not think start without it.
    """
    if not workflow_module.cache_info().currsize:
        await asyncio.to_thread(workflow_module)
    return workflow_module().workflow()


class StreamState:
    """What the customer has been shown of an answer so far."""

    def __init__(self, tell: Tell) -> None:
        self.tell, self.text = tell, ""

    def __call__(self, offset: int, text: str) -> None:
        self.text = self.text[:offset] + text
        self.tell(offset, text)

    def rest(self, whole: str) -> None:
        """Show what is missing, sentence by sentence, and take back what the answer is not."""
        same = zip(self.text, whole, strict=False)
        shorter = min(len(self.text), len(whole))
        at = next((n for n, (shown, meant) in enumerate(same) if shown != meant), shorter)
        if at < len(self.text):
            self(at, "")
        for end in [*(gap.end() for gap in END.finditer(whole, at)), len(whole)]:
            if end > at:
                self(at, whole[at:end])
                at = end


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
