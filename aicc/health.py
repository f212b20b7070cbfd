"""Whether this server lives, and whether every part it needs answers."""

import asyncio
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from aicc import push
from aicc.db import in_db
from aicc.errors import Unavailable
from chat.assistant import knowledge
from chat.turns import thinking

CHECK_SECONDS = 4.0


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def database_answers() -> bool:
    try:
        await asyncio.wait_for(in_db(ask_database)(), CHECK_SECONDS)
    except (Unavailable, TimeoutError):
        return False
    return True


def healthy_answer(healthy: bool, parts: dict[str, Any]) -> JsonResponse:
    body = {"status": "healthy" if healthy else "unhealthy", "service": "bank-aicc"} | parts
    return JsonResponse(
        body, status=200 if healthy else 503, headers={"Cache-Control": "no-store"}
    )


async def health(request: HttpRequest) -> JsonResponse:
    """The first system's answer: the process and its database."""
    connected = await database_answers()
    return healthy_answer(connected, {"database": "connected" if connected else "disconnected"})


async def live(request: HttpRequest) -> JsonResponse:
    """The process alone."""
    return healthy_answer(True, {})


async def ready(request: HttpRequest) -> JsonResponse:
    """Every part that new work needs. A lost channel layer slows pushes and stops nothing."""
    connected = await database_answers()
    layer = await push.layer_answers()
    parts = {
        "database": "connected" if connected else "disconnected",
        "channel_layer": "connected" if layer else "disconnected",
        "knowledge": "loaded" if knowledge.loaded() else "loading",
        "engine": settings.AICC_ENGINE,
        "draining": thinking.here.draining,
    }
    return healthy_answer(connected and knowledge.loaded() and not thinking.here.draining, parts)


async def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. nginx keeps it inside."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
