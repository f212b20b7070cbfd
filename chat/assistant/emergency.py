"""Losses and fraud, told by rules alone: this works with everything else down.

Korean is read without blanks, because people leave them out; English in small letters.
An emergency *happened* when the customer tells it as their own present trouble; a question
about the subject ("how do I report a lost card?") is answered like any other, with the
numbers to call before the answer.
"""

import re
from dataclasses import dataclass

from chat.assistant.language import compact, plain


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
STRANGE_KO = (
    r"(?:모르는|내가안한|제가안한|하지않은|하지도않은|한적없는|한적이없는|본인이안한|수상한)"
)
DEAL_KO = r"(?:이체|출금|결제|송금|로그인|거래|승인|인출|접속|대출)"

HAPPENED_KO = {
    "sent": rf"{FRAUD_KO}.{{0,16}}{MONEY_LEFT_KO}|{MONEY_LEFT_KO}.{{0,16}}(?:사기|피싱)(?!예방)",
    "takeover": rf"(?:계좌|앱|뱅킹|계정|아이디|인증서|명의|개인정보)[가이를을]?.{{0,4}}(?:해킹|도용|탈취|털렸|털린|뚫렸|유출)(?:당|됐|되었|된|했)?"
    rf"|해킹(?:당|됐|된|되었)|{STRANGE_KO}.{{0,8}}{DEAL_KO}.{{0,6}}(?:됐|되었|있|왔|떴|났|했)"
    rf"|{SECRET_KO}(?:번호)?[을를도]?.{{0,6}}{GAVE_KO}"
    r"|(?:모르게|갑자기|허락없이|저도모르|나도모르).{0,10}(?:빠져나|출금됐|출금되|이체됐|인출됐|결제됐)"
    r"|돈이(?:다|전부|몽땅)?(?:빠져나갔|사라졌|없어졌)",
    "phishing": rf"{FRAUD_KO}[을를에인이]?(?:당했|당한|당하고|걸렸|걸린|것같|같아|같은|의심되|의심돼|의심스|거같|듯|전화(?:가왔|를받았|받았)|문자(?:가왔|를받았|받았))"
    rf"|{AUTHORITY_KO}.{{0,8}}(?:라고|라며|라면서|라는|사칭|전화).{{0,24}}(?:송금|이체|입금|돈|현금|계좌|앱|하래|보내래|달래|하라)"
    r"|(?:악성|이상한|수상한|원격|모르는).{0,4}(?:앱|어플|링크|주소|url|파일).{0,6}(?:깔았|깔렸|설치했|설치됐|눌렀|눌러버|클릭했|클릭해버)"
    r"|안전계좌.{0,8}(?:보내|옮기|이체|송금)",
    "card": rf"{CARD_KO}{BETWEEN_KO}{LOST_KO}|^.{{0,4}}{CARD_KO}(?:분실|도난)(?:요|이요|됨|함|당함)?\W*$",
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
    r"(?:[았었했렸됐]을|한|된|당할|할)(?:때|경우)|[렸했됐]다면|하면|되면|버리면|[렸했됐]을까|려면|안잃어버|분실은?안|게아니|건아니|것은?아니"
    r"|찾았|찾아서|신고(?:는|를)?(?:이미)?(?:했|한|하고|해놨)|해제|예방|막으려|안당하"
)

PERSON = r"(?:i|i've|i have|we|my|our|someone|somebody|they|he|she)"
HAPPENED_EN = {
    "sent": r"\b(?:sent|transferred|paid|wired)\b.{0,40}\b(?:scam|scammer|fraud|fraudster|phish|phisher)|\b(?:scammed|tricked|conned)\b.{0,40}\b(?:sen[dt]|sending|transfer|paid|paying|wire|money)",
    "takeover": r"\b(?:account|app|phone|identity|login)\b.{0,20}\b(?:hacked|taken over|compromised|broken into)|\b(?:hacked|broke) (?:my|into)|(?:did(?: not|n't) (?:make|do|authori[sz]e|approve))"
    r"|\bunauthori[sz]ed (?:transfer|payment|transaction|withdrawal|login|charge)|\bgave (?:out|away|them|him|her|someone)?.{0,24}\b(?:pin|password|otp|code)|someone (?:is using|used|logged in|stole my identity)|money (?:is|has) (?:gone|disappeared|vanished)",
    "phishing": r"\b(?:been|got|was|being|am) (?:voice )?(?:phished|scammed|conned)|\b(?:think|suspect|looks like|might be|is this).{0,24}\b(?:phishing|scam|fraud)|\b(?:clicked|tapped|installed|opened)\b.{0,30}\b(?:suspicious|strange|phishing|malicious|fake|remote)"
    r"|\b(?:prosecutor|police|caller|someone)\b.{0,40}\b(?:asked|asking|told|tells|telling|says|wants)\b.{0,40}\b(?:money|transfer|safe account|pin|password)",
    "card": rf"\b{PERSON}\b.{{0,24}}\b(?:lost|misplaced|stole|left|dropped|can't find|cannot find)\b.{{0,24}}\b(?:card|wallet|purse)\b|\b(?:my|our)\b.{{0,20}}\b(?:card|wallet|purse)\b.{{0,20}}\b(?:lost|stolen|missing|gone|taken)\b",
    "loss": rf"\b{PERSON}\b.{{0,24}}\b(?:lost|misplaced|stole)\b.{{0,24}}\b(?:phone|id|identity card|passport|passbook|otp|licence|license)\b|\b(?:my|our)\b.{{0,20}}\b(?:phone|id|identity card|passport|passbook|otp)\b.{{0,20}}\b(?:lost|stolen|missing)\b",
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


def find(text: str, language: str) -> Emergency | None:
    """The emergency that `text` tells of, the gravest first; None where there is none."""
    if language == "ko":
        read, happened, subject, supposed = compact(text), HAPPENED_KO, SUBJECT_KO, SUPPOSED_KO
    else:
        read, happened, subject, supposed = plain(text), HAPPENED_EN, SUBJECT_EN, SUPPOSED_EN
    if not supposed.search(read):
        for kind, pattern in happened.items():
            if re.search(pattern, read):
                return Emergency(kind, happened=True)
    for kind, pattern in subject.items():
        if re.search(pattern, read):
            return Emergency(kind, happened=False)
    return None
