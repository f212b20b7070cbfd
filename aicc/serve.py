"""Serve the contact centre: `python -m aicc.serve --host 127.0.0.1 --port 8000`.

With `--prepare` as `make run` does: first what `manage.py prepare` does.

By daphne, or by uvicorn where AICC_SERVER says so. On SIGTERM, SIGINT or SIGHUP the server stops
listening, tells each socket to come back later (close code 1012), lets requests and turns under
way end for AICC_DRAIN_SECONDS, and exits. A second signal ends it at once.
"""

import argparse
import asyncio
import logging
import multiprocessing
import os
import signal
import sys
from contextlib import nullcontext

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # While libraries load nothing is open yet: Ctrl+C ends us without a traceback of theirs.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

if sys.platform != "win32":
    from aicc.server import event_loop

    # Before daphne, which makes its event loop when it is imported.
    asyncio.set_event_loop_policy(event_loop.Policy())

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from aicc import checks
from aicc.server import listen_address, sqlite_lock, transport

# How long a thread of the database's may keep the event loop from the interpreter, once it has
# something to do: Python's own 5 ms, a dozen times in a turn, were most of a busy server's delay.
SWITCH_SECONDS = 0.001
INTERRUPTED = 130  # a shell's exit code for Ctrl+C


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m aicc.serve", description=__doc__)
    parser.add_argument("--host", help="HOST, else 127.0.0.1")
    parser.add_argument("--port", help="PORT, else 8000")
    parser.add_argument(
        "--prepare", action="store_true", help="migrate and fill the database first"
    )
    given = parser.parse_args()
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
    try:
        django.setup()
        logging.captureWarnings(True)
        checks.refuse_unsafe()
        if given.prepare and (failed := prepare(given)):
            return failed
        host, port = listen_address.configured(given.host, given.port)
        listen_address.refuse_taken(host, port)
        listen_address.allow(host)
        mark = sqlite_lock.serve(listen_address.url(host, port))
    except (ImproperlyConfigured, sqlite_lock.AlreadyServed) as error:
        print(f"Not started: {error}", file=sys.stderr)
        return 1
    sqlite_lock.write_ahead()
    sys.setswitchinterval(SWITCH_SECONDS)
    with mark or nullcontext():
        return transport.serve(settings.AICC_SERVER, contact_centre(host, port))


def prepare(given: argparse.Namespace) -> int:
    """`manage.py prepare` in a copy of this process, and its exit code: what it works with is
    loaded here already, and what it loads beside goes with it. Meanwhile this one loads what it
    will serve with.
    """
    words = [
        f"--{name}={getattr(given, name)}" for name in ("host", "port") if getattr(given, name)
    ]
    copy = multiprocessing.get_context("fork").Process(target=manage, args=[["prepare", *words]])
    copy.start()
    try:
        load_libraries()
        copy.join()
    except KeyboardInterrupt:
        copy.join()
        return INTERRUPTED
    return copy.exitcode or 0


def load_libraries() -> None:
    """Nothing of it asks the database, which is being prepared."""
    import aicc.asgi  # noqa: F401
    from chat import assistant

    if settings.AICC_ENGINE != "canned":
        assistant.workflow_module()


def manage(words: list[str]) -> None:
    from manage import main as command

    sys.argv = ["manage.py", *words]
    try:
        command()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def contact_centre(host: str, port: int) -> transport.Service:
    # Here and not above: Django is set up from here on.
    from aicc.asgi import application
    from aicc.server import background, health
    from aicc.server.warm_up import settle_memory, warm_up

    return transport.Service(
        application,
        host=host,
        port=port,
        load=warm_up,
        begin=background.start_once,
        settle=settle_memory,
        let_go=background.stop,
        drain_seconds=settings.AICC_DRAIN_SECONDS,
        announce=health.leaving.set,
        delay_seconds=settings.AICC_DRAIN_DELAY_SECONDS,
        trusted=settings.AICC_TRUSTED_PROXIES,
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before there is a server to stop
        sys.exit(INTERRUPTED)
