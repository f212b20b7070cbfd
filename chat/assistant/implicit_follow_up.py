"""A message that is none of the usual follow-ups, and yet goes on about the answer before it."""

import re

from chat.assistant.answering.extractive import fitting
from chat.assistant.answering.follow_up import OTHER_TRADES
from chat.assistant.answering.replies import alarm_before
from chat.assistant.retrieval.knowledge import Found
from chat.assistant.retrieval.query import query_of, strange
from chat.assistant.types import Question
from chat.assistant.understanding import classifier

# A passage's score, from which on it answers a message by itself; and one that points back. What
# is asked anew has .98 and more, though a "그 돈" or an "is it" stands in it.
SURE, SURE_OF_POINTING = 0.5, 0.75
# What points back, wherever it stands: "혹시 그 시간보다 늦으면요?", "Can they drag it out?"
POINTS_BACK = re.compile(
    r"(?<![가-힣])(?:그|이|저) ?(?:거|것|걸|게|건|때|날|시간|기간|돈|금액|한도|계좌"
    r"|통장|카드|경우|상태|다음|뒤|후|전|중|서류|분|쪽|만큼|보다|대로)(?:[가-힣]{0,3})(?![가-힣])"
    r"|(?<![가-힣])(?:거기|그래도|그렇게|그러면|그럼|그걸로|똑같이|여전히|계속)(?![가-힣])"
    r"|\b(?:it|that|this|them|they|those|these|there|still|same|instead|otherwise)\b",
    re.IGNORECASE,
)


def may_follow(question: Question, found: list[Found], language: str) -> bool:
    """Whether a message of which no article surely tells may go on about the one cited before:
    "Does the machine's owner charge on top?". One that names what banks rarely write about may
    where no other article is nearer: "I opened one at another bank, is that an issue?".

    found: by the message alone.
    """
    cited, alarm = question.memory.get("article"), alarm_before(question, language)
    sure = SURE_OF_POINTING if POINTS_BACK.search(question.text) else SURE
    if any(each.likeness is None or each.score >= sure for each in fitting(found)):
        return False
    if alarm or not cited:
        return bool(alarm)
    if strange(query_of(question.text, language)):
        return bool(found) and found[0].article.slug == cited
    said = classifier.by_words(question.text, language)
    return classifier.out_of_domain_score(said) < OTHER_TRADES


def goes_on(question: Question, behind: list[Found], language: str) -> bool:
    """Whether it does, by what is found for it with what was asked before: the article cited then
    answers best, or behind an alarm any does.
    """
    cited = question.memory.get("article")
    best = fitting(behind)[:1]
    return any(each.article.slug == cited for each in best) or (
        bool(best) and bool(alarm_before(question, language))
    )
