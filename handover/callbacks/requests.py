"""The customer's side of a call-back: a number, a window in business hours, and their consent.

The number is sealed before it is stored, and stands in no transcript, log or hint.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from aicc.platform import encryption, events
from aicc.platform.errors import AiccError
from aicc.platform.wording import bank_time, korean
from chat import transcript
from chat.models import Conversation, Message
from chat.pii import normalize
from chat.protocol import incoming
from handover.models import CallBack, Handover
from handover.queue import hours, queue

CONSENT_VERSION = "2026-11-26"
LEAD = timedelta(minutes=30)  # before the end of a window somebody must still be able to call
STEP = timedelta(hours=3)  # the length of a window that is offered
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=10)
AHEAD = timedelta(days=14)
MOST_WINDOWS = 12  # offered at once
OFFICE_DAY = ((time(9), time(18)),)  # for a bank that has set no hours
OPEN = (CallBack.State.OPEN, CallBack.State.TAKEN)

# A Korean subscriber's number: mobile, area code, internet, personal; no service or premium one.
# After 010 come eight digits; only the older prefixes and area codes know shorter numbers.
KOREAN = re.compile(
    r"0(?:10\d{8}|1[16789]\d{7,8}|2\d{7,8}|(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}"
    r"|70\d{8}|50\d{8,9})"
)
ABROAD = re.compile(r"\+(?!82)[1-9]\d{7,14}")
# What a contact, a signature or a sentence says around it: 휴대폰 010-…번, tel:010-…, ☎ 010-…
AROUND = re.compile(r"^[^\d+(]+|[^\d)]+$|\([^\d()]*\)\s*$")
BETWEEN = re.compile(r"[\s().\-·~/_,:=]")
COUNTRY = re.compile(r"^(?:\+|00)?820?")  # no number of ours begins with an 8


class BadPhone(AiccError):
    """Not a number that the bank can call."""

    code = "bad_phone"
    message = _("Write a number that we can call, such as a mobile number with its area code.")


class BadWindow(AiccError):
    """The time does not lie in business hours, or is over."""

    code = "bad_window"
    message = _("Choose one of the times offered; this one is over or outside business hours.")


class NoConsent(AiccError):
    """Nobody is called who has not agreed to it in the words in force."""

    code = "no_consent"
    message = _("Without your consent we may not call you.")


class WithAgent(AiccError):
    """An agent has the conversation: whatever is to be agreed is agreed with them."""

    code = "with_agent"
    status = 409
    message = _("An agent is with you already. Ask them to call you.")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of business time in which the customer can be called."""

    begin: datetime
    end: datetime


def bank_hours() -> hours.Calendar:
    found = hours.calendar()
    return replace(found, week=dict.fromkeys(range(7), OFFICE_DAY)) if not found.week else found


def windows(now: datetime) -> list[Window]:
    """The times that are offered, the next one first: about three hours each."""
    found: list[Window] = []
    for begin, end in bank_hours().spans(now, days=AHEAD.days):
        found += [window for window in pieces(begin, end) if window.end - now >= LEAD]
        if len(found) >= MOST_WINDOWS:
            break
    return found[:MOST_WINDOWS]


def pieces(begin: datetime, end: datetime) -> Iterator[Window]:
    """A stretch in windows that begin at half hours; a short rest belongs to the one before."""
    start = rounded(begin)
    while end - start >= SHORTEST:
        stop = end if end - start <= STEP + SHORTEST * 2 else start + STEP
        yield Window(start, stop)
        start = stop


