"""Trouble told sideways: no fixed phrase, but things that together can only mean it.

Each rule is a few concepts that must all stand in the message, in any order: money that
left and somebody who deceived, a thing and its being gone, a deed and "not by me". Korean
is read without blanks, English in small letters, as in `emergency`.
"""

import re

# Korean: stems, so that every ending and level of politeness is the same word.
SENT_KO = r"(?:보냈|보내버|보내줬|부쳤|부쳐줬|송금했|송금해버|송금해줬|이체했|이체해버|이체해줬|입금했|입금해버|입금해줬|넣었|넘겼|줬는데|뜯겼|뜯긴|날렸|날린|결제했는데)"
MONEY_KO = (
    r"(?:돈|만원|천만|백만|억|송금|이체|입금|현금|대금|물건값|예금|적금|보증금|투자금|상품권)"
)
DECEIVER_KO = (
    r"(?:이상한(?:전화|문자|사람|데|곳)|수상한|모르는(?:사람|번호|전화|계좌|데)|사기|속았|속아|속은|속였|사칭"
    r"|시키는대로|시켜서|하라는대로|하라고해서|(?:부쳐|보내|입금해|이체해|송금해|빌려)달(?:라|래)|(?:부치|보내|입금하|이체하|송금하)라(?:고|길래|해)"
    r"|(?:검찰|검사|경찰|금감원|금융감독원|수사관|법원|국세청)|리딩방|투자방|로맨스|해외파병)"
)
SELLER_KO = (
    r"(?:판매자|사장|업체|상대|중고|당근|번개장터|거래|물건|주인|쇼핑몰|사이트|그사람|그놈|걔)"
)
VANISHED_KO = r"(?:사라졌|사라지|잠적|잠수|튀었|튄|도망|먹튀|먹고|연락(?:이|을|도)?(?:안|두절|끊|없)|답(?:이|장이|장)?(?:없|안)|차단|탈퇴|출금(?:을|이)?안|물건(?:이|을|은)?안(?:보내|와|오))"
THING_KO = r"(?:(?<!보안)(?<!포토)카드|지갑|가방|핸드백|백팩|휴대폰|핸드폰|휴대전화|스마트폰|신분증|민증|면허증|여권|통장|보안카드|otp|오티피)"
GONE_KO = (
    r"(?:잃어버렸|잃어버려|잃어먹|잃었|분실했|분실한것|분실된것|날치기|소매치기|도둑맞|도난당|도난맞|털렸|훔쳐|뺏겼|뺏어|빼앗|강도"
    r"|통째로없|째없어|째로없|없어졌|없어진|사라졌|사라진|안보이|안보여|못찾|찾을수가?없|찾아도없|(?:놓고|두고|놔두고|흘리고)(?:왔|내렸|내린|온것|온듯|온거|갔|나왔|나온)"
    r"|빠뜨렸|빠트렸|흘렸|흘린|어디(?:다|에|에다)?(?:갔|뒀|놨|두었|흘렸|떨|놓))"
)
# Not a thing that is carried, or not a loss of it.
NO_THING_KO = r"(?:포인트|혜택|비밀번호|비번|번호|내역|메뉴|한도|버튼|화면|문자|할인|실적|등록이|인증서|이용대금|연회비)"
NOT_ME_KO = (
    r"(?:(?:나|저|본인|엄마|남편)도?(?:모르게|모르는)|(?:내가|제가|저는|난|전|본인이|나는|한번도)?(?:[가-힣]{0,4}?(?:한|쓴|긁은|산|신청한|만든|보낸|뽑은|결제한|로그인한|개통한)적(?:도|이|은)?(?:없|업))"
    r"|(?:내가|제가)(?:안|하지않|쓰지않|긁지않)|(?:내가|제가)(?:[가-힣]{1,5})(?:게|거|것)?아(?:닌|니)|안(?:쓴|긁은|산|했는데|썼는데|한)"
    r"|(?:누가|누군가|어떤놈|딴사람|다른사람|남이|타인이|모르는(?:사람|기기|곳|데|이름|업체|가맹점))"
    r"|허락(?:도)?없이|몰래|도용|해킹|뚫렸|뚫린)"
)
DEED_KO = r"(?:이체|출금|인출|결제|승인|송금|대출|로그인|접속|개통|발급|개설|가입|명의|돈(?:이|을)?(?:나가|나갔|빼)|빼갔|빼간|뽑아갔|긁혔|긁었|카드(?:를|로)?(?:쓰|썼|사용))"
DONE_KO = r"(?:됐|되었|되있|되어있|돼있|받았|받은|했|한것|하고있|났|찍혔|찍혀|떴|뜨|왔|나갔|나가있|나가고|빼갔|빼간|있어|있네|있는|있습|나왔|썼|쓰고|긁|봐요|나봐|대요|뽑아|빠졌|빠져)"
EMPTY_KO = r"(?:(?:통장|계좌|잔액|잔고|예금|돈)(?:에|에서|이|을|의)?.{0,10}(?:빠져나|빠져있|빼갔|빼간|다없|몽땅|전부(?:없|사라|빠)|싹|텅비|텅텅|털렸|털린|털어|0원(?:이|됐|인)|사라졌|증발|없어졌|인출됐|빠지고))"
GUISE_KO = r"(?:검찰|검사|경찰|형사|금감원|금융감독원|수사관|법원|국세청|세무서|은행|카드사|공무원|우체국|통신사|고객센터|상담원|대출회사|캐피탈|아들|딸|자식|손자|손녀|조카|동생|친구|엄마|아빠)"
CLAIMS_KO = r"(?:직원|사람)?(?:이|분이)?(?:라고|라며|라면서|라는|라길래|래요|인척|사칭|이래|직원이|에서전화|한테전화|전화와|전화가|가전화|이전화|목소리)"
DEMAND_KO = r"(?:(?:안전|보호|국가)(?:한)?계좌|옮기(?:래|라)|(?:보내|부치|송금하|이체하|입금하|인출하|찾아오|찾으)(?:래|라)|(?:달래|달라|내놓으|가져오라|가지고오라)|범죄|연루|구속|체포|납치|대포통장|은행(?:에)?(?:간|가고|가래|가라)|폰고장|폰이고장|합의금|벌금|깔(?:래|라)|설치(?:하래|하라)|(?:번호|비번|otp|신분증|인증)[^?]{0,8}(?:불러|달|알려|찍어|보내)|상환하라|갚으라|수수료(?:먼저|부터))"
SECRET_KO = r"(?:비번|비밀번호|인증번호|보안카드|otp|오티피|신분증|주민번호|주민등록번호|개인정보|계좌번호|카드번호|cvc|핀번호|인증문자)"
LEAKED_KO = r"(?:넣었|넣어버|입력했|입력해버|적었|적어서|적어줬|적어냈|쳤|알려줬|알려줘버|불러줬|찍어(?:서)?보냈|보냈|보내줬|말했|말해줬|말해버|넘겼|줘버렸|줬어|줬는데|털렸|유출됐)"
BAIT_KO = r"(?:이상한|수상한|가짜|모르는|스팸|피싱|사기|택배|청첩장|부고|링크|주소|문자|사이트|전화|카톡|메신저|어떤사람|누가|원격|검찰|경찰|금감원|은행이라|은행원이라|상담원이라)"
INSTALL_KO = r"(?:깔았|깔렸|깔린|깔아버|깔게|깔라|설치했|설치됐|설치해버|설치하라|눌렀|눌러버|눌러봤|클릭했|클릭해버|누르니|들어갔|열었)"
REMOTE_KO = (
    r"(?:원격|팀뷰어|애니데스크|화면을?(?:보고|공유)|폰이?(?:지멋대로|저절로|혼자|맘대로|먹통))"
)

