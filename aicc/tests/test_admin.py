"""The supervisors' site: its door, and what each role sees of it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db


def test_whoever_signs_in_at_the_door_comes_to_the_first_page():
    get_user_model().objects.create_user("sam", password="a long enough one", is_staff=True)

    answer = Client().post(
        "/admin/login/", {"username": "sam", "password": "a long enough one"}, follow=True
    )

    assert answer.redirect_chain == [("/admin/", 302)]
    assert answer.status_code == 200
