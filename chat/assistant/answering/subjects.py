"""What a text talks about: products, services and what happens to them, by their concepts; and of
a sentence or a question about several products each one's part.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from chat.assistant.answering.weighing.signposts import content_terms
from chat.assistant.language.concepts import ROWS
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, subjects
from chat.assistant.understanding.aspects import asked_in

# Concepts that are not what is talked about: ways in, and what happens to it.
NO_THINGS = frozenset(
    f"#{name}"
    for name in (
        *("영업점", "atm", "뱅킹", "고객센터", "타행", "연체", "분실", "사기", "상환", "잠금"),
        *("branch", "banking", "helpline", "other bank", "overdue", "lost", "fraud", "repay"),
    )
)
# What a bank offers one of in place of another: who names one after another changes the subject.
PRODUCTS = frozenset(
    f"#{name}"
    for name in (
        *("정기예금", "적금", "신용대출", "마이너스통장", "비상금대출", "전세", "주택담보"),
        *(
            "신용카드",
            "체크카드",
            "공동인증서",
            "금융인증서",
            "가온인증서",
            "외화통장",
            "한도계좌",
        ),
        *("term deposit", "savings", "personal loan", "overdraft", "emergency loan", "jeonse"),
        *("mortgage", "credit card", "check card", "joint certificate", "financial certificate"),
        *("gaon certificate", "foreign currency account", "limited account"),
    )
)
FAMILIES = frozenset(
    f"#{name}" for name in ("예금", "대출", "카드", "인증서", "loan", "card", "certificate")
)
JOINED_PRODUCTS = re.compile(
    r"(?P<one>[가-힣A-Za-z]{2,12}?)(?:이랑|랑|과|와|하고|,)\s*(?P<other>[가-힣A-Za-z]{2,12}?)(?=의?(?:\s|[?!.]*$))"
)
EACH = re.compile(r"^\s*(?:각각|각자|둘 ?다|모두)\s")
DIFFER = re.compile(r"차이|다른 ?점|다르|어느|뭐가 (?:더|나)")
# What a sentence says something of: "마이너스통장은 …", "The overdraft is …".
TOPIC_KO = re.compile(
    r"^(?:가온 )?(?:[가-힣A-Za-z]+ ){0,2}?[가-힣A-Za-z]+(?:은|는|이|가|의|에는)(?= )"
)
TOPIC_EN = re.compile(
    r"^(?:The |A |An )?(?:[\w-]+ ){1,4}?(?=is |are |lends? |has |pays? |costs? |takes? )"
)
LONGEST_KIND = 3  # characters: of 청년적금
LEAST_ITEMS = 3  # fewer are read at a glance
# As in: 대출 금리는 신용대출 연 4.5%–8.9%, 전세자금대출 연 3.4%–4.9%입니다.
LEAD_KO = re.compile(r"^.{2,40}?[은는] ")
COPULA_KO = re.compile(r"(?<=[\d%원회일세])입니다\.$")
ENDS_IN_FIGURE = re.compile(r"\d[\d,.]*(?:%p?|원|회|일|세)?$")
# In English the same begins with the figures: the product stands behind each.
LEAD_EN = re.compile(r"^[^\d]{2,40}?\b(?:is|are) (?=(?:KRW )?\d)")
BETWEEN_EN = re.compile(r"(?:,(?: and)?| and) (?=(?:KRW )?\d)")


def things_in(text: str, language: str) -> list[str]:
    """What a text talks about: neither what is asked of it nor a way in."""
    named = subjects(query_of(text, language))
    return [one for one in named if one not in NO_THINGS and not asked_in(one[1:], language)]


def products_in(text: str, language: str) -> frozenset[str]:
    return PRODUCTS.intersection(subjects(query_of(text, language)))


def families_in(text: str, language: str) -> frozenset[str]:
    """The products that a text names, or their families where it names no more than that."""
    named = subjects(query_of(text, language))
    return PRODUCTS.intersection(named) or FAMILIES.intersection(named)


def titled_families(question: str, language: str, found: list[Found]) -> frozenset[str]:
    """The products that a question names, or their families, and a title of these does, too."""
    titles = (content_terms(each.article.title, language) for each in found)
    return families_in(question, language).intersection(frozenset[str]().union(*titles))


def without_products(text: str, language: str, *, kinds: bool = False) -> str:
    """A question without the products that it names: "정기예금 금리 얼마예요?" asks "금리 얼마예요?".

    kinds: without what says which one of its family it is, too: nothing is left of 청년적금.
    """
    words = text.split()
    for names in (PRODUCTS, FAMILIES):  # a family's name stands in its products'
        for name, forms in ROWS[language]:
            if name in names:
                words = [
                    _without(forms, word.lower(), kinds and names is PRODUCTS) for word in words
                ]
    return " ".join(filter(None, words))


def _without(forms: re.Pattern[str], word: str, with_kind: bool) -> str:
    rest = forms.sub("", word)
    is_kind = with_kind and rest != word and word.startswith(rest) and len(rest) <= LONGEST_KIND
    return "" if is_kind else rest


def is_of_another(sentence: str, products: frozenset[str], language: str) -> bool:
    """Whether a sentence says something of products, and not of those that are asked about."""
    topic = products_of_topic(sentence, language)
    return bool(products and topic) and not topic & products


def each_product(text: str, language: str) -> list[str]:
    """A question about two products at once as one about each: "자유적금이랑 청년적금 금리요". None
    where it names one, or asks how they differ.
    """
    joined = JOINED_PRODUCTS.search(text) if language == "ko" else None
    if joined is None or DIFFER.search(text):
        return []
    one, other = joined["one"], joined["other"]
    if one == other or not (is_offered(one, language) and is_offered(other, language)):
        return []
    before, after = text[: joined.start()], EACH.sub(" ", text[joined.end() :])
    asking = asked_in(after, language) or asked_in(before, language)
    return [f"{before}{each}{after}" for each in (one, other)] if asking else []


def is_offered(name: str, language: str) -> bool:
    """Whether this is a product that we know by its name, or by an article of that title."""
    return bool(products_in(name, language)) or knowledge.is_in_a_title(name, language)


@lru_cache(maxsize=20_000)
def products_of_topic(sentence: str, language: str) -> frozenset[str]:
    """The products that a sentence says something of; none where it begins otherwise."""
    topic = (TOPIC_KO if language == "ko" else TOPIC_EN).match(sentence)
    return products_in(topic.group(), language) if topic else frozenset()


def narrowed(sentence: str, products: frozenset[str], language: str) -> str:
    """The sentence with the figure of the one product that is asked about; the sentence itself
    where it lists none, or not this one. A product may be of another's kind, as an overdraft is.
    """
    if not products:
        return sentence
    lead, items, end = (_listed_ko if language == "ko" else _listed_en)(sentence)
    named = [products_in(item, language) for item in items]
    if len(items) < LEAST_ITEMS or not all(named):
        return sentence
    mine = [item for item, names in zip(items, named, strict=True) if names == products]
    return f"{lead}{mine[0]}{end}" if len(mine) == 1 else sentence


def _listed_ko(sentence: str) -> tuple[str, Sequence[str], str]:
    """What a sentence lists: its lead, the items, its end; no items where it lists nothing."""
    lead, copula = LEAD_KO.match(sentence), COPULA_KO.search(sentence)
    if not lead or not copula:
        return "", (), ""
    items = sentence[lead.end() : copula.start()].split(", ")
    is_list = all(ENDS_IN_FIGURE.search(item) for item in items)
    return (lead.group(), items, copula.group()) if is_list else ("", (), "")


def _listed_en(sentence: str) -> tuple[str, Sequence[str], str]:
    lead = LEAD_EN.match(sentence)
    if not lead or not sentence.endswith("."):
        return "", (), ""
    return lead.group(), BETWEEN_EN.split(sentence[lead.end() : -1]), "."
