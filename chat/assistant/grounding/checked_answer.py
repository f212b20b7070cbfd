"""The part of a model's answer that may be shown: each sentence is held against its passages.

A sentence leaves only when its figures and its words stand there, when it sells, promises,
decides, asks for and denies nothing, and when it is in the conversation's language.
"""

import re
from collections.abc import Callable

from aicc.platform.inference import llm
from chat.assistant.answering import prompts
from chat.assistant.grounding import citations, grounding
from chat.assistant.grounding.contradiction import contradicts
from chat.assistant.grounding.forbidden_claims import says_too_much
from chat.assistant.grounding.forbidden_requests import asks_what_is_forbidden
from chat.assistant.grounding.reasoning import says_to_itself
from chat.assistant.language.normalise import compact, is_in_language, visible
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import terms_of, word_terms

Tell = Callable[[int, str], None]
# A sentence with its citations, once something of the next one has come.
WHOLE_SENTENCE = re.compile(
    rf".*?(?:(?<!^\d)(?<!^\d\d)[.!?。！？](?:\s*[{re.escape(citations.OPENINGS)}][^\]】］〕\n]{{0,60}}[\]】］〕])*"
    rf"(?=\s+[^\s{re.escape(citations.OPENINGS)}(（])|\n)",
    re.DOTALL,
)
NO_ANSWER = re.compile(r"\W*NONE\W*")
# Shares of a sentence's terms that its passages must hold: of one that names its passage,
# and of one that does not. A courtesy without a passage is left out; anything else fails.
CITED, UNCITED = 0.25, 0.6
COPIED_WORDS = 6  # of our instructions in a row: they are being repeated
MOST_CHARACTERS = 2_000  # of an answer of four sentences
LONGEST_SENTENCE = 1_000  # characters
MOST_REPEATS = 2  # of a sentence; the second is left out, the third ends the answer
STUTTER = re.compile(r"(.{2,30}?)\1{5,}")


