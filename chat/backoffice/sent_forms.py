"""A form that writes is sent once: a second click, or Save after Back, finds what it wrote.

Each form bears a token of its own. The token is stored in the transaction that writes, so that
what failed can be sent again and two at once are told apart by the database.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError
from chat.models import SentForm

KEPT = timedelta(days=7)  # nobody goes back to a page that is older
TOKEN_LENGTH = 32  # hexadecimal digits
# What says how it was sent, and not what was written.
AROUND = {"csrfmiddlewaretoken", "form_token", "save", "submit", "to_knowledge"}


class SentBefore(AiccError):
    """The form was sent already, and its words have been changed since.

    location: of what it wrote then.
    """

    code = "sent_before"
    status = 409
    message = _(
        "This form was saved already, without what you changed since."
        " Saving it again adds another."
    )

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location


def once(posted: QueryDict, by: User, write: Callable[[], str]) -> tuple[str, bool]:
    """Call `write`, which returns the address of what it made, unless this form made it already.

    Returns that address, and whether it was made now. A form without a token is a client's own:
    it writes each time. Raises SentBefore, and what `write` raises.
    """
    token = posted.get("form_token", "")
    if len(token) != TOKEN_LENGTH or not (token.isascii() and token.isalnum()):
        return write(), True
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
    content = digest(posted)
    with transaction.atomic():
        row, is_new = SentForm.objects.get_or_create(
            token=token, defaults={"by": by, "content": content}
        )
        if is_new:
            row.location = write()
            row.save(update_fields=["location"])
            return row.location, True
    if row.by_id != by.pk:  # a token is nobody else's: what it wrote may not be theirs to see
        return write(), True
    if row.content != content:
        raise SentBefore(row.location)
    return row.location, False


def digest(posted: QueryDict) -> str:
    """SHA-256 of what was written."""
    said = sorted((name, values) for name, values in posted.lists() if name not in AROUND)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
