"""What the bank's assistant never says by itself: it sells, promises and decides nothing."""

import re

from chat.assistant.language.normalise import compact, either, plain

SELLS_KO = re.compile(
    either(r"""
        추천(?:드|합니다|해드|하고싶|상품)|권해드|권합니다|권유|가입하(?:시는(?:것|게|걸)|시면좋|시길|세요|십시오|시죠)|가입을(?:권|추천|서두)
        (?:가장|제일|더|훨씬)(?:좋은(?:상품|선택|조건)|유리한(?:상품|선택)|이득)|이득입니다|이득이에요|손해(?:보지|볼일)|놓치지|서두르|마감임박|지금(?:바로|당장)?(?:가입|신청|투자)하(?:세요|십시오|시면|시는)
        (?:꼭|반드시|무조건)(?:가입|신청|투자|이용)|투자하(?:세요|십시오|시는것|시면)|절호의|최고의(?:상품|선택|기회)|강력(?:히|하게)
    """)
)
PROMISES_KO = re.compile(
    either(r"""
        약속(?:드|합니다|해드)|보장(?:해드|드립|합니다)|장담|확실히(?:승인|됩니다|받으실|돌려)|틀림없이|100%(?:승인|가능|보장|환급)|무조건(?:승인|가능|됩니다|환급)|반드시(?:승인|돌려|환급)
        책임지(?:고|겠)|걱정하지(?:마|않으)
    """)
)
DECIDES_KO = re.compile(
    either(r"""
        (?:고객님|회원님|손님)(?:은|의|께서는|께서)?.{0,20}(?:승인(?:됩|되었|대상|가능)|거절(?:됩|되었|대상)|대출이?가능합니다|한도는|자격이(?:됩|있|충분)|대상입니다)
        승인(?:해드|되었습니다|됐습니다|될것|처리)|(?:제가|저희가)?.{0,12}(?:처리|해지|정지|이체|취소|접수|변경|등록|환불|송금)(?:해드렸|하였습니다|했습니다|완료했|완료되었|완료하였|해드리겠습니다)
    """)
)
SAYS_EN = re.compile(
    either(r"""
        \b(?:i|we) (?:strongly |highly |would |'d )?(?:recommend|suggest|advise)\b|\byou should (?:\w+ )?(?:open|apply|choose|invest|take|get|buy|switch|sign|join|go for)\b
        \b(?:best|better|ideal|perfect|great) (?:choice|option|deal|product|offer|opportunity)\b|\bdon't miss\b|\blimited[- ]time\b|\bhurry\b|\b(?:sign up|apply|invest|open one|join) (?:now|today)\b
        \b(?:i|we) (?:can |will |hereby )?(?:promise|guarantee|assure)\b|\bguaranteed (?:approval|return|profit|to)\b|\b(?:definitely|certainly|surely) (?:be )?(?:approved|get|receive|refunded)\b|\brest assured\b|\brisk-free\b
        \byou (?:are|have been|will be|'re) (?:\w+ )?(?:approved|eligible|qualified|rejected|declined)\b|\byour (?:application|loan|card|limit|request) (?:is|has been|was|will be) (?:approved|granted|raised|rejected)\b
        \bi(?: have|'ve|'ll| will)? (?:just |already )?(?:block|cancel|transfer|process|refund|chang|regist|stopp|frozen|freez|send|sent|clos)\w*\b
    """)
)


def says_too_much(sentence: str, passages: str) -> str:
    """What is wrong with a sentence: `sells`, `promises`, `decides`; blank where nothing is.

    The bank's own words are the bank's: what stands so in a passage may be said.
    """
    tight, held = compact(sentence), compact(passages)
    for name, pattern in (("sells", SELLS_KO), ("promises", PROMISES_KO), ("decides", DECIDES_KO)):
        if any(match[0] not in held for match in pattern.finditer(tight)):
            return name
    said = plain(passages)
    if any(match[0] not in said for match in SAYS_EN.finditer(plain(sentence))):
        return "sells, promises or decides"
    return ""
