"""What only its owner may know, by the word before it: passwords, one-time codes, the numbers
of security cards, the check numbers of cards.
"""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import Span

# One of the words below stands in the text; cheaper than looking for their values.
SECRET_WORD = re.compile(
    r"비밀|비번|암호|패스|핀|인증|본인|확인|일회|보안|유효성|오티피|씨브이|카드\s?[뒷뒤]|뒷면|문자|톡|메시지"
    r"|(?i:pass|pw|pin|otp|cvc|cvv|cid|(?:verification|auth|authentication|confirmation|sms) c"
    r"|(?:the|my|this) code|security c|one[- ]time)"
)
# How a value is joined to its word: `비밀번호는 1234`, `CVC 번호: 123`, `OTP = 123456`.
PARTICLE = r"(?:[은는이가을를도]|이란|란|이요)"
FILLER = (
    r"(?:\s?(?:제|내|원래|그냥|아마|생일인?|보통|예전|기존|현재|새|바꾼|설정한|숫자|뭐더라|뭐였(?:더라|지)|아"
    r"|음)){0,2}"
)
MARK = r"(?:[:=>→~\-]{1,2}|[?.]{1,3})?"  # 비번ㅡ7788, password -> tiger77, 비번이요? 7788요
JOINED = rf"\s?{PARTICLE}?\s?(?:요|제가|저는|바로|지금)?{FILLER}[\s,]{{0,2}}{MARK}\s?[\"'(\[]?"
# What makes digits a date, an amount or a count.
COUNTED = r"(?!\s?(?:년|월|원|만|천|억|자리|글자|회|개|명|%|won|digits?|times?|처럼|같은|같이))"
ALONE = r"(?<![\d.,\-])"
NO_MORE = r"(?!\d|[\-.,:/]\d|-)"
DATE = r"(?:19|20)\d\d[-./]\d{1,2}"

WORD_KO = (
    r"(?:비밀\s?번호|비번|패스\s?워드|암호|핀\s?번호|(?<![가-힣])핀(?=\s?\d)|(?<![A-Za-z])(?:PIN|PW|pw)(?:\s?번호)?"
    r"|(?<![A-Za-z])(?i:password|passcode))"
)
LENGTH = r"(?:\s?(?:숫자\s?)?(?:[4-8네사육]|여섯|여덟)\s?(?:자리|글자))?"
SYLLABLE = "[공영일이삼사오육륙칠팔구]"
SPELT_ENDS = r"(?=\s?(?:이에요|예요|입니다|이?고|인데|이?야|임|이?요)|[^가-힣]|$)"
ONE = r"[!-/:-@\\^_{|}~A-Za-z0-9]"  # of a password; brackets and quotes stand around one
DIGITS = (
    rf"(?:\d{{4,12}}{NO_MORE}{COUNTED}|\d(?:[ ,.\-]\d){{3,7}}(?![ ,.\-]?\d){COUNTED}"
    rf"|{SYLLABLE}{{4,8}}{SPELT_ENDS})"
)
MIXED = rf"(?=[^\d\s]{{0,31}}\d)(?=[^A-Za-z\s]{{0,31}}[A-Za-z]){ONE}{{4,32}}"
ENDING = r"입니다|이?에요|예요|이?고|인데|이?야|임|이라고|라고|으?로\s?(?:바|변|설|해|했)"
SAID = rf"(?=[\"')\]]?(?:{ENDING}))"
LETTERS = rf"[A-Za-z][!-/:-@A-Za-z]{{3,31}}{SAID}"
PASSWORD = re.compile(
    rf"{WORD_KO}{LENGTH}{JOINED}(?!{DATE}|https?:)({MIXED}|{DIGITS}|{LETTERS})"
    rf"|{WORD_KO}\s?[:=]\s?(?!https?:)({ONE}{{4,32}})"
)
# Not sure of it: 비밀번호 기억 안 나는데 7788 같아요.
GUESSED = re.compile(
    rf"{WORD_KO}[^\d\n\0]{{0,15}}(?!(?:19|20)\d\d(?!\d))(\d{{4,6}}){NO_MORE}{COUNTED}"
    r"\s?(?=이었|였|인\s?(?:것|거|줄)|아니면|같아|같은데|맞(?:나|아|죠|는)|이?라고\s?(?:생각|기억))"
)
HALF_PASSWORD = re.compile(
    rf"{WORD_KO}\s?(?:앞|뒤|뒷)\s?(?:두|2)?\s?(?:자리|글자)?{JOINED}(\d\d)(?!\d)(?!\s?자리)"
)
PASSWORD_EN = re.compile(
    r"(?<![A-Za-z])(?i:pass\s?word|passcode|pin(?:\s?(?:code|number))?)"
    rf"(?:\s(?i:is|was)|['’]s|\s?(?:[:=]|[-=]>|→))\s?[\"']?({MIXED}|{DIGITS})"
    rf"|(?<![A-Za-z])(?i:pin\s(?:code|number))\s(\d{{4,8}}){NO_MORE}{COUNTED}"
    r"|(?<![A-Za-z])(?i:password|passcode)(?:\s(?i:is|was)|['’]s)\s[\"']([^\"'\s]{4,32})[\"']"
)
PASSWORD_AFTER = re.compile(
    rf"(?<![!-~])({MIXED}|\d{{4,8}})(?:\s?[이가은는])?\s?(?:(?:제|내|저희)\s?)?"
    r"(?:(?:카드|통장|계좌|앱|폰)\s?)?(?:비밀\s?번호|비번)(?:예요|이?에요|입니다|인데|이?고|야|임)"
    r"|(?<![!-~])([!-~]{0,31}\d[!-~]{0,31})\sis\smy\s(?i:[a-z]{0,8}\s?(?:password|passcode|pin))"
)

