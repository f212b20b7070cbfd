"""Names and addresses of people, where AICC_MASK_NAMES asks for it: by the words around them.

Nothing in a Korean name says that it is one, so only what is called a name is taken for one.
Two names in three are found. An address is one by its road and number.
"""

import re
from collections.abc import Iterator

from chat.pii.keep_last_four import Span

SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진나지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
NAME = rf"(?:(?:남궁|황보|선우|독고|제갈|사공)[가-힣]{{1,2}}|[{SURNAMES}][가-힣]{{1,2}})"
THREE = rf"(?:(?:남궁|황보|선우|독고|제갈|사공)[가-힣]{{1,2}}|[{SURNAMES}][가-힣]{{2}})"
SAID = (
    r"(?=\s?(?:입니다|이?에요|예요|이?라고|이?라는데|이?고(?!객)|인데|이?요(?![가-힣])|님|씨|으?로"
    r"|이?랑|한테|명의|,|\.|$))"
)
THING = "[가-힣]{2}[금율료권증장것액품점]"  # 전세금, 신분증: no name ends so
CALLED = re.compile(
    r"(?:이름|성함|성명|예금주|명의자|수취인|신청인|대표자|받는\s?(?:분|사람)|보낸\s?(?:분|사람))"
    rf"(?:[은는이가]|\s?:)?\s{{0,2}}({NAME}){SAID}"
    rf"|(?:남편|아내|아들|딸|친구|동생|어머니|아버지|엄마|아빠)\s({THREE})"
    r"(?=\s?(?:명의|한테|에게|통장|계좌))"
    rf"|(?<![가-힣])(?:저는|제가|나는)\s({NAME})(?=이?라고|입니다|인데요|인데\s|이에요|예요)"
    rf"|(?<![가-힣])(?!{THING})({THREE})(?=(?:이?라고\s?합니다|입니다)(?![가-힣]))"
    r"|(?:my name is|account holder is|I am|I'm)\s"
    r"([A-Z][a-z]{1,15}(?:\s[A-Z][a-z]{1,15}){1,2})(?![A-Za-z])"
)
# Words of three syllables that begin like a name and are an office.
OFFICES = r"지점장|은행장|은행원|조합장|변호사|심사역|세무사|법무사|공무원|기관장|선생|고객"
ADDRESSED = re.compile(
    rf"(?<![가-힣])(?!{OFFICES})({THREE})(?=님(?:\s|이|은|께|한|이라|$)|\s?씨(?:\s|가|는|께|한|$))"
)
NO_NAMES = frozenset({"지어줘", "연결해", "바꿔줘", "이거요", "뭐예요", "어떻게", "변경은"})
PROVINCE = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청|전라|경상)(?:특별자치|특별|광역|남|북)?(?:시|도)?"
)
DISTRICT = r"(?:[가-힣]{1,6}(?:시|군|구)\s)"
ROOMS = r"(?:[,\s]{1,2}\d{1,4}(?:동|호|층)){0,3}"
ADDRESS = re.compile(
    rf"(?:(?:{PROVINCE}\s){DISTRICT}{{0,3}}|{DISTRICT}{{1,3}})[가-힣0-9]{{1,12}}(?:로|길)\s?"
    rf"\d{{1,4}}(?:-\d{{1,4}})?(?:번길\s?\d{{1,4}})?{ROOMS}(?![\d\-])"
    rf"|(?:{PROVINCE}\s){DISTRICT}{{0,3}}[가-힣]{{1,6}}(?:동|읍|면|리)\s"
    r"\d{1,4}(?:-\d{1,4})?(?![\d\-])"
    r"|[가-힣]{2,10}(?:아파트|빌라|오피스텔)\s?(?:\d{1,4}동\s?)?\d{1,4}호"
)


def names_and_addresses(plain: str) -> Iterator[Span]:
    for found in ADDRESS.finditer(plain):
        yield *found.span(), "[주소]"
    for pattern in (CALLED, ADDRESSED):
        for found in pattern.finditer(plain):
            group = found.lastindex or 0
            if found[group] not in NO_NAMES:
                yield *found.span(group), "[이름]"
