"""When a client that says nothing is asked whether it is there, and when it is gone."""

import time

from aicc.server.transport import limits


class Silence:
    """Of one open socket. Its server calls `look` every LOOK_SECONDS."""

    heard: float  # by time.monotonic
    pings = 0  # unanswered

    def hear(self) -> None:
        self.heard, self.pings = time.monotonic(), 0

    def look(self) -> None:
        """Ping whoever is silent; give up who has not answered."""
        if time.monotonic() - self.heard < limits.PING_SECONDS * (self.pings + 1):
            return
        if self.pings == limits.PINGS_UNANSWERED:
            self.give_up()
        else:
            self.pings += 1
            self.ask()

    def ask(self) -> None:
        """Send a ping."""
        raise NotImplementedError

    def give_up(self) -> None:
        """End the connection without a word: nobody is there to hear it."""
        raise NotImplementedError
