"""Customers' words for the bank's words.

Each row: what a customer may write, and the words by which articles name it. Korean is
matched without blanks, because people leave them out; English in small letters.
"""

import re

from chat.assistant.language import compact, plain

KOREAN = r"""
몇프로|몇퍼|퍼센트|이율|이자얼마|이자가|이자는|이자율 : 금리 이자
목돈|묶어|거치|예치|굴리 : 정기예금 예치
달마다|매달.{0,6}(?:모|넣|저금)|매월.{0,6}(?:모|넣)|조금씩|저금|푼돈|자유롭게 : 적금 납입
젊은|청년|20대|30대|사회초년생|[1-3]\d살|스무살 : 청년 적금 나이
깨야|깨면|깨고|깰|해약|중간에(?:해지|빼|찾|깨)|중도에|만기전 : 중도해지
은행.{0,4}망|파산|부도|문닫으면 : 예금자보호 보호
월급|급여|봉급 : 급여
입출금|통장개설|통장만들|통장하나|계좌만들|계좌개설|계좌트 : 자유입출금통장 개설 계좌
카드.{0,8}(?:만들|발급|신청|뽑)|(?:만들|발급|신청).{0,6}카드 : 신용카드 발급 신청 자격
전업주부|무직|소득이없|백수|프리랜서|학생인데 : 소득 증빙 신청 자격
부러|훼손|깨졌|깨진|긁혀|ic칩|안긁|다시만들|다시발급|재발급|새로(?:받|하나|뽑|만들어) : 재발급
직구|아마존|알리|해외(?:에서|결제|여행)|외국에서.{0,6}(?:결제|긁|카드|쓰) : 해외 이용 수수료 카드 결제
연회비|일년에.{0,6}카드|매년.{0,8}카드 : 연회비
할부|현금서비스|카드론|단기카드 : 할부 단기카드대출
결제일|카드값|카드대금|연체|납부일 : 결제일 카드 대금 연체
체크카드 : 체크카드
마통|마이너스통장|마이너스 : 마이너스통장 신용대출 한도
돈빌|빌리|대출받|신용대출|신용으로 : 신용대출 대출 한도
비상금|급전|소액대출 : 비상금대출
전세 : 전세자금대출 보증금
집사|아파트|주담대|집담보|담보대출|모기지 : 주택담보대출
(?:먼저|일찍|미리|중간에|빨리)갚|중도상환|상환수수료|조기상환|한번에갚 : 중도상환 수수료 상환
금리.{0,6}(?:낮|깎|내려|인하)|이자.{0,8}(?:낮|깎|내려|줄)|승진|신용점수.{0,6}올 : 금리인하요구권 금리 인하
떼가|떼이|수수료|비용|돈들|돈드|돈내|돈나가|얼마씩|공짜|무료 : 수수료
(?:딴|다른|타|남의)은행|타행 : 다른 은행 타행
보내|송금|부치|이체|입금|쏘|쐈 : 이체 송금
하루에.{0,8}(?:얼마|최대)|최대.{0,4}(?:얼마|까지)|얼마까지.{0,4}보|한도|한번에.{0,6}(?:얼마|보) : 한도
넘게안|더못보|안보내져|막혔|막혀|한도제한|한도계좌|제한.{0,4}(?:풀|해제)|백만원.{0,6}(?:안|못|밖에) : 금융거래 한도계좌 한도 제한 해제
미리(?:걸|해|보|등록)|예약|나중에보내|날짜정해 : 예약이체 예약 취소
자동으로|자동이체|매달나가|매월나가|월세|공과금|정기적 : 자동이체 등록
아직.{0,4}(?:못받|안들어|안왔|안갔|도착)|안들어왔|언제들어|언제도착|바로(?:들어|입금)|못받았 : 이체 입금 도착 시간
(?:잘못|실수로|엉뚱).{0,8}(?:보냈|송금|이체|입금)|착오송금|계좌번호.{0,4}(?:틀|잘못) : 착오송금 반환
달러.{0,4}(?:바꾸|바꿔|사|환전)|환전|엔화|유로|외화로|환율|우대 : 환전 외화 앱 우대
공항|수령|찾으러|신청해둔거 : 외화 수령 공항 데스크
(?:미국|일본|중국|캐나다|호주|해외|외국|유학|유럽).{0,14}(?:보내|송금|부치|보낼) : 해외송금 보내기 수수료 걸리는 기간
스위프트|swift|(?:해외|외국|달러).{0,12}(?:받|보내준|들어) : 해외송금 받기 swift 코드
십만달러|10만달러|서류.{0,8}해외|해외.{0,8}서류 : 해외송금 증빙 서류
외화통장|외화계좌|달러통장 : 외화통장
앱.{0,6}가입|인터넷뱅킹.{0,6}(?:가입|시작)|뱅킹가입|비대면 : 인터넷뱅킹 앱 가입
비번|비밀번호.{0,8}(?:틀|잊|까먹|잠)|핀|pin|잠겼|잠김 : 앱 pin 비밀번호 잠금 해제
폰.{0,4}(?:새로|바꿨|바꾸|변경)|새폰|새핸드폰|기기변경|기변|은행앱.{0,4}옮 : 기기 등록 새 휴대폰 변경
otp|오티피|일회용 : otp 발급
12시|자정|한밤|새벽|점검|몇시부터.{0,6}(?:앱|뱅킹|로그인|이용) : 이용 시간 점검 중단
(?:오래|오랫동안|일년|1년).{0,10}(?:안썼|안쓰|로그인|접속)|휴면|장기미사용 : 휴면 장기 미접속
인증서.{0,14}(?:연장|갱신|끝난|만료|끝나)|(?:연장|갱신|만료).{0,8}인증서 : 공동인증서 갱신
공인인증서|공동인증서|범용 : 공동인증서
금융인증서|클라우드.{0,4}인증 : 금융인증서
(?:검사|검찰|경찰|금감원|수사관).{0,14}(?:돈|통장|계좌|옮기|범죄|이체)|안전계좌|피싱|자녀사칭|문자.{0,6}링크 : 보이스피싱 사칭
사기꾼|사기당|사기계좌|사기.{0,8}(?:보냈|보내|송금) : 사기 피해금 환급 지급정지
지급정지|계좌.{0,4}(?:막|정지|묶) : 지급정지 계좌
해킹|도용|누가.{0,8}(?:로그인|접속|내계좌|제계좌) : 계좌 도용 해킹
(?:폰|핸드폰|휴대폰|휴대전화).{0,10}(?:잃|두고|놓고|분실|도난|흘) : 휴대폰 분실 앱 정지
(?:신분증|민증|주민등록증|면허증|여권).{0,10}(?:잃|두고|분실|도난|흘) : 신분증 분실 노출
카드.{0,10}(?:잃|두고|분실|도난|흘|없어) : 카드 분실 신고
통장.{0,8}(?:잃|분실|없어|뽑) : 통장 재발행 수수료
지연이체|해외ip|안심|지정계좌|안전하게 : 안심 서비스 지연이체
세금.{0,6}(?:안|없|면제|덜)|비과세|(?:6[5-9]|7\d|8\d)세|어르신|부모님.{0,6}예금 : 비과세종합저축 세금
이자.{0,6}세금|세금.{0,6}(?:떼|얼마|나가)|원천징수|15\.4 : 이자 소득세 세율 세금
종합과세|이천만원|2천만원|2000만원 : 금융소득 종합과세
연말정산|소득공제 : 연말정산 서류
잔고증명|잔액증명|통장잔고.{0,4}증명 : 잔액증명서 발급
거래내역|부채증명|거래확인 : 거래내역 부채 증명서
항의|불만|민원|따지|무례|불친절|컴플레인|신고하려면 : 민원 접수
민원.{0,10}(?:언제|며칠|결과|답)|답변.{0,6}(?:언제|며칠) : 민원 처리 기간 결과
분쟁|조정|금감원에 : 분쟁조정 금융감독원
(?:대출|빌린).{0,14}(?:무르|무를|취소|철회|필요없)|청약철회|철회 : 대출 청약철회권 철회
설명.{0,6}(?:못|안|없)|불완전판매|위법|계약.{0,4}(?:취소|해지) : 위법계약해지권 설명
지점|영업점|창구.{0,6}(?:시간|몇시)|몇시까지|영업시간|점심 : 영업점 영업 시간
고객센터|전화번호|상담시간|연락 : 고객센터 연락처 상담
대리인|가족이대신|대신가|시각장애|휠체어|청각|외국인 : 대리인 접근성
atm|현금인출기|출금기|편의점.{0,6}(?:뽑|인출|출금)|돈뽑 : atm 수수료 출금
수표 : 자기앞수표
수수료.{0,6}(?:돌려|환불|환급)|잘못.{0,6}수수료 : 수수료 환급
"""