CODE_WORD = (
    r"(?:인증\s?(?:번호|코드)|본인\s?확인\s?(?:번호|코드)|확인\s?코드|일회용\s?(?:비밀\s?번호|비번|코드)"
    r"|보안\s?코드"
    r"|(?:오티피|(?<![A-Za-z])(?:OTP|otp|Otp))(?:\s?(?:번호|코드|비밀번호|값|숫자|[Cc]ode|[Nn]umber|[Pp]assword))?)"
)
CODE_DIGITS = (
    rf"\d{{3,4}}[\s-]\d{{3,4}}(?!\d|-\d){COUNTED}|\d{{4,8}}{NO_MORE}{COUNTED}"
    rf"|\d(?:[ .\-]\d){{3,7}}(?![ .\-]?\d){COUNTED}"
)
SPELT_CODE = rf"{SYLLABLE}(?:\s?{SYLLABLE}){{3,7}}{SPELT_ENDS}"
SERVICE = r"(?!1[568]\d\d[\s-]?\d{4})"
ONE_TIME = re.compile(
    rf"{CODE_WORD}(?:\s?[468여]섯?\s?자리)?{JOINED}(?:is\s)?{SERVICE}(?!{DATE})({CODE_DIGITS}|{SPELT_CODE})"
    r"|(?i:(?:verification|authentication|auth|one[- ]time|security|confirmation|sms)"
    rf"\s(?:code|passcode|password|pin))[^\d\n]{{0,12}}{ALONE}{SERVICE}(?!{DATE})({CODE_DIGITS})"
)
# A code of six digits, with a few words between, or before its word.
CAME = r"(?:왔는데|왔어요|온\s?게|오는데|라고\s?(?:왔는데|뜨는데|떠요)|인데)"
TEXTED = (
    r"(?:문자|카톡|알림톡|메시지)(?:으?로|에)?\s?(?:온|왔던|받은|도착한|뜬|적힌)\s?(?:번호|숫자|코드|거)"
    r"|인증\s?문자"
)
TOLD_CODE = re.compile(
    rf"{CODE_WORD}[^\d\n\0]{{0,12}}{ALONE}(\d{{6}}){NO_MORE}{COUNTED}"
    rf"|{ALONE}(\d{{6}})(?!\d)\s?(?:[이가]|라는|이라는)?\s?(?:{CAME}\s?)?(?:제\s?|내\s?)?{CODE_WORD}"
    rf"|(?:{TEXTED}){JOINED}{SERVICE}(?!{DATE})(\d{{4,8}}){NO_MORE}{COUNTED}"
    r"|(?i:(?:the|my|this) code(?: i (?:received|got|was sent)| (?:sent|texted) to me"
    rf"| you sent(?: me)?)?)(?:\s(?:is|was)|['’]s|:)\s(\d{{6}}){NO_MORE}"
    rf"|{ALONE}(\d{{4,8}})\s"
    r"(?i:is my (?:otp|verification code|one-time (?:password|code)|code))"
)
CHECK_WORD = (
    r"(?:(?<![A-Za-z])(?i:cvc|cvv|cid)2?|씨브이[씨브]이?|카드\s?(?:뒷|뒤)\s?[면쪽]?"
    r"|뒷면(?=(?:에|의)?\s?(?:있는|적힌|쓰인)?\s?(?:숫자|번호)?\s?(?:3|세|셋)\s?(?:자리|글자))|보안\s?코드|유효성\s?코드"
    r"|(?i:security code))"
)
THREE = r"\d{3,4}|\d(?:[ ,.\-]\d){2,3}(?![ ,.\-]?\d)"
DAYS = "(?:일이|이삼|삼사|사오|오육|육칠|칠팔)일"
CHECK_NUMBER = re.compile(
    rf"{CHECK_WORD}"
    r"(?:에|의)?\s?(?:있는|적힌|쓰인|쓰여\s?있는)?"
    r"\s?(?:번호|코드|값|숫자|넘버)?(?:\s?(?:뒤|끝)?\s?(?:3|4|세|네|셋)\s?(?:자리|글자))?(?:\s?숫자)?"
    rf"{JOINED}(?:뒷면에\s?|뒤에\s?|is\s)?(?:({THREE}){NO_MORE}{COUNTED}(?!\s?번(?!이|호))"
    rf"|(?!{DAYS})({SYLLABLE}{{3,4}}){SPELT_ENDS})"
)

