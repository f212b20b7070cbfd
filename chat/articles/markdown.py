"""An article's Markdown as HTML, by CommonMark but for where Korean is written otherwise.

CommonMark closes no emphasis between a sign and a letter, and a Korean particle stands right
behind the word that it belongs to: `**연 3.5%**이고` would keep its asterisks, and `은**"가온"**`
would open none.
"""

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis

SCRIPTS = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA")  # written without blanks between words


def to_html(text: str) -> str:
    """Raw HTML in the text stays text; whoever shows this cleans it all the same."""
    html: str = markdown.render(text)
    return html


def asterisks(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule for emphasis, to which a letter of these scripts is as good as a blank.

    Asterisks alone: an underscore within a word is the word's own.
    """
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    if state.src[start] == "*":
        before = state.src[start - 1] if start else " "
        behind = state.src[state.pos] if state.pos < state.posMax else " "
        for delimiter in state.delimiters[known:]:
            delimiter.open |= joins_words(before) and not isWhiteSpace(ord(behind))
            delimiter.close |= joins_words(behind) and not isWhiteSpace(ord(before))
    return True


def joins_words(character: str) -> bool:
    return unicodedata.name(character, "").startswith(SCRIPTS)


markdown = MarkdownIt("commonmark", {"html": False})
markdown.inline.ruler.at("emphasis", asterisks)
