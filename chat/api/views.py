"""The HTTP door of the chat: every call the socket's frames have a twin of."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.platform.db import in_db
from aicc.platform.errors import Invalid, NotFound
from aicc.platform.load import fair_line
from chat import transcript, turns
from chat.api import customer_actions, delivery, thumbs
from chat.api import serializers as shapes
from chat.api.base_view import ChatView, fields_of
from chat.api.serializers import FAILURES, READ_FAILURES
from chat.protocol import incoming, outgoing
from chat.protocol.article_links import addressed
from chat.sessions import credentials, sessions
from chat.sessions.rate_limits import Action
from handover.queue import queue


class SendMessage(ChatView):
    costs = {"POST": Action.MESSAGE}

    @extend_schema(
        operation_id="send_message",
        request=shapes.ChatMessage,
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": shapes.QUOTED_ID_PATTERN, "maxLength": 66},
                OpenApiParameter.HEADER,
            ),
            OpenApiParameter(
                "Prefer",
                str,
                OpenApiParameter.HEADER,
                description="`respond-async`: 202 where the answer takes a while.",
            ),
        ],
        responses={
            200: shapes.Answer,
            202: shapes.Processing,
            **dict.fromkeys((404, 409), shapes.Failure),
            **FAILURES,
        },
    )
    async def post(self, request: Request) -> Response:
        """Ask, and wait for the answer."""
        fields = fields_of(request)
        text = incoming.spoken(fields, "user_message")
        key = incoming.idempotency_key(request.headers.get("idempotency-key"))
        client_message_id = incoming.client_id(fields) or key
        answers = incoming.answered(fields)
        session = await self.enter(request, fields.get("session_id"))
        asked = await turns.ask(
            session.conversation_id,
            text,
            client_message_id,
            answers,
            session.head_seq,
            asker=session.counted_as,
        )
        if "respond-async" in request.headers.get("prefer", "") and asked.is_open:
            return Response({"status": "processing", "reply_to": asked.seq}, status=202)
        fair_line.let_go()  # whoever waits for an answer keeps nobody from the front door
        answer = await turns.answer_to(asked)
        now = turns.closed_here(asked)  # what its own transaction left, which need not be asked
        if now is None or not now.owner:
            now = await delivery.head_of(session.conversation_id)
        if now is None:  # erased meanwhile
            raise NotFound
        around = {"epoch": now.epoch, "reply_to": asked.seq, "owner": now.owner}
        if answer is not None:
            return Response({**addressed(answer.data or {}), "seq": answer.seq, **around})
        return Response({**outgoing.notice(customer_actions.with_agent()), **around})


class Messages(ChatView):
    @extend_schema(
        operation_id="list_messages",
        parameters=[
            shapes.up_to("after_seq", incoming.MOST_SEQ),
            shapes.up_to("limit", transcript.PAGE),
        ],
        responses={200: shapes.Entries, **READ_FAILURES},
    )
    async def get(self, request: Request, session_id: str) -> Response:
        """What was said after a number; what a client without a socket polls."""
        after = number_of(request, "after_seq", 0, incoming.MOST_SEQ)
        limit = number_of(request, "limit", transcript.PAGE, transcript.PAGE)
        session = await self.enter_existing(request, session_id)
        reading, given = await in_db(thumbs.with_thumbs)(session.conversation_id, after, limit)
        return Response(
            {
                "entries": [outgoing.listed(it, given.get(it.seq)) for it in reading.entries],
                "head_seq": reading.head_seq,
                "epoch": reading.epoch,
                "owner": reading.owner,
                **rated(reading),
            },
            headers={"Cache-Control": "no-store"},
        )


def rated(reading: transcript.Reading) -> dict[str, bool]:
    """While a conversation is closed: whether its customer has said how it was."""
    return {"rated": reading.rated} if reading.owner == "closed" else {}


def number_of(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise Invalid(
            gettext("%(name)s: a whole number up to %(most)d.") % {"name": name, "most": most}
        )
    return int(text)


class OwnerView(ChatView):
    """A call that asks for something and answers with who owns the conversation now."""

    async def owner_now(self, session: sessions.Session) -> Response:
        reading = await in_db(transcript.since)(session.conversation_id, session.head_seq, 0)
        answer: dict[str, Any] = {
            "owner": reading.owner,
            "head_seq": reading.head_seq,
            **rated(reading),
        }
        if reading.owner == "queue":
            standing = await delivery.standing_of(session.conversation_id)
            answer |= outgoing.standing(standing)
        return Response(answer)


class RequestHandover(OwnerView):
    costs = {"POST": Action.QUEUE}

    @extend_schema(
        operation_id="request_handover",
        request=shapes.WantHuman,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """A human, now. Repeat is harmless."""
        reason = incoming.short(fields_of(request), "reason", incoming.REASON_CHARACTERS)
        session = await self.enter(request, session_id)
        await in_db(queue.open_handover)(session.conversation_id, reason=reason)
        return await self.owner_now(session)


class CancelHandover(OwnerView):
    costs = {"POST": Action.QUEUE}

    @extend_schema(
        operation_id="cancel_handover",
        request=None,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """Leave the queue."""
        session = await self.enter_existing(request, session_id)
        await in_db(queue.cancel)(session.conversation_id)
        return await self.owner_now(session)


class GiveThumb(OwnerView):
    costs = {"POST": Action.FEEDBACK}

    @extend_schema(
        operation_id="give_feedback",
        request=shapes.Thumb,
        responses={200: shapes.OwnerNow, 404: shapes.Failure, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """A thumb on one answer; the last one counts, and `none` takes it back."""
        thumb = incoming.thumb(fields_of(request))
        session = await self.enter_existing(request, session_id)
        await in_db(thumbs.give)(session.conversation_id, thumb.seq, thumb.rating, thumb.comment)
        return await self.owner_now(session)


class RateConversation(OwnerView):
    costs = {"POST": Action.RATING}

    @extend_schema(
        operation_id="rate_conversation",
        request=shapes.Rating,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """A score of the conversation, 1 to 5, also after its end."""
        rating = incoming.rate(fields_of(request))
        session = await self.enter_existing(request, session_id)
        await in_db(customer_actions.rate)(session.conversation_id, rating.score, rating.comment)
        return await self.owner_now(session)


class RevokeTokens(OwnerView):
    costs = {"POST": Action.END}

    @extend_schema(
        operation_id="revoke_tokens",
        request=None,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """Whoever leaves a shared computer: no key of this conversation opens it any more."""
        session = await self.enter_existing(request, session_id)
        answer = await self.owner_now(session)
        await in_db(sessions.revoke)(session.session_id)
        credentials.drop_cookie(answer, session.session_id)
        return answer


class EndConversation(OwnerView):
    costs = {"POST": Action.END}

    @extend_schema(
        operation_id="end_conversation",
        request=None,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """The customer closes the conversation."""
        session = await self.enter_existing(request, session_id)
        await in_db(customer_actions.end)(session.conversation_id)
        return await self.owner_now(session)
