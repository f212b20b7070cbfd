"""What Korean writes otherwise than CommonMark reads: emphasis beside particles, and dates."""

import pytest

from chat.articles.markdown import pictures_in, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**연 3.5%**이고", "<strong>연 3.5%</strong>이고"),
        ("수수료는 **800원(건당)**입니다.", "수수료는 <strong>800원(건당)</strong>입니다."),
        (
            '**"가온 정기예금"**은 **1년**부터',
            "<strong>&quot;가온 정기예금&quot;</strong>은 <strong>1년</strong>부터",
        ),
        ("상품은**「가온」**뿐입니다", "상품은<strong>「가온」</strong>뿐입니다"),
        ('은행은**"가온"**을', "은행은<strong>&quot;가온&quot;</strong>을"),
        ("*(세전)*으로 계산", "<em>(세전)</em>으로 계산"),
        ("**`약관`**을", "<strong><code>약관</code></strong>을"),
        ("**`1500-0000`**으로", "<strong><code>1500-0000</code></strong>으로"),
        ("**金利 3.5%**は", "<strong>金利 3.5%</strong>は"),
        # As CommonMark has it.
        ("**금리**는 **한도**와", "<strong>금리</strong>는 <strong>한도</strong>와"),
        ("a **rate (fixed)** of", "a <strong>rate (fixed)</strong> of"),
        ("**rate (fixed)**ly", "**rate (fixed)**ly"),
        ("3 * 4 = 12, 가 * 나", "3 * 4 = 12, 가 * 나"),
        ("금리 **연 3.5% **이고", "금리 **연 3.5% **이고"),
        (r"\*\*연 3.5%\*\*이고", "**연 3.5%**이고"),
        ("값_(가)_은", "값_(가)_은"),
    ],
)
def test_emphasis_ends_where_its_writer_meant(text, html):
    assert to_html(text) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2026. 11. 30. 부터 적용합니다.", "<p>2026. 11. 30. 부터 적용합니다.</p>"),
        ("2026. 하반기에 바뀝니다.", "<p>2026. 하반기에 바뀝니다.</p>"),
        ("26. 11. 30. 시행", "<p>26. 11. 30. 시행</p>"),
        ("- 2026. 1. 2. 까지", "<ul><li>2026. 1. 2. 까지</li></ul>"),
        ("> 2026. 1. 2. 까지", "<blockquote><p>2026. 1. 2. 까지</p></blockquote>"),
        ("1. 신청\n2026. 1. 2. 까지", "<ol><li>신청2026. 1. 2. 까지</li></ol>"),
        ("1. 신청\n\n2026. 1. 2. 까지", "<ol><li>신청</li></ol><p>2026. 1. 2. 까지</p>"),
        # Lists are lists.
        ("11. 열하나\n12. 열둘", '<ol start="11"><li>열하나</li><li>열둘</li></ol>'),
        ("안내\n\n1. 2. 가", '<p>안내</p><ol><li><ol start="2"><li>가</li></ol></li></ol>'),
        ("안내\n1. 가", "<p>안내</p><ol><li>가</li></ol>"),
    ],
)
def test_a_date_at_the_start_of_a_line_is_no_list(text, html):
    assert to_html(text).replace("\n", "") == html


def test_a_picture_is_found_by_the_line_it_stands_on():
    text = (
        "첫 줄\n둘째 ![약도](/map.png)\n\n| a | b |\n|---|---|\n| x | ![표](/t.png) |\n\n"
        "- 점\n- ![점][p]\n\n`![기호](/x)` <IMG src=q>\n\n[p]: /p.png"
    )

    assert list(pictures_in(text)) == [(2, "약도"), (6, "표"), (9, "점"), (11, "<IMG src=q>")]
