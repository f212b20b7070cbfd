"""Cases on which a sentence may be told alone, and which of them a question asks about."""

import re

CASES = {
    "early": re.compile(r"중도(?:해지|상환|에)|만기 전|\bearly\b|\bbefore maturity\b"),
    "proxy": re.compile(r"대리인|\bproxy\b|\brepresentative\b"),
    "discount": re.compile(r"면제(?:되|받|됩|대상)|\bwaived\b|\bexempt\b"),
    "tax": re.compile(r"이자소득세|\bincome tax\b"),
    "part": re.compile(
        r"일부(?:만|를)? ?(?:찾|출금|인출|해지|갚|상환)|\bpart of (?:it|the)\b|\bpartial"
    ),
}
FREE = re.compile(
    r"무료|공짜|안 ?[내드]|\bfree\b|\bwithout (?:a )?(?:fee|charge)\b"
)  # asks for both
PART = re.compile(r"일부|조금|반만|부분|얼마간|빼서|나눠|나누어|\bpart\b|\bpartial|\bsome of\b")


def is_on_unasked_case(text: str, asked: frozenset[str]) -> bool:
    """Whether a sentence is on a case alone that is not among those asked about."""
    return any(case.search(text) for name, case in CASES.items() if name not in asked)


def named_cases(question: str) -> frozenset[str]:
    """The cases that a question names by other words than an aspect's."""
    read = question.lower()
    named = (("discount", FREE), ("part", PART))
    return frozenset(case for case, form in named if form.search(read))
