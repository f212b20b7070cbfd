"""What a text is searched by: word stems and, in Korean, pairs of neighbouring syllables.

Pure Python, no dictionary: particles and endings are cut off by their form, the same way
for articles and for questions, so that a wrong cut matters only when two words meet in it.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from chat.assistant.language.concepts import concepts_of

TOKEN = re.compile(r"[가-힣]+|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")

# Longest first; at least two syllables stay.
PARTICLES = """
    에서는 에서도 에게서 으로는 으로도 이라는 이라고 이라도 이라면 까지는 까지만 부터는 한테서 에서만
    에는 에도 에서 에게 한테 으로 로는 로도 이랑 이나 이란 라는 라고 라도 까지 부터 마다 보다 처럼 밖에
    하고 인데 이면 이고 이며 입니 은요 는요 이요 만요 조차 대로 만큼 끼리 들이 들은 들을
    은 는 이 가 을 를 의 에 로 와 과 랑 도 만 께 요 란 나 들 면 인
"""
ENDINGS = """
    하시려면 하십시오 하였습니다 했습니다 합니다 됩니다 습니다 입니다 하려면 하려고 하려는 하고싶 하면서 하나요 할까요
    하는데 했는데 되는데 인가요 인지요 하는지 되는지 되나요 될까요 돼나요 있나요 있어요 해야지 해야하 해야되 해야돼 해주세요
    하세요 하시면 하시는 하셔야 하거나 하기로 하지만 하도록 되도록 되면서 되려면 되었 되어 되고 되는 되면 되지 되기 됐는데 됐어요
    했어요 해주 하게 하고 하는 하며 하면 하여 하지 하기 하자 한다 한데 해서 해야 해요 해도 했던 했을 할때 할수
    었습니다 았습니다 었는데 았는데 었어요 았어요 어야 아야 으면 으려면 으려고 으니 은데 는데 는지 던데 려면 려고 려는
    나요 까요 네요 군요 세요 어요 아요 예요 에요 이에요 지요 죠 야 데 지 고 며 게 면 서 는 은 을 한 할 된 될 됨 함 해 돼 하 되 다
"""


def _cutter(words: str) -> re.Pattern[str]:
    longest_first = sorted(set(words.split()), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<=[가-힣]{{2}})(?:{'|'.join(longest_first)})$")


PARTICLE, ENDING = _cutter(PARTICLES), _cutter(ENDINGS)
# Hangul syllables by their letters: an initial, one of 21 vowels, one of 28 finals (none is one).
FIRST_SYLLABLE, SYLLABLES, VOWELS, FINALS, SS = 0xAC00, 11_172, 21, 28, 20
UNJOINED = {9: 8, 14: 13, 6: 20, 10: 11}  # ㅘ of ㅗ, ㅝ of ㅜ, ㅕ of ㅣ, ㅙ of ㅚ
HAE = (18, 1)  # 했 is of 하
PRESENT = "있겠"  # ㅆ of their own
STOP_KO = set(
    """
    그리고 그런데 그럼 그러면 그래서 근데 혹시 제가 저는 저도 제거 우리 이거 이건 그거 그건 저거 어떻게 어떡 어떤 어느 어디 언제
    무엇 뭐예 뭔가 왜요 알려 알려주 주세 싶은 싶어 싶습 있는 있나 있습 있을 있다 있어 없는 없나 경우 관련 대해 대한 위해 통해 또는 또한
    그냥 지금 정말 진짜 너무 조금 많이 이런 저런 그런 하나 가능 궁금 문의 안녕 안녕하 감사 부탁 부탁드 가온은행 가온 은행
    되나 되는 되는지 되어 돼요 될까 인가 인지 건가 걸까 뭔지 뭐죠 돈은 돈이 돈을 돈도 제돈 내돈
    """.split()  # noqa: SIM905  (a list of words reads better as a text)
)
STOP_EN = set(
    """
    a an the and or but if of to in on at by for with from as is are was were be been being am do does did doing have has had
    having i me my mine we us our you your yours he she it its they them their this that these those there here what which who
    whom whose when where why how can could may might must shall should will would not no nor so too very just than then also
    about into over under again any some such only own same please tell know want need like get got gaon bank hi hello thanks
    'm 's 're 've 'll 'd don't doesn't didn't can't won't i'm i've i'd it's that's what's
    """.split()  # noqa: SIM905
)


def terms_of(text: str, language: str) -> Counter[str]:
    """The terms of a text with the number of times they occur.

    A term is a word's stem, a pair of syllables (`금리~`) or a concept (`#금리`).
    """
    found: Counter[str] = Counter(concepts_of(text, language))
    found.update(word_terms(text, language))
    return found


def word_terms(text: str, language: str) -> list[str]:
    """The same without concepts, as they stand in the text."""
    terms: list[str] = []
    for token in TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        if "가" <= token[0] <= "힣":
            terms += _korean(token)
        elif token[0].isdigit():
            terms.append(token.replace(",", ""))
        elif token not in STOP_EN:
            terms.append(_english(token) if language == "en" else token)
    return terms


@lru_cache(maxsize=16_384)  # what a thousand articles and some hundred drafts are cut into
def terms_of_article(text: str, language: str) -> Counter[str]:
    """The same of what articles say, kept: each publication indexes all of them anew, and most
    are as they were. Everybody has the same Counter; it is not to be changed.
    """
    return terms_of(text, language)


def stem(word: str) -> str:
    """A Korean word without its particles and endings; a verb in the past as in the present."""
    for cutter in (PARTICLE, ENDING, PARTICLE):
        word = cutter.sub("", word)
    return in_the_present(word)


def in_the_present(word: str) -> str:
    """지났(으) is 지나, 바꿨 is 바꾸, 걸렸 is 걸리: what the last syllable's ㅆ was joined to."""
    bare = word[:-1] if len(word) > 2 and word[-1] in "으어거" else word
    last = ord(bare[-1]) - FIRST_SYLLABLE
    if len(bare) < 2 or not 0 <= last < SYLLABLES or last % FINALS != SS or bare[-1] in PRESENT:
        return word
    initial, vowel = divmod(last // FINALS, VOWELS)
    vowel = UNJOINED.get(vowel, vowel) if (initial, vowel) != HAE else 0
    return bare[:-1] + chr(FIRST_SYLLABLE + (initial * VOWELS + vowel) * FINALS)


@lru_cache(maxsize=50_000)  # a thousand articles are written in some ten thousand words
def _korean(word: str) -> tuple[str, ...]:
    root = stem(word)
    if root in STOP_KO or word in STOP_KO:
        return ()
    pairs = (f"{a}{b}~" for a, b in pairwise(root))
    return (root, *pairs) if len(root) > 1 else ()


def _english(word: str) -> str:
    """A light stem: plurals, -ing and -ed."""
    word = word.removesuffix("'s")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
            word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word
