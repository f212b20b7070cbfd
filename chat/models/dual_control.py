"""What one person asks for and another decides: dual control, the four-eyes principle."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import AiccError, NotFound

PENDING = "pending"  # the state of a request that nobody has decided


class SecondPerson(AiccError):
    """Nobody decides about what they asked for."""

    code = "second_person"
    status = 403
    message = _("Somebody else has to decide: you asked for it.")


class AlreadyDecided(AiccError):
    """Somebody decided it, it was withdrawn, or nobody took it up in time."""

    code = "already_decided"
    status = 409
    message = _("This request is decided already, or its time is over.")


class Outdated(AiccError):
    """What was asked for rests on what is no longer so."""

    code = "outdated"
    status = 409
    message = _("Whoever asked for it may no longer ask. Refuse it, and let it be asked for anew.")


class DualControlled(models.Model):
    """A request with who asked and who decided. A subclass has a `state`, which begins PENDING,
    and `requested_by`, null where the shell may ask; it says by `lifetime` how long it waits
    for a second person, and then it is void by itself.

    The names stay as they were at that moment, whatever becomes of the logins.
    """

    requested_by_name = models.CharField(_("asked for by"), max_length=150)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_by_name = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)

    state: str

    class Meta:
        abstract = True

    @staticmethod
    def lifetime() -> timedelta:
        raise NotImplementedError

    @property
    def decide_until(self) -> datetime:
        return self.requested_at + self.lifetime()

    @property
    def is_pending(self) -> bool:
        """Whether it may still be decided."""
        return self.state == PENDING and timezone.now() < self.decide_until

    @classmethod
    def pending(cls) -> models.QuerySet[Self]:
        """Those that may still be decided."""
        since = timezone.now() - cls.lifetime()
        return cls._default_manager.filter(state=PENDING, requested_at__gt=since)

    @classmethod
    def locked(cls, pk: int) -> Self:
        """To be decided in this transaction. Raises NotFound, and AlreadyDecided unless it is
        still to be decided.
        """
        row = cls._default_manager.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotFound
        if not row.is_pending:
            raise AlreadyDecided
        return row

    def decide(self, state: str, name: str, by: User | None = None) -> None:
        """Note it, unsaved. by: None in the shell, whose name is the machine's."""
        self.state, self.decided_at = state, timezone.now()
        self.decided_by, self.decided_by_name = by, name
