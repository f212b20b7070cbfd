"""Words of a question that no article writes, read as the word that was meant: with one stroke
put right ("정기에금", "tranfer"), or parted where a blank was left out ("대여금고이용료").

Only what banks speak of is a word that may have been meant: words of titles and headings, and
the forms of the concepts. Any other stays as it was typed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from chat.assistant.language.concepts import ROWS, STRANGE, concepts_of
from chat.assistant.retrieval.tokenizer import PARTICLE, STOP_EN, STOP_KO, TOKEN, stem

# Letters of a word that may be wrong, and of one that may have been meant; in Korean syllables.
SHORTEST = {"ko": (2, 3), "en": (4, 5)}
LONGEST = 24  # characters: what is longer is no word of a title
# Korean words of two syllables are near to many others: these alone may have been meant.
SHORT_KO = frozenset("금리 이율 이자 한도 예금 적금 대출 환전 송금 이체 연체".split())  # noqa: SIM905
# They are words of their own, one letter from another.
OTHERS_KO = frozenset("이제 이젠 이사 이지 이유 그리 하도 한두 성금 예감 대충 송구".split())  # noqa: SIM905
# With these behind it a title's word is a noun; with others it may be a verb.
AFTER_NOUN = frozenset(("", *"을 를 의 에 로 으로 과 와 이 가 도 에서".split()))  # noqa: SIM905
VERBAL = re.compile(
    r"(?:[가-힣]{2}(?:[는은인]데|[어아해돼][요도서]|[나까]요|[어아]야|으?면|[하되][고는게기면]|지만?))$"
    r"|[었았했렸됐졌갔왔났]"
)
LITERAL_EN = re.compile(r"(?<![\\a-z])[a-z]{5,}(?![\\a-z\[(?*])")
HANGUL = re.compile(r"[가-힣]+")
NAME = 3  # syllables of a title's word from which on it is seen within a longer one
REST = 2  # syllables that stand behind it


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be meant by a word that is spelt wrongly."""

    language: str
    names: frozenset[str]
    # By a word's letters with one left out, and by all of them.
    near: dict[str, tuple[str, ...]]

    def meant(self, word: str) -> str | None:
        """The name that is one letter from this word and begins like it; None: there is none."""
        typed = letters_of(word)
        near = {name for key in _shortened(typed) for name in self.near.get(key, ())}
        fits = [name for name in near if is_one_apart(typed, letters_of(name))]
        return min(fits, key=lambda name: (abs(len(name) - len(word)), name), default=None)

    def parted(self, word: str, known: Mapping[str, float]) -> str | None:
        """The word with a blank behind the longest name that it begins with, where articles know
        what is left; None: it begins with none.
        """
        for size in range(len(word) - REST, NAME - 1, -1):
            if word[:size] in self.names and word[size:] in known:
                return f"{word[:size]} {word[size:]}"
        return None


def vocabulary_of(headlines: Iterable[str], language: str) -> Vocabulary:
    """headlines: titles and headings."""
    names = frozenset(_names(headlines, language)) | known_forms(language)
    near: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for key in _shortened(letters_of(name)):
            near[key].append(name)
    return Vocabulary(language, names, {key: tuple(found) for key, found in near.items()})


def _names(headlines: Iterable[str], language: str) -> Iterator[str]:
    least = SHORTEST[language][1]
    for headline in headlines:
        for token in TOKEN.findall(headline.lower()):
            is_korean = bool(HANGUL.fullmatch(token))
            word = noun_of(token) if is_korean else token
            if is_korean and token[len(word) :] not in AFTER_NOUN:
                continue
            if is_korean == (language == "ko") and least <= len(word) <= LONGEST:
                yield word


def noun_of(token: str) -> str:
    """A Korean word without its particle; blank for what is a verb by its ending."""
    word = PARTICLE.sub("", token)
    return "" if VERBAL.search(word) or VERBAL.search(token) else word


@lru_cache(maxsize=4)
def known_forms(language: str) -> frozenset[str]:
    """Words that are meant often, and stand in few titles."""
    if language == "ko":
        return SHORT_KO
    rows = (forms.pattern for name, forms in ROWS["en"] if name[1] != STRANGE)
    return frozenset(word for row in rows for word in LITERAL_EN.findall(row))


def repaired(text: str, known: Mapping[str, float], vocabulary: Vocabulary) -> str:
    """The text with each unknown word as it was meant, where that is plain.

    known: the terms that articles hold.
    """
    language = vocabulary.language
    return TOKEN.sub(
        lambda match: _word(match.group(), known, vocabulary),
        unicodedata.normalize("NFC", text) if language == "ko" else text.lower(),
    )


def _word(token: str, known: Mapping[str, float], vocabulary: Vocabulary) -> str:
    language = vocabulary.language
    is_korean = bool(HANGUL.fullmatch(token))
    if is_korean != (language == "ko") or not is_unknown(token, known, language):
        return token
    word = noun_of(token) if is_korean else token
    meant = vocabulary.meant(word) if _may_be_wrong(word, language) else None
    if meant is None and word and is_korean and not concepts_of(token, language):
        meant = vocabulary.parted(word, known)
    return f"{meant}{token[len(word) :]}" if meant else token


def _may_be_wrong(word: str, language: str) -> bool:
    return SHORTEST[language][0] <= len(word) <= LONGEST


def is_unknown(token: str, known: Mapping[str, float], language: str) -> bool:
    """Whether neither the articles nor our own lists know a word."""
    if language == "en":
        return not (token in STOP_EN or concepts_of(token, "en") or _is_held(token, known))
    words = {token, stem(token), PARTICLE.sub("", token)}
    is_ours = any(each in known for each in words)
    return not is_ours and words.isdisjoint(STOP_KO) and words.isdisjoint(OTHERS_KO)


def _is_held(token: str, known: Mapping[str, float]) -> bool:
    """Whether articles hold an English word in any of its forms: terms are stems."""
    return any(token[: len(token) - cut] in known for cut in range(min(4, len(token) - 2)))


@lru_cache(maxsize=20_000)
def letters_of(word: str) -> str:
    """A word's letters: of Korean its consonants and vowels."""
    return unicodedata.normalize("NFD", word)


def _shortened(letters: str) -> set[str]:
    return {letters, *(letters[:at] + letters[at + 1 :] for at in range(1, len(letters)))}


def is_one_apart(typed: str, meant: str) -> bool:
    """Whether one letter put in, left out, exchanged or swapped with its neighbour turns one into
    the other; the first one is the same.
    """
    if typed == meant or typed[0] != meant[0] or abs(len(typed) - len(meant)) > 1:
        return False
    pairs = enumerate(zip(typed, meant, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), None)
    if at is None:
        return True  # one is the other with a letter more
    if len(typed) == len(meant):
        is_swapped = typed[at : at + 2] == meant[at : at + 2][::-1]
        same_from = at + 2 if is_swapped else at + 1
        return typed[same_from:] == meant[same_from:]
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    return longer[at + 1 :] == shorter[at:]
