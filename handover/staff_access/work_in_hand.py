"""What somebody holds when their login is taken away, for whoever takes it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handover.models import CallBack, Handover


@dataclass(frozen=True, slots=True)
class WorkInHand:
    conversations: int
    call_backs: int

    def __bool__(self) -> bool:
        return bool(self.conversations or self.call_backs)

    def sentences(self) -> list[str]:
        """What it is and what becomes of it; nothing for somebody who holds nothing."""
        held = []
        if self.conversations:
            held.append(
                ngettext(
                    "They have %(count)d conversation in hand.",
                    "They have %(count)d conversations in hand.",
                    self.conversations,
                )
                % {"count": self.conversations}
            )
        if self.call_backs:
            held.append(
                ngettext(
                    "They have taken %(count)d call-back.",
                    "They have taken %(count)d call-backs.",
                    self.call_backs,
                )
                % {"count": self.call_backs}
            )
        if self.conversations:
            held.append(
                _(
                    "Without their desk, conversations go back to the queue after %(seconds)d "
                    "seconds."
                )
                % {"seconds": settings.AICC_AGENT_AWAY_SECONDS}
            )
        return held


def work_in_hand(user: User) -> WorkInHand:
    """What this person has now. Two queries."""
    return WorkInHand(
        Handover.objects.filter(agent=user, status=Handover.Status.CLAIMED).count(),
        CallBack.objects.filter(agent=user, state=CallBack.State.TAKEN).count(),
    )
