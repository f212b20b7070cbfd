"""The socket of a page, with words of the bank's put on it as its server would."""

import json
import time
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from aicc.testing import waits

MOMENT = "2026-11-24T09:00:00+09:00"


class Wire:
    """Passes everything on, and says what a person at the desk would."""

    def __init__(self, page: Page) -> None:
        self.seq = 0  # the highest that the page was told
        self.has_said_who_answers = False
        self.page = page
        page.route_web_socket("**/ws/**", self.opened)

    def opened(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.connect_to_server().on_message(self.heard)

    def heard(self, text: str | bytes) -> None:
        frame = json.loads(text)
        self.seq = max(self.seq, frame.get("seq") or 0, frame.get("head_seq") or 0)
        # The server knows of no person, and would take back what a test has said.
        if not (self.has_said_who_answers and frame["type"] == "status"):
            self.socket.send(text)

    def sends(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def catches_up(self) -> None:
        """Wait for the number of every answer that the page shows: what was asked over HTTP is
        answered there first, and an entry of a number that the page has is passed over.
        """
        shown = self.page.locator("#log [data-seq]").last
        seq = int(shown.get_attribute("data-seq") or 0) if shown.count() else 0
        deadline = time.monotonic() + waits.SECONDS
        while self.seq < seq and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        assert self.seq >= seq, "the socket never told of an answer"

    def says(self, sender: str, text: str, **fields: Any) -> None:
        self.catches_up()
        self.seq += 1
        fields |= {"seq": self.seq, "sender": sender, "text": text, "created_at": MOMENT}
        self.sends(type="entry", **fields)

    def agent_says(self, text: str, name: str = "Mei") -> None:
        self.says("agent", text, agent_name=name)

    def stands(self, message: str, owner: str, **fields: Any) -> None:
        self.catches_up()
        self.has_said_who_answers = True
        self.sends(type="status", message=message, owner=owner, head_seq=self.seq, **fields)

    def agent_joins(self, name: str = "Mei") -> None:
        self.stands("agent_joined", "agent", agent_name=name)
