"""The call by which a customer keeps what was said."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.platform.db import in_db
from chat.api import serializers as shapes
from chat.api import transcript_copy
from chat.api.base_view import ChatView
from chat.protocol import outgoing


class Transcript(ChatView):
    @extend_schema(
        operation_id="get_transcript",
        responses={200: shapes.TranscriptCopy, **shapes.READ_FAILURES},
    )
    async def get(self, request: Request, session_id: str) -> Response:
        """All that was said, as a text to keep, with the hash that the bank's exports name."""
        session = await self.enter_existing(request, session_id)
        copy = await in_db(transcript_copy.take)(session.conversation_id, session.language)
        return Response(
            {
                "text": copy.text,
                "head_seq": copy.head_seq,
                "sha256": copy.sha256,
                "taken_at": outgoing.iso(copy.taken_at),
            },
            headers={"Cache-Control": "no-store"},
        )
