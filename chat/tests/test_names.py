"""Names and addresses are masked where the bank wants it, as far as the words around them tell."""

import re

import pytest
from django.conf import settings as ours

from chat.evaluation.cases import read
from chat.pii import mask

# What stands in braces is the name or the address. Not all are found: see the figures below.
NAMES = [
    "저는 {{김서연}}이라고 합니다",
    "제 이름은 {{박준호}}입니다",
    "예금주는 {{이민정}}이에요",
    "받는 분 {{최유진}}으로 돼 있나요",
    "{{정하늘}} 고객인데요 카드 재발급이요",
    "성함은 {{강도윤}}요",
    "남편 {{오세훈}} 명의 계좌예요",
    "{{한지민}}님 앞으로 보냈어요",
    "어머니 성함 {{윤정숙}}이고 대리 신청이요",
    "{{임수아}}인데요 어제 전화드렸어요",
    "제가 {{조현우}}인데 본인 확인 해 주세요",
    "이름 {{신예은}} 생일은 5월이에요",
    "보낸 사람은 {{송민재}}로 뜨나요",
    "{{황보라}} 씨 계좌로 잘못 보냈어요",
    "상담원 {{배지훈}}님이 그렇게 말했어요",
    "대표자 {{서태웅}} 법인 통장이요",
    "{{남궁민수}}입니다 두 글자 성이에요",
    "아들 {{권시우}} 통장 만들려고요",
    "신청인 {{유나연}}, 관계는 딸",
    "제 친구 {{문가영}}한테 송금했는데",
    "{{안유진}}이요 한도 올려 주세요",
    "수취인 {{홍길동}} 확인 부탁",
    "{{이수}}라고 합니다 외자예요",
    "담당자가 {{전소미}}라던데 연결해 주세요",
    "명의자는 {{차은우}}예요",
    "영문 이름 {{KIM MINJI}}로 돼 있어요",
    "my name is {{Kim Minsu}}",
    "I am {{Park Jiwoo}} and I lost my card",
    "the account holder is {{Lee Hana}}",
    "서명란에 {{노현정}} 이라고 썼어요",
]
ADDRESSES = [
    "주소는 {{서울시 강남구 테헤란로 152 101동 1203호}}입니다",
    "{{부산광역시 해운대구 우동 1411-2}}로 보내 주세요",
    "새 주소 {{경기도 성남시 분당구 판교역로 235}}",
    "집은 {{대전 유성구 대학로 99, 305호}}예요",
    "배송지가 {{인천광역시 연수구 송도과학로 32}} 맞나요",
    "{{전북 전주시 완산구 효자로 225}}에 살아요",
    "{{서울특별시 마포구 월드컵북로 400 3층}}",
    "{{제주시 첨단로 242}} 로 카드 보내 주세요",
    "주소 변경: {{강원도 춘천시 중앙로 1}}",
    "도로명주소 {{광주 서구 내방로 111}}",
    "{{한빛아파트 203동 1101호}}로 부탁해요",
    "my address is {{15 Sejong-daero, Jung-gu, Seoul}}",
]
FOLDER = ours.BASE_DIR / "deploy" / "evaluation"


def found(lines):
    """How many of the lines lose all that stands in braces."""
    plain = [re.sub(r"{{|}}", "", line) for line in lines]
    secrets = [re.findall(r"{{(.*?)}}", line) for line in lines]
    return sum(
        all(secret not in mask(text) for secret in hidden)
        for text, hidden in zip(plain, secrets, strict=True)
    )


def test_of_thirty_names_twenty_are_found_and_of_twelve_addresses_eleven(settings):
    settings.AICC_MASK_NAMES = True

    assert (found(NAMES), found(ADDRESSES)) == (20, 11)


def test_names_and_addresses_stay_where_the_bank_does_not_want_it():
    assert (found(NAMES), found(ADDRESSES)) == (0, 0)


def test_no_ordinary_line_holds_one(settings):
    settings.AICC_MASK_NAMES = True
    cases = [case for case in read([FOLDER / "tune", FOLDER / "held"]) if case.kind != "masking"]
    lines = [line for case in cases for line in (case.question, *(t.text for t in case.turns))]

    masked = [line for line in lines if re.search(r"\[(?:이름|주소)\]", mask(line))]

    assert len(lines) > 1_000
    assert masked == []


@pytest.mark.parametrize(
    "text",
    [
        "지점장님 바꿔 주세요",
        "고객님 안녕하세요",
        "변호사님께 여쭤봤어요",
        "제주도 렌터카 예약",
        "지금 바로 1500-0001이나 112에 전화하세요",
        "담당자 이름 지어줘",
        "저는 괜찮습니다",
        "신용대출입니다",
        "수수료로 1,000원 냈어요",
        "전세금입니다",
        "신분증입니다",
    ],
)
def test_what_only_sounds_like_one_stays(settings, text):
    settings.AICC_MASK_NAMES = True

    assert mask(text) == text


@pytest.mark.parametrize("line", [*NAMES, *ADDRESSES])
def test_a_masked_name_is_masked_once(settings, line):
    settings.AICC_MASK_NAMES = True
    once = mask(re.sub(r"{{|}}", "", line))

    assert mask(str(once)) == once
