"""Keywords as an agent would write them down: nouns without particles, no greeting, no verb."""

import pytest

from chat.assistant.types import Line
from handover.briefing.keywords import MOST_KEYWORDS, keywords, without_particle
from handover.briefing.summary import summary


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("전세자금대출을 연장하려고 하는데 서류가 뭐예요?", ("전세자금대출", "연장", "서류")),
        ("신용카드하고 체크카드 둘 다 분실했습니다", ("신용카드", "체크카드", "분실")),
        ("통장이랑 도장을 잃어버렸습니다", ("통장", "도장")),
        ("계약서를 재발급하려고 해요", ("계약서", "재발급")),
        ("휴면계좌는 어떻게 조회하나요", ("휴면계좌", "조회")),
        ("해외에서 환전이나 송금 수수료는요?", ("해외", "환전", "송금", "수수료")),
        ("가게 광고를 보고 왔습니다", ("가게", "광고")),
        ("보이스피싱이에요", ("보이스피싱",)),
        ("재산세를 카드로 냈는데요", ("재산세", "카드")),
        ("비밀번호를 틀렸어요, 앱이 잠겼어요", ("비밀번호",)),
        ("서류가 뭐가 필요한지 모르겠어요", ("서류",)),
        ("누가 카드를 썼는지 답답해요", ("카드",)),
        ("비밀번호를 다섯번 틀렸습니다", ("비밀번호",)),
        ("이체가 안 돼서 오류코드 E4021 뜨네요", ("E4021", "이체", "오류코드")),
        ("접수번호 AB-1234로 문의했는데요", ("AB-1234", "접수번호")),
    ],
)
def test_a_keyword_is_a_noun_without_its_particle(said, words):
    assert keywords([said], "ko") == words


@pytest.mark.parametrize(
    "greeting", ["안녕하세요", "안녕하세요 반갑습니다", "수고하세요", "네 감사합니다"]
)
def test_courtesy_is_no_keyword(greeting):
    assert keywords([greeting, "금리가 궁금해요"], "ko") == ("금리",)


def test_an_english_keyword_is_a_whole_word():
    assert keywords(["I lost my cards in Paris, the card is blue"], "en")[:2] == ("cards", "lost")
    assert "paris" in keywords(["I lost my cards in Paris"], "en")


def test_what_is_said_most_stands_first_and_the_list_is_short():
    said = [
        "카드 한도",
        "한도 증액",
        "한도 " + " ".join(f"항목{chr(0xAC00 + n)}" for n in range(20)),
    ]

    found = keywords(said, "ko")

    assert found[0] == "한도"
    assert len(found) == MOST_KEYWORDS


@pytest.mark.parametrize(
    "greeting",
    [
        "안녕하",
        "안녕",
        "안녕하세요",
        "안녕하세요 반갑습니다",
        "수고하십니다",
        "저기요",
        "저기요 안녕하세요",
        "여보세요?",
    ],
)
def test_no_line_of_the_briefing_is_a_greeting_however_cut(greeting):
    lines = [Line("customer", greeting), Line("customer", "카드를 잃어버렸어요")]

    wants, situation, _tried = summary(lines, "ko").split("\n")

    assert wants == "요청: 카드를 잃어버렸어요"
    assert situation == "상황: –"


@pytest.mark.parametrize("greeting", ["hello there", "Hi", "hello, anyone there?", "good morning"])
def test_nor_is_an_english_one(greeting):
    lines = [Line("customer", greeting), Line("customer", "I lost my card")]

    assert summary(lines, "en").split("\n")[:2] == ["Wants: I lost my card", "Situation: –"]


def test_a_greeting_with_the_matter_beside_it_stays():
    lines = [Line("customer", "안녕하세요 적금 만기가 내일인데 해지하려고요")]

    assert "적금 만기" in summary(lines, "ko").split("\n")[0]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("카드를", "카드"),
        ("해외 결제가", "해외 결제"),
        ("한도", "한도"),
        ("overseas card", "overseas card"),
        ("5월 3일", "5월 3일"),
        ("OTP는", "OTP는"),  # no word of the index: left as it came
    ],
)
def test_a_keyword_of_the_models_is_shown_as_ours_are(given, shown):
    assert without_particle(given) == shown
