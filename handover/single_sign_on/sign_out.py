"""The provider's sign-out reaches ours by OpenID Connect's back channel, and ours the provider's
by RP-initiated logout.
"""

import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from handover.models import ProviderAccount, StaffSession
from handover.single_sign_on import provider
from handover.single_sign_on.provider import LEEWAY, SignInRefused, is_private_line, signed
from handover.staff_sessions import own_sessions

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST_SECONDS = 300
LONGEST_HINT = 4_096  # characters; a longer token makes an address that servers refuse


def address_there(token: str, back_to: str) -> str:
    """Where the provider ends its own session, and sends the browser back.

    token: the identity token that it signed; without it the provider asks before it ends one.
    Raises SignInRefused where it cannot be asked, or ends no sessions.
    """
    endpoint = str(provider.client().server_metadata.get("end_session_endpoint") or "")
    if not is_private_line(endpoint):
        raise SignInRefused("no sign-out there")
    asked = {"client_id": settings.AICC_OIDC_CLIENT_ID, "post_logout_redirect_uri": back_to}
    if 0 < len(token) <= LONGEST_HINT:
        asked["id_token_hint"] = token
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def by_token(token: str) -> int:
    """End the sessions that a logout token names; how many there were. Raises SignInRefused."""
    claims = signed(token)
    check(claims)
    sessions = StaffSession.objects.exclude(provider_session="")
    if session := claims.get("sid"):
        sessions = sessions.filter(provider_session=str(session)[:255])
    if subject := claims.get("sub"):
        whose = ProviderAccount.objects.filter(issuer=claims["iss"], subject=str(subject))
        sessions = sessions.filter(user__in=whose.values("user"))
    ended = 0
    for row in sessions.select_related("user"):
        ended += own_sessions.end(row.user, [row.session_key])
    return ended


def check(claims: dict[str, Any]) -> None:
    """Raises SignInRefused for what is no fresh logout token of our provider for us."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    made, events = claims.get("iat"), claims.get("events")
    is_fresh = isinstance(made, (int, float)) and -LEEWAY < time.time() - made < OLDEST_SECONDS
    wrong = (
        (claims.get("iss") != settings.AICC_OIDC_ISSUER, "issuer"),
        (settings.AICC_OIDC_CLIENT_ID not in audiences, "audience"),
        (not is_fresh, "time"),
        (not isinstance(events, dict) or EVENT not in events, "event"),
        ("nonce" in claims, "nonce"),
        (not claims.get("sid") and not claims.get("sub"), "nobody"),
    )
    for is_wrong, what in wrong:
        if is_wrong:
            raise SignInRefused(f"logout token: {what}")
