"""The HTTP door of a call-back: what is offered, the request, and its withdrawal."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.platform.db import in_db
from chat.api import serializers as shapes
from chat.api.base_view import fields_of
from chat.api.serializers import FAILURES, READ_FAILURES
from chat.api.session_views import spoken_language
from chat.api.views import OwnerView
from chat.protocol import incoming
from chat.sessions.rate_limits import Action
from handover.callbacks import requests

NEVER_KEPT = {"Cache-Control": "no-store"}


class CallBackRequest(OwnerView):
    costs = {"POST": Action.CALL_BACK}

    @extend_schema(
        operation_id="call_back_offer",
        parameters=[OpenApiParameter("language", str, enum=["ko", "en"])],
        responses={200: shapes.CallBackOffer, **READ_FAILURES},
    )
    async def get(self, request: Request, session_id: str) -> Response:
        """The times that can be chosen, the sentence to agree to, and the present request."""
        session = await self.enter_existing(request, session_id)
        # Of the page on which they agree.
        language = spoken_language(request.query_params.get("language") or session.language)
        found = await in_db(requests.offer)(session.conversation_id, language)
        return Response(found, headers=NEVER_KEPT)

    @extend_schema(
        operation_id="request_call_back",
        request=shapes.CallBackWish,
        responses={200: shapes.OwnerNow, 409: shapes.Failure, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """Be called in a window of business hours. Leaves the queue; the last request counts.

        400 `bad_phone`, `bad_window`, `no_consent`; 409 `with_agent`.
        """
        session = await self.enter(request, session_id)
        wanted = incoming.call_back(fields_of(request))
        await in_db(requests.request)(session.conversation_id, wanted)
        return await self.owner_now(session)


class CallBackWithdrawal(OwnerView):
    costs = {"POST": Action.WITHDRAWAL}

    @extend_schema(
        operation_id="withdraw_call_back",
        request=None,
        responses={200: shapes.OwnerNow, **FAILURES},
    )
    async def post(self, request: Request, session_id: str) -> Response:
        """No call any more; the number is erased at once. Repeat is harmless."""
        session = await self.enter_existing(request, session_id)
        await in_db(requests.withdraw)(session.conversation_id)
        return await self.owner_now(session)
