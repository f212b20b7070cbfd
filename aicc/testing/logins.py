"""Logins whose owners chose their passwords."""

from typing import Any

from django.contrib.auth.models import User

from handover.staff_sessions.temporary_passwords import chosen_by_owner


def login_of(username: str, password: str, **fields: Any) -> User:
    """A new login of somebody who works at the bank, without a role."""
    user = User.objects.create_user(username, password=password, is_staff=True, **fields)
    chosen_by_owner(user)
    return user


def chooses(user: User, password: str) -> None:
    """What the page for one's own password does."""
    user.set_password(password)
    user.save()
    chosen_by_owner(user)
