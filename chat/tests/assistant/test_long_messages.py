"""Of a long message what it asks is read, wherever it stands, and no more than can be borne."""

import pytest

from chat import assistant
from chat.assistant.long_messages import MOST_CHARACTERS, condensed
from chat.assistant.types import Question
from chat.tests.sample_articles import put_on_shelves

STORY = {
    "ko": "저는 이 은행을 십 년 넘게 이용해 온 사람입니다. 지난주에 이사를 했습니다. "
    "아이 학교도 옮겼습니다. 어제는 비가 많이 와서 하루 종일 집에 있었습니다. "
    "서랍을 열어 보니 오래된 서류가 잔뜩 나왔습니다. ",
    "en": "I have been with this bank for more than ten years. Last week we moved to another "
    "town. It rained a lot yesterday so we stayed at home. I found a pile of old papers. ",
}
ASKS = {
    "ko": "신용카드 연회비가 얼마인가요?",
    "en": "What is the annual fee of the credit card?",
}


@pytest.fixture(autouse=True)
def corpora():
    put_on_shelves()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("before", [0, 4, 8])
def test_a_question_is_found_wherever_it_stands_in_a_long_story(language, before):
    story, asks = STORY[language], ASKS[language]
    text = f"{story * before}{asks} {story * (8 - before)}"

    assert condensed(text, language) == asks


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_it_is_answered_from_the_article_that_answers_it_alone(language):
    text = f"{STORY[language] * 4}{ASKS[language]} {STORY[language] * 4}"

    alone = await assistant.reply_to(Question(ASKS[language], language))
    told = await assistant.reply_to(Question(text[:2000], language))

    assert alone.sources
    assert [it.article_id for it in told.sources] == [it.article_id for it in alone.sources]


def test_a_question_that_leans_on_the_sentence_before_it_is_read_with_it():
    both = "어제 통장을 새로 만들었습니다. 그건 언제부터 쓸 수 있나요?"

    assert condensed(f"{STORY['ko'] * 3}{both} {STORY['ko'] * 3}", "ko") == both


def test_a_short_message_is_read_as_it_is():
    text = f"{STORY['ko']}{ASKS['ko']}"[-MOST_CHARACTERS:]

    assert condensed(text, "ko") == text


@pytest.mark.parametrize(
    "text",
    [
        (ASKS["ko"] + " ") * 100,
        "".join(f"{number}번 카드의 연회비가 얼마인가요? " for number in range(100)),
        STORY["ko"] * 10,
        "가나다라마바사" * 280,
        "https://www.bank.example/" + "a" * 1900,
        "연회비 " * 500,
        "?" * 2000,
        "한 줄\n" * 400,
    ],
)
def test_however_long_it_is_so_much_is_read_and_never_nothing(text):
    read = condensed(text[:2000].strip(), "ko")

    assert 0 < len(read) <= MOST_CHARACTERS


async def test_losses_and_fraud_are_heard_in_all_of_a_long_message():
    text = (
        f"{ASKS['ko']} {STORY['ko'] * 8}보이스피싱을 당해서 방금 돈을 보냈어요. {STORY['ko'] * 2}"
    )

    reply = await assistant.reply_to(Question(text[:2000]))

    assert reply.trace["emergency"]
    assert reply.trace["happened"]
