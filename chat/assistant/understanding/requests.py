"""One message, one or more requests: "A의 수수료랑 한도", "What does it cost and when will it come?"."""

import re

from chat.assistant.understanding.answer_type import types_asked
from chat.assistant.understanding.aspects import asked_in

# What only asks to be told: the question stands before it.
PLEASE_KO = re.compile(
    r"(?:을|를|도|좀|이|가)?\s*(?:궁금(?:해요|합니다|한데요|해서요)|알고\s?싶(?:어요|습니다|은데요)|(?:알려|가르쳐|말해|안내해|설명해)\s?(?:줘요?|주세요|주십시오|주시고요|줄래요?|주시겠어요|주실래요)|부탁(?:해요|드려요|드립니다|합니다)|여쭤봅니다|문의(?:드려요|드립니다|합니다))[\s.!?~]*$"
)
# How a question ends that names no aspect: "OTP는 어떻게 되죠".
ENDS_ASKING_KO = re.compile(
    r"(?:나요|까요|는지|는지요|되죠|되요|돼요|은요|는요|인가요|뭐예요|뭐죠|면요|려면)[?\s]*$"
    r"|.{12}(?<![하제구마라])나[?\s]*$"  # "… 이자도 돌려주나", which is no outcry
    r"|(?:얼마|며칠|언제|어디|누가|몇[가-힣]{1,3})[가-힣]{0,5}(?:요|죠|까|지)?[?\s]*$"
)
# What only tells what happened, or what somebody else says: "수수료가 두 번 빠졌어요.", "여럿이래요."
# Syllables of the past: ㅆ closes them, but for what is (있) and what will be (겠).
PAST = "".join(
    each
    for each in map(chr, range(ord("가"), ord("힣") + 1))
    if (ord(each) - ord("가")) % 28 == 20
).translate({ord("있"): None, ord("겠"): None})
TELLS_KO = re.compile(
    rf"(?:[{PAST}](?:어요|습니다|네요|는데요?|음|다)|[다라이]?[대래]요|거든요|더라고요)[.!\s]*$"
)
TELLS_EN = re.compile(r"^(?:i|my|we|it|they)\b(?!.*(?:\?|\bwant\b|\bneed\b|\blike to\b))")
# How a part asks before its joint without naming an aspect: "얼마 되고", "어떻게 하고".
ASKS_BEFORE_KO = re.compile(
    r"(?:얼마(?! ?(?:전|안|쯤|동안))|몇 ?[가-힣]{1,3}|어디|언제|누가|어떻게|뭐|무엇)[^,.!?]{0,6}고$"
)
ASKS_EN = re.compile(
    r"^(?:can|could|do|does|is|are|will|how|what|when|where|which|who|may|should)\b.*\?\s*$"
    # In chat the mark is left out.
    r"|^(?:can|could|do|does|is|are|will|may|should) (?:i|it|you|they|we|there|my|this|that)\b"
    r"|^(?:how (?:much|many|long|do|can|to)|what'?s|what is|when|where)\b"
)
MOST = 4  # answered in one reply; whoever asks more gets the first ones and is told so
SENTENCE = re.compile(r"(?<=[?？])\s*|(?<=[요다까죠])[.!]\s+|\n+")
JOINED_KO = re.compile(
    r"(?<=[고구]요)[,\s]+|(?<=[고랑며])[,\s]+|,\s*|(?<!\s)\s+(?:그리고|및)\s+"
    r"|(?:(?<=와)|(?<=[^결효초통경성부치]과))\s+"  # "결과 며칠 걸려요?" joins nothing
)
JOINED_EN = re.compile(r",\s*(?:and\s+)?|(?<!\s)\s+and\s+(?:also\s+)?|;\s*")


def split(text: str, language: str) -> list[str]:
    """The requests of a message in their order; the message alone where it holds but one.

    A message is parted where both sides ask for something: "카드랑 통장을 잃어버렸어요" is one.
    """
    joined = JOINED_KO if language == "ko" else JOINED_EN
    parts: list[str] = []
    for sentence in SENTENCE.split(text):
        if sentence and sentence.strip():
            parts += _parted(sentence.strip(), joined, language)
    asking = [part for part in parts if _asks(part, language) or _asks_before(part, language)]
    return asking[:MOST] if len(asking) > 1 else [text]


def _parted(sentence: str, joined: re.Pattern[str], language: str) -> list[str]:
    """A sentence cut at its joints, where each side asks for something."""
    pieces, start = [], 0
    for joint in joined.finditer(sentence):
        before, after = sentence[start : joint.start()], sentence[joint.end() :]
        here = asked_in(before, language) or _asks_before(before, language)
        here = here or types_asked(before, language)
        if here and _asks(after, language):
            pieces.append(before.strip())
            start = joint.end()
    return [*pieces, sentence[start:].strip()]


def _asks_before(part: str, language: str) -> bool:
    return language == "ko" and bool(ASKS_BEFORE_KO.search(part))


def _asks(part: str, language: str) -> bool:
    if (TELLS_KO if language == "ko" else TELLS_EN).search(part.strip().lower()):
        return False
    if asked_in(part, language):
        return True
    if language == "ko":
        asked = PLEASE_KO.sub("", part)
        return bool(ENDS_ASKING_KO.search(asked) or types_asked(asked, language))
    return bool(ASKS_EN.search(part.strip().lower()))
