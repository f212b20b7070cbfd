"""Web pages as articles: the title, and the content as Markdown without the page's frame."""

import re
from html.parser import HTMLParser

from chat.articles.formats.raw import Refused

SKIPPED = {"script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form",
           "button", "svg", "select", "iframe", "head"}  # fmt: skip
BLOCKS = {"p", "div", "section", "article", "main", "ul", "ol", "table", "blockquote", "pre",
          "dl", "dd", "details", "figure", "hr", "tbody", "thead"}  # fmt: skip
HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
# That ask or name what follows: an accordion's line, a term of a list of definitions.
ASKS = {"summary": "### ", "dt": "### "}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "source", "area", "base"}
CONTENT = re.compile(r"\b(?:main-content|article-body|wiki-content)\b")
SPACE_INDEX = re.compile(r"Space Details:")
DEEPEST = 200  # elements within one another


class PageReader(HTMLParser):
    """Markdown of a page, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.first_heading = "", ""
        self.lines: list[str] = []
        self.text: list[str] = []
        self.prefix = ""
        self.lists: list[list[str | int]] = []  # kind and number of each open list
        self.rows: list[list[str]] | None = None
        self.skips: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each element, and whether the content is in it
        self.content_from: int | None = None
        self.content_to: int | None = None
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self.in_title = True
            return
        if tag in VOID:
            if tag == "br":
                self.text.append(" " if self.rows is not None else "\n")
            elif tag == "hr":
                self.flush()
            return
        is_content = tag in ("main", "article") or any(
            name in ("id", "class") and value and CONTENT.search(value) for name, value in attrs
        )
        if len(self.open) >= DEEPEST:
            raise Refused(
                "the page's elements stand too deep within one another", self.getpos()[0]
            )
        self.open.append((tag, is_content))
        if tag in SKIPPED:
            self.skips.append(tag)
        if self.skips:
            return
        self.begin(tag)
        if is_content and self.content_from is None:
            self.content_from = len(self.lines)

    def begin(self, tag: str) -> None:
        if tag in HEADINGS:
            self.flush()
            self.prefix = "#" * max(HEADINGS[tag], 1) + " "
        elif tag in ASKS:
            self.flush()
            self.prefix = ASKS[tag]
        elif tag in ("ul", "ol"):
            self.flush()
            self.lists.append([tag, 0])
        elif tag == "li" and self.lists:
            self.flush()
            kind, number = self.lists[-1][0], int(self.lists[-1][1]) + 1
            self.lists[-1][1] = number
            indent = "  " * (len(self.lists) - 1)
            self.prefix = f"{indent}{number}. " if kind == "ol" else f"{indent}- "
        elif tag == "table" and self.rows is None:
            self.flush()
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows is not None:
            self.text = []
        elif tag in BLOCKS and self.rows is None:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
            return
        if tag in VOID or tag not in [name for name, _ in self.open]:
            return
        while self.open:  # what was left open ends with it
            name, is_content = self.open.pop()
            self.end(name)
            if is_content and self.content_to is None and not any(each for _, each in self.open):
                self.flush()
                self.content_to = len(self.lines)
            if name == tag:
                return

    def end(self, tag: str) -> None:
        if self.skips:
            if self.skips[-1] == tag:
                self.skips.pop()
            return
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append(" ".join("".join(self.text).split()).replace("|", "/"))
            self.text = []
        elif tag == "table" and self.rows is not None:
            self.lines += table_of(self.rows)
            self.rows, self.text = None, []
        elif tag in HEADINGS:
            heading = " ".join("".join(self.text).split())
            self.first_heading = self.first_heading or (heading if tag == "h1" else "")
            self.flush()
        elif tag in ("ul", "ol"):
            self.flush()
            if self.lists:
                self.lists.pop()
        elif self.rows is None and (tag in BLOCKS or tag in ASKS or tag == "li"):
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data
        elif not self.skips:
            self.text.append(data)

    def flush(self) -> None:
        """End a line. One that begins with a blank within a list goes on with its point."""
        said = [" ".join(line.split()) for line in "".join(self.text).split("\n")]
        kept = [line for line in said if line]
        if kept:
            first, *rest = kept
            if self.prefix.startswith("#") or not self.prefix.strip():
                self.lines.append("")
            self.lines += [f"{self.prefix}{first}", *rest]
            self.prefix = ""
        self.text = []


def table_of(rows: list[list[str]]) -> list[str]:
    """A Markdown table of these cells."""
    kept = [row for row in rows if any(row)]
    if not kept:
        return []
    width = max(map(len, kept))
    whole = [row + [""] * (width - len(row)) for row in kept]
    told = [f"| {' | '.join(row)} |" for row in whole]
    return ["", told[0], f"|{'---|' * width}", *told[1:], ""]


def page_of(html: str) -> tuple[str, str]:
    """Title and Markdown of a page; blank where it has none. Raises Refused."""
    reader = PageReader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("no HTML that could be read", reader.getpos()[0]) from None
    reader.flush()
    if reader.rows:
        reader.lines += table_of(reader.rows)
    lines = reader.lines[reader.content_from or 0 : reader.content_to]
    # A Confluence page is titled "Space : Title".
    title = reader.first_heading or reader.title
    title = " ".join(title.split())
    title = title.split(" : ", 1)[-1]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    return title, without_title(body, title)


def without_title(body: str, title: str) -> str:
    """A body that does not begin with its own title."""
    head, _, rest = body.partition("\n")
    name = re.sub(r"^#\s+", "", head).strip()
    return rest.strip() if head.startswith("# ") and (name == title or not title) else body


def is_space_index(html: str) -> bool:
    """Whether a page is the table of contents that a Confluence export comes with."""
    return bool(SPACE_INDEX.search(html))
