"""Words that customers and bankers shorten, as they stand in articles."""

import re
import unicodedata

from chat.assistant.language.keyboard import as_hangul
from chat.assistant.language.normalise import language_of

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
    # Korean words in Latin letters, as foreign residents learn them.
    "tongjang": "account", "jeokgeum": "savings plan", "yegeum": "deposit", "daechul": "loan",
    "songgeum": "transfer", "hwanjeon": "exchange", "halbu": "instalment", "susuryo": "fee",
    "hando": "limit", "geumri": "interest rate", "wolse": "monthly rent",
    "rn": "right now", "info": "information", "docs": "documents", "intl": "international",
}  # fmt: skip
# Of a bank's English in a Korean message: "app에서 exchange 신청한 거 cancel 되나요".
MIXED = {
    "exchange": "환전", "cancel": "취소", "pickup": "수령", "fee": "수수료", "limit": "한도",
    "transfer": "이체", "account": "계좌", "loan": "대출", "deposit": "예금", "savings": "적금",
    "card": "카드", "password": "비밀번호", "lost": "분실", "rate": "금리", "interest": "이자",
    "branch": "영업점", "certificate": "인증서", "refund": "환불", "documents": "서류", "tax": "세금",
    "salary": "급여", "mortgage": "주택담보대출", "statement": "명세서", "balance": "잔액",
}  # fmt: skip
MIXED_WORDS = re.compile(rf"(?<![a-z@./-])(?:{'|'.join(MIXED)})(?![a-z@./-])", re.IGNORECASE)
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
    if language_of(typed, "ko") == "ko":
        typed = MIXED_WORDS.sub(lambda match: MIXED[match.group().lower()], typed)
    return NAMES.sub(lambda match: SHORT[match.group()], typed)
