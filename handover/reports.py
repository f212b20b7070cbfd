"""What is counted of the handovers."""

from django.db.models import Count, Max

from handover.models import Handover


def waiting_count() -> int:
    """How many customers wait for a person now."""
    return Handover.objects.filter(status=Handover.Status.WAITING).count()


def waiting_stamp() -> str:
    """Another one whenever somebody has joined the queue or left it."""
    found = Handover.objects.filter(status=Handover.Status.WAITING).aggregate(
        number=Count("pk"), newest=Max("pk")
    )
    return f"{found['number']}-{found['newest'] or 0}"
