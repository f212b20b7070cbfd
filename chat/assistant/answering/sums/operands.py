"""What sums are made of: the words that ask for one, the sentences that hold its other figures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from chat.assistant.answering.subjects import products_in
from chat.assistant.language.amounts import won
from chat.assistant.language.phrases import say
from chat.assistant.language.sentences import sentences_of
from chat.assistant.language.worked_examples import is_worked_example
from chat.assistant.retrieval import knowledge
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.tokenizer import stem

DOLLARS = re.compile(
    r"(?<!\d)(?<!\d[,.])([\d,.]{1,30}(?: ?[천백만])?) ?(?:달러|불|usd|(?:us )?dollars?)"
)
PERCENT = re.compile(
    r"(?<![\d.])(\d{1,12}(?:\.\d{1,12})?) ?(?:%(?! ?p)|퍼센트(?!포인트)|프로(?!그램|모션|필)|per ?cent(?!age))"
)
INTEREST = re.compile(r"(?<!무)이자|(?<!no )(?<!-free )interest(?!-free)")
LOAN = re.compile(
    r"대출|빌리|빌렸|빌려|빌릴|마이너스통장|융자|loan|borrow|mortgage|overdraft|repay"
)
COSTS = re.compile(r"수수료|비용|fee|cost|charge|penalt")
# Words that say what is worked out, and of which product nothing.
NO_NAMES = frozenset(
    (
        *(
            "얼마",
            "수수료",
            "금리",
            "이자",
            "정도",
            "최대",
            "한도",
            "계산",
            "만원",
            "빌리",
            "빌려",
            "대출",
            "한달",
        ),
        *(
            "what",
            "much",
            "would",
            "loan",
            "borrow",
            "monthly",
            "have",
            "interest",
            "fees",
            "rate",
            "with",
        ),
        *(
            "million",
            "year",
            "years",
            "month",
            "months",
            "over",
            "each",
            "that",
            "will",
            "does",
            "from",
        ),
        *(
            "how",
            "the",
            "and",
            "for",
            "fee",
            "won",
            "krw",
            "pay",
            "get",
            "can",
            "you",
            "has",
            "are",
            "when",
        ),
    )
)
# What a sentence says that there is none of, and of what it says so: "트래블 신용카드는 …".
IS_NONE = re.compile(
    r"없습니다|없어요|면제|대상이 아|하지 않습니다|\b(?:no|not|free of|waived|exempt)\b",
    re.IGNORECASE,
)
OF_WHAT = re.compile(
    r"^(?:[가-힣A-Za-z]+ ){0,4}?[가-힣A-Za-z]+(?:은|는|로)(?= )"
    r"|^(?:[\w-]+ ){1,6}?(?=is |are |has |have |bears? |earns? |carr(?:y|ies) |do |does )"
)
TAX_QUESTION = {"ko": "예금 이자 소득세 세율", "en": "income tax rate on deposit interest"}
MOST_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class Sum:
    """A result in words, with the sentence whose figures it uses.

    found: None where every figure is the customer's own.
    is_quoted: the sentence is said beside the result; an example of other figures is not.
    """

    text: str
    found: Found | None
    quote: str
    is_quoted: bool = True


def told(name: str, language: str, found: Found | None, quote: str, **words: str) -> Sum:
    return Sum(say(name, language, **words), found, quote)


def facts(found: list[Found], *, examples: bool = False) -> Iterator[tuple[Found, str]]:
    """The sentences of these passages, best first; a worked case is no rule."""
    for each in found:
        for sentence in sentences_of(each.passage.text):
            if examples or not is_worked_example(sentence):
                yield each, sentence


def nearest(
    known: Iterable[tuple[Found, str]], text: str, language: str
) -> list[tuple[Found, str]]:
    """Those that share the most words with the question first, and of these the ones that name
    no product beside those that the question does.
    """
    words, asked = named_words(text), products_in(text, language)
    return sorted(
        known,
        key=lambda each: (
            -len(named_in(each, words)),
            bool(products_in(each[1], language) - asked),
        ),
    )


def named_in(fact: tuple[Found, str], words: Iterable[str]) -> list[str]:
    """Which of these words a sentence and its headings hold."""
    where, sentence = fact
    held = f"{where.article.title} {where.passage.heading} {sentence}".lower()
    return [word for word in words if word in held]


def named_words(text: str) -> list[str]:
    """The words of a question that may name a product, without particles; longest first."""
    found = {stem(word) for word in re.findall(r"[가-힣]{2,}|[a-z]{3,}", text)}
    named = (word for word in found if len(word) > 1 and word not in NO_NAMES)
    return sorted(named, key=lambda word: (-len(word), word))


def is_excepted(text: str, rule: str, found: list[Found], about: re.Pattern[str]) -> bool:
    """Whether of what the question names a sentence says that it bears or earns none of it, as
    the rule of the others says: another card, a way of paying.

    about: what is borne or earned.
    """
    names = {word.removesuffix("카드") for word in named_words(text)}
    names = {name for name in names if len(name) > 1 and name not in rule.lower()}
    topics = (
        topic.group().lower()
        for _, sentence in facts(found)
        if IS_NONE.search(sentence) and about.search(sentence.lower())
        if (topic := OF_WHAT.match(sentence))
    )
    return any(name in topic for topic in topics for name in names)


def of_named_article(found: list[Found], text: str) -> list[Found]:
    """The passages that hold what the question names an article's product by; all of them where
    it names none so. Another product's rate is no operand. In Korean a product is one word.
    """
    words = [word for word in named_words(text) if "가" <= word[0] <= "힣"]
    titled = [word for word in words if any(word in each.article.title for each in found)]
    mine = [
        each
        for each in found
        if any(
            word in f"{each.article.title} {each.passage.heading} {each.passage.text}"
            for word in titled
        )
    ]
    return mine or found


def of_product(fact: tuple[Found, str], text: str, language: str) -> bool:
    """Whether a sentence may speak of the product that a question names: where both name one,
    of the same.
    """
    where, sentence = fact
    asked = products_in(text, language)
    titled = f"{where.article.title} {where.passage.heading}"
    held = products_in(sentence, language) or products_in(titled, language)
    return not asked or not held or bool(asked & held)


def tax_on_interest(found: list[Found], language: str) -> Decimal | None:
    """The whole share of the tax on interest that these passages name, or else the articles."""
    for places in (lambda: found, lambda: _on_tax(language)):
        share = next((s for _, one in facts(places(), examples=True) if (s := tax_in(one))), None)
        if share is not None:
            return share
    return None


def _on_tax(language: str) -> list[Found]:
    return knowledge.search(TAX_QUESTION[language], language, MOST_PASSAGES)


def tax_in(sentence: str) -> Decimal | None:
    """The share of the tax on interest that a sentence names, local tax included."""
    if not re.search(r"이자소득세|세금|interest income tax|\btax\b", sentence):
        return None
    shares = [Decimal(share) for share in PERCENT.findall(sentence)]
    taxes = [share for share in shares if 10 <= share <= 30]
    return max(taxes) if taxes else None


def span(values: list[Decimal], language: str) -> str:
    """One amount, or the lowest and the highest."""
    low, high = min(values), max(values)
    return won(low, language) if low == high else f"{won(low, language)} ~ {won(high, language)}"
