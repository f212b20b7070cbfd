"""The Korean keyboard (두벌식): which letter stands on which key of the Latin one."""

# By key; with Shift where only that differs.
LETTERS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
# The parts of a syllable in Unicode's order, as letters that have a key.
FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MIDDLE = [
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ",
    "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
]  # fmt: skip
LAST = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ",
    "ㅎ",
]  # fmt: skip
FIRST_SYLLABLE = 0xAC00  # 가
# Consonants and vowels that stand alone, in Unicode's order too, the first one's place before.
FIRST_LETTER = 0x3131  # ㄱ
ALONE = [
    "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄸ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅃ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ",
    "ㅌ", "ㅍ", "ㅎ",
    *MIDDLE,
]  # fmt: skip

KEYS = {letter: key for key, letter in LETTERS.items()}


def syllable(first: int, middle: int, last: int) -> str:
    """That of the three parts at these places of FIRST, MIDDLE and LAST."""
    return chr(FIRST_SYLLABLE + (first * len(MIDDLE) + middle) * len(LAST) + last)


def as_keys(text: str) -> str:
    """The same keys on the Latin layout, without Shift: 은행 is dmsgod, and so is `dmsgod`."""
    return "".join(keys_of(character) for character in text.casefold())


def keys_of(character: str) -> str:
    """The keys of one character; itself where it is no Hangul."""
    return "".join(KEYS.get(letter, letter) for letter in letters_of(character)).lower()


def letters_of(character: str) -> str:
    place = ord(character) - FIRST_SYLLABLE
    if 0 <= place < len(FIRST) * len(MIDDLE) * len(LAST):
        block, last = divmod(place, len(LAST))
        first, middle = divmod(block, len(MIDDLE))
        return FIRST[first] + MIDDLE[middle] + LAST[last]
    place = ord(character) - FIRST_LETTER
    return ALONE[place] if 0 <= place < len(ALONE) else character
