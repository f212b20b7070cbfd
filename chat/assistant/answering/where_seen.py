"""Where customers see what stands in their own account, as the articles say it."""

import re

from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.sentences import STEP, is_steps, sentences_of
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.understanding.own_account import is_of_same_thing, shows

SEES = re.compile(r"확인|조회|보는|\b(?:check|see|view)", re.IGNORECASE)  # a heading of steps
BY_HEADING = 3  # terms that a section is worth which is headed by seeing just this


def where_seen(places: list[Found], asked: str, language: str) -> tuple[Found, str] | None:
    """Of these passages the sentence that says where the customer sees what they ask for: the
    one that shares most with the question. None where none does.
    """
    wanted = content_terms(asked, language)
    known = []
    for each in places:
        heading = each.passage.heading
        leads_there = bool(SEES.search(heading)) and is_of_same_thing(heading, asked, language)
        for place, text in enumerate(sentences_of(each.passage.text)):
            # Steps show things on the way to something else, unless they lead to this.
            leads = not is_steps(each.passage.text) or (place == 0 and leads_there)
            same = is_of_same_thing(f"{heading} {text}" if place == 0 else text, asked, language)
            if leads and same and (shows(text, language) or is_steps(each.passage.text)):
                share = len(wanted & content_terms(f"{heading} {text}", language))
                known.append((share + BY_HEADING * leads_there, each, STEP.sub("", text)))
    if not known:
        return None
    _, found, text = max(known, key=lambda one: one[0])
    return found, text
