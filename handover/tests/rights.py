"""Who may read what, as the tests ask for it."""

from django.contrib.auth import get_user_model

from handover.desk import visibility
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person

User = get_user_model()


def loses_quietly(user, *codenames):
    """Rights are taken away where no signal tells of it, as by another program."""
    User.user_permissions.through.objects.filter(
        user=user, permission__codename__in=codenames
    ).delete()


def viewer(user):
    return visibility.viewer_of(User.objects.get(pk=user.pk))


def sessions_read_by(user):
    return set(visibility.conversations(viewer(user)).values_list("session_id", flat=True))


def claimed_by(agent, session_id, **fields):
    row = asks_for_a_person(session_id, **fields)
    return queue.claim(row.pk, agent)
