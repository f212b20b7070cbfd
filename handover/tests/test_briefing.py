"""The briefing's keywords are words that a person can read."""

from chat.assistant.words import Line
from handover.briefing import brief, keywords


def test_keywords_are_the_customers_words_and_no_signs_of_the_index():
    found = keywords(["전세자금대출 금리가 궁금해요"], "ko")

    assert "전세자금대출" in found
    assert not any(sign in term for term in found for sign in "#~")


def test_an_annoyed_customer_is_told_from_a_calm_one():
    angry, calm = Line("customer", "정말 화가 납니다"), Line("customer", "금리가 얼마예요?")

    assert brief([angry], "ko").sentiment == "NEGATIVE"
    assert brief([calm], "ko").sentiment == "NEUTRAL"
