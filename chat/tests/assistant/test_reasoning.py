"""What a model says to itself reaches nobody, in whatever marks and however it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.assistant.grounding.reasoning import Spoken, says_to_itself

ANSWER = "답은 연 3%입니다. [1]"
WHOLE = [
    f"<think>속말</think>{ANSWER}",
    f"<THINK>속말</Think>{ANSWER}",
    f"<thinking depth='2'>속말</thinking>{ANSWER}",
    f"< think >속말</ think >{ANSWER}",
    f"<seed:think>속말</seed:think>{ANSWER}",
    f"<reasoning>속말</reasoning>{ANSWER}",
    f"[THINK]속말[/THINK]{ANSWER}",
    f"◁think▷속말◁/think▷{ANSWER}",
    f"<|begin_of_thought|>속말<|end_of_thought|>{ANSWER}",
    f"<|channel|>analysis<|message|>속말<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}",
    f"<|channel>thought\n속말<channel|>{ANSWER}",
    f"analysis속말assistantfinal{ANSWER}",
    f"<think>속말<think>더 깊은 속말</think>{ANSWER}",
    f"{ANSWER}</s>속말",
    f"{ANSWER}<|im_end|>\n<|im_start|>user 속말",
]
HALF = [f"속말</think>{ANSWER}", f"속말\n[/THINK]{ANSWER}", f"속말 1 < 2</thinking>{ANSWER}"]
UNENDED = ["<think>속말", f"{ANSWER}<think>속말", "<|channel|>commentary to=pay<|message|>속말"]
PLAIN = [ANSWER, "한도는 3 < 4 [1, 2] 그리고 5 > 2입니다.", "analyses of fees [1]", "[문서 1] 답."]


def spoken(text, cuts):
    """What is said of `text`, which comes in pieces of these lengths, again and again."""
    reader, said, at = Spoken(), "", 0
    while at < len(text):
        for length in cuts:
            piece = reader.add(text[at : at + length])
            said = piece if reader.takes_back else said + piece
            at += length
    rest = reader.finish()
    return (rest if reader.takes_back else said + rest), reader


lengths = st.lists(st.integers(1, 30), min_size=1, max_size=6)


@given(st.sampled_from(WHOLE), lengths)
def test_reasoning_between_marks_is_taken_out(text, cuts):
    said, reader = spoken(text, cuts)

    assert said == ANSWER
    assert not reader.closed_unopened


@given(st.sampled_from(HALF), lengths)
def test_what_came_before_half_a_mark_is_taken_back(text, cuts):
    said, reader = spoken(text, cuts)

    assert said == ANSWER
    assert reader.closed_unopened


@given(st.sampled_from(UNENDED), lengths)
def test_reasoning_that_does_not_end_is_known_as_such(text, cuts):
    said, reader = spoken(text, cuts)

    assert "속말" not in said
    assert reader.is_inside


@given(st.sampled_from(PLAIN) | st.text(alphabet="ab 가.[]1,<>", max_size=300), lengths)
def test_a_text_without_marks_is_all_said(text, cuts):
    assert spoken(text, cuts)[0] == text


@given(st.text(max_size=200), lengths)
def test_no_text_and_no_cut_breaks_it(text, cuts):
    whole, _ = spoken(text, [len(text) or 1])

    assert spoken(text, cuts)[0] == whole


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("고객이 우대 조건을 묻고 있습니다.", "ko"),
        ("우대 금리는 연 0.5%p이다.", "ko"),
        ("추론: 우대 조건을 찾는다.", "ko"),
        ("The user asks for the bonus rate.", "en"),
        ("Let me check the passages first.", "en"),
        ("Passage [1] says so.", "en"),
        ("We need to answer in Korean.", "ko"),
        ("Final answer: the bonus rate.", "en"),
    ],
)
def test_a_note_to_itself_is_no_word_to_a_customer(note, language):
    assert says_to_itself(note, language, "")


def test_what_an_article_says_in_the_plain_style_may_be_said_so():
    assert not says_to_itself("우대 금리는 연 0.5%p이다.", "ko", "우대 금리는 연 0.5%p이다.")
    assert not says_to_itself("우대 금리는 연 0.5%p입니다.", "ko", "")
    assert not says_to_itself("The bonus rate is 0.5 percentage points.", "en", "")
