"""The supervisors' site: its door, and what each role sees of it."""

import pytest
from django.conf import settings
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


def policy_in(text):
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


@pytest.mark.parametrize("name", ["back-office.md", "back-office.ko.md"])
def test_the_documents_say_which_policy_the_pages_run_under(name):
    document = (settings.BASE_DIR / "docs" / name).read_text()
    (stated,) = (line for line in document.splitlines() if line.startswith("default-src"))

    answer = Client().get("/admin/login/")

    assert policy_in(stated) == policy_in(answer["Content-Security-Policy"])
