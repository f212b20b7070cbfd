#!/usr/bin/env python
"""The developers' door: every command of the contact centre."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError
    except ImportError:
        sys.exit(
            "Django is not installed for this Python. Run `make run`, or activate .venv "
            "and pip install -r deploy/requirements/embedded.txt."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {error}")
    except DatabaseError:
        from aicc.doctor import command_errors  # not before the settings are known to be right

        cause = command_errors.cause()
        if cause is None or "--traceback" in sys.argv:
            raise
        sys.exit(f"Not done: {cause}")


if __name__ == "__main__":
    main()
