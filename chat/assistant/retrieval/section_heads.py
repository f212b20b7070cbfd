"""Which lines of a section are headings, however they are marked; and which of them ask.

Articles of other banks head their parts with hashes, underlines, bold lines, marks (■, 【】),
numbers, clauses (제2조) or questions. A line alone decides little: its neighbours do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

HASHES = re.compile(r"^(?:(?:#|#{3,6})\s+|#{1,6}(?=\d{1,2}[.)]))(.+?)\s*#*$")
BULLET = re.compile(r"^\s*[-*+•·○▪]\s+(?:\[[ xX]\]\s+)?")
NUMBERED = re.compile(r"^(?:\(?\d{1,2}(?:[.)]|(?:\.\d{1,2})+[.)]?)|[가-하][.)]|[①-⑳])\s*(?=\S)")
ASKED = re.compile(
    r"^(?:[-*•▶▷■□]\s*)?(?:\*\*|__|\[|【)?\s*"
    r"(?:(?:Q|q|질문|문의|문)\s?\d{0,3}\s?(?:[.:)．\]】]|\*\*)+\s*|Q\d{0,3} (?=.*[?？]))"
    r"(?P<asked>.+?)(?:\*\*|__)?\s*$"
)
ANSWER = re.compile(
    r"^(?:[-*•▶▷→☞└]\s*)?(?:\*\*|__|\[|【)?\s*"
    r"(?:(?:A|a|답변|답)\s?\d{0,3}\s?(?:[.:)．\]】]|\*\*)+\s*(?:\*\*|__)?\s*|A\d{0,3} (?=[가-힣]))"
)
ANSWERED = re.compile(r"(?<=[?？])\s*(?:\*\*)?\s*(?:A|답변|답)\s?\d{0,3}\s?[.:)．]\s*")
BOLD = re.compile(
    r"^(?:[-*•]\s+)?(?P<sign>\*\*|__)(?=\S)(?P<name>[^*_]{1,80}?)(?P=sign)\s?[:：]?$"
)
MARKED = re.compile(r"^(?P<mark>[■□▶▷◆◇◈])\s*(?P<name>\S.{0,40}?)\s*[:：]?$")
SUMMARY = re.compile(r"^<summary>\s*(?P<name>[^<]{1,120}?)\s*</summary>$", re.IGNORECASE)
TAG = re.compile(r"^</?[A-Za-z][^<>]{0,200}>$")
# A question and its answer in one line: "여권으로 되나요? - 안 됩니다.", "무료인가요? → 네."
ASKED_AND_TOLD = re.compile(
    r"^(?P<asked>[^?？]{2,118}[?？])\s*(?:[-–—:→☞▶>]+|=>)\s*(?P<rest>\S.*)$"
)
# In a list where most points are put so, the others are too, though they do not ask.
PUT_AND_TOLD = re.compile(r"^(?P<asked>\S[^?？]{2,58}[요다])\s+[-–—→]\s+(?P<rest>\S.*)$")
MARKS = "■□▶▷◆◇◈●○※ "
BRACKETED = re.compile(r"^(?:【(.{1,40})】|\[([^\]]{1,40})\]|[<〈《]([^>〉》]{1,40})[>〉》])$")
CLAUSE = re.compile(
    r"^제\s?\d{1,3}\s?조(?:의\s?\d{1,2})?\s?[(（](?P<name>[^)）]{1,40})[)）]\s*(?P<rest>.*)$"
)
UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
NUMBERED_LINE = re.compile(
    r"^(?:\(\d{1,2}\)|\d{1,2}[.)]|[가-하][.)]|[IVX]{1,4}\.)\s+(?P<name>\S.{0,40})$"
)
SAYS = re.compile(r"(?:[.!?。;,]|[다요오죠음함됨임])[)」』\"']?$")
LONGEST_HEAD, LONGEST_QUESTION = 60, 120  # characters


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: what it says, whether it asks, and what stands behind it on its line."""

    name: str
    asks: bool = False
    rest: str = ""
    takes: int = 1  # lines


def heads_of(lines: Sequence[str]) -> dict[int, Head]:
    """The headings among these lines, by their place."""
    found: dict[int, Head] = {}
    numbered = numbered_heads(lines)
    told = told_at_once(lines)
    for at, raw in enumerate(lines):
        line = raw.strip()
        head = told.get(at) or (marked(line) if line else None)
        if line and head is None:
            head = underlined(lines, at) or asked_alone(lines, at)
        if line and head is None and at in numbered:
            head = Head(NUMBERED_LINE.sub(r"\g<name>", line))
        if head:
            found[at] = head
    return found


