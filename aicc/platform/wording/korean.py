"""The one place that composes Korean: which form of a particle stands behind a word.

A sentence is written with both forms, `{bank}은(는)`, `%(path)s을(를)`, `{phone}(으)로`, and gets
the one that the word before asks for once the word is known. Digits are read as numbers or, in a
telephone number, one by one; Latin capitals as letters; what stands in brackets is not read.
"""

import re
from collections.abc import Callable

# Written in both forms, either first: (after a final consonant, after a vowel).
FORMS = {
    ("은", "는"): ("은(는)", "는(은)"),
    ("이", "가"): ("이(가)", "가(이)"),
    ("을", "를"): ("을(를)", "를(을)"),
    ("과", "와"): ("과(와)", "와(과)"),
    ("으로", "로"): ("(으)로", "으로(로)", "로(으로)"),
    ("이나", "나"): ("(이)나", "이나(나)"),
    ("이라", "라"): ("(이)라",),
    ("이며", "며"): ("(이)며",),
    ("이란", "란"): ("(이)란",),
    ("이에요", "예요"): ("이에요(예요)", "예요(이에요)"),
}
CHOICES = {written: forms for forms, ways in FORMS.items() for written in ways}
PAIR = re.compile("|".join(re.escape(way) for way in sorted(CHOICES, key=len, reverse=True)))

LOOKED_AT = 200  # characters before a particle
BRACKETED = re.compile(r"(?<=\S)[(\[（][^()\[\]（）]*[)\]）]$")
SIGNS = re.compile(r"[^\w%]+$")  # quotes, brackets and the like say nothing
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?$")
CLOCK, DATE = re.compile(r"\b\d{1,2}:(\d{2})$"), re.compile(r"\b\d{4}-\d{2}-\d{2}$")
LETTERS, LATIN = re.compile(r"(?<![A-Za-z])[A-Z]+$"), re.compile(r"[A-Za-z]+$")

NO_FINAL, FINAL, FINAL_L = "", "a consonant", "ㄹ"
DIGITS = dict(
    zip(
        "0123456789", (FINAL, FINAL_L, "", FINAL, "", "", FINAL, FINAL_L, FINAL_L, ""), strict=True
    )
)
NAMES_OF_LETTERS = {"L": FINAL_L, "M": FINAL, "N": FINAL, "R": FINAL_L}
# As words ending so are written in Hangul: 이메일, 구글, 폰, 앱, 챗봇; all others end in a vowel.
WORDS = (
    (re.compile(r"(?:l|le)$"), FINAL_L),
    (re.compile(r"(?:m|n|me|ne|ng)$"), FINAL),
    (re.compile(r"(?:[^aeiou]|^)[aeiou](?:[ptkcb]|pp|bb)$"), FINAL),
)


def filled(template: str, fill: Callable[[str], str]) -> str:
    """A template with its places filled in, and its own particles as they must be: what is put
    in stays as it is, a customer's words too.

    fill: puts the words into a piece of the template, as `str.format` or `%` does.
    """
    text, end = "", 0
    for pair in PAIR.finditer(template):
        text += fill(template[end : pair.start()])
        text += chosen(pair[0], text)
        end = pair.end()
    return text + fill(template[end:])


def resolved(text: str) -> str:
    """A text in which every particle that is written in both forms has the right one."""
    return filled(text, lambda piece: piece)


def chosen(written: str, before: str) -> str:
    """The form of a particle behind a text; both of them where nobody can say how it is read."""
    final = final_of(before)
    if final is None:
        return written
    after_consonant, after_vowel = CHOICES[written]
    takes_vowel = final == NO_FINAL or (final == FINAL_L and after_vowel == "로")
    return after_vowel if takes_vowel else after_consonant


def final_of(text: str) -> str | None:
    """How the text's last word ends when it is read; None: nobody can say."""
    word = SIGNS.sub("", without_brackets(text[-LOOKED_AT:]))
    last = word[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return NO_FINAL if final == 0 else FINAL_L if final == 8 else FINAL
    if last == "%":  # 퍼센트
        return NO_FINAL
    if clock := CLOCK.search(word):  # 시, 분
        return NO_FINAL if clock[1] == "00" else FINAL
    if DATE.search(word):  # 일
        return FINAL_L
    if number := NUMBER.search(word):
        return final_of_number(number[0])
    if letters := LETTERS.search(word):
        return NAMES_OF_LETTERS.get(letters[0][-1], NO_FINAL)
    if latin := LATIN.search(word):
        found = latin[0].lower()
        return next((final for ending, final in WORDS if ending.search(found)), NO_FINAL)
    return None


def without_brackets(text: str) -> str:
    """A particle goes by the word before a bracket, unless nothing stands there."""
    while (shorter := BRACKETED.sub("", text)) != text:
        text = shorter
    return text


def final_of_number(number: str) -> str:
    zeros = len(number.replace(",", "")) - len(number.replace(",", "").rstrip("0"))
    is_trillion = "." not in number and 12 <= zeros < 16  # 조; 십, 백, 천, 만, 억 end as 영 does
    return NO_FINAL if is_trillion else DIGITS[number[-1]]
