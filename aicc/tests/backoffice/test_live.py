"""What a supervisor is told of this moment: alarms, and one word on the model."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aicc.backoffice.roles import make_roles
from chat.models import Conversation, GenerationSwitch
from handover.models import AgentProfile, BusinessHours, Handover
from handover.queue import presence

pytestmark = pytest.mark.django_db

INDEX = reverse("admin:index")
ALARM = "고객 12명이 기다리는데, 접속한 상담원이 없습니다."


@pytest.fixture
def sam():
    return signed_in("sam", "supervisor")[0]


def signed_in(name, role):
    make_roles()
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"Accept-Language": "ko"})
    client.force_login(user)
    return client, user


@pytest.fixture
def twelve_wait():
    for number in range(12):
        lin = Conversation.objects.create(session_id=f"lin-{number}", owner="queue")
        Handover.objects.create(conversation=lin, trigger="asked", requested_at=timezone.now())


def badge(page):
    rooms = [room for group in page.context["sidebar_navigation"] for room in group["items"]]
    (handovers,) = [room for room in rooms if room["link"].endswith("/handover/handover/")]
    return handovers["badge"], handovers["badge_variant"]


def test_twelve_who_wait_with_no_agent_are_an_alarm(sam, twelve_wait):
    page = sam.get(INDEX)

    assert 'role="alert" id="alarm">' in page.text
    assert ALARM in page.text
    assert badge(page) == (12, "danger")
    assert sam.get(reverse("admin:figures_now")).json()["alarm"] == ALARM
    assert badge(sam.get(reverse("admin:chat_review_changelist"))) == (12, "danger")


def test_with_an_agent_there_a_queue_is_no_alarm(sam, twelve_wait):
    _client, mei = signed_in("mei", "agent")
    presence.set_presence(mei, "online")
    presence_is_kept(mei)

    page = sam.get(INDEX)

    assert sam.get(reverse("admin:figures_now")).json()["alarm"] == ""
    assert badge(page) == (12, "primary")
    presence.set_presence(mei, "away")
    assert sam.get(reverse("admin:figures_now")).json()["alarm"] == ALARM


def test_the_list_behind_the_agents_present_is_of_the_same_ones(sam):
    """A desk that is not heard of any more is away, whatever was last chosen there."""
    people = {name: signed_in(name, "agent")[1] for name in ("mei", "raj")}
    for agent in people.values():
        presence.set_presence(agent, "online")
    AgentProfile.objects.filter(user=people["raj"]).update(
        seen_at=timezone.now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS + 5)
    )
    shown = r'href="([^"]+)">\s*<span>접속 중인 상담원</span> <b data-name="present">(\d+)'
    address, count = re.search(shown, sam.get(INDEX).text).groups()

    def listed(address):
        return [row.user.username for row in sam.get(address).context["cl"].queryset]

    assert (count, listed(address)) == ("1", ["mei"])
    assert listed(address.replace("online", "away")) == ["raj"]


def presence_is_kept(mei):
    assert presence.present().filter(user=mei).exists()


def test_outside_business_hours_nobody_is_expected(sam, twelve_wait):
    tomorrow = timezone.localtime() + timedelta(days=1)
    BusinessHours.objects.create(weekday=tomorrow.weekday(), opens="09:00", closes="18:00")

    assert sam.get(reverse("admin:figures_now")).json()["alarm"] == ""


@pytest.mark.parametrize(
    ("engine", "is_on", "said"),
    [
        ("offline", True, "설정된 모델이 없습니다: 안내 문서에서만 답합니다."),
        ("model", True, "켜짐: 언어 모델이 답변을 쓸 수 있습니다."),
        ("model", False, "꺼짐: 안내 문서에서만 답합니다."),
        ("offline", False, "꺼짐: 안내 문서에서만 답합니다."),
    ],
)
def test_the_switch_says_one_thing(sam, settings, engine, is_on, said):
    settings.AICC_ENGINE = engine
    if not is_on:
        GenerationSwitch.objects.create(on=False, reason="wrong rates")

    words = sam.get(reverse("admin:figures_now")).json()["switch"]

    assert said in words
    assert words.count("<strong>") == 1
    assert ("켜짐" in words) == (engine == "model" and is_on)
