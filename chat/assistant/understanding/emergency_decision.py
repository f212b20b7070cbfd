"""Whether a message tells of an emergency, by rules and by what such messages have in common.

The rules alone raise the alarm for every fixed form, with everything else down. The
classifier hears trouble that is told in other words, and stills a rule that a mere question
set off; it needs no vector for either.
"""

import re
from collections.abc import Mapping

from chat.assistant.language.normalise import compact, plain
from chat.assistant.understanding import emergency, emergency_cooccurrence
from chat.assistant.understanding.emergency import Emergency
from chat.assistant.understanding.emergency_lookalikes import is_lookalike

LIKELY = 0.0  # log odds from which it is an emergency though no rule says so
UNLIKELY = -0.9  # log odds below which a rule is not believed

# What each kind is told by, looked for in this order where no rule named the kind.
TOLD_BY = {
    "ko": {
        "phishing": rf"{emergency_cooccurrence.SECRET_KO}|{emergency_cooccurrence.INSTALL_KO}|{emergency_cooccurrence.REMOTE_KO}"
        rf"|{emergency_cooccurrence.DEMAND_KO}|{emergency_cooccurrence.GUISE_KO}{emergency_cooccurrence.CLAIMS_KO}|피싱|스미싱|링크|협박",
        "sent": rf"{emergency_cooccurrence.SENT_KO}|사기",
        "card": r"카드|지갑|가방",
        "loss": r"휴대폰|핸드폰|스마트폰|폰|신분증|민증|면허증|여권|통장을|otp|오티피",
    },
    "en": {
        "phishing": r"\b(?:otp|pin|password|codes?|link|site|page|app|caller|called|told|asked)\b",
        "sent": r"\b(?:sent|paid|wired|transferred|scam\w*|fraud\w*|trick\w*)\b",
        "card": r"\b(?:card|wallet|purse|bag)\b",
        "loss": r"\b(?:phone|id|passport|token|passbook)\b",
    },
}
OTHERWISE = "takeover"
LIKE = ("sent", "takeover")  # what money from a stranger and a frozen account sound like


def find(text: str, language: str, odds: Mapping[str, float]) -> Emergency | None:
    """The emergency that `text` tells of or asks about; None where there is none.

    odds: the classifier's, of this message.
    """
    ruled, likely = emergency.find(text, language), odds["emergency"]
    is_told = ruled is not None and ruled.happened and ruled.kind not in LIKE
    if not is_told and is_lookalike(text, language):
        return None
    if ruled and ruled.happened:
        return Emergency(ruled.kind, happened=likely > UNLIKELY)
    if likely > LIKELY:
        return Emergency(ruled.kind if ruled else kind_of(text, language), happened=True)
    return ruled


def kind_of(text: str, language: str) -> str:
    read = compact(text) if language == "ko" else plain(text)
    kinds = TOLD_BY[language].items()
    return next((kind for kind, form in kinds if re.search(form, read)), OTHERWISE)
