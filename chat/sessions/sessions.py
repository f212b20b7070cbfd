"""Sessions: how a conversation begins, and who may open it again."""

import re
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from aicc.platform import bulk_sql, events
from aicc.platform.errors import BadToken, Invalid
from aicc.platform.rate_limits import network_of
from chat.models import Conversation
from chat.sessions.customer_assertion import BadAssertion, Customer

SESSION_CHARACTERS = 64
SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
SESSION_PATTERN = f"^{SESSION_ID.pattern}$"  # as the OpenAPI document tells it
LANGUAGES = ("ko", "en")
NOTICE_VERSION = "2026-11-29"

# Neither `~` nor anything else in a token is refused by a browser in a subprotocol.
signer = Signer(salt="chat.session", sep="~")


@dataclass(frozen=True, slots=True)
class Session:
    """What a door needs to know of the conversation it lets somebody into."""

    conversation_id: int
    session_id: str
    sealed: bool
    token_version: int
    epoch: str
    head_seq: int
    owner: str
    agent_name: str
    language: str
    score: int | None  # the customer's, 1 to 5
    customer_id: str  # where the bank's own site has said who it is; else blank
    token_generation: int
    token_renewed_at: datetime | None
    started_at: datetime
    ended_at: datetime | None  # by the customer
    address: str = ""  # whoever is let in comes from there, its proxies left out

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def counted_as(self) -> str:
        """With whom what it does is counted: the bank's customer, else everybody there."""
        return self.customer_id or self.network


FIELDS = (
    "pk",
    "session_id",
    "sealed",
    "token_version",
    "epoch",
    "head_seq",
    "owner",
    "agent_name",
    "language",
    "score",
    "customer_id",
    "token_generation",
    "token_renewed_at",
    "started_at",
    "ended_at",
)
COLUMNS = ("id", *FIELDS[1:])
TIMES = ("token_renewed_at", "started_at", "ended_at")
# A token that was renewed goes on for so long: other tabs and calls under way still carry it,
# and the answer that held the new one may have been lost.
ROTATION = timedelta(minutes=2)


class NotVisibleYet(BadToken):
    """The token is ours and speaks of what this server's database does not show: it was made by
    another server, a moment ago.
    """


def start(language: str, customer: Customer | None = None) -> Session:
    """A new sealed session with 128 random bits for a name."""
    session_id = secrets.token_urlsafe(16)
    while not SESSION_ID.fullmatch(session_id):  # one in 32 begins with - or _
        session_id = secrets.token_urlsafe(16)
    conversation = Conversation.objects.create(
        session_id=session_id,
        sealed=True,
        language=language,
        notice_version=NOTICE_VERSION,
        notice_at=timezone.now(),
        customer_id=customer.subject if customer else "",
        customer_name=customer.name if customer else "",
        customer_flags=list(customer.flags) if customer else [],
        assertion=customer.used if customer else None,
    )
    return Session(*(getattr(conversation, name) for name in FIELDS))


def start_all(wanted: list[tuple[str, Customer | None]]) -> list[Session | BadAssertion]:
    """As `start`, for each language and customer, in one transaction; BadAssertion for a customer
    whose assertion began another conversation.
    """
    try:
        with transaction.atomic():
            return [start(language, customer) for language, customer in wanted]
    except IntegrityError:
        if len(wanted) > 1:
            raise  # each is tried by itself
        return [BadAssertion()]


def checked_name(session_id: Any) -> str:
    if not isinstance(session_id, str) or not SESSION_ID.fullmatch(session_id):
        raise Invalid(
            _(
                "session_id: 1 to 64 letters, digits, dots, hyphens or underscores, "
                "beginning with a letter or digit."
            )
        )
    return session_id


def let_in(session: Session, token: str | None) -> Session:
    if session.sealed:
        if token is None or is_over(session):
            raise BadToken
        check(session, read_token(token, session.session_id))
    elif not settings.AICC_OPEN_SESSIONS:
        raise BadToken
    return session


def find(session_id: str) -> Session | None:
    return find_all([session_id]).get(session_id)


def find_all(names: Collection[str]) -> dict[str, Session]:
    """Those of these sessions that there are. One query."""
    if not names:
        return {}
    rows = bulk_sql.select(
        f"SELECT {', '.join(COLUMNS)} FROM chat_conversation "  # noqa: S608  (columns of ours)
        f"WHERE session_id IN ({bulk_sql.placeholders(len(names))})",
        list(names),
    )
    return {session.session_id: session for session in map(as_read, rows)}


