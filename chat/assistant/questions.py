"""A question as search terms with weights."""

from chat.assistant.terms import terms_of

CONTEXT = 0.5  # weight of the question before it


def query_of(text: str, language: str, *, context: str = "") -> dict[str, float]:
    """The terms of a question, and half as heavy those of the question before it."""
    query: dict[str, float] = dict.fromkeys(terms_of(text, language), 1.0)
    for term in terms_of(context, language):
        query.setdefault(term, CONTEXT)
    return query
