"""Numbers that look personal and are not: they are decided before the finders that guess."""

import re
from collections.abc import Iterator

from chat.pii.cards import has_card
from chat.pii.keep_last_four import Span

DATE = r"(?:19|20)\d\d(?:[-./](?:0?[1-9]|1[0-2])[-./]|(?:0[1-9]|1[0-2]))(?:[0-2]?\d|3[01])"
AMOUNT = r"\d{1,3}(?:,\d{3}){1,5}|[1-9]\d{0,14}(?=\s?(?:원|만\s?원|억|천만|달러|%|퍼센트|won|KRW))"
PRICED = r"(?:KRW|USD|JPY|EUR|CNY|GBP|[$₩€¥£])\s?[1-9]\d{0,14}"
SERVICE = r"1[568]\d\d[\s-]?\d{4}(?![\s-]?\d)|080[\s-]?\d{3,4}[\s-]?\d{4}"
# A business's registration (3-2-5) and a book's number are public.
BUSINESS = r"\d{3}-\d{2}-\d{5}(?![-\d])"
BOOK = r"97[89][-\s]?\d{1,5}[-\s]?\d{1,7}[-\s]?\d{1,6}[-\s]?\d(?![-\d])"
HARMLESS = re.compile(
    rf"(?<!\d)(?<!\d-)(?:{DATE}|{AMOUNT}|{SERVICE}|{BUSINESS}|{BOOK})(?!\d)|{PRICED}(?!\d)"
)
# What the words before it call the number of something else than a person, card or account.
THINGS = (
    r"주문|접수|문의|민원|예약|승인|거래|등기|송장|운송장|택배|상품|모델|제품|시리얼|일련"
    r"|티켓|참조|추적|문서|고시|우편|바코드|쿠폰|대기|관리|심사|신청|처리|결제|영수증|배송|신고|상담"
    r"|계약|증권|기기|단말기?|가맹점|납부|고지서?|사건"
)
OF_PEOPLE = "고객|회원|사업자|법인"  # in old books a person's registration
NUMBER = r"((?:[A-Za-z]{1,6}-?)?\d(?:[-\s]?\d){3,23})"
CALLED_EN = (
    r"(?:[Oo]rder|[Tt]icket|[Rr]eference|[Tt]racking|[Ii]nvoice|[Pp]roduct|[Ss]erial|[Cc]ase"
    r"|ISBN|[Rr]eceipt|[Cc]omplaint|[Ii]nquiry|[Aa]pplication|[Cc]oupon|[Bb]ooking|[Tt]ransaction"
    r"|[Aa]pproval|[Cc]ontract)"
    r"(?:\s(?:[Nn]umber|[Nn]o\.?|[Ii][Dd]|[Cc]ode))?(?:\sis)?[\s:#]{0,3}"
)


def _called(things: str) -> str:
    """What may stand before the number of one of `things`."""
    return (
        rf"(?:(?:{things})\s?(?:등록\s?)?(?:번호|코드|No\.?|no\.?)"
        r"|(?:운송장|송장|등기|바코드|주문|접수|예약|티켓)(?!\s?번호))"
        r"[^\d\n\0가-힣]{0,3}(?:[은는이가도]\s?|입니다\s?)?[^\d\n\0가-힣]{0,3}"
    )


CALLED = re.compile(rf"{_called(f'{THINGS}|{OF_PEOPLE}')}{NUMBER}|{CALLED_EN}{NUMBER}")
# A receipt's day and number have the form of a person's registration, as a company's has.
RECEIPT = re.compile(rf"(?:{_called(THINGS)}|{CALLED_EN})(?<!\d)(\d{{6}}[-\s]\d{{7}})(?![-\d])")
CORPORATION = re.compile(
    r"(?:법인|(?i:corporat(?:e|ion)|company))(?:\s?등록)?"
    r"(?:\s?번호|(?i:\s(?:registration )?(?:number|no\.?)))"
    r"[^\d\n\0]{0,6}(\d{6}[\s\-]{0,3}\d{7})(?!\d)"
)
# Letters joined to it make a code: ORD-20261122-0001, GD-1234-5678-9012.
CODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,8}[-_]?\d{1,30}(?:[-_][A-Za-z0-9]{1,30}){0,8}(?![A-Za-z0-9])"
)


def false_positives(plain: str) -> Iterator[Span]:
    for found in HARMLESS.finditer(plain):
        yield *found.span(), ""


def no_residents(plain: str) -> Iterator[Span]:
    """Numbers in the form of a resident's that the words right before them call otherwise."""
    for pattern in (CORPORATION, RECEIPT):
        for found in pattern.finditer(plain):
            yield *found.span(1), ""


def called_otherwise(plain: str) -> Iterator[Span]:
    """Numbers of orders, receipts and products by their name. A card among them is a card."""
    for found in CALLED.finditer(plain):
        if not has_card(found[found.lastindex or 0]):
            yield *found.span(found.lastindex or 0), ""


def codes(plain: str) -> Iterator[Span]:
    """Numbers that letters are joined to."""
    for found in CODE.finditer(plain):
        if not has_card(found[0]):
            yield *found.span(), ""
