"""The body of a call: JSON as its senders really write it."""

import codecs
from collections.abc import Mapping
from typing import Any

from rest_framework.parsers import JSONParser


class JsonBody(JSONParser):
    """A byte order mark in front, which tools on Windows write, is passed over (RFC 8259, 8.1),
    as the JSON libraries do that are given the bytes.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value. Raises ParseError where it is no JSON in the encoding that was named."""
        context = dict(parser_context or {})
        if codecs.lookup(context.get("encoding", "utf-8")).name == "utf-8":
            context["encoding"] = "utf-8-sig"
        return super().parse(stream, media_type, context)
