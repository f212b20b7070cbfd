"""A figure is shown to the nearest, and never a third off."""

import pytest
from django.utils.translation import override

from aicc.backoffice.dashboard import formatting


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (formatting.share, 2 / 3, "66.7%"),
        (formatting.share, 0.9996, "100.0%"),
        (formatting.share, 0.12345, "12.3%"),
        (formatting.score, 4.567, "4.57"),
        (formatting.score, 2.675, "2.68"),
        (formatting.won, 1.999, "2.00원"),
        (formatting.won, 149.6, "150원"),
        (formatting.won, 1.5e12, "1,500,000,000,000원"),
        (formatting.whole, 2.5, "3"),
        (formatting.whole, 1_234_567.5, "1,234,568"),
        (formatting.duration, 2.999, "3.00초"),
        (formatting.duration, 9.999, "10.00초"),
    ],
)
def test_a_figure_is_the_nearest_that_its_decimals_can_say(form, value, shown):
    with override("ko"):
        assert form(value) == shown


@pytest.mark.parametrize(
    ("now", "before", "size"), [(1.999, 1, "100%"), (1.6, 1, "60%"), (1.0049, 1, "0%")]
)
def test_a_change_is_rounded_too(now, before, size):
    assert formatting.change(now, before, formatting.whole)["size"] == size
