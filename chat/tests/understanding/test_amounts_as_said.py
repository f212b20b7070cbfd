"""Large round amounts are read out as people say them, and nothing else is touched."""

import pytest

from chat.assistant.language.amounts import as_said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("10,000,000원을 넣으면", "1,000만원을 넣으면"),
        ("최대 200,000,000원까지", "최대 2억원까지"),
        ("150,000,000원입니다", "1억 5,000만원입니다"),
        ("1,200,000,000,000원이", "1조 2,000억원이"),
        ("500,000원 이하", "50만원 이하"),
        ("수수료는 10,000원", "수수료는 10,000원"),  # a price is read in figures
        ("약 909,290원", "약 909,290원"),  # not round
        ("1,000,000~2,000,000원", "1,000,000~2,000,000원"),
        ("1,000,000원~2,000,000원", "1,000,000원~2,000,000원"),
        ("1억원", "1억원"),
    ],
)
def test_korean_amounts(written, said):
    assert as_said(written, "ko") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("up to KRW 10,000,000.", "up to KRW 10 million."),
        ("KRW 1,500,000 a day", "KRW 1.5 million a day"),
        ("KRW 1,000,000,000", "KRW 1 billion"),
        ("KRW 101,871,000", "KRW 101,871,000"),
        ("KRW 500,000", "KRW 500,000"),
        ("KRW 1,000,000 to 5,000,000", "KRW 1,000,000 to 5,000,000"),
    ],
)
def test_english_amounts(written, said):
    assert as_said(written, "en") == said
