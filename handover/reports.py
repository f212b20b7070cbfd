"""What is counted of the handovers."""

from django.db.models import Count, Max, Min
from django.utils import timezone

from handover.models import Handover


def waiting_count() -> int:
    """How many customers wait for a person now."""
    return Handover.objects.filter(status=Handover.Status.WAITING).count()


def queue_now() -> tuple[int, float]:
    """How many wait, and for how many seconds the first of them; (0, 0.0) where nobody does."""
    found = Handover.objects.filter(status=Handover.Status.WAITING).aggregate(
        number=Count("pk"), since=Min("requested_at")
    )
    since = found["since"]
    return found["number"], (timezone.now() - since).total_seconds() if since else 0.0


def waiting_stamp() -> str:
    """Another one whenever somebody has joined the queue or left it."""
    found = Handover.objects.filter(status=Handover.Status.WAITING).aggregate(
        number=Count("pk"), newest=Max("pk")
    )
    return f"{found['number']}-{found['newest'] or 0}"
