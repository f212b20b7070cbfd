"""What a customer keeps of a conversation: all that was said, as a text with its hash.

The hash is the one that the bank's own exports name, so either side can show that nothing was
changed. Times are the bank's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from chat.backoffice import exports
from chat.models import Message

SENDERS = Message.Sender


@dataclass(frozen=True, slots=True)
class TranscriptCopy:
    text: str
    head_seq: int  # of the last entry in it; 0 where nothing was said
    sha256: str
    taken_at: datetime


def take(conversation_id: int, language: str) -> TranscriptCopy:
    """The transcript as it is kept, masked. One query."""
    messages = list(Message.objects.filter(conversation=conversation_id).order_by("seq"))
    sha256 = exports.digest([exports.entry(message) for message in messages])
    taken_at = timezone.localtime()
    with override(language):
        parts = [
            opening(language, taken_at),
            *(spoken(message) for message in messages),
            closing(len(messages), sha256),
        ]
    head_seq = messages[-1].seq if messages else 0
    return TranscriptCopy("\n\n".join(parts) + "\n", head_seq, sha256, taken_at)


def opening(language: str, taken_at: datetime) -> str:
    bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
    title = gettext("%(bank)s chat transcript") % {"bank": bank}
    return f"{title}\n" + gettext("Saved at %(moment)s, Korean time") % {"moment": clock(taken_at)}


def spoken(message: Message) -> str:
    """One entry: when, who, the words, and the articles that an answer cites."""
    sources = (message.data or {}).get("source_documents") or ()
    cited = [
        gettext("Source: %(title)s, version %(version)s")
        % {"title": source.get("source"), "version": source.get("version")}
        for source in sources
    ]
    moment = clock(timezone.localtime(message.created_at))
    return "\n".join([f"[{moment}] {name_of(message)}", message.text, *cited])


def name_of(message: Message) -> str:
    match message.sender:
        case SENDERS.CUSTOMER:
            return gettext("Customer")
        case SENDERS.ASSISTANT:
            return gettext("AI assistant")
        case SENDERS.AGENT:
            name = message.agent_name
            return gettext("Agent {name}").format(name=name) if name else gettext("Agent")
    return pgettext("in a transcript", "Notice")


def closing(count: int, sha256: str) -> str:
    masked = gettext("Personal data that was found is masked.")
    entries = gettext("Entries: %(count)d · SHA-256: %(hash)s") % {"count": count, "hash": sha256}
    return f"{masked}\n{entries}"


def clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
