"""What one connection may cost, whichever server holds it."""

KIB = 1024
FRAME_BYTES = 64 * KIB  # of a client's message; the consumer refuses more than 32 KiB in words
BODY_BYTES = 10 * KIB * KIB  # of one HTTP request, as in nginx.conf
HEAD_BYTES, HEAD_LINES = 16 * KIB, 500  # of a request before its body
IDLE_SECONDS = 60.0  # an HTTP connection that says nothing: above what nginx keeps one for
UNSENT_BYTES = KIB * KIB  # waiting for a client that does not read: beyond, it is dropped
PAUSE_BYTES = UNSENT_BYTES // 4  # from here on the next frame waits until the client has read
UNREAD_SECONDS = 10.0  # a client that reads nothing for so long is dropped
INBOX_FRAMES, INBOX_BYTES = 64, KIB * KIB  # waiting for the application: then we read no more
PING_SECONDS = 30.0  # of silence before a ping, and before the next one
PINGS_UNANSWERED = 2  # after these, and as long again, the client is gone
REASON_BYTES = 123  # the protocol's own limit to a close's reason
HANDSHAKE_SECONDS = 20  # until we accept it: a flood may keep it at the front door for 15
CLOSE_SECONDS = 5.0  # for the client's answer to our close frame
LOOK_SECONDS = 2.0  # between two looks at what is silent or late
BACKLOG = 1024  # connections the kernel holds for us while we are busy
RESTART = 1012  # close code: the client reconnects


def short_reason(reason: str | None) -> str:
    """As much of a close's reason as a close frame carries, in whole characters."""
    return (reason or "").encode()[:REASON_BYTES].decode(errors="ignore")
