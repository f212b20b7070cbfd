"""Emphasis in Korean: it ends before a particle, and begins right behind one."""

import pytest

from chat.articles.markdown import to_html
from chat.backoffice.transcript_pages import as_html
from chat.page_views import rendered


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
        ("**[약관](/a)**을", '<strong><a href="/a">약관</a></strong>을'),
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


@pytest.mark.parametrize("shown", [as_html, rendered])
def test_the_article_page_and_the_editor_show_it_alike(shown):
    assert "<strong>연 3.5%</strong>이고" in shown("금리는 **연 3.5%**이고 세전입니다.")


@pytest.mark.parametrize("particle", ["으로", "에서", "은", "(24시간)", "번으로"])
def test_a_number_to_call_takes_no_particle_with_it(particle):
    html = rendered(f"문의는 1500-0000{particle} 하세요.")

    assert 'href="tel:1500-0000"' in html
    assert f">1500-0000</a>{particle}" in html


@pytest.mark.parametrize("particle", ["에서", "으로", "은"])
def test_an_address_takes_no_particle_with_it(particle):
    html = to_html(f"<https://www.bank.example/fees>{particle} 보세요. www.bank.example{particle}")

    assert (
        f'<a href="https://www.bank.example/fees">https://www.bank.example/fees</a>{particle}'
        in html
    )
    assert html.count("<a ") == 1, "what is not marked as a link is none"
