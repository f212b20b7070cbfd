"""The records behind a figure, so that whoever doubts it can read them one by one."""

from django.db.models import Exists, F, OuterRef, Q

from chat.models import KnowledgeGap, Turn
from handover.figures import person
from handover.figures.period import Period
from handover.models import Handover, Stint

State = Turn.State
CATEGORY = "category_"
UNDER_WAY = Q(state__in=[State.WAITING, State.THINKING])
HELD = Exists(Stint.objects.filter(handover=OuterRef("pk")))
WANTED = Exists(Handover.objects.filter(conversation=OuterRef("pk")))
TAKEN = Exists(Stint.objects.filter(handover__conversation=OuterRef("pk")))
SCORED = Q(score__isnull=False)

# By figure: which of the conversations that began in the period.
OF_CONVERSATIONS: dict[str, Q] = {
    "conversations": Q(),
    "contained": Q(~WANTED),
    "wanted": Q(WANTED),
    "scored_assistant": SCORED & Q(~WANTED),
    "scored_people": SCORED & Q(TAKEN),
    "scored_nobody": SCORED & Q(WANTED) & Q(~TAKEN),
}
# By figure: the conversations of which of the questions that were asked in the period.
OF_QUESTIONS = {
    "questions": Q(),
    "answered": Q(state=State.ANSWERED),
    "apologies": Q(state=State.FAILED),
    "left": Q(state=State.LEFT),
    "model": Q(state=State.ANSWERED, engine="model"),
    "offline": Q(state=State.ANSWERED, engine="offline"),
    "rules": Q(state=State.ANSWERED, engine="rules"),
    "canned": Q(state=State.ANSWERED, engine="canned"),
    "paid": Q(cost_micro_won__gt=0) | Q(tokens_in__gt=0),
    "thumbs_up": Q(conversation__messages__feedback__rating="up"),
    "thumbs_down": Q(conversation__messages__feedback__rating="down"),
}
# By figure: which of the wishes for a person that came in the period.
OF_WISHES = {
    "wishes": Q(),
    "taken": Q(HELD),
    "abandoned": Q(~HELD, status=Handover.Status.CANCELLED),
    "handled": Q(HELD, ended_at__isnull=False),
    "open": Q(ended_at=None),
    "ended": Q(ended_at__isnull=False),
    "replied": Q(first_reply_at__isnull=False),
    "replied_late": Q(first_reply_at__isnull=False) & ~Q(first_reply_kept=True),
    "solved_late": Q(HELD, ended_at__isnull=False) & ~Q(resolution_kept=True),
    "transferred": Q(transfers__gt=0),
    **{f"trigger_{name}": Q(trigger=name) for name in Handover.Trigger.values},
    **{f"outcome_{name}": Q(outcome=name) for name in Handover.Outcome.values},
}


def conversations_behind(figure: str, period: Period) -> Q | None:
    """Which conversations; None where no figure of them has this name."""
    begun = Q(
        started_at__gte=period.since,
        started_at__lt=period.until,
        last_message_at__isnull=False,
    )
    if figure == "thinking":  # now, whatever the period
        return Q(Exists(Turn.objects.filter(UNDER_WAY, conversation=OuterRef("pk"))))
    if figure.startswith(CATEGORY):
        return begun & Q(category=figure.removeprefix(CATEGORY))
    if figure in OF_CONVERSATIONS:
        return begun & OF_CONVERSATIONS[figure]
    if figure == "unanswered":
        return Q(
            Exists(
                KnowledgeGap.objects.filter(
                    conversation=OuterRef("pk"),
                    kind=KnowledgeGap.Kind.UNANSWERED,
                    noted_at__gte=period.since,
                    noted_at__lt=period.until,
                )
            )
        )
    if figure in OF_QUESTIONS:
        asked = Turn.objects.filter(
            OF_QUESTIONS[figure],
            asked_at__gte=period.since,
            asked_at__lt=period.until,
            conversation=OuterRef("pk"),
            **({"conversation__messages__seq": F("answer_seq")} if "thumbs" in figure else {}),
        )
        return Q(Exists(asked))
    return None


def wishes_behind(figure: str, period: Period) -> Q | None:
    """Which handovers; None where no figure of them has this name."""
    if (asked := person.part_of(figure)) is not None:
        return person.behind(*asked, period)
    came = Q(requested_at__gte=period.since, requested_at__lt=period.until)
    return came & OF_WISHES[figure] if figure in OF_WISHES else None
