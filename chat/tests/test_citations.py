"""A passage is named in any brackets; what is none is left where it stands."""

import pytest

from chat.assistant.grounding.citations import read


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("[1]", [1]),
        ("[1][2]", [1, 2]),
        ("[1, 2]", [1, 2]),
        ("[1-3]", [1, 2, 3]),
        ("【1】", [1]),
        ("【1†출처】", [1]),
        ("［1］", [1]),
        ("〔2〕", [2]),
        ("[문서 1]", [1]),
        ("[문서1, 문서2]", [1, 2]),
        ("[1번]", [1]),
        ("[^1]", [1]),
        ("[출처: 1]", [1]),
        ("[passage 2; source 3]", [2, 3]),
        ("(출처 1)", [1]),
        ("(source 1)", [1]),
        ("[0]", [0]),
        ("[2, 2]", [2]),
    ],
)
def test_a_citation_is_read_and_not_shown(written, numbers):
    assert read(f"우대 금리는 연 0.5%p입니다 {written}.") == (
        "우대 금리는 연 0.5%p입니다.",
        numbers,
    )


@pytest.mark.parametrize(
    "text",
    [
        "(1) 앱을 엽니다.",
        "한도 [1,000]원",
        "[계좌]",
        f"[{'9' * 6_000}]",
        "[1",
        "[3.5%]",
        "[2026년]",
    ],
)
def test_what_is_no_citation_stays(text):
    assert read(text) == (text, [])