CONCEPTS_KO: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # kind, what must all be there, what must not
    ("sent", (MONEY_KO + "|" + SENT_KO, SENT_KO, DECEIVER_KO), r"의심거래안내|사기조회"),
    ("sent", (r"송금|이체|입금|돈|결제|보냈|부쳤|선금", SELLER_KO, VANISHED_KO), NO_THING_KO),
    ("sent", (r"돈만(?:받|먹)", VANISHED_KO), ""),
    ("phishing", (GUISE_KO + CLAIMS_KO, DEMAND_KO), r"안내문자|영업점"),
    ("phishing", (SECRET_KO, LEAKED_KO, BAIT_KO), r"틀렸|틀려|안돼|안되|오류"),
    ("phishing", (r"앱|어플|링크|파일|문자|주소|뭐가|뭔가|사이트", INSTALL_KO, r"이상한|수상한|모르는|스팸|가짜|악성|택배문자|깔라고|하라고|시키는|"+REMOTE_KO), r"로그인이안|은행앱"),
    ("phishing", (REMOTE_KO, r"앱|어플|깔|설치|통장|돈"), r"근무|상담"),
    ("card", (NOT_ME_KO, r"카드|결제문자|승인문자|승인내역|결제내역|긁", DEED_KO + "|긁", DONE_KO + "|문자|알림|내역"), r"수수료|될까|되나요|가능|할수|연회비|안했는데왜"),
    ("takeover", (EMPTY_KO,), r"자동이체|이자|수수료|보험료|관리비|세금|안빠져|왜빠|언제빠|실패|빠져나가(?:나요|는날|는지)|포인트|혜택"),
    ("takeover", (NOT_ME_KO, DEED_KO, DONE_KO), r"카드|수수료|이자|안했는데왜|송금하려|이체하려|이체하고싶|보내고싶|될까|되나요|가능|할수"),
)  # fmt: skip
LOST_KO = (
    re.compile(rf"{THING_KO}(?:(?!{NO_THING_KO}).){{0,16}}{GONE_KO}"),
    re.compile(rf"(?:날치기|소매치기|강도|도둑|털렸|뺏겼).{{0,16}}{THING_KO}"),
)
WALLET_KO = re.compile(r"(?<!보안)카드|지갑|가방|핸드백|백팩")

