"""The side bar: in groups, what is used daily first, and nothing that one may not open."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from aicc.backoffice.roles import ROLES, make_roles
from aicc.backoffice.sidebar import SIDEBAR

pytestmark = pytest.mark.django_db

IN_KOREAN = {
    "supervisor": ["", "품질", "지식", "상담 운영", "계정과 기록"],
    "agent": ["", "품질", "지식"],
    "editor": ["", "지식"],
    "auditor": ["", "품질", "지식", "상담 운영", "계정과 기록"],
    "administrator": ["", "상담 운영", "계정과 기록"],
}


def first_page_of(role):
    make_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"Accept-Language": "ko"})
    client.force_login(user)
    return client.get(reverse("admin:index")).context


def groups_of(role):
    return first_page_of(role)["sidebar_navigation"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_groups_and_none_is_empty(role):
    groups = groups_of(role)

    assert [str(group["title"]) for group in groups] == IN_KOREAN[role]
    assert all(any(room["has_permission"] for room in group["items"]) for group in groups)


def test_what_is_used_daily_stands_first():
    first = [str(room["title"]) for room in groups_of("supervisor")[0]["items"]]

    assert first == ["대시보드", "상담 데스크", "상담 연결", "콜백 예약", "대화"]


def test_every_list_has_one_place_and_an_icon_of_its_own():
    rooms = [room for _title, group in SIDEBAR for room in group]
    listed = {
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
    }

    assert len({room.name for room in rooms}) == len(rooms)
    assert len({room.icon for room in rooms}) == len(rooms)
    # The switch is turned on the dashboard, which leads to its history.
    assert listed - {room.name for room in rooms} == {"chat_generationswitch"}


def test_an_agents_first_page_leads_to_the_desk_before_anything_else():
    assert first_page_of("agent")["rooms"][0]["link"] == reverse("desk")
    assert reverse("desk") not in [room["link"] for room in first_page_of("editor")["rooms"]]
