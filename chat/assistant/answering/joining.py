"""The answers to several requests in one message, as one answer."""

from dataclasses import replace
from functools import reduce

from chat.assistant.answering.choice import least_clear
from chat.assistant.answering.extractive import Draft, joined_to
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import is_steps, sentences_of
from chat.assistant.types import Source


def joined(drafts: list[tuple[str, Draft | None]], language: str) -> Draft | None:
    """The answers to several requests in one, each said once; what is not known is named."""
    known = [draft for _, draft in drafts if draft]
    if not known:
        return None
    texts: list[str] = []
    said: set[str] = set()
    for part, draft in drafts:
        if draft is None:
            texts.append(say("part_not_found", language, part=part.strip(" ?.!,")))
            continue
        new = [each for each in lines_of(draft.text) if each not in said]
        said.update(new)
        if new:
            texts.append("\n".join(new) if is_steps(draft.text) else reduce(joined_to, new))
    sources: dict[tuple[str, int], Source] = {}
    for draft in known:
        for each in draft.sources:
            before = sources.get((each.article_id, each.page))
            quote = (
                each.quote
                if not before or each.quote in before.quote
                else (f"{before.quote} {each.quote}")
            )
            sources[each.article_id, each.page] = replace(each, quote=quote)
    return Draft(
        "\n".join(texts), tuple(sources.values()), least_clear(one.margin for one in known)
    )


def lines_of(text: str) -> list[str]:
    return text.split("\n") if is_steps(text) else sentences_of(text)
