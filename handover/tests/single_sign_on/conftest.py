"""The bank's account service, and browsers that go there and come back."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from aicc.audit.models import AuditEvent
from aicc.testing.cast import member_of
from aicc.testing.private_server import free_port
from aicc.testing.waits import wait_until
from handover.tests.single_sign_on import bank_accounts
from handover.tests.single_sign_on.bank_accounts import CLIENT_ID, CLIENT_SECRET, PASSWORD

CALLBACK = "http://testserver/admin/oidc/answer/"


@pytest.fixture(scope="session")
def account_service(tmp_path_factory):
    """The real one, on loopback: its issuer, and its folder."""
    folder, port = tmp_path_factory.mktemp("accounts"), free_port()
    program = Path(bank_accounts.__file__)
    run = subprocess.Popen(
        [sys.executable, program, folder, str(port), CALLBACK],
        env={"PATH": "/usr/bin:/bin"},
        stderr=(folder / "log").open("w"),
    )
    try:
        wait_until(
            "the account service",
            lambda: (folder / "ready").exists() or run.poll() is not None,
            120,
        )
        assert run.poll() is None, (folder / "log").read_text()
        yield SimpleNamespace(issuer=f"http://127.0.0.1:{port}/o", folder=folder)
    finally:
        run.terminate()
        run.wait(20)


@pytest.fixture
def accounts(account_service, settings):
    """The account service, which tells the truth, with us as its client."""
    settings.AICC_OIDC_ISSUER = account_service.issuer
    settings.AICC_OIDC_CLIENT_ID, settings.AICC_OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    lies = account_service.folder / "claims.json"
    lies.unlink(missing_ok=True)
    yield SimpleNamespace(
        issuer=account_service.issuer,
        key=(account_service.folder / "key.pem").read_text(),
        says=lambda **claims: lies.write_text(json.dumps(claims)),
    )
    lies.unlink(missing_ok=True)


class Browser:
    """Somebody's, at our pages and at the account service."""

    def __init__(self, **headers):
        self.ours = Client(headers=headers or None)
        self.theirs = httpx.Client(timeout=30)

    def leaves(self, next_page="/desk/"):
        """Where our button sends it."""
        return self.ours.get(reverse("admin:provider"), {"next": next_page})["Location"]

    def signs_in_there(self, name, url):
        """The address at our side that the account service sends it back to."""
        page = self.theirs.get(url)
        while page.is_redirect and not page.headers["location"].startswith(CALLBACK):
            page = self.theirs.get(page.url.join(page.headers["location"]))
            if "csrfmiddlewaretoken" in page.text:
                token = page.text.split('value="')[1].split('"')[0]
                given = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
                page = self.theirs.post(page.url, data=given)
        return page.headers["location"]

    def comes_back(self, answer):
        parts = urlsplit(answer)
        return self.ours.get(f"{parts.path}?{parts.query}")

    def signs_in(self, name, next_page="/desk/"):
        return self.comes_back(self.signs_in_there(name, self.leaves(next_page)))

    def is_signed_in(self):
        return self.ours.get(reverse("admin:account")).status_code == 200


@pytest.fixture
def window():
    return Browser()


@pytest.fixture
def mei(accounts):
    return member_of("agent", "mei")


def refused_for():
    """Why, by the audit log's newest entry of a failed sign-in."""
    event = AuditEvent.objects.filter(action="sign_in_failed").order_by("-pk").first()
    return event.details.partition("identity provider: ")[2].partition('"')[0]
