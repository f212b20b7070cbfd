"""Words that customers and bankers shorten, as they stand in articles."""

import re
import unicodedata

from chat.assistant.language.keyboard import as_hangul

# What is written for it; a longer word that only begins alike is left as it is.
SHORT = {
    "마통": "마이너스통장",
    "주담대": "주택담보대출",
    "전세대출": "전세자금대출",
    "신대": "신용대출",
    "보피": "보이스피싱",
    "현서": "현금서비스",
    "체카": "체크카드",
    "신카": "신용카드",
    "비번": "비밀번호",
    "공인인증서": "공동인증서",
    "인뱅": "인터넷뱅킹",
    "폰뱅킹": "폰뱅킹",
    "자이": "자동이체",
    "예적금": "예금 적금",
    "중상수": "중도상환수수료",
    "금인요": "금리인하요구",
    "통장비번": "통장 비밀번호",
    "오티피": "OTP",
    "피씨": "PC",
    "에이티엠": "ATM",
    "이자율": "금리",
}
# Only where a message is English throughout.
CHAT_EN = {
    "pls": "please", "plz": "please", "u": "you", "ur": "your", "r": "are", "frm": "from",
    "acc": "account", "acct": "account", "thx": "thanks", "ty": "thanks", "wanna": "want to",
    "gonna": "going to", "dont": "don't", "cant": "can't", "didnt": "didn't", "im": "i'm",
    "ive": "i've", "wat": "what", "wht": "what", "hw": "how", "mth": "month", "yr": "year",
    "yrs": "years", "tmr": "tomorrow", "asap": "as soon as possible", "abt": "about",
    "rn": "right now", "info": "information", "docs": "documents", "intl": "international",
}  # fmt: skip
CHAT_WORDS = re.compile(rf"\b(?:{'|'.join(CHAT_EN)})\b", re.IGNORECASE)
HANGUL = re.compile(r"[가-힣]")
NAMES = re.compile(
    "|".join(rf"(?<![가-힣]){re.escape(name)}" for name in sorted(SHORT, key=len, reverse=True))
)


def understood(text: str) -> str:
    """What a customer typed, as it was meant: composed, from the right keyboard, in words."""
    composed = unicodedata.normalize("NFC", text)
    typed = as_hangul(composed)
    if not HANGUL.search(typed):
        return CHAT_WORDS.sub(lambda match: CHAT_EN[match.group().lower()], typed)
    return NAMES.sub(lambda match: SHORT[match.group()], typed)
