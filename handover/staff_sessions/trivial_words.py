"""Words that whoever guesses the password of somebody at a bank tries first."""

from collections.abc import Iterator
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from aicc.platform.wording.korean_keyboard import as_keys

SHORTEST_COMMON = 4  # characters; whatever is shorter is found in any word

SEASONS_AND_DAYS = (
    *("spring", "summer", "autumn", "fall", "winter", "season", "today", "weekend"),
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("봄", "여름", "가을", "겨울", "봄여름가을겨울", "일월", "이월", "삼월", "사월"),
    *("오월", "유월", "칠월", "팔월", "구월", "시월", "십일월", "십이월", "월요일", "화요일"),
    *("수요일", "목요일", "금요일", "토요일", "일요일", "오늘", "내일", "올해", "새해", "주말"),
    *("설날", "추석"),
)
WORK = (
    *("password", "passwd", "passphrase", "pass", "secret", "login", "signin", "user", "staff"),
    *("admin", "administrator", "manager", "supervisor", "agent", "master", "root", "test"),
    *("temp", "temporary", "initial", "default", "change", "changeme", "welcome", "hello"),
    *("bank", "banking", "finance", "money", "loan", "deposit", "account", "card", "credit"),
    *("customer", "service", "center", "centre", "contact", "callcenter", "office", "branch"),
    *("company", "korea", "seoul", "busan", "letmein", "iloveyou", "fighting"),
    *("비밀번호", "비번", "패스워드", "암호", "임시", "초기", "변경", "로그인", "아이디"),
    *("계정", "관리자", "운영자", "담당자", "직원", "사원", "대리", "과장", "차장", "부장"),
    *("팀장", "지점장", "상담", "상담원", "상담사", "상담센터", "콜센터", "고객", "고객센터"),
    *("고객님", "서비스", "은행", "뱅크", "뱅킹", "금융", "예금", "적금", "대출", "통장"),
    *("계좌", "카드", "이자", "돈", "본점", "지점", "창구", "회사", "업무", "출근", "퇴근"),
    *("월급", "부자", "대박", "안녕", "안녕하세요", "감사", "감사합니다", "사랑", "사랑해"),
    *("사랑해요", "행복", "화이팅", "파이팅", "최고", "바보", "우리", "우리집", "가족"),
    *("엄마", "아빠", "아들", "딸", "여보", "자기야", "대한민국", "한국", "서울", "부산"),
    *("대구", "인천", "광주", "대전", "울산", "세종", "제주", "테스트", "시험", "하나", "둘"),
    *("셋", "일이삼사", "비밀", "열려라참깨", "나는", "내가"),
)
EVERYDAY = (
    *("the", "and", "our", "you", "are", "for", "with", "this", "that", "from", "not", "new"),
    *("my", "in", "at", "of", "is", "to", "me", "we", "it", "on", "no", "go", "be"),
    *("나", "너", "저", "제", "내", "이것", "그것", "여기", "우리는", "너는", "입니다", "이다"),
)


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Django's list of the 20,000 commonest passwords that were ever published."""
    return frozenset(
        word for word in CommonPasswordValidator().passwords if len(word) >= SHORTEST_COMMON
    )


@lru_cache(maxsize=1)
def typical() -> frozenset[str]:
    """Of a bank, a calendar, every day: as keys."""
    return frozenset(map(as_keys, (*SEASONS_AND_DAYS, *WORK, *EVERYDAY)))


def names() -> Iterator[str]:
    """The product's and the bank's, without blanks."""
    yield from ("aicc", "bankaicc")
    for name in (settings.AICC_BANK_NAME_KO, settings.AICC_BANK_NAME_EN):
        short = "".join(name.casefold().split())
        if len(short) > 2:
            yield short
