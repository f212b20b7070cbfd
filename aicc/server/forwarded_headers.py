"""Whom we believe what they say of a caller: the proxies that AICC_TRUSTED_PROXIES names."""

import ipaddress
import re
from typing import Any

from aicc.platform import request_ids
from aicc.platform.rate_limits import within

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

Networks = list[ipaddress.IPv4Network | ipaddress.IPv6Network]


def apply_forwarded_headers(scope: dict[str, Any], trusted: Networks) -> None:
    """Set the scope's client and scheme from X-Forwarded-*, and its request_id from
    X-Request-ID, where a trusted proxy wrote them; else the id is a new one.

    The headers are taken out of the scope in any case, so that nothing behind us can
    believe a stranger's. Of X-Forwarded-For the last address that is no proxy of ours counts.
    """
    forwarded: dict[bytes, bytes] = {}
    kept = []
    for name, value in scope["headers"]:
        if name.startswith(b"x-forwarded-") or name == request_ids.HEADER:
            # A list split over several lines is one list.
            forwarded[name] = b",".join(filter(None, (forwarded.get(name), value)))
        else:
            kept.append((name, value))
    scope["headers"] = kept
    secure, scope["request_id"] = False, request_ids.new_id()
    if scope["client"] and within(scope["client"][0], trusted):
        words = forwarded.get(b"x-forwarded-for", b"").decode("latin1").split(",")
        for address in reversed([word.strip() for word in words]):
            if not is_address(address):
                break
            scope["client"] = [address, 0]
            if not within(address, trusted):
                break
        last = forwarded.get(b"x-forwarded-proto", b"").rpartition(b",")[2]
        secure = last.strip().lower() == b"https"
        given = forwarded.get(request_ids.HEADER, b"").decode("latin1")
        if REQUEST_ID.fullmatch(given):
            scope["request_id"] = given
    schemes = ("http", "https") if scope["type"] == "http" else ("ws", "wss")
    scope["scheme"] = schemes[secure]


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
