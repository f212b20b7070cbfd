"""An article as HTML: the one renderer, for customers, editors, approvers and agents.

Its passages are cut as answers cite them, so that all of these read the same under the same
number.
"""

from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe

from chat.articles.markdown import to_html
from chat.assistant.retrieval.corpus import passages_of

TAGS = {
    *("p", "br", "hr", "h3", "h4", "ol", "ul", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "rel", "target"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class", "scope"},
}


@dataclass(frozen=True, slots=True)
class ShownPassage:
    page: int  # from 1, as answers cite it
    heading: str
    html: SafeString


def passages(body: str) -> list[ShownPassage]:
    """An article's Markdown as it is read, passage by passage."""
    return [
        ShownPassage(passage.page, passage.heading, html_of(passage.text))
        for passage in passages_of(body)
    ]


def html_of(text: str, *, keeps_lines: bool = False) -> SafeString:
    """A passage's Markdown as HTML, or with `keeps_lines` a message's; what is hostile in it
    stays text.
    """
    html = nh3.clean(
        to_html(text, keeps_lines=keeps_lines),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "tel"},
        link_rel=None,  # each link has its own
    )
    return mark_safe(html)  # noqa: S308  (cleaned in the lines above)
