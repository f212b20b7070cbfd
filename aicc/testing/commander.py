"""Commands of one server, forked from a process that has its settings: to set Django up is nine
tenths of what a short `manage.py …` costs. It takes requests as preforked's own process does, at
the socket that its output is, and ends when that closes.
"""

import gc
import os
import socket

import django

from aicc.testing import preforked


def main() -> None:
    asked = socket.socket(fileno=os.dup(1))
    os.dup2(2, 1)
    django.setup()
    from django.core.management.commands import shell  # noqa: F401  (the commonest)
    from django.db import connections

    connections.close_all()  # or several processes would speak on one
    gc.freeze()
    preforked.run(preforked.next_command(asked))


if __name__ == "__main__":
    main()
