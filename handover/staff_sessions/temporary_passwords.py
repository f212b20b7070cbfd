"""Passwords that somebody else than the login's owner set: each opens the page for a new one only.

Whoever sets a password in code, in the shell or by a command is taken for somebody else. A page
on which the owner chose it says so by `chosen_by_owner`.
"""

from django.contrib.auth.models import User

from handover.models import PastPassword


def is_temporary(user: User) -> bool:
    """Whether the password that this login has now is none of its owner's choice. One query.

    Without a record of it, because `create_user` keeps none or because it is older than the
    records, it is the owner's as soon as they have signed in with it.
    """
    if not user.has_usable_password():
        return False
    told = PastPassword.objects.filter(user=user).values_list("is_temporary", flat=True).first()
    return user.last_login is None if told is None else told


def chosen_by_owner(user: User) -> None:
    """The password that was set last is the owner's own."""
    last = PastPassword.objects.filter(user=user).first()
    if last is None:
        last = PastPassword(user=user, password=user.password)
    last.is_temporary = False
    last.save()
