"""Sentences of invented customers, put together from parts so that they seldom repeat."""

import random

TOPICS = {  # category → what people ask about, in Korean and in English
    "deposits": (
        "정기예금 자유적금 만기 중도해지 우대금리 입출금통장 휴면예금",
        "term deposit;savings plan;maturity;early closure",
    ),
    "cards": (
        "체크카드 신용카드 카드한도 연회비 재발급 결제일 해외결제",
        "debit card;credit limit;annual fee;replacement card",
    ),
    "loans": (
        "전세자금대출 신용대출 대출연장 중도상환수수료 금리인하요구권 한도조회",
        "housing loan;personal loan;early repayment fee;rate cut",
    ),
    "transfers": (
        "이체한도 착오송금 자동이체 예약이체 타행이체 지연이체",
        "transfer limit;mistaken transfer;standing order",
    ),
    "fx": (
        "환율우대 외화송금 외화예금 환전지갑 달러환전",
        "exchange rate;money sent abroad;foreign currency account",
    ),
    "digital": (
        "인증서갱신 간편비밀번호 생체인증 앱오류 인터넷뱅킹 로그인오류",
        "app error;certificate renewal;fingerprint login",
    ),
    "certificates": (
        "잔액증명서 거래내역서 부채증명원 이자납입증명서 원천징수영수증",
        "balance certificate;statement of account",
    ),
    "fees": ("송금수수료 출금수수료 증명서수수료 면제조건", "withdrawal fee;transfer fee"),
}
PLACES = [
    "강남",
    "종로",
    "해운대",
    "수성",
    "유성",
    "서구",
    "분당",
    "일산",
    "송도",
    "전주",
    "제주",
    "춘천",
    "청주",
    "포항",
]
OPENERS_KO = [
    "혹시",
    "저기요",
    "안녕하세요",
    "문의드립니다",
    "급해서그런데",
    "어제부터",
    "지난주에",
    "오늘아침에",
]
ASKS_KO = (
    "{topic} 조건이 어떻게 되나요?",
    "{topic} 때문에 {place} 지점에 가야 하나요?",
    "{topic} 신청하면 며칠이나 걸려요?",
    "{topic} 서류는 무엇이 필요한가요?",
    "{topic} 관련해서 {number}만원까지 가능한지 알고 싶어요",
    "{place}에서 {topic} 처리하려고 합니다",
)
ASKS_EN = (
    "What are the terms for a {topic}?",
    "How long does it take to get a {topic}?",
    "Which papers do I need for the {topic}?",
    "Can I have a {topic} of {number} thousand won?",
)
UPSET = (
    "몇 번을 말해야 하나요, 정말 답답합니다",
    "너무 느려서 짜증나네요",
    "이게 뭡니까, 실망했습니다",
)
PRIVATE = (
    "제 번호는 010-1234-5678입니다",
    "계좌는 110-123-456789 입니다",
    "메일은 lin@example.com 이에요",
)
GLAD = ("네 감사합니다", "아 알겠습니다", "덕분에 해결됐어요")
ANSWERS_KO = (
    "{topic} 신청은 모바일 앱과 영업점에서 하실 수 있습니다. 처리에는 영업일 기준 {number}일이 걸립니다.",
    "{topic}의 조건은 상품설명서에 있으며, 본인 확인 서류가 필요합니다.",
    "{topic} 수수료는 {number}00원이며 조건에 따라 면제됩니다.",
)
ANSWERS_EN = (
    "A {topic} can be arranged in the app or at a branch and takes {number} working days.",
    "The fee for a {topic} is {number}00 won and may be waived.",
)
WORDS_OF_AGENTS = (
    "안녕하세요, {place} 담당자입니다. {topic} 건을 확인하고 있습니다.",
    "확인해 보니 {topic} 처리가 {number}일 안에 끝날 예정입니다.",
    "다른 문의가 더 있으실까요?",
)


class Talker:
    """One conversation's subject, and what is said about it."""

    def __init__(self, chance: random.Random, language: str) -> None:
        self.chance, self.korean = chance, language == "ko"
        self.category = chance.choice(list(TOPICS))
        korean, english = TOPICS[self.category]
        self.topics = korean.split() if self.korean else english.split(";")
        self.place = chance.choice(PLACES)

    def filled(self, patterns: tuple[str, ...]) -> str:
        return self.chance.choice(patterns).format(
            topic=self.chance.choice(self.topics),
            place=self.place,
            number=self.chance.randint(1, 90),
        )

    def question(self) -> str:
        asked = self.filled(ASKS_KO if self.korean else ASKS_EN)
        luck = self.chance.random()
        if luck < 0.02:
            return self.chance.choice(PRIVATE)
        if luck < 0.05:
            return self.chance.choice(UPSET)
        if luck < 0.15:
            return self.chance.choice(GLAD)
        return f"{self.chance.choice(OPENERS_KO)} {asked}" if self.korean else asked

    def answer(self) -> str:
        return self.filled(ANSWERS_KO if self.korean else ANSWERS_EN)

    def agents_words(self) -> str:
        return self.filled(WORDS_OF_AGENTS)
