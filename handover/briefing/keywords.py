"""The words that tell what a conversation is about, as a person would write them down.

Search cuts words to stems, which nobody reads; here nouns stay as they are, without their
particles, and Korean verbs go, but for the noun that one is made of (연장하려고: 연장).
"""

import re
import unicodedata
from collections import Counter

from chat.assistant.retrieval.tokenizer import PARTICLE, STOP_EN, STOP_KO, TOKEN
from chat.assistant.understanding.smalltalk import small_talk

MOST_KEYWORDS = 8
# What makes a verb of a noun. What follows is its ending.
MADE_VERB = re.compile(r"(?<=[가-힣]{2})(?:[하되해돼할한될된합됩]|했|됐|받|시[키켜]|드[리려]).*$")
COPULA = re.compile(
    r"(?<=[가-힣]{2})(?:이?에요|예요|입니다|이요|인데요?|이?라서|인가요|이?죠|이랑요)$"
)
VERBAL = re.compile(
    r"(?:[어아해워와여려겨져세네까나지데걸게군]요|[니]다|니까|려고요?|려면|[는은던]데요?|으면|지만|거나|도록|면서"
    r"|[어아해워와려져]서|[어아해가와]야|[하되있없받]는|받[고아]|싶은|[어아해]도|[하되]면|[하되]고|[하되]지|대요|래요|라고요?|주[실시신세]요?|[으]?[ㄴㄹ]게요"
    r"|[한된할될은는던을]지|[돼되]서)$"
)
# So often, so many: no case is about that.
COUNTED = re.compile(
    r"(?:한두|두세|서너|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|여러|몇)(?:번|개|명|장|건|달|주|시간|차례)"
)
# As screens and letters show them (E4021, AB-1234): they lead to the case at once.
CODE = re.compile(r"(?<![a-z0-9])[a-z]{1,5}-?\d{2,12}(?![a-z0-9])")
# Neither noun nor what a case is about.
IDLE = set(
    """
    말고 빨리 빨라 얼른 당장 제발 계속 자꾸 다시 아까 방금 오늘 어제 내일 이제 아직 벌써 이미 때문
    해야 하는 하고 그래 저기 여기 거기 이것 그것 저것 누구 뭐가 뭔데 무슨 얼마 몇개 상담원 상담사
    상담 연결 사람 직원 연결해 반갑 수고 여보세 앱이 앱은 앱을 앱에 폰이 폰을 집이 집을 보고 가서
    와서 하면 그게 이게 저도 제가 내가 누가 같은 같아 답답 불편 급해 필요
    """.split()  # noqa: SIM905  (a list of words reads better as a text)
)
PAST = 20  # the final consonant ㅆ, which no noun has


def keywords(said: list[str], language: str) -> tuple[str, ...]:
    """At most eight, the most frequent first, and of those the first said."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in said:
        if small_talk(text):
            continue
        flat = unicodedata.normalize("NFKC", text).lower()
        for token in [*CODE.findall(flat), *TOKEN.findall(CODE.sub(" ", flat))]:
            word = keyword_in(token)
            if word:
                key = word.removesuffix("s") if word.isascii() else word
                written.setdefault(key, word)
                counts[key] += 1
    return tuple(written[key] for key, _times in counts.most_common(MOST_KEYWORDS))


def keyword_in(token: str) -> str:
    """The word as a heading would have it; blank where it tells nothing."""
    if CODE.fullmatch(token):
        return token.upper()
    if not "가" <= token[0] <= "힣":
        is_telling = len(token) > 2 and token not in STOP_EN
        return token if is_telling and not token[0].isdigit() else ""
    word = noun_in(token)
    is_idle = len(word) < 2 or bool({word, token} & STOP_KO) or word in IDLE
    is_idle = is_idle or bool(COUNTED.fullmatch(word))
    return "" if is_idle else word


def noun_in(token: str) -> str:
    bare = COPULA.sub("", token)
    if bare == token and is_verb(token):
        made_of = MADE_VERB.sub("", token)
        return made_of if made_of != token and not is_verb(made_of) else ""
    return PARTICLE.sub("", bare.removesuffix("요")) if bare == token else bare


def is_verb(word: str) -> bool:
    return bool(VERBAL.search(word)) or any(
        each == "없" or (ord(each) - 0xAC00) % 28 == PAST for each in word
    )


def without_particle(phrase: str) -> str:
    """Somebody else's keyword, as ours are: without the particle that its last word ends in."""
    *before, last = phrase.split(" ")
    is_korean = TOKEN.fullmatch(last) and "가" <= last[0] <= "힣"
    return " ".join([*before, (noun_in(last) if is_korean else "") or last])
