"""Who asks whether the assistant is a person asks for none."""

import pytest

from chat.assistant.understanding import classifier
from chat.assistant.understanding.triage import Need, need_of, without_the_person


@pytest.mark.parametrize("text", ["are you a real person?", "am i talking to a human?"])
def test_who_asks_whether_we_are_a_person_is_put_into_no_queue(text):
    assert need_of(text, "en", classifier.log_odds(text, "en", None), offered=False) is (
        Need.SMALL_TALK
    )


def test_who_wants_a_real_person_gets_one():
    text = "can i talk to a real person?"
    assert need_of(text, "en", classifier.log_odds(text, "en", None), offered=False) is Need.HUMAN


def test_whom_somebody_asks_is_no_part_of_the_question():
    left = without_the_person("상담원 말고 너한테 물어보는거야 적금 금리", "ko")

    assert left.split() == ["적금", "금리"]
