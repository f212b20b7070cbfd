"""Losses and fraud, told by rules alone: this works with everything else down.

Korean is read without blanks, because people leave them out; English in small letters.
An emergency *happened* when the customer tells it as their own present trouble; a question
about the subject ("how do I report a lost card?") is answered like any other, with the
numbers to call before the answer.
"""

import re
from dataclasses import dataclass

from chat.assistant.language.normalise import compact, plain
from chat.assistant.understanding.emergency_cooccurrence import told
from chat.assistant.understanding.emergency_lookalikes import is_no_loss


@dataclass(frozen=True, slots=True)
class Emergency:
    """What kind of trouble, and whether it is happening to this customer."""

    kind: str  # sent, takeover, phishing, card, loss: also the name of its phrase
    happened: bool


LOST_KO = (
    r"(?:잃어버렸|잃어버린(?:것|거|듯)|잃어버림|잃었|분실했|분실됐|분실되었|분실함|분실한(?:것|거|듯)|분실(?:이에요|입니다)"
    r"|도난당|도난됐|도둑맞|훔쳐|소매치기|털렸|없어졌|없어진|사라졌|못찾겠|어디(?:갔|있는지모)|(?:두고|놓고)(?:왔|내렸|내린|나왔|온것)"
    r"|흘렸|흘린|떨어뜨|빠뜨렸|안보여요|안보이네)"
)
# What lies between the thing and its loss; a forgotten PIN is no loss.
BETWEEN_KO = r"(?:(?!비밀번호|비번|번호를|번호가|포인트|혜택).){0,14}"
CARD_KO, THING_KO = (
    r"(?<!보안)(?:카드|지갑)",
    r"(?:휴대폰|휴대전화|핸드폰|스마트폰|폰을|신분증|민증|주민등록증|면허증|여권|통장|보안카드|otp|오티피|가방)",
)
FRAUD_KO = r"(?:보이스피싱|피싱|스미싱|사기|사칭)"
AUTHORITY_KO = r"(?:검찰|경찰|금감원|금융감독원|수사관|검사|국세청|법원|은행직원)"
MONEY_LEFT_KO = r"(?:송금했|송금해버|이체했|이체해버|입금했|입금해버|보냈|보내버|부쳤|넣었|보내줬)"
SECRET_KO = r"(?:비밀번호|비번|otp|보안카드|인증번호|인증문자|신분증사진|계좌비번)"
GAVE_KO = r"(?:알려줬|알려주었|알려줘버|알려준|불러줬|불러준|말해줬|말해버|보내줬|보냈|넘겼|넘겨줬|가르쳐줬)"
STRANGE_KO = r"(?:모르는|(?:내가|제가|저는|본인이)(?:로그인|접속|결제|이체|신청|가입|등록)?(?:을|를)?안(?:한|했|하)|하지않은|하지도않은|한적(?:도|이)?없는|쓴적(?:도|이)?없는|수상한)"
DEAL_KO = r"(?:이체|출금|결제|송금|로그인|거래|승인|인출|접속|대출|기기|인증서|휴대폰|카드|계좌)"
# Who a fraudster says they are.
GUISE_KO = r"(?:아들|딸|자녀|엄마|아빠|친구|지인|조카|검사|검찰|경찰|금감원|금융감독원|수사관|국세청|법원|은행|택배|구청|직원)(?:직원|분)?(?:이라고|라고|이라며|라며|이라면서|라면서|인줄|인척|이라는|라는|이래서|래서)"
LURED_KO = r"(?:링크|문자|청첩장|부고|택배|주소|url|첨부파일).{0,8}(?:눌렀|눌러버|클릭했|클릭해버|들어갔|열었|열어봤)"

