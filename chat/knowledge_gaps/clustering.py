"""Open questions that ask for the same thing, put together by the terms that search goes by."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from chat.assistant.language.concepts import ASKED
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.tokenizer import terms_of
from chat.models import KnowledgeGap

MOST = 500  # of the newest open questions that are compared
# Other weights than search's: what no article speaks of has few concepts, and Korean compounds
# of one subject share pairs of syllables rather than whole words. Tried on questions of our own.
CONCEPT, WORD, PAIR = 0.5, 0.5, 1.0
ALIKE = 0.35  # cosine from which a question joins a group


@dataclass(slots=True)
class Group:
    """Questions alike, newest first."""

    gaps: list[KnowledgeGap] = field(default_factory=list)
    terms: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def likeness(self, terms: Mapping[str, float]) -> float:
        """Of one question, its terms at length 1: from 0 to 1."""
        shared = sum(weight * self.terms.get(term, 0.0) for term, weight in terms.items())
        return shared / (length_of(self.terms) or 1.0)

    def add(self, gap: KnowledgeGap, terms: Mapping[str, float]) -> None:
        self.gaps.append(gap)
        for term, weight in terms.items():
            self.terms[term] += weight


def grouped(language: str) -> list[Group]:
    """The open questions of a language in groups, the largest first. One query.

    Groups are made in one pass over at most MOST questions; a question joins the group that is
    most like it, or begins one.
    """
    gaps = KnowledgeGap.objects.filter(closed_at=None, version=None, language=language)
    groups: list[Group] = []
    having: defaultdict[str, set[int]] = defaultdict(set)  # groups by term
    for gap in gaps.order_by("-noted_at")[:MOST]:
        terms = terms_at_length_1(gap.question, language)
        near = {number for term in terms for number in having[term]}
        rated = [(groups[number].likeness(terms), -number) for number in near]
        likeness, number = max(rated, default=(0.0, 0))
        if likeness >= ALIKE:
            number = -number
        else:
            number = len(groups)
            groups.append(Group())
        groups[number].add(gap, terms)
        for term in terms:
            having[term].add(number)
    return sorted(groups, key=lambda group: -len(group.gaps))


def terms_at_length_1(text: str, language: str) -> dict[str, float]:
    """What a question is about: the terms that search goes by, the rarer the more."""
    language_index = knowledge.index_for(language)
    terms = {}
    for term in terms_of(text, language):
        if term[0] == "#" and term[1] == ASKED:
            continue  # how it is asked, and not what about
        weight = CONCEPT if term[0] == "#" else PAIR if term.endswith("~") else WORD
        terms[term] = weight * (
            language_index.index.rarity.get(term, language_index.index.unknown)
            if language_index
            else 1.0
        )
    length = length_of(terms) or 1.0
    return {term: weight / length for term, weight in terms.items()}


def length_of(terms: Mapping[str, float]) -> float:
    return math.sqrt(math.fsum(weight * weight for weight in terms.values()))
