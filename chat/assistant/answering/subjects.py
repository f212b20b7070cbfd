"""What a text talks about: products, services and what happens to them, by their concepts."""

import re
from functools import lru_cache

from chat.assistant.language.concepts import ROWS
from chat.assistant.retrieval.query import query_of, subjects
from chat.assistant.understanding.aspects import asked_in

# Concepts that are not what is talked about: ways in, and what happens to it.
NO_THINGS = frozenset(
    f"#{name}"
    for name in (
        *("영업점", "atm", "뱅킹", "고객센터", "타행", "연체", "분실", "사기", "상환"),
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
# What a sentence says something of: "마이너스통장은 …", "The overdraft is …".
TOPIC_KO = re.compile(
    r"^(?:가온 )?(?:[가-힣A-Za-z]+ ){0,2}?[가-힣A-Za-z]+(?:은|는|이|가|의|에는)(?= )"
)
TOPIC_EN = re.compile(
    r"^(?:The |A |An )?(?:[\w-]+ ){1,4}?(?=is |are |lends? |has |pays? |costs? |takes? )"
)


def things_in(text: str, language: str) -> list[str]:
    """What a text talks about: neither what is asked of it nor a way in."""
    named = subjects(query_of(text, language))
    return [one for one in named if one not in NO_THINGS and not asked_in(one[1:], language)]


def products_in(text: str, language: str) -> frozenset[str]:
    return PRODUCTS.intersection(subjects(query_of(text, language)))


def without_products(text: str, language: str) -> str:
    """A question without the products that it names: "정기예금 금리 얼마예요?" asks "금리 얼마예요?"."""
    words = text.split()
    for names in (PRODUCTS, FAMILIES):  # a family's name stands in its products'
        for name, forms in ROWS[language]:
            if name in names:
                words = [forms.sub("", word.lower()) for word in words]
    return " ".join(filter(None, words))


@lru_cache(maxsize=20_000)
def products_of_topic(sentence: str, language: str) -> frozenset[str]:
    """The products that a sentence says something of; none where it begins otherwise."""
    topic = (TOPIC_KO if language == "ko" else TOPIC_EN).match(sentence)
    return products_in(topic.group(), language) if topic else frozenset()
