"""What sounds like fraud and is none of the customer's loss: money that came from a stranger, and
an own account that was frozen after somebody's report. No money has left; there are articles on it.
"""

import re

from chat.assistant.language.normalise import compact, plain

RECEIVED_KO = re.compile(
    r"(?:모르는|낯선|알지도?못하는)(?:사람|분|이름|번호|계좌|곳|데|사람들)?(?:이|가|으로부터|로부터|한테서|에게서|에서).{0,24}(?:들어왔|들어와|입금됐|입금되|입금했|입금이|보냈|보내왔|부쳤|넣었|송금했|송금됐)"
    r"|(?:모르는|출처모를|이상한)(?:돈|입금|금액)(?:이|을|가)?.{0,12}(?:들어왔|들어와|입금|받았|왔)"
)
FROZEN_KO = re.compile(
    r"(?:계좌|통장)[이가을를은는도]?.{0,20}(?:신고(?:돼|되|됐|당|가들어)|정지(?:돼|되|됐|당|시켰)|동결|묶(?:였|여|이)|막(?:혔|혀)).{0,30}"
)
LEFT_KO = re.compile(
    r"(?:통장|계좌)에서|빠져나|인출|속아|속았|(?:제가|내가|저도|저는).{0,10}(?:보냈|송금했|이체했|부쳤)|(?:에게|한테|로|으로)(?:돈을?)?(?:보냈|송금했|이체했)"
)
RECEIVED_EN = re.compile(
    r"\b(?:stranger|someone|somebody|unknown (?:person|sender|account))\b.{0,30}\b(?:sent|transferred|deposited|paid|wired|put)\b.{0,30}\b(?:me|to my|into my|in my)\b"
    r"|\b(?:received|got)\b.{0,20}\bmoney\b.{0,20}\b(?:stranger|don't know|do not know|unknown)\b"
)
FROZEN_EN = re.compile(
    r"\bmy account\b.{0,40}\b(?:frozen|froze|blocked|suspended|stopped|reported)\b|\b(?:froze|blocked|suspended|reported) my account\b"
)
LEFT_EN = re.compile(
    r"\bfrom my account\b|\bi (?:have )?(?:sent|paid|wired|transferred)\b|\bhack\w*|\bi was tricked\b"
)


def is_lookalike(text: str, language: str) -> bool:
    """Whether no money of the customer's has left, though strangers and reports are spoken of."""
    if language == "ko":
        tight = compact(text)
        like = RECEIVED_KO.search(tight) or FROZEN_KO.search(tight)
        return bool(like) and not LEFT_KO.search(tight)
    loose = plain(text)
    like = RECEIVED_EN.search(loose) or FROZEN_EN.search(loose)
    return bool(like) and not LEFT_EN.search(loose)
