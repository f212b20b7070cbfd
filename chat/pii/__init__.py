"""Personal data out of a text: `mask` leaves the kind and, where it helps, the last digits.

Masked: resident and foreigner registration numbers, driving licences and passports, cards,
personal telephone numbers (also spelt in Korean), accounts by their banks' patterns or by the
words around them, e-mail addresses.
Left alone: amounts, dates, rates, the service numbers 15xx/16xx/18xx/080, 112 and the like,
the numbers of orders, receipts, products and businesses.
Every pattern is linear in the text's length; none uses a word boundary, because Hangul
particles follow a number without a blank.
"""

import re
import unicodedata

from chat.pii.accounts import accounts_after_name, accounts_by_form, accounts_by_name
from chat.pii.cards import cards_by_form, cards_by_name, cards_by_sum
from chat.pii.emails import emails
from chat.pii.false_positives import called_otherwise, look_alikes
from chat.pii.identity_documents import named_papers, papers
from chat.pii.keep_last_four import Span
from chat.pii.phones import phones, spelt_phones

__all__ = ["mask"]

# What a finder takes, the ones after it do not see. Numbers whose shape is certain come first,
# then what only looks personal, then what is personal by its neighbours.
FINDERS = (
    emails,
    named_papers,
    papers,
    spelt_phones,
    look_alikes,
    cards_by_form,
    phones,
    accounts_by_name,
    called_otherwise,
    cards_by_name,
    cards_by_sum,
    accounts_after_name,
    accounts_by_form,
)
WORTH_A_LOOK = re.compile(r"\d|@|골뱅이|[(\[]at[)\]]|[공영]\s?일")
TAKEN = "\0"  # stands in the working copy where something was decided already


def mask(text: str) -> str:
    """`text` with personal data replaced by its kind. Masking twice changes nothing more."""
    plain = _plain(text)
    if not WORTH_A_LOOK.search(plain):
        return text
    spans: list[Span] = []
    for find in FINDERS:
        found = list(find(plain))
        spans += found
        for start, end, _ in found:
            plain = plain[:start] + TAKEN * (end - start) + plain[end:]
    return _replaced(text, spans)


def _plain(text: str) -> str:
    """`text` with full-width and other compatible characters made plain, at the same places."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    plain = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, plain, strict=True))


def _replaced(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for start, end, instead in sorted(spans):
        parts += [text[at:start], instead or text[start:end]]
        at = end
    return "".join(parts) + text[at:]
