"""Colleagues and customers read a person's name in the order of its script."""

import pytest
from django.contrib.auth import get_user_model

from handover.queue import ownership
from handover.staff_access import changes


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("준호", "박", "박준호"),
        ("하늘", "남궁", "남궁하늘"),
        ("Mei", "Lin", "Mei Lin"),
        ("준호", "Park", "준호 Park"),
        ("준호", "", "준호"),
        ("", "박", "박"),
        ("", "", "mei"),
    ],
)
def test_a_name_is_said_as_its_script_has_it(given, family, name):
    user = get_user_model()(username="mei", first_name=given, last_name=family)

    assert ownership.name_of(user) == name
    assert changes.name_of(user) == name
    assert user.get_full_name() == ("" if name == "mei" else name)
