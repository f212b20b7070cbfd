"""Korean that was typed with the keyboard still on English: "dlcp gksehdy" is "이체 한도요"."""

import re

from aicc.platform.wording.korean_keyboard import FIRST, LAST, LETTERS, MIDDLE, syllable

VOWELS = "".join(MIDDLE)
SYLLABLE = re.compile(
    f"([{FIRST}])([{''.join(sorted(set(VOWELS)))}]{{1,2}})"
    f"((?:[{FIRST}]{{1,2}}?)?)(?=[{FIRST}][{''.join(sorted(set(VOWELS)))}]|$)"
)
FEWEST = 3  # syllables: a short English word may look like one or two
MIXED = re.compile(r"(?<![A-Za-z])[A-Za-z]{6,30}(?![A-Za-z])")  # among Korean words


def as_hangul(text: str) -> str:
    """The text in Hangul where all of its letters were meant so; else the text as it is."""
    if re.search(r"[가-힣]", text):
        return MIXED.sub(lambda match: _mixed(match.group()), text)
    words = text.split()
    if not words or not re.fullmatch(r"[A-Za-z\s\d.,?!~]+", text):
        return text
    typed = [_word(word) for word in words]
    if any(each is None for each in typed):
        return text
    whole = " ".join(each for each in typed if each)
    return whole if len(re.findall(r"[가-힣]", whole)) >= FEWEST else text


def _mixed(word: str) -> str:
    """A Latin word among Korean ones in Hangul, where all of its letters make syllables."""
    typed = _word(word)
    return typed if typed and len(re.findall(r"[가-힣]", typed)) >= FEWEST else word


def _word(word: str) -> str | None:
    """One word, or None where its letters make no whole syllables."""
    letters = re.sub(r"[^A-Za-z]", "", word)
    if not letters:
        return word
    jamo = "".join(LETTERS.get(letter, LETTERS.get(letter.lower(), "?")) for letter in letters)
    at, said = 0, ""
    while at < len(jamo):
        match = SYLLABLE.match(jamo, at)
        if match is None or match.group(2) not in MIDDLE or match.group(3) not in LAST:
            return None
        said += syllable(
            FIRST.index(match.group(1)),
            MIDDLE.index(match.group(2)),
            LAST.index(match.group(3)),
        )
        at = match.end()
    return said + re.sub(r"[A-Za-z]", "", word)