GONE_EN = r"\b(?:lost|stolen|stole|missing|gone|grabbed|snatched|swiped|robbed|mugged|pickpocketed|nicked|disappeared|vanished|can'?t find|cannot find|left|dropped|took)\b"
NOT_ME_EN = r"(?:\b(?:wasn'?t|not|isn'?t) (?:me|mine|by me)\b|\bnever (?:made|bought|approved|authori[sz]ed|did|used|requested|signed)\b|\b(?:didn'?t|did not|haven'?t) (?:make|buy|approve|authori[sz]e|do|use|request|sign|spend)\b|\b(?:don'?t|do not) (?:recogni[sz]e|know)\b|\b(?:without my|someone else|somebody else|stranger|unknown person)\b)"
MOVED_EN = r"\b(?:payments?|charges?|charged|purchases?|transfers?|withdrawals?|withdrawn|transactions?|log-?ins?|logged|loans?|money|left|device|opened)\b"
CONCEPTS_EN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("sent", (r"\b(?:paid|sent|transferred|wired|gave)\b", r"\b(?:seller|shop|landlord|trader|investment|he|she|they|guy|man|woman|website|site)\b", r"\b(?:(?:won't|doesn't|don't|not|never|stopped|no longer) (?:answer\w*|repl\w+|respond\w*|deliver\w*|pick)|disappeared|vanished|blocked|ghosted|gone|fake|let me withdraw|scam\w*)\b"), ""),
    ("sent", (r"\b(?:paid|sent|transferred|wired)\b", r"\b(?:doesn't|does not|didn't|never) exist|\b(?:turned out|it was) (?:to be )?(?:fake|a lie)\b"), ""),
    ("takeover", (r"\b(?:in|under|with) my (?:name|identity)\b", r"\b(?:took|taken|opened|made|got|applied|borrowed|registered)\b", r"\b(?:someone|somebody|they|stranger|loan was|account was)\b"), r"\b(?:joint|family)\b"),
    ("phishing", (r"\b(?:tax office|police|prosecutor|officer|bank|caller|man|woman|somebody|someone|government|delivery|technician)\b", r"\b(?:wants?|wanted|told|tells?|asks?|asked|asking|says?|said|made)\b", r"\b(?:move|transfer|withdraw|send|safe account|savings|gift cards?|pin|otp|password|code|install|remote|screen)\b", r"\b(?:me|my|us|our|mother|father|mom|dad|grand\w+)\b"), r"\b(?:teller|branch|app says|website says|page says)\b"),
    ("phishing", (r"\b(?:typed|entered|gave|read|told|sent|shared|filled|put)\b", r"\b(?:otp|pin|password|codes?|card number|account number|details|passcode|id)\b", r"\b(?:fake|strange|suspicious|scam\w*|phish\w*|someone|somebody|stranger|caller|phone|link|fraud\w*|not real|wasn'?t real)\b"), r"\b(?:forgot\w*|reset|wrong)\b"),
    ("takeover", (NOT_ME_EN, MOVED_EN, r"\b(?:account|name|savings|login|log-?in|device|loan|money)\b"), r"\b(?:card|fee|how (?:do|can|to)|haven'?t received)\b"),
    ("takeover", (r"\b(?:account|savings|balance)\b", r"\b(?:emptied|drained|wiped out|cleaned out|is empty|hacked)\b"), ""),
    ("card", (NOT_ME_EN, MOVED_EN, r"\bcard\b"), r"\b(?:fee|limit|how (?:do|can|to))\b"),
    ("card", (r"\b(?:wallet|purse|handbag|bag|cards?)\b", GONE_EN, r"\b(?:my|our|me)\b"), r"\b(?:points?|pin|password|benefits?|letter|replacement fee)\b|\b(?:how much|how long) (?:is|does|until)\b|\bleft (?:on|until|to)\b"),
)  # fmt: skip


def told(read: str, language: str) -> str | None:
    """The kind of trouble that the message tells of, None for none.

    read: as `compact` leaves it in Korean, as `plain` does in English.
    """
    for kind, concepts, unless in CONCEPTS_KO if language == "ko" else CONCEPTS_EN:
        if all(re.search(one, read) for one in concepts) and not (
            unless and re.search(unless, read)
        ):
            return kind
    if language == "ko" and any(one.search(read) for one in LOST_KO):
        return "card" if WALLET_KO.search(read) else "loss"
    return None
