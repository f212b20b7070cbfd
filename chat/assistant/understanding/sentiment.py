"""The mood of a conversation, as an agent is told it."""

from chat.assistant.language.normalise import language_of
from chat.assistant.understanding import classifier
from chat.assistant.understanding.mood import is_annoyed, is_distressed, is_glad

COMPLAINS = 0.5  # log odds from which a line that no rule knows shows discontent


def mood(said: list[str]) -> str:
    """NEGATIVE, POSITIVE or NEUTRAL: of all that a customer said, oldest first."""
    if any(is_annoyed(text) or is_distressed(text) or _complains(text) for text in said):
        return "NEGATIVE"
    return "POSITIVE" if any(is_glad(text) for text in said[-2:]) else "NEUTRAL"


def _complains(text: str) -> bool:
    odds = classifier.log_odds(text, language_of(text, "ko"))
    return odds["complaint"] > COMPLAINS and not is_glad(text)
