"""An answer's text as the customer's page shows it."""

import pytest

from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("금리는 **연 3.5%**이고", "<p>금리는 <strong>연 3.5%</strong>이고</p>"),
        ("- **800원(건당)**입니다", "<ul><li><strong>800원(건당)</strong>입니다</li></ul>"),
        ("1500-0000으로", '<p><a href="tel:1500-0000">1500-0000</a>으로</p>'),
    ],
)
def test_an_answer_shows_emphasis_and_numbers_before_a_particle(
    lin: Lin, text: str, html: str
) -> None:
    lin.opens_the_chat()

    shown = lin.page.evaluate(
        """async text => {
          const address = [...document.querySelectorAll("link[rel=modulepreload]")]
            .map(link => link.href).find(each => each.includes("text-blocks"));
          const { blocksOf } = await import(address);
          return blocksOf(text).map(block => block.outerHTML).join("");
        }""",
        text,
    )

    assert shown == html
