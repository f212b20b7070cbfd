"""What is meant where something else is ruled out: "A 말고 B", "not A but B", "B instead of A"."""

import re

from chat.assistant.language.normalise import compact

# The word before it is ruled out, and no more: "신용대출 금리 말고 한도요" asks for the loan's limit.
NOT_KO = re.compile(
    r"^(?P<before>(?:.*\s)?)(?P<not>\S+?)\s*(?:말고(?:요|는)?|말구|아니고요?|아니라)[\s,]+(?P<meant>.+)$",
    re.DOTALL,
)
NOT_EN = re.compile(
    r"^(?P<before>.*?)\bnot (?P<not>[^,.;?!]{2,40}?),? but (?P<meant>.+)$",
    re.IGNORECASE | re.DOTALL,
)
LAST_EN = re.compile(
    r"^(?P<meant>.{6,}?)(?:,\s*not|\s+instead of|\s+rather than) (?P<not>(?:the |a |an |my )?[\w -]{3,40})[.?!]*$",
    re.IGNORECASE | re.DOTALL,
)
SHORTEST = 2  # characters of what is meant
# What takes the last words back and says nothing of its own: "아니 주택담보요", "no, I meant …".
TAKES_BACK = re.compile(
    r"^(?:아니|아뇨|아니요|아니오)[,.\s]+(?!됐|되었|괜찮|그냥)(?=\S{2})|^no[,.\s]+i mean[t]?[,:\s]+(?=\S{2})",
    re.IGNORECASE,
)


def meant_in(text: str, language: str) -> tuple[str, str]:
    """What a message means, and what it rules out; the message and nothing where it rules out
    nothing.
    """
    text = TAKES_BACK.sub("", text.strip())
    match = NOT_KO.match(text) if language == "ko" else NOT_EN.match(text) or LAST_EN.match(text)
    if match is None or len(compact(match["meant"])) < SHORTEST:
        return text, ""
    before = match.groupdict().get("before") or ""
    return f"{before}{match['meant']}".strip(), match["not"].strip()
