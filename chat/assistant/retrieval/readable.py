"""An article's section as text to be searched and said: Markdown's signs are read, not shown.

A section that holds questions and answers, or headings of a lower rank, becomes several
passages of the same page. A table's row is told with its column heads, a list of points in one
sentence with its lead or its heading, so that none is said without the words that turn its
sense.
"""

import re
from itertools import pairwise

from chat.articles import markdown
from chat.assistant.retrieval.section_heads import (
    ANSWER,
    ASKED,
    BULLET,
    MARKS,
    NUMBERED,
    SAYS,
    depth,
    heads_of,
)

QUOTED = re.compile(r"^\s{0,3}(?:>\s?)+")
# What parts or frames a text and is no part of it: rules, fences, where a reference leads to.
RULE = re.compile(
    r"^\s*(?:(?:[-*_]\s*){3,}|={2,}|(?:```|~~~|:::).*|\[[^\]\n]+\]:\s+\S.*"
    r"|</?(?:details|summary|div|section|p|br|hr|center|font|span)\b[^<>]{0,200}>)$",
    re.IGNORECASE,
)
DEFINES = re.compile(r"^:\s+(?=\S)")  # what a term on the line above means
TABLE_RULE = re.compile(r"^\s*(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*(?:\|\s*)?$")
CELL_END = re.compile(r"(?<!\\)\|")
REFERENCE = re.compile(r"(!?\[[^\]\[\n]+\])\[[^\]\[\n]*\]")  # [label][name], defined elsewhere
SIGNS = re.compile(r"[*_~`\[<&\\]")
COMMENT, COMMENT_END = "<!--", "-->"
LONGEST_LIST = 400  # characters of a list that is told in one sentence
# A lead that points ahead: "다음의 경우 보상하지 않습니다."
AHEAD = re.compile(
    r"[:：]$|다음|아래|이하|하기|\b(?:following|below|as follows|these)\b", re.IGNORECASE
)
# Words that turn the sense of what follows them.
TURNS = re.compile(
    r"않|없|못|아니|아닌|제외|불가|금지|면책|거절|안 ?되|안 ?됩"
    r"|\b(?:not|no|cannot|can't|except\w*|exclu\w+|without|unless|never|refus\w+)\b",
    re.IGNORECASE,
)
# Headings that say nothing of what stands under them.
EMPTY_HEADING = re.compile(
    r"^(?:.{0,12}(?:유의|주의|참고|기타|안내|문의|특징|공지|소개|개요|자주 묻는|FAQ|질문)"
    r"|note|caution|faq|about)",
    re.IGNORECASE,
)
HOW = re.compile(r"방법|절차|순서|단계|하려면|하기$|\b(?:how|steps?|procedure)\b", re.IGNORECASE)
KEYED = re.compile(r"^[^:：]{1,25}\s?[:：]\s")
# Heads of a second column that say no more than that something stands there.
EMPTY_HEAD = re.compile(
    r"^(?:내용|설명|상세|세부 ?내용|안내|값|비고|조건|기준|금액|details?|description|value)$", re.I
)
Part = tuple[str, str]  # heading, text


def without_comments(text: str) -> str:
    """A comment that does not end is text. Not by an expression: many beginnings without an end
    would each be looked through to the text's end.
    """
    kept, at = [], 0
    while (begin := text.find(COMMENT, at)) >= 0:
        end = text.find(COMMENT_END, begin + len(COMMENT))
        if end < 0:
            break
        kept.append(text[at:begin])
        at = end + len(COMMENT_END)
    return "".join([*kept, text[at:]])


def sections_of(heading: str, text: str) -> list[Part]:
    """The parts of a section, each with its heading, as plain text; at least one."""
    asked = ASKED.match(heading)
    title = NUMBERED.sub("", plain_text(asked["asked"] if asked else heading).strip(MARKS))
    lines = without_comments(text).split("\n")
    heads = heads_of(lines)
    parts: list[tuple[str, str, list[str]]] = [(title, title, [])]
    at = 0
    while at < len(lines):
        head = heads.get(at)
        if head is None:
            parts[-1][2].append(lines[at])
            at += 1
            continue
        name = plain_text(head.name)
        parts.append((name if head.asks else f"{title} {name}".strip(), name, [head.rest]))
        at += head.takes
    told = [(whole, readable("\n".join(rest), own).strip()) for whole, own, rest in parts]
    return [part for part in told if part[1]] or told[:1]


def readable(text: str, heading: str = "") -> str:
    """Lines of Markdown as plain lines.

    heading: of the part that they stand in, the lead of a list that has no other.
    """
    lines: list[str] = []
    for kind, items in chunks_of(text):
        if kind == "rows":
            lines += rows_told(items)
        elif kind == "points" or (kind == "steps" and is_enumeration(items, lines, heading)):
            lines = listed(lines, [NUMBERED.sub("", item) for item in items], heading)
        else:
            lines += items
    return "\n".join(headed(lines, heading))


