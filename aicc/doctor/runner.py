"""All sections in the order in which one would look oneself."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from aicc.doctor import (
    audit_log,
    backlog,
    calendar,
    channel_layer,
    database,
    database_members,
    files,
    knowledge,
    model,
    packages,
    replica,
    security,
    server,
)
from aicc.doctor.finding import Finding
from aicc.platform.connections import replica as connections

Section = tuple[str, Iterable[Finding]]


def examine(url: str = "") -> Iterator[Section]:
    """Each section's title and its findings, one section after another.

    url: of a running server, or of the proxy in front; blank: none is asked.
    """
    yield _("Packages"), packages.examine()
    yield _("Settings and safety"), security.examine()
    yield _("Files"), files.examine()
    members = settings.DATABASES["default"].get("OPTIONS", {}).get("members")
    try:
        reached = database.reach()
    except database.Unreachable as trouble:
        yield _("Database"), [trouble.finding]
        if members:
            yield _("Members of the database"), database_members.examine()
    else:
        yield _("Database"), [reached, *readable(database.examine)]
        if members:
            yield _("Members of the database"), database_members.examine()
        if connections.is_given():
            yield _("Replica"), replica.examine()
        yield _("Knowledge"), readable(knowledge.examine)
        yield _("Work"), readable(backlog.examine)
        yield _("Staff"), readable(security.of_staff)
        yield _("Audit log"), readable(audit_log.examine)
    yield _("Sign-in"), security.of_provider()
    yield _("Channel layer"), channel_layer.examine()
    yield _("Model"), model.examine()
    yield _("Calendar"), calendar.examine()
    if url:
        yield _("Server"), server.examine(url)


def readable(section: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """A section that reads tables, which an unmigrated database may not have."""
    try:
        return list(section())
    except DatabaseError as problem:
        return [database.unreadable(problem)]
