"""An article's Markdown as HTML, by CommonMark but for where Korean is written otherwise.

CommonMark closes no emphasis between a sign and a letter, and a Korean particle stands right
behind the word that it belongs to: `**연 3.5%**이고` would keep its asterisks, `~~연 3%~~로` its
tildes, and `은**"가온"**`
would open none. Nor is a line that begins with `2026. 11. 30.` three lists in one another. Tables
are read too; of a picture its words are shown.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, isWhiteSpace
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.articles import links

SCRIPTS = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA")  # written without blanks between words
HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}  # the page's own are h1 and h2
PICTURE = re.compile(r"<(?:img|svg|picture)\b[^>]*>?", re.IGNORECASE)
BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
# No list of an article comes to a thousand; a year of two digits is told by month and day.
DATE = re.compile(r"\d{4,9}\.|\d{2}\. {0,2}\d{1,2}\. {0,2}\d{1,2}\.")
ALIGNED = {"text-align:right": "right", "text-align:center": "center"}  # styles are not allowed


def to_html(text: str, *, keeps_lines: bool = False) -> str:
    """Raw HTML in the text stays text; whoever shows this cleans it all the same.

    keeps_lines: a line's end is one, as in a message; in an article it is a blank.
    """
    html: str = (message if keeps_lines else markdown).render(text)
    return html


def words_of(line: str) -> str:
    """What is read of one line: neither signs nor addresses, nor what is struck out."""
    tokens: list[Token] = []
    markdown.inline.parse(line, markdown, {}, tokens)
    said, struck = [], 0
    for token in tokens:
        if token.tag == "s":
            struck += token.nesting
        elif not struck:
            said.append(" " if token.type == "hardbreak" else token.content)
    return "".join(said)


def pictures_in(text: str) -> Iterator[tuple[int, str]]:
    """Each picture of a text: the line it stands on, counted from 1, and its words."""
    line = 1
    for block in markdown.parse(text):
        line = block.map[0] + 1 if block.map else line
        at = line
        for token in block.children or ():
            if token.type in ("softbreak", "hardbreak"):
                at += 1
            elif token.type == "image":
                yield at, token.content
            elif token.type == "text" and (html := PICTURE.search(token.content)):
                yield at, html[0]


Rule = Callable[[StateInline, bool], bool]


def beside_particles(tokenize: Rule) -> Rule:
    """CommonMark's rule for emphasis, to which a letter of these scripts is as good as a blank.

    Asterisks and tildes alone: an underscore within a word is the word's own. The asterisk in
    `필수(*)` points to a note.
    """

    def rule(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.delimiters)
        if not tokenize(state, silent):
            return False
        if state.src[start] != "_":
            before = state.src[start - 1] if start else " "
            behind = state.src[state.pos] if state.pos < state.posMax else " "
            is_note = f"{before}{behind}" in ("()", "[]")
            for delimiter in state.delimiters[known:]:
                if is_note:
                    delimiter.open = delimiter.close = False
                    continue
                delimiter.open |= joins_words(before) and not isWhiteSpace(ord(behind))
                delimiter.close |= joins_words(behind) and not isWhiteSpace(ord(before))
        return True

    return rule


def joins_words(character: str) -> bool:
    return unicodedata.name(character, "").startswith(SCRIPTS)


def begins_with_date(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    return DATE.match(state.src, start, state.eMarks[line]) is not None


def list_of_no_date(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    return not begins_with_date(state, line) and list_block(state, line, end, silent)


def date_behind_list(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Ends the list before it, which would take it for its next item."""
    return silent and begins_with_date(state, line)


def line_break(state: StateInline, silent: bool) -> bool:
    """`<br>`, the one way to break a line within a table's cell."""
    match = BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def blocks_as_shown(state: StateCore) -> None:
    """Headings below the page's own, and cells that are aligned by a class."""
    for token in state.tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        style = token.attrs.pop("style", None)
        if style in ALIGNED:
            token.attrSet("class", ALIGNED[str(style)])
        if token.type == "th_open":
            token.attrSet("scope", "col")


def linked(state: StateCore) -> None:
    """Links that may be followed, written by their makers or standing in the text as addresses."""
    for block in state.tokens:
        if block.type == "inline":
            block.children = list(inline_linked(block.children or []))


def inline_linked(tokens: list[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "link_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "link_close")
            yield from labelled(str(token.attrs["href"]), tokens[at + 1 : end])
            at = end
        elif token.type == "text":
            yield from addresses_in(token.content)
        else:
            yield token
        at += 1


def labelled(address: str, inside: list[Token]) -> Iterator[Token]:
    """A link with its label; where what is read is not the label as it stands, as plain words."""
    label = "".join(token.content or " " * (token.type == "softbreak") for token in inside)
    link = links.link_to(address)
    words = links.shown(label, address, link)
    content = inside if words == label else [text(words)]
    yield from anchored(link, content) if link else content


def addresses_in(words: str) -> Iterator[Token]:
    """A text cut where its addresses and numbers to call begin and end."""
    found = {match.start(): links.trimmed(match[0]) for match in links.ADDRESS.finditer(words)}
    found |= {match.start(): match[0] for match in links.PHONE.finditer(words)}
    known = {at: (words, links.link_to(words)) for at, words in sorted(found.items())}
    places = [(at, at + len(address), link) for at, (address, link) in known.items() if link]
    ends = [0, *(end for _, end, _ in places)]
    for start, (at, end, link) in zip(ends, places, strict=False):
        yield text(words[start:at])
        yield from anchored(link, [text(words[at:end])])
    yield text(words[ends[-1] :])


def anchored(link: links.Link, content: Sequence[Token]) -> Iterator[Token]:
    attributes: dict[str, str | int | float] = {"href": link.href}
    if link.rel:
        attributes |= {"target": "_blank", "rel": link.rel}
    yield Token("link_open", "a", 1, attrs=attributes)
    yield from content
    yield Token("link_close", "a", -1)


def text(words: str) -> Token:
    return Token("text", "", 0, content=words)


class Renderer(RendererHTML):
    """HTML of what blocks and inline rules have found."""

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return escapeHtml(tokens[at].content)

    def table_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        # Wider than a telephone's screen it is moved within its frame, also by the keyboard.
        return '<div class="table-frame" tabindex="0"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"


def reader(*, breaks: bool) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": breaks}, renderer_cls=Renderer)
    made.enable(["table", "strikethrough"])
    made.block.ruler.before("list", "date_behind_list", date_behind_list, {"alt": ["list"]})
    # What a list ends is as CommonMark's own has it.
    made.block.ruler.at("list", list_of_no_date, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.at("emphasis", beside_particles(emphasis.tokenize))
    made.inline.ruler.at("strikethrough", beside_particles(strikethrough.tokenize))
    made.inline.ruler.before("html_inline", "line_break", line_break)
    made.core.ruler.push("blocks_as_shown", blocks_as_shown)
    made.core.ruler.push("linked", linked)
    return made


markdown, message = reader(breaks=False), reader(breaks=True)
