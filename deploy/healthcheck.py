"""Exit code 0 where the server in this container lives, 1 and a reason where it does not.

It asks the server itself, whatever proxy the environment names.
"""

import http.client
import sys

SECONDS = 4


def reason(port: int = 8000) -> str:
    """Why the server on this port is not well; blank where it is."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        line.request("GET", "/health/live")
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer on port {port}: {error!r}"
    finally:
        line.close()
    return "" if status == 200 else f"/health/live answered {status}"


if __name__ == "__main__":
    sys.exit(reason() or 0)
