"""Why a command came to nothing, where its database is the reason."""

import os

from django.utils import translation

from aicc.doctor import database
from aicc.doctor.finding import Level


def cause() -> str | None:
    """What is wrong and what to do about it, in one line in the person's language.

    None where the database answers and its tables are of this version: then the fault is ours.
    """
    with translation.override(language_here()):
        try:
            database.reach()
            wrong = [each for each in database.migrations() if each.level == Level.ERROR]
        except database.Unreachable as trouble:
            wrong = [trouble.finding]
    return f"{wrong[0].text} {wrong[0].remedy}" if wrong else None


def language_here() -> str:
    wanted = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ko" if wanted.startswith("ko") else "en"
