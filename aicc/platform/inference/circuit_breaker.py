"""Keeps a dead endpoint from costing every turn its time-out."""

import time

FAILURES_IN_A_ROW = 3  # after these the endpoint is left alone
REST_SECONDS = 30.0


class Breaker:
    """Counts failures in a row of one endpoint; each process counts for itself."""

    def __init__(self) -> None:
        self.failures, self.rests_until = 0, 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self.rests_until

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= FAILURES_IN_A_ROW:
            # After the rest the next failure is enough: who comes back to a service that is
            # still dead does not wait for it three times.
            self.failures = FAILURES_IN_A_ROW - 1
            self.rests_until = time.monotonic() + REST_SECONDS

    def worked(self) -> None:
        self.failures = 0
