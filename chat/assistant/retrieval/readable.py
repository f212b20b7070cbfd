"""An article's section as text to be searched and said: Markdown's signs are read, not shown.

A section that holds questions and answers, or headings of a lower rank, becomes several
passages of the same page. A table's row is told with its column heads, a list of points in one
sentence with its lead, so that none is said without the words that turn its sense.
"""

import re

SUB_HEADING = re.compile(r"^#{3,6}\s+(.+?)\s*#*$")
QUESTION = re.compile(
    r"^(?:[-*•]\s+)?(?:\*\*|__)?\s*(?:Q|q|질문|문)\s?\d{0,3}\s?[.:)．]\s*(?P<asked>.+?)(?:\*\*|__)?\s*$"
)
ANSWER = re.compile(
    r"^(?:[-*•]\s+)?(?:\*\*|__)?\s*(?:A|a|답변|답)\s?\d{0,3}\s?[.:)．]\s*(?:\*\*|__)?\s*"
)
NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[가-하][.)]|[①-⑳])\s+(?=\S)")
BULLET = re.compile(r"^\s*[-*•·○▪]\s+")
RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
TABLE_RULE = re.compile(r"^\s*(?:\|\s*)?:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*(?:\|\s*)?$")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
SINGLE = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|`([^`\n]+)`")
LONGEST_LIST = 400  # characters of a list that is told in one sentence


def sections_of(heading: str, text: str) -> list[tuple[str, str]]:
    """The parts of a section, each with its heading, as plain text; at least one."""
    title = NUMBERED.sub("", plain_text(heading))
    parts: list[tuple[str, list[str]]] = [(title, [])]
    for line in text.split("\n"):
        below, asked = SUB_HEADING.match(line.strip()), QUESTION.match(line.strip())
        if below or asked:
            name = plain_text(below.group(1) if below else asked["asked"] if asked else "")
            name = NUMBERED.sub("", name)
            parts.append((f"{title} {name}".strip() if below else name, []))
        else:
            parts[-1][1].append(line)
    told = [(name, readable("\n".join(lines)).strip()) for name, lines in parts]
    return [part for part in told if part[1]] or told[:1]


def readable(text: str) -> str:
    """Lines of Markdown as plain lines."""
    lines: list[str] = []
    rows: list[str] = []
    points: list[str] = []
    for raw in [*text.split("\n"), ""]:
        line = raw.strip().removeprefix("> ").strip()
        if line.startswith("|") or (rows and "|" in line):
            rows.append(line)
            continue
        if BULLET.match(line) and not RULE.match(line):
            points.append(plain_text(BULLET.sub("", line)))
            continue
        if rows:
            lines += rows_told(rows)
            rows = []
        if points and line:
            lines = listed(lines, points)
            points = []
        if line and not RULE.match(line):
            lines.append(plain_text(ANSWER.sub("", line)))
    return "\n".join(listed(lines, points))


def listed(lines: list[str], points: list[str]) -> list[str]:
    """The lines with a list's points after them, joined to the lead they stand under."""
    if not points:
        return lines
    lead = lines[-1] if lines and lines[-1].endswith((":", "：")) else ""
    if not lead:
        return [*lines, *points]
    told = f"{lead} {'; '.join(point.rstrip('.;') for point in points)}."
    if len(told) <= LONGEST_LIST:
        return [*lines[:-1], told]
    return [*lines[:-1], *(f"{lead} {point}" for point in points)]


def rows_told(rows: list[str]) -> list[str]:
    """A table's rows, each in one line with the heads of its columns."""
    cells = [
        [plain_text(cell) for cell in row.strip().strip("|").split("|")]
        for row in rows
        if not TABLE_RULE.match(row)
    ]
    if len(cells) < 2:
        return [", ".join(filter(None, row)) for row in cells]
    heads, *body = cells
    return [_row(heads, row) for row in body]


def _row(heads: list[str], row: list[str]) -> str:
    first, *rest = row
    values = [
        f"{head} {value}" if head else value
        for head, value in zip(heads[1:], rest, strict=False)
        if value
    ]
    return f"{first}: {', '.join(values)}" if values else first


def plain_text(line: str) -> str:
    """A line without the signs of emphasis, links and code."""
    told = LINK.sub(r"\1", line)
    told = EMPHASIS.sub(r"\2", told)
    told = SINGLE.sub(lambda match: match.group(1) or match.group(2), told)
    return re.sub(r"<br\s*/?>", " ", told).replace("\\", "").strip()
