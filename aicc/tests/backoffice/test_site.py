"""The supervisors' site: its door, and what each role sees of it."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from aicc.backoffice.roles import make_roles
from aicc.testing.logins import login_of
from handover.models import AgentProfile, IntakeQuestion, Team

pytestmark = pytest.mark.django_db


def test_whoever_signs_in_at_the_door_comes_to_the_first_page():
    login_of("sam", "a long enough one")

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


@pytest.fixture
def sam():
    make_roles()
    user = get_user_model().objects.create_user("sam", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name="supervisor"))
    client = Client(headers={"accept-language": "ko"})
    client.force_login(user)
    return client


def text_of(answer):
    """What a reader sees: no tags, one blank between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("name", "title"),
    [("handover_handover", "상담 연결"), ("handover_agentprofile", "상담원")],
)
def test_a_list_has_its_records_name_for_a_title_in_korean(sam, name, title):
    answer = sam.get(reverse(f"admin:{name}_changelist"))

    assert re.search(rf"<title>\s*{title}\s*\|", answer.content.decode())


def test_in_korean_the_number_and_the_verb_come_after_the_noun(sam):
    for slug in ("CARD", "LOAN"):
        IntakeQuestion.objects.create(text_ko=slug, text_en=slug)

    listed = text_of(sam.get(reverse("admin:handover_intakequestion_changelist")))
    question = IntakeQuestion.objects.first()
    opened = text_of(sam.get(reverse("admin:handover_intakequestion_change", args=[question.pk])))

    assert "접수 질문: 2" in listed
    assert "접수 질문 삭제" in opened
    assert "삭제 접수 질문" not in opened


class Forms(HTMLParser):
    """How deep forms stand within one another; a browser takes the inner one for the end."""

    depth = deepest = 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "form"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag):
        self.depth -= tag == "form"


def test_no_form_stands_within_another_so_that_each_button_sends_its_own():
    mei = get_user_model().objects.create_user("mei", is_staff=True)
    rows = [mei, AgentProfile.objects.create(user=mei), Team.objects.create(name="Cards")]
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))

    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        forms = Forms()
        forms.feed(client.get(reverse(name, args=[row.pk])).text)
        assert forms.deepest == 1, row


def test_an_empty_list_offers_to_look_again_only_where_that_leads_to_another_list(sam):
    reviews = reverse("admin:chat_assignment_changelist")

    nothing_yet = text_of(sam.get(reviews))
    nothing_fits = text_of(sam.get(reviews, {"q": "nothing-like-this"}))

    assert "지금은 표시할 항목이 없습니다. 필터에서 다른 항목을 볼 수 있습니다." in nothing_yet
    assert "필터 초기화" not in nothing_yet
    assert "모두 표시" not in nothing_yet
    assert "검색어나 필터에 맞는 항목이 없습니다." in nothing_fits
    assert "필터 초기화" in nothing_fits
    assert "검색 결과 0건 ( 모두 표시 )" in nothing_fits


@pytest.mark.parametrize(("language", "place"), [("ko", "직원"), ("en", "Staff")])
def test_a_page_says_where_it_stands_by_the_side_bars_names(language, place):
    root = Client(headers={"accept-language": language})
    root.force_login(get_user_model().objects.create_superuser("root"))

    page = root.get("/admin/auth/user/")

    assert f"<title> {place} | Bank AICC</title>" in page.text
    heading = re.search(r"<h1.*?</h1>", page.text, re.DOTALL)[0]
    assert re.findall(r">([^<>]+)</(?:a|span)>", heading)[-1] == place


def test_a_role_is_read_in_the_readers_language():
    root = Client(headers={"accept-language": "ko"})
    root.force_login(get_user_model().objects.create_superuser("root"))
    make_roles()

    page = text_of(root.get(f"/admin/auth/group/{Group.objects.get(name='agent').pk}/change/"))

    assert "콜백 예약: 전화번호 열람" in page
    assert "안내 문서: 조회" in page
    assert "Can view" not in page
    assert Group.objects.filter(name="agent").exists(), "its name in the code was overwritten"
