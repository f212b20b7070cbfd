"""Whom we believe what they say of a caller."""

import ipaddress

import pytest

from aicc.server import forwarded_headers

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.1", "198.51.100.7", "203.0.113.1"),  # a stranger's header
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the client forged the first
        ("10.0.0.2", "1.2.3.4, 198.51.100.7, 10.0.0.9", "198.51.100.7"),  # two proxies
        ("10.0.0.2", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("::ffff:10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(peer, forwarded_for, client):
    scope = scope_of(peer, (b"x-forwarded-for", forwarded_for.encode()))

    forwarded_headers.apply_forwarded_headers(scope, PROXIES)

    assert scope["client"][0] == client


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(("peer", "secure"), [("10.0.0.2", True), ("203.0.113.1", False)])
def test_only_a_proxy_of_ours_can_say_that_the_request_was_encrypted(kind, peer, secure):
    scope = scope_of(peer, (b"x-forwarded-proto", b"https"), kind=kind)

    forwarded_headers.apply_forwarded_headers(scope, PROXIES)

    plain = {"http": "http", "websocket": "ws"}[kind]
    assert scope["scheme"] == (f"{plain}s" if secure else plain)


def test_no_forwarded_header_reaches_the_application():
    scope = scope_of(
        "10.0.0.2", (b"x-forwarded-host", b"evil.example"), (b"host", b"www.bank.example")
    )

    forwarded_headers.apply_forwarded_headers(scope, PROXIES)

    assert scope["headers"] == [(b"host", b"www.bank.example")]


def test_a_client_without_an_address_is_nobodys_proxy():
    scope = scope_of("", (b"x-forwarded-for", b"198.51.100.7"))
    scope["client"] = None

    forwarded_headers.apply_forwarded_headers(scope, PROXIES)

    assert scope["client"] is None


def scope_of(peer, *headers, kind="http"):
    return {"type": kind, "client": [peer, 50_000], "headers": list(headers)}
