"""What customers ask that a bank's articles rarely answer.

SUBJECTS are such subjects, one a line; EXAMPLES are questions of that kind. A question that
means one of these more than it means any passage is not answered from that passage. Where
the bank has published articles on such a subject, they are nearer still.
"""

KOREAN_SUBJECTS = """
주식과 펀드, ETF, 채권 투자와 종목 추천, 주가와 수익률
비트코인과 이더리움 같은 가상자산의 시세, 코인 거래소 이용
자동차보험, 실손보험, 생명보험, 운전자보험 가입과 보험금 청구, 해약환급금
국민연금, 퇴직연금, 연금저축, IRP, ISA 가입과 수령
주택청약 통장과 아파트 분양, 당첨
다른 은행과 카드사, 증권사의 상품, 금리, 영업시간과 앱 이용
양도소득세, 상속세, 증여세, 종합부동산세, 부가가치세 신고와 납부
환율과 기준금리, 집값이 오를지 내릴지에 대한 전망
개인회생과 파산, 채무조정, 통장 압류 해제
햇살론, 버팀목, 디딤돌 등 정부 지원 대출
금과 은, 골드바 구입과 시세
대여금고, 동전 교환, 찢어진 지폐 교환, 기념주화
법인카드, 사업자 대출, 가맹점 단말기, 세금계산서
지역화폐, 상품권, 교통카드, 하이패스, 간편결제 충전
복권과 로또, 도박
오늘 날씨와 미세먼지, 비 예보
요리와 음식, 맛집과 식당 추천
축구, 야구 등 스포츠 경기 결과와 일정
영화, 드라마, 노래, 게임, 연예인
컴퓨터 프로그래밍과 엑셀, 코드 작성
건강과 병원, 약, 증상, 다이어트와 운동
여행지와 관광, 비행기표와 호텔 예약
지하철과 버스, 기차 시간, 길 찾기
정치와 선거, 대통령과 정당, 뉴스
강아지와 고양이, 반려동물 기르기
공부와 시험, 영어, 수학 문제, 역사와 과학 상식
가전제품과 자동차 수리, 집안일과 청소, 화분 가꾸기
스마트폰과 인터넷 요금제, 유튜브와 넷플릭스, 카카오톡
주민등록등본, 여권, 운전면허 등 관공서 민원 서류
이름 짓기, 사주와 운세, 연애와 인간관계 고민, 시와 글짓기
취업과 이력서, 이직, 아르바이트 구하기
뜻이 없는 글자와 장난
"""
ENGLISH_SUBJECTS = """
Buying stocks, funds, ETFs and bonds, which ones to invest in
Bitcoin, Ethereum, cryptocurrency prices and exchanges
Car, health, life and travel insurance, premiums and claims
Pensions, retirement accounts and social security
Products, fees and opening hours of other banks and card companies
Income, inheritance, property and value added tax returns
Whether exchange rates, interest rates or house prices will rise or fall
Bankruptcy, debt relief and raising a credit score
Student loans and government loans
Gold, safe deposit boxes, coins and damaged notes
Corporate cards, business loans and card terminals
Lottery and gambling
Weather forecast
Cooking, food and restaurants
Sports results, films, dramas, songs and games
Computer programming and spreadsheets
Health, symptoms, medicine, diet and exercise
Travel, sightseeing, flights, hotels, trains and subway
Politics, elections and news
Dogs, cats and other pets
School, exams, mathematics, history and science
Household repairs, cars, gardening and shopping for gadgets
Phone plans, YouTube, Netflix and social media
Passports, driving licences and other public offices
Jokes, poems, names, horoscopes, love and friends
Job applications and resumes
Meaningless letters
"""
KOREAN_EXAMPLES = """
내일 서울 몇 도까지 올라가요 | 태풍 언제 지나가나요 | 빨래 언제 말려야 해 | 김밥 재료 뭐 들어가요 | 라면 물 몇 미리 | 계란 삶는 시간 | 피자 시켜줘 |
홍대 카페 추천 | 부산 여행 코스 짜줘 | 일본 여행 갈 때 준비물 | 비행기 수하물 몇 키로까지 | 호텔 체크인 몇시 | KTX 예매 방법 | 택시 불러줘 |
운전면허 시험 접수 어떻게 하나요 | 여권 만들려면 얼마 들어요 | 출생신고 어디서 해요 | 전입신고 기간 | 쓰레기 분리수거 요일 | 수도요금 어디서 확인해요 |
전기요금 왜 이렇게 많이 나왔지 | 건강보험료 얼마나 내요 | 감기약 추천 | 허리 아픈데 무슨 운동 해야돼 | 살 빼는 법 | 피부과 예약 | 임신 몇주부터 티나요 |
아기 이유식 시작 시기 | 강아지 예방접종 언제 | 고양이 이름 추천 | 소개팅 옷 뭐입지 | 여자친구 선물 추천 | 결혼식 축의금 얼마 내야해 |
남자친구랑 헤어졌어 | 심심해 놀아줘 | 재밌는 얘기 해줘 | 끝말잇기 하자 | 노래 불러줘 | 아이유 신곡 제목 | BTS 콘서트 언제 | 영화 예매 어디서 |
롤 티어 올리는 법 | 게임 추천해줘 | 올림픽 금메달 몇개 | 손흥민 골 넣었어? | 프로야구 순위 | 로또 번호 찍어줘 | 1더하기 1은 | 원주율이 뭐야 |
미적분 설명해줘 | 영어로 번역해줘 나는 학생입니다 | 일본어 인사말 | 조선시대 왕 순서 | 광복절이 며칠이야 | 태양계 행성 몇개 | 공룡은 왜 멸종했어 |
상대성이론이 뭐야 | 블랙홀 설명 | 파이썬 설치 방법 | 컴퓨터가 안켜져요 | 프린터 연결이 안돼요 | 와이파이 비밀번호 찾기 | 갤럭시 사진 옮기는법 |
카톡 탈퇴하는 방법 | 인스타 팔로워 늘리기 | 당근마켓 거래 취소 | 쿠팡 환불 언제 돼요 | 택배 어디쯤 왔나요 | 에어컨 청소 비용 | 냉장고 소리가 나요 |
차 시동이 안걸려 | 타이어 교체 주기 | 주차장 어디있나요 근처 | 도서관 몇시까지 해요 | 헬스장 환불 규정 | 자소서 첨삭 좀 | 면접 때 뭐 입어요 |
연봉 협상 팁 | 퇴사 어떻게 말하지 | 이 근처 병원 어디 | 독도는 누구땅 | 오늘 며칠이야 | 지금 몇시야 | 너 밥 먹었니 | MBTI 뭐야 |
꿈에 뱀이 나왔어요 | 별자리 운세 | 이사할 때 손없는 날 | 못 박는 법 | 곰팡이 제거 | 커피 원두 추천 | asdf | ㅁㄴㅇㄹㅁㄴㅇ | 뷁뷁 |
가나다라마바사 | 펀드 환매하면 며칠 걸려요 | etf 사고 싶은데 | 미국 주식 거래 시간 | 공모주 청약 방법 | 채권 이자 언제 주나요 | 배당금 언제 들어와요 |
금값 지금 얼마 | 은 투자 괜찮나요 | 리플 얼마까지 갈까요 | 코인 지갑 만드는 법 | 국민은행 대출 금리 알려주세요 | 하나은행 지점 어디 있어요 |
카카오뱅크 계좌 개설 | 농협 atm 수수료 | 기업은행 otp 발급 | 현대카드 포인트 조회 | 삼성페이 등록이 안돼요 | 네이버페이 충전 | 토스 송금 한도 |
암보험 추천 | 여행자 보험 들고싶어요 | 치아보험 보장 내용 | 보험료 언제 빠져나가나요 | 보험금 청구 서류 | 실손 청구 어떻게 | 연금보험 수령액 |
퇴직금 계산 | 기초연금 자격 | 노령연금 얼마 나와요 | irp 세액공제 한도 | isa 계좌 만기 | 청약통장 해지하면 손해인가요 | 분양권 대출 |
아파트 시세 알려줘 | 재산세 언제 내요 | 증여세 면제 한도 | 종합소득세 환급 언제 | 연말정산 월세 공제 얼마 | 자동차세 연납 | 취득세 계산 |
신용회복 신청 | 파산하면 어떻게 되나요 | 가압류 해제 | 디딤돌대출 한도 | 보금자리론 신청 | 소상공인 정책자금 | 사업자등록 방법 | 부가세 환급 |
법인통장 개설 서류 | 카드 단말기 설치 | 현금영수증 등록 | 온누리상품권 구매 | 제로페이 가맹 | 티머니 잔액 조회 | 주택연금 가입 나이 | 농지연금 |
우체국 예금 금리 | 새마을금고 출자금 | 저축은행 금리 비교 | p2p 투자 안전한가요 | 리츠가 뭐에요 | 선물옵션 거래 | 환율 전망 | 달러 더 오를까 |
금리 언제 내려가요 | 물가상승률 | 대여금고 빌리려면 | 기념주화 예약 | 외국 동전 기부 | 유언대용신탁 | 상속 포기 기간 | 가족카드 발급 | 기프트카드 잔액 |
카드 마일리지 항공권 | 공항 라운지 카드 추천 | 체크카드 캐시백 많은거 | 학자금대출 상환 유예 | 자동차 리스 조건 | 중고차 대출 금리 | 오토론 |
오늘 서울 날씨 어때요 | 김치찌개 맛있게 끓이는 법 좀 | 비트코인 지금 사도 될까요 | 삼성전자 주식 오를까요 | 내일 비 오나요 | 제주도 맛집 추천해 주세요 |
손흥민 다음 경기 언제예요 | 영화 뭐 볼까 | 파이썬으로 정렬하는 코드 짜줘 | 수학 문제 풀어줘 2차방정식 | 우리 강아지가 밥을 안 먹어요 |
다이어트 식단 짜줘 | 자동차 보험 어디가 제일 싸요 | 다른 은행 주가 전망 알려줘 | 로또 번호 골라줘 | 취업 자기소개서 써줘 | 지하철 막차 몇 시 |
인스타 팔로워 늘리는 방법 | 감기 걸렸는데 무슨 약 먹어 | 결혼식 축가 추천 | 국민은행 적금 금리 알려줘 | 카카오뱅크 비상금대출 한도 얼마예요 |
삼성카드 연회비 얼마인가요 | 코인 투자해서 돈 벌 수 있나요 | 지금 사면 좋은 펀드 추천해주세요 | 실손보험 청구 서류 뭐 필요해요 | 국민연금 언제부터 받나요 |
자동차 할부로 사면 월 얼마 내요 | 아파트 분양 당첨되는 법 | 여권 새로 만들려면 며칠 걸려요 | 휴대폰 요금제 추천 | 택배 언제 도착하나요 |
운전면허 갱신 어디서 해요 | 금값 더 오를까요
"""
ENGLISH_EXAMPLES = """
how tall is mount everest | recommend a good novel | how do i cook rice |
what is the capital of france | play some music | who won the world cup |
fix my laptop screen | how to lose weight | translate hello to japanese | best pizza in town |
is it going to rain today | write a poem about autumn | what's your favourite movie |
how do i train my puppy | symptoms of flu | book me a flight to tokyo |
python list comprehension | what day is it | tell me something funny | how to change a tyre |
when is the next train to busan | who was the first president | solve x squared equals four |
my washing machine is leaking | lkjh poiu | should i buy tesla stock | bitcoin price today |
best car insurance | how do i claim travel insurance | when can i draw my pension |
kookmin bank opening hours | toss transfer limit | hana bank loan rate |
will interest rates fall next year | how is inheritance tax calculated | file for bankruptcy |
mutual fund recommendations | gold price per gram | apple pay setup |
student loan forgiveness | corporate account requirements | buy government bonds |
airport lounge credit card | car lease terms | property tax due date | what is a reit |
stock broker fees | what's the weather like in seoul | how do i cook kimchi stew |
should i buy bitcoin now | who won the football match yesterday | write me a python function |
recommend a good movie | my dog is not eating | which stock will go up tomorrow |
translate this poem into french | best restaurants in busan |
what is the price of gold today | is tesla stock a good buy | kakao bank savings rate |
how much is travel insurance | how do i renew my passport | when will my parcel be delivered
"""


def _parts(table: str, between: str) -> list[str]:
    return [part.strip() for part in table.split(between) if part.strip()]


SUBJECTS = {"ko": _parts(KOREAN_SUBJECTS, "\n"), "en": _parts(ENGLISH_SUBJECTS, "\n")}
EXAMPLES = {"ko": _parts(KOREAN_EXAMPLES, "|"), "en": _parts(ENGLISH_EXAMPLES, "|")}
