"""What simulated people say. The customers ask about the sample articles, and about the rain."""

QUESTIONS = {
    "ko": (
        "신용대출 금리가 얼마예요?",
        "체크카드 재발급하려면 수수료 있나요?",
        "예금 중도해지하면 이자가 어떻게 되죠",
        "해외송금 한도 알려주세요",
        "인터넷뱅킹 비밀번호를 잊어버렸어요",
        "공동인증서 갱신은 어디서 하나요?",
        "그럼 수수료는요?",
        "영업시간이 어떻게 되나요",
        "전세대출 받으려면 서류 뭐 필요해요?",
        "오늘 비 오나요?",
        "환전 우대 받을 수 있나요",
        "자동이체 날짜를 바꾸고 싶어요",
    ),
    "en": (
        "What is the interest rate of a personal loan?",
        "How do I get a new debit card?",
        "What is the limit for transfers abroad?",
        "I forgot my internet banking password",
        "And what does it cost?",
        "What are your opening hours?",
        "Will it rain today?",
    ),
}
WISHES = {
    "ko": ("상담원 연결해 주세요", "사람이랑 얘기하고 싶어요"),
    "en": ("I would like to talk to a person", "Please connect me to an agent"),
}
MORE = {
    "ko": (
        "네 맞아요",
        "제가 앱에서는 안 되더라고요",
        "얼마나 걸릴까요?",
        "아 그렇군요",
        "한 번 해볼게요",
    ),
    "en": ("Yes, that is right", "It did not work in the app", "How long will it take?", "I see"),
}
ANSWERS = {
    "ko": (
        "안녕하세요, 말씀하신 내용을 확인하고 있습니다.",
        "앱의 전체 메뉴에서 신청하실 수 있습니다.",
        "서류는 영업점에 가져오시면 됩니다.",
        "더 궁금하신 점이 있으신가요?",
    ),
    "en": (
        "Hello, I am looking at your question.",
        "You can apply for it in the app's menu.",
        "Please bring the papers to a branch.",
        "Is there anything else?",
    ),
}
NOTES = ("본인 확인 완료", "서류 안내함", "다음 통화 때 한도 확인")
AGREED = ("안내드린 대로 앱에서 신청하기로 함", "서류를 준비해 영업점 방문 예정")