ENGLISH = r"""
pay(?:ing)? (?:it |my .{0,12})?off|early|ahead of time|penalty : early repayment fee
(?:annual|yearly) .{0,8}(?:card )?fee|card fee : annual fee credit card
get .{0,20}back|refund|reimburse : refund returned
\batm\b|cash out|machine|withdraw(?:al)? : atm cash withdrawal fee
(?:lost|stolen|missing).{0,12}(?:\bid\b|identity|passport|licen[cs]e) : lost identity card identity card
(?:lost|stolen|missing)(?!.{0,12}\bid\b).{0,12}(?:card|wallet) : card loss report
(?:lost|stolen|missing).{0,12}(?:phone|mobile) : lost phone app
complain|complaint|heard nothing : complaint result days answer
risks?.{0,20}(?:not|n't|nobody|told)|nobody told|mis-?s(?:old|ell)|without paying|not explained : unlawful contract cancellation
(?:send|transfer|wire).{0,24}(?:abroad|overseas|home|country|us|usa|japan|china|uk|europe) : overseas transfer send fee
(?:receive|get|paid|incoming).{0,24}(?:abroad|overseas|foreign|dollars|usd)|swift : overseas transfer receive swift
exchange|convert|buy (?:dollars|yen|euros)|foreign cash|currency : currency exchange app discount
wrong (?:account|person|number)|by mistake|mistaken : wrong transfer return
how much.{0,20}(?:send|transfer)|limit|maximum|max : limit
new (?:phone|mobile|device) : device registration new
(?:forgot|locked|wrong|reset).{0,20}(?:pin|password|passcode) : app pin unlock
certificate.{0,20}(?:expire|renew)|renew : joint certificate renewal
interest.{0,12}tax|tax on : interest income tax
savings?|save every month|monthly deposit : flexible savings
fixed deposit|term deposit|lump sum : term deposit
overdraft : overdraft personal loan
mortgage|buy(?:ing)? a (?:house|home|flat) : home mortgage
jeonse|lease deposit|rent deposit : jeonse loan
lower.{0,16}(?:rate|interest)|rate cut|promotion : rate cut request
bank (?:fails|collapses|goes under|goes bust)|insured|protected : deposit insurance
scam|scammer|fraudster : scam money refund stop payment
prosecutor|police officer|safe account|phishing : voice phishing
branch|opening hours|open on|close at : branches hours
withdraw.{0,12}loan|cancel.{0,12}loan|changed my mind : loan withdrawal right
apply.{0,16}card|get a (?:credit )?card : credit card application
broken card|damaged|replace(?:ment)? : card reissue replacement
abroad|foreign (?:shop|website|site)|overseas : overseas use fee
"""


def _rows(table: str) -> list[tuple[re.Pattern[str], str]]:
    rows = (line.rsplit(" : ", 1) for line in table.split("\n") if line.strip())
    return [(re.compile(pattern), words) for pattern, words in rows]


ROWS = {"ko": _rows(KOREAN), "en": _rows(ENGLISH)}


def bank_words(text: str, language: str) -> str:
    """The bank's words for what a customer wrote; blank where nothing is known."""
    read = compact(text) if language == "ko" else plain(text)
    return " ".join(words for pattern, words in ROWS[language] if pattern.search(read))
