"""Every sentence that a person may read is there in Korean."""

import polib
from django.conf import settings

KOREAN = settings.BASE_DIR / "aicc" / "locale" / "ko" / "LC_MESSAGES" / "django.po"


def test_the_korean_catalogue_has_no_gap_and_no_guess():
    open_ends = [
        entry.msgid
        for entry in polib.pofile(str(KOREAN))
        if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ]

    assert open_ends == []
