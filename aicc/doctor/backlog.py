"""Work that no server does: its loops answer what was left and give lapsed claims back."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aicc.doctor.finding import Finding, error, ok, warning
from aicc.personal_data import purge, sealed
from chat.models import Turn
from handover.desk.expiry import timed_out
from handover.models import CallBack, Handover, SecondFactor

PATIENCE = timedelta(seconds=60)  # the loops come round every few seconds


def examine() -> Iterator[Finding]:
    open_turns = (Turn.State.THINKING, Turn.State.WAITING)
    left = Turn.objects.filter(state__in=open_turns, asked_at__lt=Now() - PATIENCE).exclude(
        lease_until__gt=Now() - PATIENCE
    )
    claims = Handover.objects.filter(timed_out(), status=Handover.Status.CLAIMED).count()
    if questions := left.count():
        yield error(
            ngettext(
                "%(count)d question was left unanswered.",
                "%(count)d questions were left unanswered.",
                questions,
            )
            % {"count": questions},
            _("Start a server: its loops answer them. Or run manage.py finish_turns."),
        )
    if claims:
        yield error(
            ngettext(
                "%(count)d claim has timed out, and the customer waits.",
                "%(count)d claims have timed out, and the customers wait.",
                claims,
            )
            % {"count": claims},
            _("Start a server: its loops give them back. Or run manage.py expire_handovers."),
        )
    unreadable = sealed.unreadable()
    if lost := unreadable[CallBack]:
        yield error(
            ngettext(
                "%(count)d number for a call-back opens with no present key.",
                "%(count)d numbers for call-backs open with no present key.",
                lost,
            )
            % {"count": lost},
            _("Put the phrase that encrypted them behind the others in AICC_CALL_BACK_KEYS."),
        )
    if lost := unreadable[SecondFactor]:
        yield error(
            ngettext(
                "%(count)d second factor opens with no present key: its owner cannot sign in.",
                "%(count)d second factors open with no present key: their owners cannot sign in.",
                lost,
            )
            % {"count": lost},
            _("Put the phrase that encrypted them behind the others in AICC_CALL_BACK_KEYS."),
        )
    if purge.is_overdue(timezone.now()):
        yield warning(
            _("Conversations are there a week after their retention was over."),
            _("Run manage.py purge_conversations every day; see docs/personal-data.md."),
        )
    if not questions and not claims:
        yield ok(_("No question and no claim was left."))
