"""The two servers that can hold our connections, daphne and uvicorn, as we run them.

What both promise stands in one place: what a connection may cost (limits), what waits for the
application (inbox), when a silent client is gone (silence), the log of what was served
(access_log) and the way down (going_down). Beside these each has its own connections, which say
it to that server's classes, and a server.
"""

from aicc.server.transport.going_down import Service

SERVERS = ("daphne", "uvicorn")  # what AICC_SERVER may be, the default first


def serve(name: str, service: Service) -> int:
    """Load, then serve until a signal comes. name: one of SERVERS. Returns the exit code: 1 where
    the port is taken, 130 where Ctrl+C came before all was loaded.
    """
    # Each makes an event loop of its own and takes tens of MiB: the other one is not imported.
    if name == "uvicorn":
        from aicc.server.transport import uvicorn_server

        return uvicorn_server.serve(service)
    from aicc.server.transport import daphne_server

    return daphne_server.serve(service)
