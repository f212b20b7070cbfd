"""Ana and Ben, who look after logins, and what they ask of each other."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from aicc.backoffice.roles import make_roles
from handover.staff_access import changes

User = get_user_model()


def member(name, *roles, **fields):
    make_roles()
    user = User.objects.create_user(name, password=None, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def anew(user):
    """The same person as another request meets them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def ana(db):
    return member("ana", "administrator", first_name="Ana")


@pytest.fixture
def ben(db):
    return member("ben", "administrator", first_name="Ben")


def asks(by, user, **wanted):
    return changes.request(by, user, "new tasks", **wanted)[0]


def address(name, *given):
    return reverse(f"admin:handover_accesschange_{name}", args=given)
