"""A question as search terms with weights."""

import re

from chat.assistant.synonyms import bank_words
from chat.assistant.terms import terms_of

MEANT = 1.0  # weight of the bank's word for what the customer wrote
SAID = 0.8  # weight of the customer's own word where the bank's is known
CONTEXT = 0.5  # weight of the question before it

# How people ask, in whatever words: it says nothing of what they ask about.
ASKING = re.compile(
    r"수\s*있\S*|\S*(?:싶은데|싶어|싶습|싶어요)\S*|얼마\S*|되나\S*|되는\S*|돼요|됩니\S*|되요|하나요|하죠|할까\S*"
    r"|알려\S*|주세요|주나요|해줘\S*|어떻게\S*|어떡\S*|어디\S*|언제\S*|무엇\S*|뭐\S*|뭔\S*|왜\S*|인가요|가요|나요"
    r"|있나\S*|있을\S*|있어\S*|없나\S*|필요\S*|저는|저희|제가|우리|누가|이거|그거|지금|아직|아까|근데|그런데|ㅠ+|ㅋ+"
    r"|까지|최대|하려면|해야\S*|받을|받아\S*|받는\S*|받나\S*|된다\S*|한다\S*"
)


def query_of(text: str, language: str, *, context: str = "") -> dict[str, float]:
    """The terms of a question; lighter where the bank says it otherwise, and those before it."""
    meant = terms_of(bank_words(text, language), language)
    bare = ASKING.sub(" ", text) if language == "ko" else text
    own = SAID if meant else 1.0
    query: dict[str, float] = dict.fromkeys(meant, MEANT)
    for term in terms_of(bare, language):
        query[term] = max(query.get(term, 0.0), own)
    if not query:
        query = dict.fromkeys(terms_of(text, language), 1.0)
    for term in terms_of(f"{context} {bank_words(context, language)}", language):
        query.setdefault(term, CONTEXT)
    return query
