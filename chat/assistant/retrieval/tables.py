"""Rows of tables and lists of terms as an answer tells them: all of a table where the question
picks none of its rows, and of a list by terms (6개월 2%, 12개월 3%) the one that is asked about.
"""

import re
from collections.abc import Sequence

from chat.assistant.retrieval.tokenizer import terms_of

ROW = re.compile(r"^(?P<name>[^:]{1,60}): (?P<head>[^\s,]{1,30})")
# "금리는 아래와 같습니다": what stands under it is the answer.
POINTS_DOWN = re.compile(
    r"(?:아래|다음|하기)(?: ?표)?(?:와|과) 같(?:습니다|다|이)|\bas follows\b|\b(?:is|are) below\b"
)
MOST_ROWS, LONGEST_TABLE = 8, 450  # of a table that is told whole; characters of it
TERM = r"\d{1,3} ?(?:개월|달|년|months?|years?)"
BY_TERM = re.compile(rf"(?:{TERM}:? [^,;:\n]{{0,12}}?\d[\d.]{{0,6}}%(?:, |; | / )?){{2,12}}")
ITEM = re.compile(rf"(?P<term>{TERM}):? [^,;:\n]{{0,12}}?\d[\d.]{{0,6}}%")
ASKED_TERM = re.compile(
    r"(?<!\d)(?P<number>\d{1,3}|일|이|삼|한|두) ?(?P<unit>개월|달|년|months?|years?)"
    r"(?! ?(?:이상|이하|미만|넘|후|뒤|전|만에|에 한|동안))"
)
SAID = {"일": 1, "이": 2, "삼": 3, "한": 1, "두": 2}


def table_around(place: int, sentences: Sequence[str]) -> range:
    """The places of the table's rows among which one stands; empty where it is no row of several.

    Rows of one table tell the same first: "6개월: 금리 2%" and "12개월: 금리 3%".
    """
    head = head_of(sentences[place])
    if not head:
        return range(0)
    first = last = place
    while first and head_of(sentences[first - 1]) == head:
        first -= 1
    while last + 1 < len(sentences) and head_of(sentences[last + 1]) == head:
        last += 1
    return range(first, last + 1) if last > first else range(0)


def head_of(sentence: str) -> str:
    row = ROW.match(sentence)
    return row["head"] if row else ""


def name_of(sentence: str) -> str:
    row = ROW.match(sentence)
    return row["name"] if row else ""


def rows_to_tell(
    place: int, sentences: Sequence[str], asked: frozenset[str], language: str
) -> set[int]:
    """The places of the rows that are told with the sentence at `place`: the table that it points
    down to, or its own where the question picks no row of it.

    asked: the question's terms.
    """
    if POINTS_DOWN.search(sentences[place]) and place + 1 < len(sentences):
        rows = table_around(place + 1, sentences)
    else:
        rows = table_around(place, sentences)
    names = [asked & terms_of(name_of(sentences[each]), language).keys() for each in rows]
    told = sum(len(sentences[each]) for each in rows)
    # What most rows hold, as one word for all currencies, picks none of them.
    picked = sum(bool(name - names[0].intersection(*names)) for name in names) if names else 0
    is_picked = 0 < picked <= len(rows) / 2
    if is_picked or len(rows) > MOST_ROWS or told > LONGEST_TABLE:
        return set()
    return set(rows)


def narrowed_to_term(sentence: str, question: str) -> str:
    """The sentence with the figure of the one term that the question names; the sentence itself
    where it lists none, or not this one.
    """
    terms = {months_of(each["number"], each["unit"]) for each in ASKED_TERM.finditer(question)}
    listed = BY_TERM.search(sentence)
    if len(terms) != 1 or listed is None:
        return sentence
    items = {item[0]: months_in(item["term"]) for item in ITEM.finditer(listed[0])}
    mine = [item for item, months in items.items() if months in terms]
    if len(items) < 2 or len(mine) != 1:
        return sentence
    return f"{sentence[: listed.start()]}{mine[0]}{sentence[listed.end() :]}"


def months_in(term: str) -> int:
    number, unit = re.match(r"(\d{1,3}) ?(\D{1,8})", term).groups()  # type: ignore[union-attr]
    return months_of(number, unit)


def months_of(number: str, unit: str) -> int:
    count = SAID.get(number) or int(number)
    return count * (12 if unit.startswith(("년", "year")) else 1)
