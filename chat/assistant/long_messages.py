"""What is read of a long message where every character costs: the sentences that ask.

Cost grows with length, several times over for a message of many requests, and what a message of
2,000 characters asks stands in a few of its sentences; the story around them leads search away.
Losses, fraud and the wish for a person are listened for in all of it
(`chat.assistant.nodes.emergency`, `triage`).
"""

import re

from aicc.platform.inference.embeddings import QUESTION_CHARACTERS
from chat.assistant.answering.follow_up import leans
from chat.assistant.language.sentences import sentences_of
from chat.assistant.understanding.triage import wants_to_know

# What is read of a question's meaning, too. The longest question of the evaluation has 89.
MOST_CHARACTERS = QUESTION_CHARACTERS
LONGEST_SENTENCE = 120  # characters; a longer run without an end is parted at a blank
PIECES = re.compile(rf".{{1,{LONGEST_SENTENCE}}}(?:\s+|$)|\S{{{LONGEST_SENTENCE}}}", re.DOTALL)


def condensed(text: str, language: str) -> str:
    """The message where it is short; else whole sentences of it, each once and in their order:
    as many of those that ask as there is room for, the last one first, each with the sentence
    that it leans on. Where none asks: its first ones.
    """
    if len(text) <= MOST_CHARACTERS:
        return text
    sentences = list(dict.fromkeys(each for whole in sentences_of(text) for each in parted(whole)))
    asking = [at for at, sentence in enumerate(sentences) if wants_to_know(sentence)]
    kept: set[int] = set()
    room = MOST_CHARACTERS
    for at in dict.fromkeys([*asking[-1:], *asking] or range(len(sentences))):
        if len(sentences[at]) >= room:
            continue
        before = {at - 1} if at and asking and leans(sentences[at], language) else set()
        some = {at, *before} - kept
        if sum(len(sentences[each]) + 1 for each in some) > room:
            some = {at}
        kept |= some
        room -= sum(len(sentences[each]) + 1 for each in some)
    return " ".join(sentences[at] for at in sorted(kept))


def parted(sentence: str) -> list[str]:
    """A sentence in pieces that end with a word; a word that is longer is cut."""
    if len(sentence) <= LONGEST_SENTENCE:
        return [sentence]
    return [piece.strip() for piece in PIECES.findall(sentence)]
