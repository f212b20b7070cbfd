"""Where there is no answer to give, people get a page in their language and programs JSON."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import path

from aicc import urls

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError("a secret inside")


# The bank's addresses with two that fail, for the test that asks for them.
urlpatterns = [path("broken", broken), path("api/v1/broken", broken), *urls.urlpatterns]
handler500 = urls.handler500


def test_a_page_that_does_not_exist_says_so_in_the_browsers_language():
    korean = Client().get("/nothing-here", headers={"accept-language": "ko"})
    english = Client().get("/nothing-here", headers={"accept-language": "en"})

    assert (korean.status_code, english.status_code) == (404, 404)
    assert "페이지를 찾을 수 없습니다" in korean.content.decode()
    assert "This page does not exist" in english.content.decode()
    assert "unsafe" not in korean["Content-Security-Policy"]


def test_a_program_is_told_the_same_in_json():
    answer = Client().get("/api/v1/nothing-here")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_shows_nothing_of_its_inside():
    client = Client(raise_request_exception=False, headers={"accept-language": "ko"})

    page = client.get("/broken")
    call = client.get("/api/v1/broken")

    assert (page.status_code, call.status_code) == (500, 500)
    assert "일시적인 오류가 발생했습니다" in page.content.decode()
    assert call.json()["code"] == "internal"
    assert b"secret" not in page.content + call.content


def test_an_agent_without_a_permission_finds_the_way_back():
    user = get_user_model().objects.create_user("mei", is_staff=True)
    client = Client(headers={"accept-language": "ko"})
    client.force_login(user)

    answer = client.get("/admin/chat/review/")

    assert answer.status_code == 403
    assert "이 화면을 볼 권한이 없습니다" in answer.content.decode()
    assert 'href="/admin/"' in answer.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "ko"})

    answer = client.post("/admin/login/", {"username": "sam", "password": "x"})

    assert answer.status_code == 403
    assert "입력 화면이 만료되었습니다" in answer.content.decode()
