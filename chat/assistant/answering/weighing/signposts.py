"""What an article says of itself: an overview that names everything and says nothing of it, and
sentences that only point to where something is told.
"""

import re
from functools import lru_cache

from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import terms_of

MOST_OF = 0.5  # of an article's other headings that an overview names
OVERVIEWS = re.compile(
    r"(?:개요|목차|소개|한눈에|차례|들어가며|overview|contents|introduction|about this)",
    re.IGNORECASE,
)
# A sentence that says what is told elsewhere, and nothing of it.
SIGNPOSTS = re.compile(
    r"(?:을|를|에 대(?:해|하여)|에 관하여|등을?|한 ?번에|한 ?곳에|차례(?:대)?로|자세히|모두) ?(?:안내|설명|정리|소개|모았)(?:합니다|해 드립니다|하였습니다|했습니다|습니다)"
    r"|(?:아래|각 항목|다음 항목|해당 항목).{0,20}(?:확인|참고|참조|보시)"
    r"|\b(?:this (?:page|article|guide)|below|here) (?:explains|describes|covers|lists|shows|sets out)\b"
    r"|\b(?:see|refer to) (?:the )?(?:below|following|sections?)\b",
    re.IGNORECASE,
)


def overviews_in(found: list[Found], language: str) -> frozenset[Found]:
    """The passages that are headed as an overview, or name what several others of their article
    are headed by.
    """
    headings: dict[str, dict[str, frozenset[str]]] = {}
    for each in found:
        named = headings.setdefault(each.article.slug, {})
        named[each.passage.heading] = named_things(each.passage.heading, language)
    result = set()
    for each in found:
        others = headings[each.article.slug].items()
        wanted = [terms for name, terms in others if terms and name != each.passage.heading]
        held = content_terms(each.passage.text, language)
        named_here = sum(terms <= held for terms in wanted)
        names_all = each.passage.page == 1 and named_here >= max(3, MOST_OF * len(wanted))
        if names_all or OVERVIEWS.match(each.passage.heading):
            result.add(each)
    return frozenset(result)


@lru_cache(maxsize=20_000)
def named_things(heading: str, language: str) -> frozenset[str]:
    """The whole words of a heading."""
    return frozenset(
        term for term in content_terms(heading, language) if term[0] != "#" and term[-1] != "~"
    )


@lru_cache(maxsize=20_000)
def content_terms(text: str, language: str) -> frozenset[str]:
    return frozenset(terms_of(text, language))
