"""What points come to: 0 to 100, without what does not apply, 0 where it may not happen."""

import pytest

from chat.quality.scoring import Mark, score


def test_full_points_everywhere_are_a_hundred():
    assert score([Mark(2, 2, weight=30), Mark(1, 1, weight=70)]) == 100


def test_a_weight_counts_as_much_as_it_says():
    assert score([Mark(0, 2, weight=30), Mark(2, 2, weight=70)]) == 70


def test_a_half_of_the_points_is_a_half_of_the_weight():
    assert score([Mark(1, 2, weight=50), Mark(2, 2, weight=50)]) == 75


def test_what_does_not_apply_takes_its_weight_with_it():
    assert score([Mark(None, 2, weight=90), Mark(1, 2, weight=10)]) == 50


def test_nothing_that_applies_gives_no_score():
    assert score([Mark(None, 2, weight=10)]) is None
    assert score([]) is None


def test_a_critical_criterion_without_points_makes_it_nothing():
    assert score([Mark(2, 2, weight=100), Mark(0, 1, weight=0, critical=True)]) == 0
    assert score([Mark(None, 2, weight=100), Mark(0, 1, weight=0, critical=True)]) == 0


def test_a_critical_criterion_with_points_or_none_at_all_changes_nothing():
    kept = Mark(1, 2, weight=100)

    assert score([kept, Mark(1, 1, weight=0, critical=True)]) == 50
    assert score([kept, Mark(None, 1, weight=0, critical=True)]) == 50


@pytest.mark.parametrize(("points", "rounded"), [(1, 33), (2, 67)])
def test_thirds_are_rounded(points, rounded):
    assert score([Mark(points, 3)]) == rounded


def test_a_half_is_rounded_up():
    assert score([Mark(1, 1, weight=1), Mark(0, 1, weight=199)]) == 1  # 0.5


@pytest.mark.parametrize(
    ("points", "most", "weight"), [(3, 2, 1), (-1, 2, 1), (0, 0, 1), (1, 1, -1)]
)
def test_impossible_points_are_refused(points, most, weight):
    with pytest.raises(ValueError):
        Mark(points, most, weight)