HAPPENED_KO = {
    "sent": rf"(?:{MONEY_LEFT_KO}|송금|입금|이체).{{0,16}}(?:잠적|잠수|연락(?:이|도)?(?:두절|안|끊)|차단|먹튀|사기꾼|속았|속은)|사기꾼(?:한테|에게).{{0,12}}(?:돈|보냈|송금|이체)|(?:속아|속아서|사기당해|사기를당해).{{0,14}}(?:보냈|보내버|송금|이체|입금|부쳤|넘겼|넘겨줬|줬)|{FRAUD_KO}.{{0,16}}{MONEY_LEFT_KO}|{MONEY_LEFT_KO}.{{0,16}}(?:사기|피싱)(?!예방)",
    "card": rf"{CARD_KO}{BETWEEN_KO}{LOST_KO}|(?:소매치기|도둑|도난|털렸).{{0,12}}(?:카드|지갑)|{CARD_KO}.{{0,10}}(?:안보여|안보이네|아무리찾아도|어디(?:다|에)?(?:뒀|놨|두었|놓았|갔)는지|감쪽같이)|{CARD_KO}.{{0,14}}(?:안쓴|안썼|쓰지도?않은|쓴적(?:도|이)?없는|쓰지않았|제가쓴게아)|(?:안쓴|안썼는데|쓰지도?않은|쓴적(?:도|이)?없는|긁은적(?:도|이)?없).{{0,10}}(?:카드|승인|긁)|카드(?:가)?(?:복제|도용)"
    rf"|(?:누가|다른사람이|누군가).{{0,8}}(?:내|제|저의?)?{CARD_KO}.{{0,8}}(?:쓰고|썼|사용|긁|결제)|^.{{0,4}}{CARD_KO}(?:분실|도난)(?:요|이요|됨|함|당함)?\W*$",
    "phishing": rf"{SECRET_KO}(?:번호)?[을를도]?.{{0,6}}{GAVE_KO}|{GUISE_KO}.{{0,20}}(?:{GAVE_KO}|눌렀|깔았|설치했|보내버)|{LURED_KO}"
    r"|(?:범죄|사건)에?(?:연루|연관).{0,20}(?:계좌|통장|돈|전화|래|대)|대포통장.{0,12}(?:라고|래|전화|연루)|(?:원격|팀뷰어|앱|어플).{0,8}(?:깔라|설치하라|깔래|설치하래|깔게)|(?:가짜|이상한|수상한)(?:사이트|홈페이지).{0,12}(?:입력|로그인|적었)|(?:개인정보|카드번호|계좌번호|비밀번호).{0,10}(?:입력했(?!는데(?:틀|안|오류|또|계속))|입력해버|적어버|적었|털렸)|납치|(?:상품권|핀번호).{0,8}(?:보내|사오|사서|찍어)"
    rf"|{FRAUD_KO}[을를에인이]?(?:당했|당한|당하고|걸렸|걸린|것같|같아|같은|의심되|의심돼|의심스|거같|듯|전화(?:가왔|를받았|받았)|문자(?:가왔|를받았|받았))"
    rf"|{AUTHORITY_KO}.{{0,8}}(?:라고|라며|라면서|라는|사칭|전화).{{0,24}}(?:송금|이체|입금|돈|현금|계좌|앱|하래|보내래|달래|하라)"
    r"|(?:악성|이상한|수상한|원격|모르는).{0,4}(?:앱|어플|링크|주소|url|파일).{0,6}(?:깔았|깔렸|설치했|설치됐|눌렀|눌러버|클릭했|클릭해버)"
    r"|안전계좌.{0,8}(?:보내|옮기|이체|송금)",
    "takeover": rf"(?:계좌|앱|뱅킹|계정|아이디|인증서|명의|개인정보)[가이를을]?.{{0,4}}(?:해킹|도용|탈취|털렸|털린|뚫렸|유출)(?:당|됐|되었|된|했)?"
    rf"|해킹(?:당|됐|된|되었)|{STRANGE_KO}.{{0,8}}{DEAL_KO}.{{0,6}}(?:됐|되었|있|왔|떴|났|했)"
    r"|(?:비밀번호|비번|연락처|전화번호|한도)(?:가|이)?(?:저도|나도)?(?:모르게)?(?:바뀌었|바뀌어있|변경됐|변경되었)(?:어요|다고|다는|습니다|네).{0,12}|유심.{0,8}(?:복제|털|해킹|바뀌)|(?:안|하지도않은|한적없는).{0,6}(?:로그인|접속).{0,8}(?:알림|문자|메일|기록)"
    r"|누가(?:내|제|저의?).{0,8}(?:계정|계좌|앱|아이디|폰|명의).{0,8}(?:쓰|썼|들어|접속|로그인)|(?:기기|인증서|계좌|카드).{0,10}(?:추가|등록|발급|개설|개통)(?:됐|되었)다(?:고|는).{0,12}(?:왔|떴|떠|뜨|와)"
    r"|(?:모르게|갑자기|허락없이|저도모르|나도모르).{0,10}(?:빠져나|출금됐|출금되|이체됐|인출됐|결제됐)"
    r"|돈이(?:다|전부|몽땅)?(?:빠져나갔|사라졌|없어졌)",
    "loss": rf"{THING_KO}{BETWEEN_KO}{LOST_KO}|^.{{0,4}}{THING_KO}(?:분실|도난)(?:요|이요|됨|함)?\W*$",
}
SUBJECT_KO = {
    "sent": rf"{FRAUD_KO}.{{0,10}}(?:송금|이체|입금|돈|계좌)",
    "takeover": r"해킹|도용|탈취",
    "phishing": FRAUD_KO,
    "card": rf"{CARD_KO}.{{0,8}}(?:분실|도난|잃어버)|(?:분실|도난).{{0,6}}카드",
    "loss": rf"{THING_KO}.{{0,8}}(?:분실|도난|잃어버)|(?:분실|도난)(?:신고|사고)",
}
# A supposed, denied, ended or already reported case is none that happens now.
SUPPOSED_KO = re.compile(
    r"사기(?:는|가)?아니|(?:[았었했렸됐]을|한|된|당할|할)(?:때|경우)|[렸했됐]다면|하면(?!서)|되면|버리면|[렸했됐]을까|려면|안잃어버|분실은?안|게아니|건아니|것은?아니"
    r"|찾았|찾아서|신고(?:는|를)?(?:이미)?(?:했|한|하고|해놨)|해제|예방|막으려|안당하"
)

