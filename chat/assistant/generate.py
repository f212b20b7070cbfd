"""The model's answer: a sentence leaves only when its figures stand in the passages."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from aicc import llm
from chat.assistant import extract, prompts
from chat.assistant.extract import Draft, source
from chat.assistant.grounding import stands_in
from chat.assistant.knowledge import Found
from chat.assistant.words import Question

Tell = Callable[[int, str], None]
MARK = re.compile(r"\s*\[(\d+)\]")
SENTENCE = re.compile(r".*?(?:[.!?](?:\s*\[\d+\])*(?=\s)|\n)", re.DOTALL)
MOST_PASSAGES = 4


async def draft(
    question: Question, language: str, found: list[Found], tell: Tell, trace: dict[str, Any]
) -> Draft | None:
    """The model's answer from the passages that fit; None when it finds none there.

    Raises llm.ModelFailed when the model fails or says a figure that stands in no passage.
    """
    fitting = extract.fitting(question.text, language, found)[:MOST_PASSAGES]
    if not fitting:
        return None
    bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
    system = prompts.SYSTEM.format(bank=bank, language=prompts.LANGUAGES[language])
    earlier = next((line.text for line in reversed(question.history)), "")
    user = prompts.user(question.text, earlier, fitting)
    checked = Checked(fitting, tell)
    async for piece in llm.stream(system, user, trace):
        checked.add(piece)
    checked.finish()
    if not checked.text or checked.text.startswith("NONE"):
        return None
    cited = [each for number, each in enumerate(fitting, start=1) if number in checked.cited]
    sources = tuple(source(each, each.passage.text) for each in cited or fitting[:1])
    return Draft(checked.text.strip(), sources)


class Checked:
    """The part of a streamed answer that may be shown."""

    def __init__(self, found: list[Found], tell: Tell) -> None:
        self.passages = "\n".join(f"{each.article.title}\n{each.passage.text}" for each in found)
        self.tell, self.text, self.waiting = tell, "", ""
        self.cited: set[int] = set()

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
        self.cited |= {int(number) for number in MARK.findall(sentence)}
        plain = MARK.sub("", sentence)
        if not stands_in(plain, self.passages):
            raise llm.ModelFailed("ungrounded figure")
        if plain.strip() and not plain.startswith("NONE"):
            self.tell(len(self.text), plain)
        self.text += plain
