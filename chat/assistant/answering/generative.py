"""The model's answer: a sentence leaves only when its figures stand in the passages."""

import re
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from django.conf import settings

from aicc.platform import llm
from aicc.platform.token_usage import Usage
from chat.assistant.answering import agreements, extractive, grounding, prompts
from chat.assistant.answering.extractive import Draft, source
from chat.assistant.answering.forbidden_claims import says_too_much
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import terms_of
from chat.assistant.types import Question

Tell = Callable[[int, str], None]
MARK = re.compile(r"(?<!\s)\s*\[(\d{1,6})\]")
# A sentence with its marks, once something of the next one has come.
SENTENCE = re.compile(r".*?(?:(?<!^\d)(?<!^\d\d)[.!?](?:\s*\[\d+\])*(?=\s+[^\s\[])|\n)", re.DOTALL)
MOST_PASSAGES = 4
NO_ANSWER = "NONE"
# Shares of a sentence's terms that its passages must hold: of one that names its passage,
# and of one that does not. A courtesy without a passage is left out; anything else fails.
CITED, UNCITED = 0.25, 0.6
COPIED_WORDS = 6  # of our instructions in a row: they are being repeated


async def draft(
    question: Question,
    language: str,
    found: list[Found],
    tell: Tell,
    *,
    trace: dict[str, Any],
    usage: Usage,
) -> Draft | None:
    """The model's answer from the passages that fit, and from what an agent agreed with the
    customer; None when it finds none there.

    trace, usage: what is worth knowing of it, and what it consumed, is added.
    Raises llm.ModelFailed when the model fails, says what stands in no passage, sells,
    promises or decides, repeats its instructions, or names no passage.
    """
    fitting = extractive.fitting(found)[:MOST_PASSAGES]
    agreed = agreements.text_of(question)
    if not fitting and not agreed:
        return None
    bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
    system = prompts.SYSTEM.format(bank=bank, language=prompts.LANGUAGES[language])
    checked = Checked(fitting, language, tell, agreed)
    # Closed here and now: what the model still says after a wrong figure is not waited for.
    user, said = prompts.user(question, fitting), [""]
    pieces = llm.stream(system, user, usage)
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                said.append(piece)
                checked.add(piece)
    finally:
        # As they went and came, masked already: what a supervisor judges the answer by.
        trace["asked_of_model"] = {"system": system, "user": user, "said": "".join(said)}
    checked.finish()
    if checked.left_out:
        trace["left_out"] = checked.left_out
    if not checked.text.strip():
        if checked.left_out:
            raise llm.ModelFailed("said nothing of the passages", "unfounded")
        trace["model"] = "found no answer in the passages"
        return None
    if not checked.said and not checked.says_what_was_agreed:
        raise llm.ModelFailed("named no passage", "unsourced")
    sources = tuple(
        source(each, extractive.closest(each, " ".join(said), language))
        for each, said in checked.said.items()
    )
    return Draft(checked.text.strip(), sources)


class Checked:
    """The part of a streamed answer that may be shown."""

    def __init__(self, found: list[Found], language: str, tell: Tell, agreed: str = "") -> None:
        """agreed: what an agent agreed with the customer, which is number 0 of what is held."""
        self.found, self.agreed, self.tell = found, agreed, tell
        self.held = f"{grounding.held_by(found)}\n{agreed}"
        self.says_what_was_agreed = False
        self.language, self.terms = language, terms_of(self.held, language).keys()
        self.text, self.waiting = "", ""
        self.left_out = 0  # sentences
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
        if plain.strip().strip(".") == NO_ANSWER or not plain.strip():
            return
        least = 0 if self.agreed else 1
        numbers = [n for n in map(int, MARK.findall(sentence)) if least <= n <= len(self.found)]
        self.refuse_what_is_wrong(plain)
        share = self.share_held(plain)
        if share < (CITED if numbers else UNCITED):
            if numbers:
                raise llm.ModelFailed("not what the passage says", "unfounded")
            self.left_out += 1
            return
        self.says_what_was_agreed |= 0 in numbers
        for number in filter(None, numbers):
            self.said.setdefault(self.found[number - 1], []).append(plain.strip())
        plain = plain if self.text else plain.lstrip()
        self.tell(len(self.text), plain)
        self.text += plain

    def refuse_what_is_wrong(self, sentence: str) -> None:
        if not grounding.stands_in(sentence, self.held):
            raise llm.ModelFailed("ungrounded figure", "ungrounded")
        if too_much := says_too_much(sentence, self.held):
            raise llm.ModelFailed(too_much, "oversteps")
        if repeats_instructions(sentence):
            raise llm.ModelFailed("repeats its instructions", "instructions")

    def share_held(self, sentence: str) -> float:
        """The share of a sentence's terms that the passages hold; 1 where it has none."""
        terms = [term for term in terms_of(sentence, self.language) if term[0] != "#"]
        return sum(term in self.terms for term in terms) / len(terms) if terms else 1.0


def repeats_instructions(sentence: str) -> bool:
    """Whether a sentence copies what the model was told, or its marks."""
    if re.search(r"</?(?:passages|agreed|earlier|question|conversation)\b", sentence):
        return True
    return not INSTRUCTIONS.isdisjoint(_runs_of(sentence))


def _runs_of(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(COPIED_WORDS)), strict=False))


INSTRUCTIONS = _runs_of(prompts.SYSTEM) | _runs_of(prompts.BRIEFING)