def marked(line: str) -> Head | None:
    """A heading that its own signs make one."""
    if match := HASHES.match(line):
        asked = ASKED.match(match[1])
        name = asked["asked"] if asked else match[1].strip(MARKS)
        return Head(NUMBERED.sub("", name), bool(asked) or is_question(name))
    if match := ASKED.match(line):
        asked_now, *answer = ANSWERED.split(match["asked"], maxsplit=1)
        return Head(asked_now.strip("* "), True, " ".join(answer))
    if match := BOLD.match(line):
        return emphasised(match["name"])
    if match := SUMMARY.match(line):
        return Head(match["name"], True)
    if match := CLAUSE.match(line):
        return Head(match["name"], rest=match["rest"])
    if (match := MARKED.match(line)) and not SAYS.search(match["name"]) and ":" not in line:
        return Head(match["name"])
    if (match := BRACKETED.match(line)) and not TAG.match(line):
        return Head(next(filter(None, match.groups())).strip())
    return None


def emphasised(words: str) -> Head | None:
    """A line in bold that heads what follows: a name, a question, or what somebody says of their
    trouble ("■ 비밀번호를 잊었어요"); no sentence of the article's own.
    """
    name = NUMBERED.sub("", words.strip(MARKS)).strip()
    is_put = name.endswith(("요", "다")) and words.lstrip()[:1] in MARKS.strip()
    if not (is_question(name) or is_put or not SAYS.search(name)):
        return None
    return Head(name, is_question(name) or is_put)


def underlined(lines: Sequence[str], at: int) -> Head | None:
    line, below = lines[at].strip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    above = lines[at - 1].strip() if at else ""
    if not UNDERLINE.match(below) or above or len(line) > LONGEST_HEAD:
        return None
    if BULLET.match(lines[at]) or "|" in line or SAYS.search(line):
        return None
    return Head(NUMBERED.sub("", line), is_question(line), takes=2)


def asked_alone(lines: Sequence[str], at: int) -> Head | None:
    """A question that heads the lines under it: on a line of its own, or the point of a list
    whose answer stands further in.
    """
    line = lines[at].strip()
    words = NUMBERED.sub("", BULLET.sub("", line))
    if not is_question(words) or len(words) > LONGEST_QUESTION:
        return None
    below = next((each for each in lines[at + 1 :] if each.strip()), "")
    if not below or is_question(below.strip()):
        return None
    is_point = bool(BULLET.match(line) or NUMBERED.match(line))
    is_inside = depth(below) > depth(lines[at]) or not (
        BULLET.match(below) or NUMBERED.match(below.strip())
    )
    begins = at == 0 or not lines[at - 1].strip() or is_point
    return Head(words, True) if begins and is_inside else None


def told_at_once(lines: Sequence[str]) -> dict[int, Head]:
    """The points that hold a question with its answer on one line, where there are several; the
    points beside them are put so too.
    """
    points = {at: BULLET.sub("", line).strip() for at, line in enumerate(lines)}
    asked = {at: match for at, line in points.items() if (match := ASKED_AND_TOLD.match(line))}
    if len(asked) < 2:
        return {}
    put = {at: match for at, line in points.items() if (match := PUT_AND_TOLD.match(line))}
    return {at: Head(each["asked"], True, each["rest"]) for at, each in (put | asked).items()}


def is_question(text: str) -> bool:
    return text.rstrip("*_ ").endswith(("?", "？"))


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def numbered_heads(lines: Sequence[str]) -> set[int]:
    """The numbered lines that head something: short, no sentences, each with other lines under
    it. A list whose points follow one another has none.
    """
    places = [at for at, line in enumerate(lines) if NUMBERED_LINE.match(line)]
    if len(places) < 2:
        return set()
    for at in places:
        below = next((each for each in lines[at + 1 :] if each.strip()), "")
        if not below or NUMBERED_LINE.match(below.strip()) or SAYS.search(lines[at].strip()):
            return set()
        if depth(below) > depth(lines[at]) and not BULLET.match(below):
            return set()  # it stands within the point
    return set(places)
