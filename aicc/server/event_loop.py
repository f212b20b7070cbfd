"""The server's event loop: uvloop, which hears of a connection that was reset.

A reset is an error of the descriptor's poll. uvloop then calls reader and writer once and closes
the poll without a word (uvloop's issue 552). Where there were still bytes to read, the reader has
seen no error by then: the connection stands for ever, each write to it raises, and whoever is at
its other end was never said to have gone.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import uvloop


class Loop(uvloop.Loop):
    """A poll that was closed behind its owner's back is made anew when it is next asked for: it
    reports the error at once, and reading or writing meets it.
    """

    def add_reader(  # type: ignore[override]
        self, fd: Any, callback: Callable[..., Any], *args: Any
    ) -> None:
        try:
            super().add_reader(fd, callback, *args)
        except RuntimeError:
            self.forget(fd)
            super().add_reader(fd, callback, *args)

    def add_writer(  # type: ignore[override]
        self, fd: Any, callback: Callable[..., Any], *args: Any
    ) -> None:
        try:
            super().add_writer(fd, callback, *args)
        except RuntimeError:
            self.forget(fd)
            super().add_writer(fd, callback, *args)

    def forget(self, fd: Any) -> None:
        """The poll of this descriptor, if nobody reads or writes by it any more."""
        self.remove_reader(fd)
        self.remove_writer(fd)


class Policy(uvloop.EventLoopPolicy):
    def _loop_factory(self) -> asyncio.AbstractEventLoop:
        return Loop()