# After 보안카드 come the place of a number and the number, sometimes several pairs.
SECURITY_CARD = re.compile(r"보안\s?카드|(?i:security card)")
NEAR = 60  # characters of a line behind the word
CARD_NUMBER = re.compile(
    rf"(?:{ALONE}|(?<=\d[-:])(?<!\d{{3}}[-:]))(\d{{4}}){NO_MORE}(?!\s?(?:년|원|만|자리|개|번째))"
    r"|(?:앞|뒤|뒷)[^\d\n]{0,8}(\d\d)(?!\d|\s?(?:자리|개|번째|번))"
    r"|(?:일련\s?번호|serial)[^\d\n]{0,6}(\d{6,12})(?!\d)"
    r"|번째?\s?(?:[은는이가]|숫자는?)?\s?[:=]?\s?(\d\d(?:[\s,]{1,2}\d\d)?|\d(?:\s\d){3})(?!\d|\s?(?:번|자리|개))"
    rf"|번째?\s?[은는이가]?\s?({SYLLABLE}{{4}}){SPELT_ENDS}"
)
# One more, after the first: 비번 7788 아니면 8877.
OTHER = re.compile(
    r"[\"')\]]?\s?(?:아니면|또는|혹은|이나|나|or|에서)\s?(\d{4,12})(?!\d|[\-.,:/]\d)" + COUNTED
)


def auth_secrets(plain: str) -> Iterator[Span]:
    for pattern, instead in (
        (CHECK_NUMBER, "[CVC]"),
        (ONE_TIME, "[인증번호]"),
        (TOLD_CODE, "[인증번호]"),
        (PASSWORD, "[비밀번호]"),
        (GUESSED, "[비밀번호]"),
        (HALF_PASSWORD, "[비밀번호]"),
        (PASSWORD_EN, "[비밀번호]"),
        (PASSWORD_AFTER, "[비밀번호]"),
    ):
        for found in pattern.finditer(plain):
            yield *found.span(found.lastindex or 0), instead
            if other := OTHER.match(plain, found.end()):
                yield *other.span(1), instead
    for word in SECURITY_CARD.finditer(plain):
        for found in CARD_NUMBER.finditer(plain, word.end(), _near(plain, word.end())):
            yield *found.span(found.lastindex or 0), "[보안카드]"


def _near(plain: str, start: int) -> int:
    """The end of the line, or NEAR characters on; never amid a number."""
    line_end = plain.find("\n", start, start + NEAR)
    end = min(len(plain), start + NEAR) if line_end < 0 else line_end
    while end > start and plain[end - 1].isdigit() and plain[end : end + 1].isdigit():
        end -= 1
    return end
