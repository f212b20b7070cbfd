"""Texts and how they are shown, on every page alike: an article's and a message's."""

import re

LINK_SITES = ["www.fss.or.kr", ".gaon.example"]
OWN = 'target="_blank" rel="noopener"'
SITE = 'target="_blank" rel="noopener noreferrer nofollow"'
FRAME = '<div class="table-frame" tabindex="0"><table>'

SHOWN = {
    "emphasis that ends before a particle": (
        "금리는 **연 3.5%**이고 **800원(건당)**입니다",
        "<p>금리는 <strong>연 3.5%</strong>이고 <strong>800원(건당)</strong>입니다</p>",
    ),
    "emphasis within emphasis, a sign of its own within it, and what is struck out": (
        "***중요***는 **a*b**와 *(세전)*으로, ~~연 3%~~에서 ~~**연 2%**~~로",
        (
            "<p><em><strong>중요</strong></em>는 <strong>a*b</strong>와 <em>(세전)</em>으로, "
            "<s>연 3%</s>에서 <s><strong>연 2%</strong></s>로</p>"
        ),
    ),
    "asterisks that stand for themselves": (
        "2 * 3 * 4, 필수(*)와 선택(*), *표시는 필수, *표시는 선택",
        "<p>2 * 3 * 4, 필수(*)와 선택(*), *표시는 필수, *표시는 선택</p>",
    ),
    "a table": (
        "| 기간 | 금리 |\n|---|--:|\n| 6개월 | **연 2.1%**이고 |\n| 1년<br>이상 | 연 2.9% |",
        (
            f'{FRAME}<thead><tr><th scope="col">기간</th>'
            '<th class="right" scope="col">금리</th></tr></thead><tbody><tr><td>6개월</td>'
            '<td class="right"><strong>연 2.1%</strong>이고</td></tr><tr><td>1년<br>이상</td>'
            '<td class="right">연 2.9%</td></tr></tbody></table></div>'
        ),
    ),
    "a table without outer bars and with one inside a cell": (
        "기간 | 금리\n:-: | ---\n6개월 | 2.1 \\| 2.2",
        (
            f'{FRAME}<thead><tr><th class="center" scope="col">기간</th>'
            '<th scope="col">금리</th></tr></thead><tbody><tr><td class="center">6개월</td>'
            "<td>2.1 | 2.2</td></tr></tbody></table></div>"
        ),
    ),
    "bars that are no table": ("6개월 | 연 2.1%", "<p>6개월 | 연 2.1%</p>"),
    "a quote": (
        "> 예금자는 **5천만 원**까지\n>\n> - 보호됩니다",
        (
            "<blockquote><p>예금자는 <strong>5천만 원</strong>까지</p>"
            "<ul><li>보호됩니다</li></ul></blockquote>"
        ),
    ),
    "headings below the page's own": (
        "# 하나\n\n### 셋\n\n#### 넷",
        "<h3>하나</h3><h3>셋</h3><h4>넷</h4>",
    ),
    "what is struck out, and code": (
        "~~연 2.0%~~ `1500-0000`",
        "<p><s>연 2.0%</s> <code>1500-0000</code></p>",
    ),
    "steps that go on": ("3. 셋\n4. 넷", '<ol start="3"><li>셋</li><li>넷</li></ol>'),
    "a picture as its words": ("![지점 약도](/map.png)는", "<p>지점 약도는</p>"),
    "a number to call, without its particle": (
        "1500-0000으로, +82-2-1500-0000에서",
        (
            '<p><a href="tel:1500-0000">1500-0000</a>으로, '
            '<a href="tel:+82-2-1500-0000">+82-2-1500-0000</a>에서</p>'
        ),
    ),
    "what only looks like a number to call": (
        "1500-0000-1 21500-0000",
        "<p>1500-0000-1 21500-0000</p>",
    ),
    "a page of our own": (
        "[이체 한도](/articles/transfer-limits/ko/1#p2)는 [여기](/)에서",
        (
            f'<p><a href="/articles/transfer-limits/ko/1#p2" {OWN}>이체 한도</a>는 '
            f'<a href="/" {OWN}>여기</a>에서</p>'
        ),
    ),
    "an allowed site, with its host": (
        "[금융감독원](https://www.fss.or.kr/a)에서",
        f'<p><a href="https://www.fss.or.kr/a" {SITE}>금융감독원 (www.fss.or.kr)</a>에서</p>',
    ),
    "an address, without its particle": (
        "www.fss.or.kr에서, https://www.fss.or.kr/a?x=1&y=2를",
        (
            f'<p><a href="https://www.fss.or.kr" {SITE}>www.fss.or.kr</a>에서, '
            f'<a href="https://www.fss.or.kr/a?x=1&amp;y=2" {SITE}>'
            "https://www.fss.or.kr/a?x=1&amp;y=2</a>를</p>"
        ),
    ),
    "an address, without its sentence's signs": (
        "(https://help.gaon.example/a_(b))은 https://gaon.example.",
        (
            f'<p>(<a href="https://help.gaon.example/a_(b)" {SITE}>'
            "https://help.gaon.example/a_(b)</a>)은 "
            f'<a href="https://gaon.example" {SITE}>https://gaon.example</a>.</p>'
        ),
    ),
    "an address in angles": (
        "<https://www.fss.or.kr/a>는",
        f'<p><a href="https://www.fss.or.kr/a" {SITE}>https://www.fss.or.kr/a</a>는</p>',
    ),
    "a link within emphasis": (
        "**[약관](/articles/terms/ko/1)**을",
        f'<p><strong><a href="/articles/terms/ko/1" {OWN}>약관</a></strong>을</p>',
    ),
    "emphasis within a link": (
        "[**약관**](/articles/terms/ko/1)을",
        f'<p><a href="/articles/terms/ko/1" {OWN}><strong>약관</strong></a>을</p>',
    ),
    "a label that names another address than it leads to": (
        "[https://www.gaon.example](https://www.fss.or.kr) [1500-0001](tel:1500-0000)",
        (
            f'<p><a href="https://www.fss.or.kr" {SITE}>https://www.fss.or.kr</a> '
            '<a href="tel:1500-0000">1500-0000</a></p>'
        ),
    ),
    "a site that is not allowed, as text with its address": (
        "[안내](https://elsewhere.example/a)와 https://elsewhere.example/b와 fss.or.kr",
        "<p>안내 (https://elsewhere.example/a)와 https://elsewhere.example/b와 fss.or.kr</p>",
    ),
    "an allowed site without TLS, at another port, under another name": (
        "http://www.fss.or.kr https://www.fss.or.kr:8443/ https://www.fss.or.kr.elsewhere.example",
        (
            "<p>http://www.fss.or.kr https://www.fss.or.kr:8443/ "
            "https://www.fss.or.kr.elsewhere.example</p>"
        ),
    ),
    "a name before the host": (
        "https://www.fss.or.kr@elsewhere.example/ https://www.fss.or.kr:80@elsewhere.example",
        (
            "<p>https://www.fss.or.kr@elsewhere.example/ "
            "https://www.fss.or.kr:80@elsewhere.example</p>"
        ),
    ),
    "pages that are not the customers', and other hosts' in disguise": (
        "[a](/admin/logout/) [b](//elsewhere.example) [c](/articles/x/ko/1?next=/admin/)",
        "<p>a (/admin/logout/) b (//elsewhere.example) c (/articles/x/ko/1?next=/admin/)</p>",
    ),
    "what a browser might run": (
        "[x](javascript:alert) [y](data:text/html,hello) [z](JavaScript:alert)",
        "<p>[x](javascript:alert) [y](data:text/html,hello) [z](JavaScript:alert)</p>",
    ),
    "markup as text": (
        '<b onclick="alert(1)">굵게</b> <script>alert(1)</script> <a href="/x">y</a>',
        (
            '<p>&lt;b onclick="alert(1)"&gt;굵게&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt; '
            '&lt;a href="/x"&gt;y&lt;/a&gt;</p>'
        ),
    ),
}


def tight(html: str) -> str:
    """HTML without the line ends that stand between elements."""
    return re.sub(r"(?<=>)\n+|\n+(?=<)", "", html).strip()