def chunks_of(text: str) -> list[tuple[str, list[str]]]:
    """Runs of lines of one kind: `rows` of a table, `points`, `steps`, which are numbered, and
    `prose`. A blank line ends a table alone.
    """
    chunks: list[tuple[str, list[str]]] = []
    ended = True
    every = [QUOTED.sub("", raw) for raw in text.split("\n")]
    for raw, below in pairwise([*every, ""]):
        line = raw.strip()
        if not line or RULE.match(line):
            ended = True
            continue
        before = chunks[-1][0] if chunks else ""
        if before == "prose" and DEFINES.match(line):
            items = chunks[-1][1]
            items[-1] = defined(items[-1], plain_text(DEFINES.sub("", line)))
            continue
        kind = "rows" if heads_table(line, below) else kind_of(line, "" if ended else before)
        if before in ("points", "steps") and depth(raw) >= 2 and kind != "rows":
            items = chunks[-1][1]
            items[-1] = with_inner(items[-1], plain_text(BULLET.sub("", line)), kind)
        elif kind == before and not (kind == "rows" and ended):
            chunks[-1][1].append(clean(line, kind))
        else:
            chunks.append((kind, [clean(line, kind)]))
        ended = False
    return chunks


def heads_table(line: str, below: str) -> bool:
    """Whether a table begins here, though it may have no bars at its sides."""
    return "|" in line and "|" in below and bool(TABLE_RULE.match(below))


def kind_of(line: str, before: str) -> str:
    if line.startswith("|") or (before == "rows" and "|" in line):
        return "rows"
    if BULLET.match(line):
        return "points"
    return "steps" if NUMBERED.match(line) else "prose"


def clean(line: str, kind: str) -> str:
    if kind == "rows":
        return line
    return plain_text(BULLET.sub("", line)) if kind == "points" else answer_of(line)


def answer_of(line: str) -> str:
    """A line without the letter of an answer; emphasis that begins behind it stays whole."""
    told = plain_text(line)
    bare = ANSWER.sub("", told)
    return bare if bare != told else plain_text(ANSWER.sub("", line))


def defined(term: str, meaning: str) -> str:
    """A term with what it means; a second meaning stands beside the first."""
    between = (" " if is_said(term) else ", ") if ": " in term else ": "
    return f"{term}{between}{meaning}"


def with_inner(point: str, inner: str, kind: str) -> str:
    """A point with what stands further in under it: the first after a colon, others beside it."""
    if kind == "prose" or SAYS.search(point):
        return f"{point} {inner}"
    return f"{point}, {inner}" if ":" in point else f"{point}: {inner}"


def is_enumeration(items: list[str], lines: list[str], heading: str) -> bool:
    """Whether numbered lines are cases or papers, and no steps that somebody takes."""
    if HOW.search(heading) or 2 * sum(map(is_said, items)) > len(items):
        return False
    return bool(lead_of(lines, items, heading))


def is_said(text: str) -> bool:
    """Whether this is a sentence, and no mere name of a thing."""
    return bool(SAYS.search(text))


def lead_of(lines: list[str], points: list[str], heading: str) -> str:
    """What these points stand under; blank where each says all by itself."""
    last = lines[-1] if lines else ""
    if last and (AHEAD.search(last) or not (is_said(last) or KEYED.match(last))):
        return heading if TURNS.search(heading) and not TURNS.search(last) else last
    if TURNS.search(heading):
        return heading
    said = sum(map(is_said, points)) + sum(bool(KEYED.match(point)) for point in points)
    is_named = bool(heading) and not EMPTY_HEADING.match(heading) and not lines
    return heading if is_named and 2 * said <= len(points) else ""


def listed(lines: list[str], points: list[str], heading: str = "") -> list[str]:
    """The lines with a list's points after them, joined to the lead they stand under."""
    lead = lead_of(lines, points, heading)
    if not lead:
        return [*lines, *points]
    kept = lines[:-1] if lines and lines[-1] == lead else lines
    lead = lead.rstrip(".:： ") + ":"
    told = f"{lead} {'; '.join(within(point) for point in points)}."
    if len(told) <= LONGEST_LIST:
        return [*kept, told]
    return [*kept, *(f"{lead} {within(point, ' ')}" for point in points)]


def within(point: str, between: str = ", ") -> str:
    """A point as part of a sentence: what ends within it would end the sentence."""
    return re.sub(
        r"(?<=[가-힣a-z)])\.\s+", between if between.strip() else ". ", point.rstrip(".; ")
    )


def headed(lines: list[str], heading: str) -> list[str]:
    """The lines; a first one that is but the name of something, with its heading."""
    if not lines or not heading or EMPTY_HEADING.match(heading) or is_said(lines[0]):
        return lines
    first = lines[0]
    is_own = KEYED.match(first) or NUMBERED.match(first) or first.startswith(heading)
    if is_own or len(first) > LONGEST_LIST:
        return lines
    return [f"{heading}: {first}", *lines[1:]]


def rows_told(rows: list[str]) -> list[str]:
    """A table's rows, each in one line with the heads of its columns."""
    cells = [
        [plain_text(cell) for cell in CELL_END.split(row.strip().strip("|"))]
        for number, row in enumerate(rows)
        if number != 1 or not TABLE_RULE.match(row)
    ]
    if len(cells) < 2:
        return [", ".join(filter(None, row)) for row in cells]
    heads, *body = cells
    return [_row(heads, row) for row in body]


def _row(heads: list[str], row: list[str]) -> str:
    first, *rest = row
    values = [
        f"{head} {value}" if head and not EMPTY_HEAD.match(head) else value
        for head, value in zip(heads[1:], rest, strict=False)
        if value
    ]
    return f"{first}: {', '.join(values)}" if values else first


def plain_text(line: str) -> str:
    """A line without its signs, as the renderer reads them; what is struck out is not said."""
    if not SIGNS.search(line):
        return line.strip()
    words = markdown.words_of(REFERENCE.sub(r"\1(#)", line))
    return re.sub(r"\s{2,}", " ", words).strip()
