"""One line for each request and each socket that has ended."""

import logging
from typing import Any

access_log = logging.getLogger("aicc.access")


def log_access(
    method: str, path: str, status: int, seconds: float, request_id: str | None, **more: int
) -> None:
    """Without the path's query: what stands there may be a person's words.

    request_id: None where it got no further than the handshake.
    """
    fields: dict[str, Any] = {
        "method": method,
        "path": path.partition("?")[0],
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    if request_id:
        fields["request_id"] = request_id
    access_log.info("served", extra=fields | more)
