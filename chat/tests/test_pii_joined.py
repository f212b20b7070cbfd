"""Personal data with any sign or word between its groups, and secrets as they are told."""

import time

import pytest

from chat.pii import mask

JOINED = [
    *((f"010{sign}1234{sign}5678", "[전화 ****-5678]") for sign in "♥☎★#&;>\\"),
    *(
        (f"010{said}1234{said}5678", "[전화 ****-5678]")
        for said in ("의 ", " 그 다음 ", " 다음에 ", " 콤마 ", " 짝대기 ")
    ),
    ("010-123-45678", "[전화 ****-5678]"),
    ("010-12345-678", "[전화 ****-5678]"),
    ("010-1234-5678 이구요", "[전화 ****-5678] 이구요"),
    ("010-1234-5678 이 일로 연락주세요", "[전화 ****-5678] 이 일로 연락주세요"),
    *((f"900101{sign}1234567", "[주민등록번호]") for sign in ("♥", "*", ";", "점", " 그다음 ")),
    *(
        (sign.join(["4111"] * 3 + ["1111"]), "[카드 ****-1111]")
        for sign in ("#", "→", "에 ", " 다시 ")
    ),
    ("1234-56**-****-7890", "[카드 ****-7890]"),
    ("국민은행 123456 다시 04 다시 123456", "국민은행 [계좌 ****-3456]"),
    ("Transfer to Woori 1002 345 678901", "Transfer to Woori [계좌 ****-8901]"),
]
TOLD = [
    ("비번ㅡ7788", "비번ㅡ[비밀번호]"),
    ("비번 → 7788", "비번 → [비밀번호]"),
    ("비번이요? 7788요", "비번이요? [비밀번호]요"),
    ("비번이 뭐였더라 7788", "비번이 뭐였더라 [비밀번호]"),
    ("비밀번호 숫자 네 자리 5892", "비밀번호 숫자 네 자리 [비밀번호]"),
    ("비번 7788 아니면 8877", "비번 [비밀번호] 아니면 [비밀번호]"),
    ("my password's tiger77", "my password's [비밀번호]"),
    ("my PIN’s 7788", "my PIN’s [비밀번호]"),
    ("password -> tiger77", "password -> [비밀번호]"),
    ("cvc ㅡ 782", "cvc ㅡ [CVC]"),
    ("CVC 7 8 2", "CVC [CVC]"),
    ("CVC번호 일이삼 입니다", "CVC번호 [CVC] 입니다"),
    ("cvc는 뒷면에 782라고 써 있어요", "cvc는 뒷면에 [CVC]라고 써 있어요"),
    ("뒷면 숫자 세 자리는 782예요", "뒷면 숫자 세 자리는 [CVC]예요"),
    ("카드 뒷면에 있는 숫자 782", "카드 뒷면에 있는 숫자 [CVC]"),
    ("뒷면에 적힌 세 자리는 782예요", "뒷면에 적힌 세 자리는 [CVC]예요"),
    ("lin(골뱅이)mail.example", "[이메일]"),
    ("lin at mail dot example 로요", "[이메일] 로요"),
    ("lin 앳 mail 닷 com", "[이메일]"),
    ("오티피 번호 사팔이구일삼", "오티피 번호 [인증번호]"),
    ("오티피는 일 이 삼 사 오 육이에요", "오티피는 [인증번호]이에요"),
    ("OTP-482913", "OTP-[인증번호]"),
    ("문자로 온 번호 482913 넣었는데 안 돼요", "문자로 온 번호 [인증번호] 넣었는데 안 돼요"),
    ("카톡으로 받은 코드가 482913이에요", "카톡으로 받은 코드가 [인증번호]이에요"),
    ("인증 문자 482913", "인증 문자 [인증번호]"),
    ("482913이 왔는데 인증번호 맞나요", "[인증번호]이 왔는데 인증번호 맞나요"),
    ("the code I received is 482913", "the code I received is [인증번호]"),
    ("보안카드 7번 48 29, 21번 13 45", "보안카드 7번 [보안카드], 21번 [보안카드]"),
    ("보안카드 3번 4 8 2 9", "보안카드 3번 [보안카드]"),
]
LEFT = [
    # What the words right before it call otherwise, though it has a person's form.
    "접수번호 261129-0012345",
    "민원번호는 261129-2345678입니다",
    "receipt number 261129-1012345",
    "complaint 261129-1012345",
    "주문 5123-4567-8901",
    "예약 110-234-567890 확인",
    "티켓 #110-234-567890",
    "계약번호 123-45-678901",
    "기기번호 482-913-4567",
    "고객번호 110-234-567890",
    "02-1588-1234",
    # Years, hours and round sums.
    "2023, 2024, 2025, 2026년 실적",
    "2023 2024 2025 2026 비교",
    "0900-1800 0930-1730",
    "1000/2000/3000/4000",
    "카드 한도 3000000 5000000",
    "카드 잔액은 12,000,000 13,000,000",
    # Words for secrets, and no secret.
    "문자로 온 번호 1588-1234 맞나요",
    "문자로 온 번호가 15881234인데 피싱인가요",
    "인증 문자 5회 실패",
    "the code is 4012 error",
    "비번? 2026년에 바꿨어요",
    "비밀번호 - 8자 이상",
    "비밀번호 → 설정 → 2번 메뉴",
    "카드 뒤 이삼일 걸리나요",
    "CVC 3, 4자리",
    "OTP 이삼일 걸려요",
    "OTP 이용 사 년 됐어요",
    "인증번호 사오 분째 안 와요",
    "보안카드 10번 20번 30번 번호",
    "password's length is 8 to 12",
    "010 1234 번으로 시작",
    "meet me at Gangnam branch",
    "카드 뒷면에 있는 스티커 5장",
]


@pytest.mark.parametrize(("text", "masked"), [*JOINED, *TOLD])
def test_no_sign_between_and_no_turn_of_speech_hides_it(text, masked):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize("text", LEFT)
def test_what_only_resembles_it_is_left(text):
    assert mask(text) == text


LONG = [
    *(
        "010♥",
        "900101♥",
        "4111#",
        "비번 아 ",
        "일이삼 ",
        "문자로 온 번호 ",
        "the code ",
        "OTP 일 ",
    ),
    *(
        "국민은행 1에",
        "CVC 1 ",
        "접수번호 1 ",
        "비번 1234 아니면 ",
        "a at b dot ",
        "010 그 다음 ",
        "1234-56*",
    ),
]


@pytest.mark.long
@pytest.mark.parametrize("piece", LONG)
def test_signs_and_words_between_cost_no_more_than_their_length(piece):
    def work(length):
        text = (piece * length)[:length]
        spent = []
        for _ in range(3):
            began = time.process_time()
            mask(text)
            spent.append(time.process_time() - began)
        return min(spent)

    # Eight times the length: 8 times the work if it is linear, 64 times if it is quadratic.
    assert work(16_000) < 24 * work(2_000) + 0.005