class CheckedAnswer:
    """The part of a streamed answer that may be shown.

    found: the passages, which the model knows by their numbers from 1. question: what was asked.
    agreed: what an agent agreed with the customer, which is number 0 of what is held.
    Every method raises llm.ModelFailed for what may not be said.
    """

    def __init__(
        self, found: list[Found], language: str, tell: Tell, *, question: str, agreed: str = ""
    ) -> None:
        self.found, self.agreed, self.tell = found, agreed, tell
        self.held = f"{grounding.held_by(found)}\n{agreed}"
        self.language, self.terms = language, terms_of(self.held, language).keys()
        self.question = question
        self.forget()

    def forget(self) -> None:
        """Begin anew: what was said so far was none of the answer."""
        self.text, self.waiting = "", ""
        self.left_out = 0  # sentences
        self.found_none = self.says_what_was_agreed = False
        self.said: dict[Found, list[str]] = {}  # by passage what was said from it
        self.times: dict[str, int] = {}  # that a sentence was said

    def add(self, piece: str) -> None:
        self.waiting += piece
        while sentence := WHOLE_SENTENCE.match(self.waiting):
            self.waiting = self.waiting[sentence.end() :]
            self.let_out(sentence.group())
        if len(self.waiting) > LONGEST_SENTENCE:
            raise llm.ModelFailed("a sentence without an end", "long")

    def finish(self) -> None:
        """The last sentence, and what can be said of the whole only."""
        if self.waiting.strip():
            self.let_out(self.waiting)
        self.waiting = ""
        if not self.text.strip():
            if self.left_out:
                raise llm.ModelFailed("said nothing of the passages", "unfounded")
            if not self.found_none:
                raise llm.ModelFailed("says nothing", "empty")
        elif not self.said and not self.says_what_was_agreed:
            raise llm.ModelFailed("named no passage", "unsourced")
        elif not grounding.stands_in(self.text, self.cited()):
            raise llm.ModelFailed("ungrounded figure", "ungrounded")

    def cited(self) -> str:
        """All that the answer names as what it stands on."""
        agreed = self.agreed if self.says_what_was_agreed else ""
        return f"{grounding.held_by(list(self.said))}\n{agreed}"

    def let_out(self, sentence: str) -> None:
        plain, named = citations.read(visible(sentence))
        if NO_ANSWER.fullmatch(plain):
            self.found_none = True
            return
        if not plain.strip():
            return
        self.refuse_what_is_wrong(plain)
        if self.is_repeated(plain):
            return
        least = 0 if self.agreed else 1
        numbers = [number for number in named if least <= number <= len(self.found)]
        share = self.share_held(plain)
        if share is None or share < (CITED if numbers else UNCITED):
            if numbers and share is not None:
                raise llm.ModelFailed("not what the passage says", "unfounded")
            self.left_out += 1
            return
        cited = [self.found[number - 1] for number in numbers if number]
        self.refuse_what_is_not_the_bank_s(plain, cited)
        self.says_what_was_agreed |= 0 in numbers
        for each in cited:
            self.said.setdefault(each, []).append(plain.strip())
        self.show(plain if self.text else plain.lstrip())

    def show(self, plain: str) -> None:
        if len(self.text) + len(plain) > MOST_CHARACTERS:
            raise llm.ModelFailed("too long", "long")
        self.tell(len(self.text), plain)
        self.text += plain

    def refuse_what_is_wrong(self, sentence: str) -> None:
        """What no sentence may hold, shown or left out: one such, and the model is not heard."""
        if "\ufffd" in sentence:
            raise llm.ModelFailed("garbled", "malformed")
        if len(sentence) > LONGEST_SENTENCE or STUTTER.search(compact(sentence)):
            raise llm.ModelFailed("repeats itself", "long")
        if not grounding.stands_in(sentence, self.held):
            raise llm.ModelFailed("ungrounded figure", "ungrounded")
        if too_much := says_too_much(sentence, self.held):
            raise llm.ModelFailed(too_much, "oversteps")
        if repeats_instructions(sentence):
            raise llm.ModelFailed("repeats its instructions", "instructions")
        if forbidden := asks_what_is_forbidden(sentence, self.held, self.text):
            raise llm.ModelFailed(forbidden, "forbidden")

    def refuse_what_is_not_the_bank_s(self, sentence: str, cited: list[Found]) -> None:
        if says_to_itself(sentence, self.language, self.held):
            raise llm.ModelFailed("talks to itself", "reasoning")
        if not is_in_language(sentence, self.language, f"{self.held} {self.question}"):
            raise llm.ModelFailed("another language", "language")
        if contradicts(sentence, cited, self.language):
            raise llm.ModelFailed("denies its passage", "contradicts")

    def is_repeated(self, sentence: str) -> bool:
        key = compact(sentence)
        self.times[key] = self.times.get(key, 0) + 1
        if self.times[key] > MOST_REPEATS:
            raise llm.ModelFailed("repeats itself", "long")
        return self.times[key] > 1

    def share_held(self, sentence: str) -> float | None:
        """The share of a sentence's terms that the passages hold.

        None where it has none that could be compared: then nothing is known to be held.
        """
        terms = set(word_terms(sentence, self.language))
        return sum(term in self.terms for term in terms) / len(terms) if terms else None


def repeats_instructions(sentence: str) -> bool:
    """Whether a sentence copies what the model was told, or its marks."""
    if re.search(r"</?(?:passages|agreed|earlier|question|conversation)\b", sentence):
        return True
    return not INSTRUCTIONS.isdisjoint(_runs_of(sentence))


def _runs_of(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(COPIED_WORDS)), strict=False))


INSTRUCTIONS = _runs_of(prompts.SYSTEM) | _runs_of(prompts.BRIEFING) | _runs_of(prompts.SORTING)
