"""What a customer is told when no engine brought an answer."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from chat.assistant.types import Action, Intent, Question, Reply, Triage

SORRY = _(
    "I am sorry, I could not find an answer this time. "
    "Your question is kept. Would you like to talk to a person?"
)
YES_PERSON = _("Talk to a person")
NO_THANKS = _("No, thank you")


def apology(question: Question) -> Reply:
    """An apology and the offer of a human, in the conversation's language."""
    with override(question.language):
        return Reply(
            text=str(SORRY),
            language=question.language,
            intent=Intent.INFO,
            triage=Triage.HUMAN_REQUIRED,
            action=Action.CONTINUE,
            engine="rules",
            quick_replies=(str(YES_PERSON), str(NO_THANKS)),
            handover_status="offered",
            memory={"offered": True},
            trace={"failure": "no engine answered"},
        )