PERSON = r"(?:i|i've|i have|we|my|our|someone|somebody|they|he|she)"
HAPPENED_EN = {
    "sent": r"\b(?:sent|transferred|paid|wired|gave)\b.{0,60}\b(?:vanished|disappeared|blocked me|stopped (?:replying|answering)|gone silent|fake)\b|\b(?:sent|transferred|paid|wired)\b.{0,40}\b(?:scam|scammer|fraud|fraudster|phish|phisher)|\b(?:scammed|tricked|conned)\b.{0,40}\b(?:sen[dt]|sending|transfer|paid|paying|wire|money)",
    "takeover": r"\b(?:account|app|phone|identity|login)\b.{0,20}\b(?:hacked|taken over|compromised|broken into)|\b(?:hacked|broke) (?:my|into)|(?:did(?: not|n't) (?:make|do|authori[sz]e|approve))"
    r"|\bunauthori[sz]ed (?:transfer|payment|transaction|withdrawal|login|charge)|\b(?:log-?ins?|device|transfer|payment|sign-?in)\b.{0,24}\b(?:was(?: not|n't) me|not me|i didn'?t|don'?t recogni[sz]e)|someone (?:is using|used|logged in|stole my identity)|money (?:is|has) (?:gone|disappeared|vanished)",
    "phishing": r"\b(?:clicked|tapped|opened|followed)\b.{0,24}\b(?:link|attachment|message|text)\b.{0,40}\b(?:typed|entered|gave|put|filled|installed|now)\b|\bgave (?:out|away|them|him|her|someone)?.{0,24}\b(?:pin|password|otp|code)|\b(?:told|gave|read|sent)\b.{0,20}\b(?:my )?(?:otp|pin|password|security code)\b"
    r"|\b(?:prosecutor|police|officer|caller|man|woman|someone|bank)\b.{0,40}\b(?:on the (?:phone|line)|calling|telling|asking|wants|says)\b.{0,40}\b(?:money|transfer|move|savings|safe account|pin|password|otp|install)"
    r"|\b(?:been|got|was|being|am) (?:voice )?(?:phished|scammed|conned)|\b(?:think|suspect|looks like|might be|is this).{0,24}\b(?:phishing|scam|fraud)|\b(?:clicked|tapped|installed|opened)\b.{0,30}\b(?:suspicious|strange|phishing|malicious|fake|remote)"
    r"|\b(?:prosecutor|police|caller|someone)\b.{0,40}\b(?:asked|asking|told|tells|telling|says|wants)\b.{0,40}\b(?:money|transfer|safe account|pin|password)",
    "card": rf"\b{PERSON}\b.{{0,24}}\b(?:lost|misplaced|stole|left|dropped|can'?t find|cannot find)\b.{{0,24}}\b(?:card|wallet|purse)\b|\bcard\b.{{0,30}}\b(?:charges?|purchases?|payments?)\b.{{0,20}}\b(?:not mine|i didn'?t|never made|don'?t recogni[sz]e)|\b(?:charges?|purchases?|payments?)\b.{{0,20}}\b(?:i didn'?t|never made|don'?t recogni[sz]e)\b.{{0,30}}\bcard\b|\b(?:someone|somebody|a stranger) (?:is|was|has been|else is)? ?(?:using|used|uses)\b.{{0,12}}\bcard\b|\b(?:my|our)\b.{{0,20}}\b(?:card|wallet|purse)\b.{{0,20}}\b(?:lost|stolen|missing|gone|taken)\b",
    "loss": rf"\bmy phone (?:was|got|has been|is) (?:snatched|stolen|grabbed|taken|lost|missing|gone)|\b{PERSON}\b.{{0,24}}\b(?:lost|misplaced|stole)\b.{{0,24}}\b(?:phone|id|identity card|passport|passbook|otp|licence|license)\b|\b(?:my|our)\b.{{0,20}}\b(?:phone|id|identity card|passport|passbook|otp)\b.{{0,20}}\b(?:lost|stolen|missing)\b",
}
SUBJECT_EN = {
    "sent": r"\b(?:scam|fraud|fraudster|phishing)\w*.{0,30}\b(?:money|transfer|account|sent)",
    "takeover": r"\b(?:hacked|hacking|taken over|take-?over|identity theft)\b",
    "phishing": r"\b(?:phishing|smishing|scam|scams|scammed)\b",
    "card": r"\b(?:lost|stolen|lose|missing)\b.{0,20}\b(?:card|wallet)|\bcard\b.{0,20}\b(?:lost|stolen|loss|theft)\b",
    "loss": r"\b(?:lost|stolen|lose)\b.{0,20}\b(?:phone|id|identity card|passport|passbook|otp)\b",
}
SUPPOSED_EN = re.compile(
    r"^.{0,40}\b(?:if|in case|when|suppose|before|how to avoid|prevent|protect)\b"
    r"|\bfound (?:it|my|the)\b|\b(?:already|have) reported\b|\b(?:not|never|n't) (?:been )?(?:lost|stolen|scammed|hacked)\b"
)
# A question about the bank's ways tells of no trouble of its own, unless it says so outright.
GENERAL_KO = re.compile(
    r"수수료|얼마(?:예요|에요|인가|나|야|죠)|며칠|연회비|재발급(?:비|하려|받으려)|서류|보상(?:한도|범위)|가요\?*$|뭔가요|뭐예요|무엇"
)
GENERAL_EN = re.compile(
    r"^(?:what is|what are|how much|how long|what happens|which|is there|do you|does)\b|\bfee\b"
)


def is_supposed(read: str, language: str) -> bool:
    """Whether a case is only supposed, denied, over or reported long ago."""
    return bool((SUPPOSED_KO if language == "ko" else SUPPOSED_EN).search(read))


def find(text: str, language: str) -> Emergency | None:
    """The emergency that `text` tells of, the gravest first; None where there is none."""
    if language == "ko":
        read, happened, subject, supposed = compact(text), HAPPENED_KO, SUBJECT_KO, SUPPOSED_KO
        asks_how = GENERAL_KO
    else:
        read, happened, subject, supposed = plain(text), HAPPENED_EN, SUBJECT_EN, SUPPOSED_EN
        asks_how = GENERAL_EN
    if not supposed.search(read) and not is_no_loss(read, language):
        for kind, pattern in happened.items():
            if re.search(pattern, read):
                return Emergency(kind, happened=True)
        if not asks_how.search(read) and (sideways := told(read, language)):
            return Emergency(sideways, happened=True)
    for kind, pattern in subject.items():
        if re.search(pattern, read):
            return Emergency(kind, happened=False)
    return None
