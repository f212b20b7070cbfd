"""Bank accounts: by the words around them, or by the groups that Korean banks write them in."""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import SAID, STEP, Span, last_four

BANKS = (
    r"국민|신한|우리|하나|농협|기업|수협|신협|산업|씨티|제일|부산|대구|광주|전북|경남|제주|카카오|토스"
    r"|케이뱅크|케뱅|카뱅|새마을|우체국|축협|저축|가온|은행|뱅크|금고|아이엠|KB|NH|IBK|SC|iM|[Bb]ank"
    r"|Woori|Shinhan|Hana|Kookmin|Nonghyup|Kakao|Toss|Suhyup"
)
DEALS = r"계좌|통장|입금|송금|이체|예금주|자동이체|[Aa]ccount|[Aa]cct|[Dd]eposit(?:ed)? (?:in)?to"
# Said in between, these make it the number of something else.
OTHERWISE = (
    r"카드|[Cc]ard|비자|마스터|전화|연락처|주문|접수|문의|민원|승인|거래번호|상품|사업자|법인|코드"
)
NUMBER = rf"\d(?:(?:{STEP}|{SAID})?\d){{9,15}}"
NAMED = re.compile(
    rf"(?:{BANKS}|{DEALS})(?:(?!{OTHERWISE})[^\d\n\0]){{0,15}}(?<!\d)({NUMBER})(?!-?\d)(?!\s?원)"
)
NAMED_AFTER = re.compile(
    rf"(?<!\d)(?<!\d-)({NUMBER})(?!-?\d)\s?(?:\(?(?:{BANKS})\)?|(?:으?로|에)\s?(?:{DEALS}|보내|넣)|{DEALS})"
)
# Digits in each group, as the banks write their accounts; a date (4-2-2) and a business's
# registration (3-2-5) are not among them.
FORMS = {
    "3-3-6", "3-2-6", "3-3-5", "3-3-4", "6-2-6", "4-2-7", "4-3-6", "3-6-5", "3-4-4-2", "3-4-4-3",
    "3-6-2-3", "3-2-4-3", "4-4-4", "4-2-6", "3-5-5", "4-4-4-1", "3-6-2", "3-7-2-3", "3-6-3",
    "2-2-6", "3-2-6-1", "3-3-6-1", "3-2-2-6-1", "3-4-6", "3-2-7", "4-2-6-1", "4-4-5", "3-4-5",
    "6-2-6-1", "3-8-2", "3-3-7", "4-3-7", "3-4-4", "3-2-5-1", "3-2-6-3", "3-6-4", "3-6-1",
    "4-7-2", "2-4-4-3", "3-2-2-6",
}  # fmt: skip
HYPHENED = re.compile(
    r"(?<![\dA-Za-z])(?<![-~·])\d{2,6}([-~·])\d{1,8}(?:\1\d{1,8}){1,3}(?![-~·]?\d)"
)
YEAR = re.compile(r"(?:19|20)\d\d[-~·]")


def accounts_by_name(plain: str) -> Iterator[Span]:
    for found in NAMED.finditer(plain):
        yield *found.span(1), _account(found[1])


def accounts_after_name(plain: str) -> Iterator[Span]:
    for found in NAMED_AFTER.finditer(plain):
        yield *found.span(1), _account(found[1])


def accounts_by_form(plain: str) -> Iterator[Span]:
    for found in HYPHENED.finditer(plain):
        form = "-".join(str(len(group)) for group in found[0].split(found[1]))
        if form in FORMS and not YEAR.match(found[0]):
            yield *found.span(), _account(found[0])


def _account(number: str) -> str:
    return f"[계좌 ****-{last_four(number)}]"
