"""The HTTP door of the handover: what a conversation is about, for whoever may know it."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.audit.recording import Action, record
from aicc.platform.db import in_db
from aicc.platform.errors import BadToken, NotFound
from chat.api import serializers as chat_shapes
from chat.api.base_view import ChatView, fields_of
from chat.protocol import incoming
from chat.sessions import rate_limits, sessions
from handover import serializers as shapes
from handover.briefing.offline import of_conversation
from handover.desk import visibility


class Analyze(ChatView):
    costs = {"POST": rate_limits.Action.ANALYSIS}

    @extend_schema(
        operation_id="analyze",
        request=shapes.AnalyzeRequest,
        responses={
            200: shapes.AnalyzeAnswer,
            404: chat_shapes.Failure,
            **chat_shapes.FAILURES,
        },
    )
    async def post(self, request: Request) -> Response:
        """Sentiment, summary, keywords and recommended articles. Changes nothing.

        For the session's holder, and for staff who may read the conversation.
        """
        fields = fields_of(request)
        incoming.short(fields, "trigger_reason", incoming.REASON_CHARACTERS)
        session = await self.whose(request, fields.get("session_id"))
        briefing = await in_db(of_conversation)(session.conversation_id, session.language)
        if not briefing.said:
            raise NotFound(_("Nothing was said in this session yet."))
        return Response({"status": "success", "analysis_result": briefing.as_data()})

    async def whose(self, request: Request, session_id: object) -> sessions.Session:
        user = await request._request.auser()
        session = await in_db(read_by_staff)(user, str(session_id)) if user.is_staff else None
        if session is not None:
            await rate_limits.analysis_by_staff(user.pk)
            return session
        try:
            return await self.enter_existing(request, session_id)
        except BadToken:
            if await in_db(sessions.find)(str(session_id)) is None:
                raise NotFound(_("Nothing was said in this session yet.")) from None
            raise


def read_by_staff(user: User, session_id: str) -> sessions.Session | None:
    """The session, for staff who may read its conversation, their look on record; None: they need
    its token.
    """
    rows = visibility.conversations(visibility.viewer_of(user)).filter(session_id=session_id)
    if (conversation_id := rows.values_list("pk", flat=True).first()) is None:
        return None
    told = {"page": "analysis"}
    record(Action.VIEW, "chat.conversation", conversation_id, user=user, details=told)
    return sessions.find(session_id)
