"""The model's answer: a sentence leaves only when its figures stand in the passages."""

import re
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from django.conf import settings

from aicc import llm
from chat.assistant import extract, grounding, prompts
from chat.assistant.extract import Draft, source
from chat.assistant.knowledge import Found
from chat.assistant.words import Question

Tell = Callable[[int, str], None]
MARK = re.compile(r"\s*\[(\d+)\]")
# A sentence with its marks, once something of the next one has come.
SENTENCE = re.compile(r".*?(?:(?<!^\d)(?<!^\d\d)[.!?](?:\s*\[\d+\])*(?=\s+[^\s\[])|\n)", re.DOTALL)
MOST_PASSAGES = 4
NO_ANSWER = "NONE"


async def draft(
    question: Question, language: str, found: list[Found], tell: Tell, trace: dict[str, Any]
) -> Draft | None:
    """The model's answer from the passages that fit; None when it finds none there.

    Raises llm.ModelFailed when the model fails, says a figure that stands in no passage, or
    names no passage.
    """
    fitting = extract.fitting(found)[:MOST_PASSAGES]
    if not fitting:
        return None
    bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
    system = prompts.SYSTEM.format(bank=bank, language=prompts.LANGUAGES[language])
    checked = Checked(fitting, tell)
    # Closed here and now: what the model still says after a wrong figure is not waited for.
    pieces = llm.stream(system, prompts.user(question, fitting), trace)
    async with aclosing(pieces):
        async for piece in pieces:
            checked.add(piece)
    checked.finish()
    if not checked.text.strip():
        trace["model"] = "found no answer in the passages"
        return None
    if not checked.said:
        raise llm.ModelFailed("named no passage")
    sources = tuple(
        source(each, extract.closest(each, " ".join(said), language))
        for each, said in checked.said.items()
    )
    return Draft(checked.text.strip(), sources)


class Checked:
    """The part of a streamed answer that may be shown."""

    def __init__(self, found: list[Found], tell: Tell) -> None:
        self.found, self.held, self.tell = found, grounding.held_by(found), tell
        self.text, self.waiting = "", ""
        self.said: dict[Found, list[str]] = {}  # by passage what was said from it

    def add(self, piece: str) -> None:
        self.waiting += piece
        while sentence := SENTENCE.match(self.waiting):
            self.waiting = self.waiting[sentence.end() :]
            self.let_out(sentence.group())

    def finish(self) -> None:
        if self.waiting.strip():
            self.let_out(self.waiting)
        self.waiting = ""

    def let_out(self, sentence: str) -> None:
        plain = MARK.sub("", sentence)
        if plain.strip().strip(".") == NO_ANSWER:
            return
        if not grounding.stands_in(plain, self.held):
            raise llm.ModelFailed("ungrounded figure")
        for number in MARK.findall(sentence):
            if 1 <= int(number) <= len(self.found):
                self.said.setdefault(self.found[int(number) - 1], []).append(plain.strip())
        plain = plain if self.text else plain.lstrip()
        if plain:
            self.tell(len(self.text), plain)
        self.text += plain