def as_read(row: tuple[Any, ...]) -> Session:
    """A row as the driver gives it: a flag as a number, times as text or without a zone."""
    values = dict(zip(FIELDS, row, strict=True))
    for name in TIMES:
        values[name] = values[name] and bulk_sql.time_of(values[name])
    values["sealed"] = bool(values["sealed"])
    return Session(*values.values())


def make_token(session: Session) -> tuple[str, datetime]:
    """A token for this session and the time it is valid until."""
    expires = int(time.time()) + settings.AICC_TOKEN_HOURS * 3600
    version = str(session.token_version)
    if session.token_generation:
        version += f".{session.token_generation}"
    value = f"{session.session_id}~{version}~{expires}"
    return signer.sign(value), datetime.fromtimestamp(expires, UTC)


def is_over(session: Session) -> bool:
    """Whether no token of a sealed session counts any more: it is too old, or its customer ended
    it a while ago and may have left the computer to somebody else.
    """
    now = timezone.now()
    if now > session.started_at + timedelta(days=settings.AICC_SESSION_DAYS):
        return True
    if session.ended_at is None or session.owner != Conversation.Owner.CLOSED:
        return False
    return now > session.ended_at + timedelta(minutes=settings.AICC_END_MINUTES)


def check(session: Session, held: tuple[int, int]) -> None:
    """Raises BadToken unless the token is the newest, or was until a moment ago."""
    version, generation = held
    if held > (session.token_version, session.token_generation):
        raise NotVisibleYet
    behind = session.token_generation - generation
    is_late = session.token_renewed_at is None or (
        timezone.now() > session.token_renewed_at + ROTATION
    )
    if version != session.token_version or behind < 0 or behind > 1 or (behind and is_late):
        raise BadToken


def read_token(token: str, session_id: str, *, grace_seconds: int = 0) -> tuple[int, int]:
    """The version and the generation that a token for this session carries.

    Raises BadToken when it is forged, another session's, or expired for longer than
    `grace_seconds`.
    """
    try:
        name, version, expires = signer.unsign(token).rsplit("~", 2)
        valid = name == session_id and int(expires) + grace_seconds > time.time()
    except (BadSignature, ValueError):
        raise BadToken from None
    if not valid:
        raise BadToken
    try:
        number, _dot, generation = version.partition(".")
        return int(number), int(generation or 0)
    except ValueError:
        raise BadToken from None


def is_genuine(token: str | None, session_id: str, *, grace_seconds: int = 0) -> bool:
    """Whether we made this token, so that its session was begun, whether we see it or not."""
    try:
        read_token(token or "", session_id, grace_seconds=grace_seconds)
    except BadToken:
        return False
    return True


def renew(session_id: str, token: str | None) -> Session:
    """The session whose token is made anew, up to AICC_RESUME_DAYS after its expiry; each once.

    Raises BadToken.
    """
    session = find(session_id)
    grace = settings.AICC_RESUME_DAYS * 86_400
    if token is None:
        raise BadToken
    held = read_token(token, session_id, grace_seconds=grace)
    if session is None:
        raise NotVisibleYet
    if is_over(session):
        raise BadToken
    check(session, held)
    if held[1] == session.token_generation:
        rows = Conversation.objects.filter(
            pk=session.conversation_id,
            token_version=session.token_version,
            token_generation=session.token_generation,
        )
        rows.update(token_generation=F("token_generation") + 1, token_renewed_at=timezone.now())
    # Whoever comes second, with the same old token, is given the token that the first one got.
    return find(session_id) or session


def revoke(session_id: str) -> bool:
    """Make every token of the session worthless, and close the sockets that they opened.

    Whether there is such a session.
    """
    session = find(session_id)
    if session is None:
        return False
    rows = Conversation.objects.filter(pk=session.conversation_id)
    rows.update(token_version=F("token_version") + 1)
    events.revoked(session.conversation_id)
    return True


def greeting(language: str) -> dict[str, Any]:
    """What a new customer reads first: the notice, with its version, and a greeting."""
    with override(language):
        bank = settings.AICC_BANK_NAME_KO if language == "ko" else settings.AICC_BANK_NAME_EN
        return {
            "notice": {
                "version": NOTICE_VERSION,
                "text": gettext(
                    "You are talking to an AI assistant. It answers from the articles of "
                    "%(bank)s and can be wrong; a person is there whenever you want one. "
                    "Please do not write personal numbers; card, account and resident numbers are "
                    "masked where they are found."
                )
                % {"bank": bank},
            },
            "greeting": gettext("Hello, this is %(bank)s. How can we help you?") % {"bank": bank},
        }
