"""Personal data out of a text: `mask` leaves the kind and, where it helps, the last digits.

Masked: resident and foreigner registration numbers, driving licences and passports, cards,
personal telephone numbers, accounts by their banks' patterns or by the words around them,
e-mail addresses, and what only its owner may know: passwords, one-time codes, numbers of
security cards, check numbers of cards; with AICC_MASK_NAMES also names and addresses, as far as
the words around them tell. Numbers also where they are spelt in Korean, or digit by digit.
Left alone: amounts, dates, rates, the service numbers 15xx/16xx/18xx/080, 112 and the like,
the numbers of orders, receipts, products and businesses.
Every repeat in a pattern is bounded, so the work is linear in the text's length; none uses a
word boundary, because Hangul particles follow a number without a blank.
"""

import re
from collections.abc import Callable, Iterator

from django.conf import settings

from aicc.platform.text_normalization import compose
from chat.pii.accounts import accounts_after_name, accounts_by_form, accounts_by_name
from chat.pii.auth_secrets import SECRET_WORD, auth_secrets
from chat.pii.cards import cards_by_form, cards_by_name, cards_by_sum
from chat.pii.emails import emails
from chat.pii.false_positives import called_otherwise, codes, false_positives, no_residents
from chat.pii.identity_documents import bare_residents, named_papers, papers, split_residents
from chat.pii.keep_last_four import TAKEN, Span
from chat.pii.names import names_and_addresses
from chat.pii.normalize import read
from chat.pii.phones import phones
from chat.pii.spelled import SPELT_DIGITS, spelled_numbers

__all__ = ["PLACEHOLDER", "Masked", "mask"]

Finder = Callable[[str], Iterator[Span]]

# What a finder takes, the ones after it do not see. Numbers whose shape is certain come first,
# then what only looks personal, then what is personal by its neighbours.
NUMBERS: tuple[Finder, ...] = (
    no_residents,
    named_papers,
    split_residents,
    papers,
    spelled_numbers,
    false_positives,
    cards_by_form,
    phones,
    accounts_by_name,
    called_otherwise,
    bare_residents,
    codes,
    cards_by_name,
    cards_by_sum,
    accounts_after_name,
    accounts_by_form,
)
# What a finder cannot do without: most texts have none of it, and are read no further.
NEEDED: tuple[tuple[re.Pattern[str], tuple[Finder, ...]], ...] = (
    (re.compile(r"@|골뱅이|앳|[(\[\s]at[)\]\s]"), (emails,)),
    (SECRET_WORD, (auth_secrets,)),
    # No number of a person has fewer digits than seven; a half-masked card has eight.
    (re.compile(r"\d(?:\D{0,30}\d){6}|\d[*xX•●]|" + SPELT_DIGITS), NUMBERS),
)
NAMES: tuple[tuple[re.Pattern[str], tuple[Finder, ...]], ...] = (
    (re.compile(r"[가-힣]{2}|[A-Z][a-z]"), (names_and_addresses,)),
)
# What `mask` writes. It is never read again.
PLACEHOLDER = re.compile(
    r"\[(?:(?:주민|외국인)등록번호|운전면허번호|여권번호|이메일|비밀번호|인증번호|보안카드|CVC|이름|주소"
    r"|(?:카드|전화|계좌) \*{4}-\d{0,4})\]"
)
MOST_PASSES = 8


class Masked(str):
    """A text as `mask` left it, which it leaves as it is. What is made of it is a plain one."""

    __slots__ = ()


def mask(text: str) -> Masked:
    """`text`, as NFC, with personal data replaced by its kind.

    Masking twice changes nothing more, and what is no personal data is unchanged. A text of 2,000
    characters full of numbers takes 10 to 25 ms of the processor.
    """
    if isinstance(text, Masked):
        return text
    text = compose(text)
    # Something masked may bare its neighbour: `1234` before a card is one more group until the
    # card is gone.
    for _ in range(MOST_PASSES):
        masked = _masked_once(text)
        if masked == text:
            break
        text = masked
    return Masked(text)


def _masked_once(text: str) -> str:
    reading = read(text)
    plain = PLACEHOLDER.sub(lambda found: TAKEN * len(found[0]), reading.text)
    spans: list[Span] = []
    for needed, finders in NEEDED + NAMES if settings.AICC_MASK_NAMES else NEEDED:
        if not needed.search(plain):
            continue
        for find in finders:
            found = _apart(find(plain))
            if found:
                spans += [(*reading.original(start, end), new) for start, end, new in found]
                plain = _without(plain, found)
    return _replaced(text, spans)


def _apart(found: Iterator[Span]) -> list[Span]:
    """In the text's order; of two that overlap the first, of two that begin alike the longer."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return kept


def _without(plain: str, found: list[Span]) -> str:
    parts, at = [], 0
    for start, end, _ in found:
        parts += [plain[at:start], TAKEN * (end - start)]
        at = end
    return "".join(parts) + plain[at:]


def _replaced(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for start, end, instead in sorted(spans):
        parts += [text[at:start], instead or text[start:end]]
        at = end
    return "".join(parts) + text[at:]