def rounded(moment: datetime) -> datetime:
    """The next full or half hour."""
    past = timedelta(
        minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + (timedelta(minutes=30) - past if past else past)


def canonical(phone: str) -> str:
    """A number as it is dialled. Raises BadPhone.

    phone: at most 40 characters, as typed or pasted: with direction marks, any dash, words
        before or behind it.
    """
    plain = BETWEEN.sub("", AROUND.sub("", normalize.read(phone).text))
    plain = COUNTRY.sub("0", plain)
    if not (plain.isascii() and (KOREAN.fullmatch(plain) or ABROAD.fullmatch(plain))):
        raise BadPhone
    return plain


def check_window(begin: datetime, end: datetime, now: datetime) -> None:
    """Raises BadWindow."""
    if not SHORTEST <= end - begin <= LONGEST or end - now < LEAD or begin - now > AHEAD:
        raise BadWindow
    spans = bank_hours().spans(begin, days=2)  # it may end after midnight
    if not any(opens <= begin and end <= closes for opens, closes in spans):
        raise BadWindow


def request(conversation_id: int, wanted: incoming.CallBack) -> CallBack:
    """Note that the customer wants to be called; they leave the queue. The last request counts.

    Raises BadPhone, BadWindow, NoConsent; WithAgent where an agent is there already.
    """
    now = timezone.now()
    number = canonical(wanted.phone)
    check_window(wanted.begin, wanted.end, now)
    if wanted.consent != CONSENT_VERSION:
        raise NoConsent
    return store(conversation_id, wanted, number, now)


@transaction.atomic
def store(conversation_id: int, wanted: incoming.CallBack, number: str, now: datetime) -> CallBack:
    conversation = transcript.lock(conversation_id)
    if conversation.owner == Conversation.Owner.AGENT:
        raise WithAgent
    row = open_of(conversation_id) or CallBack(conversation=conversation)
    row.state, row.agent, row.taken_at, row.not_before = CallBack.State.OPEN, None, None, None
    row.number_sealed, row.number_end = encryption.encrypt(number), number[-4:]
    row.window_from, row.window_until = wanted.begin, wanted.end
    row.consent_version, row.consent_at = wanted.consent, now
    row.save()
    handover = queue.waiting().filter(conversation=conversation).first()
    if handover is not None:
        queue.finish(handover, Handover.Status.CANCELLED, Handover.Outcome.CALL_BACK)
    if conversation.owner == Conversation.Owner.QUEUE:
        conversation.owner = Conversation.Owner.ASSISTANT
        conversation.save(update_fields=["owner"])
    with override(conversation.language):
        noted = gettext("Your call-back request is noted: an agent calls you %(when)s.")
        words = noted % {"when": spoken(row)}
    transcript.append(conversation, Message.Sender.SYSTEM, words)
    events.call_backs_moved()
    return row


@transaction.atomic
def withdraw(conversation_id: int) -> bool:
    """The customer wants no call any more: the number is erased at once. False: there was none."""
    conversation = transcript.lock(conversation_id)
    row = open_of(conversation_id)
    if row is None:
        return False
    row.state, row.ended_at = CallBack.State.WITHDRAWN, timezone.now()
    row.number_sealed = row.number_end = ""
    row.save(update_fields=["state", "ended_at", "number_sealed", "number_end"])
    transcript.append(conversation, Message.Sender.SYSTEM, _("You have withdrawn the call-back."))
    events.call_backs_moved()
    return True


def open_of(conversation_id: int) -> CallBack | None:
    rows = CallBack.objects.select_for_update() if in_transaction() else CallBack.objects
    return rows.filter(conversation=conversation_id, state__in=OPEN).first()


def in_transaction() -> bool:
    return transaction.get_connection().in_atomic_block


def spoken(row: CallBack) -> str:
    """When the call comes, as it is said in the language that is active."""
    return bank_time.window(row.window_from, row.window_until)


def masked(row: CallBack) -> str:
    return f"****-{row.number_end}" if row.number_end else ""


def consent() -> str:
    """The sentence that a customer agrees to, in the language that is active."""
    is_korean = get_language() == "ko"
    bank = settings.AICC_BANK_NAME_KO if is_korean else settings.AICC_BANK_NAME_EN
    words = _(
        "I agree that %(bank)s calls me on this number about this conversation. The number is "
        "kept encrypted and erased %(days)d days after the call, or at once when I withdraw."
    )
    known = {"bank": bank, "days": settings.AICC_CALL_BACK_DAYS}
    return korean.filled(str(words), lambda piece: piece % known)


def offer(conversation_id: int, language: str) -> dict[str, Any]:
    """What the form needs, and the request that is there already; the number masked."""
    row = open_of(conversation_id)
    with override(language):
        sentence = consent()
    return {
        "windows": [
            {"from": window.begin.isoformat(), "until": window.end.isoformat()}
            for window in windows(timezone.now())
        ],
        "consent": {"version": CONSENT_VERSION, "text": sentence},
        "call_back": shown(row) if row else None,
    }


def shown(row: CallBack) -> dict[str, Any]:
    """A request as its customer sees it."""
    return {
        "state": row.state,
        "phone": masked(row),
        "from": timezone.localtime(row.window_from).isoformat(),
        "until": timezone.localtime(row.window_until).isoformat(),
    }
