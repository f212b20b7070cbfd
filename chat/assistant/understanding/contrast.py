"""What is meant where something else is ruled out: "A 말고 B", "not A but B", "B instead of A"."""

import re

from chat.assistant.language.concepts import concepts_of
from chat.assistant.language.normalise import compact
from chat.assistant.retrieval.query import strange, subjects
from chat.assistant.understanding.aspects import asked_in

# The word before it is ruled out, and no more: "신용대출 금리 말고 한도요" asks for the loan's limit.
NOT_KO = re.compile(
    r"^(?P<before>(?:.*\s)?)(?P<not>\S+?)\s*(?P<how>말고(?:요|는)?|말구|아니고요?|아니라|아닌|됐고요?|(?:은|는)?\s?필요\s?없고요?|대신에?|빼고|제외하고)[\s,]+(?P<meant>.+)$",
    re.DOTALL,
)
# These say something else too ("세금 빼고", "엄마 대신"): they rule out one thing for another alone.
WEAK_KO = ("대신", "빼고", "제외하고", "아닌")
NOT_EN = re.compile(
    r"^(?P<before>.*?)\bnot (?:about )?(?P<not>[^,.;?!]{2,40}?)(?:,? but|[,;.] ?(?:i mean|i meant|just|only)?) (?P<meant>.+)$",
    re.IGNORECASE | re.DOTALL,
)
INSTEAD_EN = re.compile(
    r"^(?P<before>)(?:instead of|rather than|forget(?: about)?|never mind|except(?: for)?) (?P<not>[^,.;?!]{2,40}?)[,;.] ?(?P<meant>.+)$",
    re.IGNORECASE | re.DOTALL,
)
LAST_EN = re.compile(
    r"^(?P<meant>.{6,}?)(?:,\s*not|\s+instead of|\s+rather than) (?P<not>(?:the |a |an |my |for )?[\w -]{3,40})[.?!]*$",
    re.IGNORECASE | re.DOTALL,
)
# Ways in, of which a question keeps what it is about: "체크카드로 ATM 말고 창구에서 …".
WAYS_IN = frozenset(
    f"#{name}" for name in ("영업점", "atm", "뱅킹", "고객센터", "branch", "banking", "helpline")
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
    forms = (NOT_KO,) if language == "ko" else (NOT_EN, INSTEAD_EN, LAST_EN)
    match = next(filter(None, (form.match(text) for form in forms)), None)
    if match is None or len(compact(match["meant"])) < SHORTEST:
        return text, ""
    ruled_out, meant = match["not"].strip(), match["meant"].strip()
    groups = match.groupdict()
    is_weak = str(groups.get("how") or "").startswith(WEAK_KO)
    is_thing = things(ruled_out, language) and not asked_in(ruled_out, language)
    if is_weak and not (is_thing and things(meant, language)):
        return text, ""
    before = groups.get("before") or ""
    head, name = _at_clause(before)
    if things(name, language) and things(meant, language):
        # One thing for another: what stands before the one belongs to it ("주택청약 통장 말고 적금").
        return f"{head}{meant}".strip(), f"{name}{ruled_out}".strip()
    return f"{before}{meant}".strip(), ruled_out


def things(text: str, language: str) -> set[str]:
    """The concepts of what a text is about, of no matter whose bank; no ways in."""
    known = concepts_of(text, language)
    return ({*subjects(known)} | strange(known)) - WAYS_IN


def _at_clause(before: str) -> tuple[str, str]:
    """What stands before a thing, cut where its clause begins."""
    cut = max((before.rfind(sign) for sign in ",.?!;"), default=-1) + 1
    return before[:cut], before[cut:]
