"""A connection that one piece of work left to the next without autocommit."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection

log = logging.getLogger(__name__)


def drop_half_ended(work: Callable[..., Any]) -> None:
    """Close this thread's connection where its last transaction ended but for its autocommit:
    what is written on it next would be no transaction, and its hints would never be sent.

    Django does so between requests (`close_if_unusable_or_obsolete`), which a hop is not.
    work: what comes next, for the log.
    """
    if connection.connection is None or connection.in_atomic_block or connection.autocommit:
        return
    log.error("a connection was left without autocommit before %s", work)
    connection.close()
