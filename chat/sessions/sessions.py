"""Sessions: how a conversation begins, and who may open it again."""

import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from aicc.platform import events
from aicc.platform.errors import BadToken, Invalid, NotFound
from aicc.platform.rate_limits import Limit, hit_here, network_of
from chat.models import Conversation
from chat.sessions.customer_assertion import Customer

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
    address: str = ""  # whoever is let in comes from there, its proxies left out

    @property
    def network(self) -> str:
        return network_of(self.address)


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
)


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
    )
    return Session(*(getattr(conversation, name) for name in FIELDS))


@transaction.atomic
def start_all(wanted: list[tuple[str, Customer | None]]) -> list[Session]:
    """As `start`, for each language and customer, in one transaction."""
    return [start(language, customer) for language, customer in wanted]


def enter(session_id: Any, token: str | None, address: str = "") -> Session:
    """Let the holder of a session in; an open session begins with its first use.

    Raises Invalid for a bad name and BadToken for a sealed session without its token, or any
    that would be open where AICC_OPEN_SESSIONS is off; RateLimited when too many begin from
    one address.
    """
    name = checked_name(session_id)
    return replace(let_in(find(name) or begin_open(name, address), token), address=address)


def enter_existing(session_id: Any, token: str | None, address: str = "") -> Session:
    """As `enter`, but a session that nobody began is not begun by asking after it: BadToken."""
    session = find(checked_name(session_id))
    if session is None:
        raise BadToken
    return replace(let_in(session, token), address=address)


def checked_name(session_id: Any) -> str:
    if not isinstance(session_id, str) or not SESSION_ID.fullmatch(session_id):
        raise Invalid(
            _(
                "session_id: 1 to 64 letters, digits, dots, hyphens or underscores, "
                "beginning with a letter or digit."
            )
        )
    return session_id


def begin_open(session_id: str, address: str) -> Session:
    if not settings.AICC_OPEN_SESSIONS:
        raise BadToken
    most = settings.AICC_ADDRESS_SESSIONS_PER_MINUTE
    hit_here(Limit("session", "address", most), network_of(address))
    # Another request may begin it in this very moment.
    with suppress(IntegrityError):
        Conversation.objects.create(session_id=session_id)
    session = find(session_id)
    if session is None:
        raise NotFound
    return session


def let_in(session: Session, token: str | None) -> Session:
    if session.sealed:
        if token is None or read_token(token, session.session_id) != session.token_version:
            raise BadToken
    elif not settings.AICC_OPEN_SESSIONS:
        raise BadToken
    return session


def find(session_id: str) -> Session | None:
    row = Conversation.objects.filter(session_id=session_id).values_list(*FIELDS).first()
    return Session(*row) if row else None


def make_token(session: Session) -> tuple[str, datetime]:
    """A token for this session and the time it is valid until."""
    expires = int(time.time()) + settings.AICC_TOKEN_HOURS * 3600
    value = f"{session.session_id}~{session.token_version}~{expires}"
    return signer.sign(value), datetime.fromtimestamp(expires, UTC)


def read_token(token: str, session_id: str, *, grace_seconds: int = 0) -> int:
    """The version that a token for this session carries.

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
    return int(version)


def renew(session_id: str, token: str | None) -> Session:
    """The session whose token may be made anew, up to AICC_RESUME_DAYS after its expiry.

    Raises BadToken.
    """
    session = find(session_id)
    grace = settings.AICC_RESUME_DAYS * 86_400
    if (
        session is None
        or token is None
        or read_token(token, session_id, grace_seconds=grace) != session.token_version
    ):
        raise BadToken
    return session


def revoke(session_id: str) -> None:
    """Make every token of the session worthless, and close the sockets that they opened."""
    session = find(session_id)
    if session:
        Conversation.objects.filter(pk=session.conversation_id).update(
            token_version=session.token_version + 1
        )
        events.revoked(session.conversation_id)


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
