"""No log line holds personal data: the filter that stands in front of every handler."""

import logging
from collections.abc import Callable

masks: list[Callable[[str], str]] = []  # handed over at start by the app that knows how


class MaskingFilter(logging.Filter):
    """Masks the whole line, its arguments and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for mask in masks:
            text = mask(text)
            record.exc_text = mask(record.exc_text) if record.exc_text else record.exc_text
        record.msg, record.args = text, None
        return True
