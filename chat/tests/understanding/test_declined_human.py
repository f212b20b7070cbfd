"""Who declines a person is never queued; who asks for one is; who waits may leave by a word."""

import pytest

from chat.assistant.language.short_words import understood
from chat.assistant.understanding import classifier
from chat.assistant.understanding.declined_human import leaves_queue
from chat.assistant.understanding.triage import Need, need_of

DECLINING_KO = """
    상담원 필요 없어요
    연결하지 마세요
    상담원 연결 안 해도 돼요
    사람 말고 네가 답해줘
    상담원은 됐어요
    직원 연결 원하지 않아요
    상담사 연결 싫어요
    상담원한테 넘기지 마
    그냥 챗봇이 알려줘
    연결 안 해주셔도 됩니다
    상담원 부르지 마세요
    전화 상담은 원하지 않습니다
    사람이랑 얘기하고 싶지 않아요
    굳이 상담원까지는 필요 없고요
    상담 연결 취소해 주세요
    상담원 말고 AI가 답해 주세요
    연결은 괜찮습니다
    상담원 없이 해결하고 싶어요
    직원분 안 바꿔주셔도 돼요
    상담원 연결은 나중에 할게요
"""
DECLINING_EN = """
    I don't want to talk to a human
    no agent please
    please don't connect me to anyone
    I don't need an agent
    don't transfer me
    no need for a person, just tell me
    I'd rather not speak to anyone
    stop connecting me to agents
    not a human, just the bot please
    I do not wish to speak with a representative
    you don't have to connect me
    without an agent please
    never mind the agent
    I prefer the chatbot over a person
    please do not call me
    no human needed
    I wouldn't like to talk to a person
    cancel the agent
    no thanks, no agent
    keep me with the bot
"""
ASKING_KO = """
    상담원 연결해 주세요
    사람이랑 얘기하고 싶어요
    직원 바꿔줘
    챗봇 말고 상담원이요
    담당자 불러주세요
    전화 상담 받고 싶어요
    상담원!!
    사람 나와라
    통화하고 싶은데요
    상담사랑 직접 얘기할게요
    기계 말고 사람 바꿔
    연결 부탁드립니다
    실제 상담원 연결
    상담원 좀 바꿔주세요 제발
    이해를 못하네 사람 연결해
    상담직원과 통화 원합니다
    누구 없어요? 사람이 필요해요
    상담원 어디 있어요 연결 좀
    직원이랑 상담할래요
    여기 말이 안 통하네 상담원 연결
    상담사 연결 부탁해요
    사람한테 물어보고 싶어요
    상담원이랑 통화할게요
    담당자 연결 좀
    지금 바로 직원 연결해 주세요
    상담원과 얘기할게요
    팀장 바꿔주세요
    상담원 바꿔 주세요
    사람하고 대화하고 싶습니다
    상담원 불러줘요
"""
ASKING_EN = """
    connect me to an agent
    I want to talk to a human
    can I speak to someone
    real person please
    get me a representative
    agent
    transfer me to customer service
    let me talk to a real person
    I need a human now
    please put me through to an advisor
    is there a person I can chat with
    human please
    I'd like to speak with your manager
    not the bot, a person
    can somebody call me back
    stop the bot, give me an agent
    I want to talk to your staff
    please have someone contact me
    speak to operator
    operator please
    I want to speak to an agent
    talk to a person please
    connect me with someone from the bank
    get me a human
    can I talk to an agent
    I would like to speak to a representative
    please transfer me to an agent
    give me a real person
    let me speak to your manager
    need an operator please
"""
LEAVING = """
    취소할게요
    그만 기다릴게요
    상담 취소해 주세요
    이제 됐어요
    더 이상 안 기다릴래요
    대기 취소요
    cancel it please
    never mind
    I don't want to wait any longer
"""
STAYING = """
    카드 취소할게요
    얼마나 더 기다려요?
    예약이체 취소해 주세요
    빨리 연결해 주세요
    cancel my credit card
    how long do I have to wait?
"""


def lines(block):
    return [line.strip() for line in block.split("\n") if line.strip()]


def language_of(line):
    return "en" if line.isascii() else "ko"


def need(line):
    text, language = understood(line), language_of(line)
    odds = classifier.log_odds(text, language, None)
    return need_of(text, language, odds, offered=False)


@pytest.mark.parametrize("line", lines(DECLINING_KO) + lines(DECLINING_EN))
def test_who_declines_a_person_is_not_queued(line):
    assert need(line) is not Need.HUMAN


@pytest.mark.parametrize("block", [ASKING_KO, ASKING_EN])
def test_nearly_everybody_who_asks_for_a_person_gets_one(block):
    asking = lines(block)

    missed = [line for line in asking if need(line) is not Need.HUMAN]

    assert len(asking) == 30
    assert len(missed) <= 1, missed


def test_what_is_asked_beside_declining_is_answered():
    assert need("연결하지 말고 예금 금리만 알려줘") is Need.QUESTION
    assert need("사람은 됐고 이체 한도 올리는 법이요") is Need.QUESTION
    assert need("no agent needed, just tell me the overseas transfer fee") is Need.QUESTION
    assert (
        need("don't connect me to anyone, I only want the atm withdrawal limit") is Need.QUESTION
    )


@pytest.mark.parametrize("line", lines(LEAVING))
def test_a_word_is_enough_to_leave_the_queue(line):
    assert leaves_queue(line, language_of(line))


@pytest.mark.parametrize("line", lines(STAYING))
def test_what_is_about_something_else_leaves_no_queue(line):
    assert not leaves_queue(line, language_of(line))


@pytest.mark.parametrize(
    "line",
    [
        "사람이랑은 얘기하기 싫고 그냥 너한테 물어볼게",
        "상담원이랑 통화하는 건 좀 부담스러워요",
        "직원하고 말하기 귀찮아요",
    ],
)
def test_who_would_rather_not_talk_to_a_person_is_not_queued(line):
    assert need(line) is not Need.HUMAN
