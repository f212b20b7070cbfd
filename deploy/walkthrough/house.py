"""The running installation that the steps visit, and the means to visit it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from aicc.testing import servers
from deploy.tests.installation import Installation

SECONDS = 120  # the longest that a command may take on a busy machine
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)


class House:
    def __init__(self) -> None:
        self.installation = Installation()
        self.certificate: Path | None = None

    def open(self) -> None:
        self.installation.start(knowledge=True)

    def turn_on_tls(self) -> None:
        self.certificate = self.installation.turn_on_tls()

    def close(self) -> None:
        self.installation.stop()

    def curl(self, *words: str) -> str:
        """What curl prints. RuntimeError with its own words where it fails."""
        trust = ["--cacert", str(self.certificate)] if self.certificate else []
        return self.run(["curl", "--silent", "--show-error", "--fail", *trust, *words])

    def manage(self, *words: str) -> str:
        return self.run([".venv/bin/python", "manage.py", *words])

    def run(self, command: list[str]) -> str:
        trust = {"SSL_CERT_FILE": str(self.certificate)} if self.certificate else {}
        done = subprocess.run(
            command,
            cwd=servers.ROOT,
            env={**os.environ, **trust},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"exit {done.returncode}: {(done.stderr or done.stdout)[-500:]}")
        return done.stdout

    @contextmanager
    def browser(self) -> Iterator[Page]:
        """A page of Debian's Chromium as a customer in Korea has it."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=servers.program(servers.chromium()), args=CHROMIUM.split()
            )
            try:
                # No authority signed the certificate; curl is the one that checks it.
                yield browser.new_page(locale="ko-KR", ignore_https_errors=True)
            finally:
                browser.close()
