"""Whether this server lives, and whether every part it needs answers."""

import os
import shutil
import threading
from pathlib import Path
from typing import Any

from adrf.decorators import api_view
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import async_only_middleware
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aicc.platform import events
from aicc.platform.connections.database_failures import trouble
from aicc.platform.inference import embeddings
from aicc.server import database_state
from chat.assistant.retrieval import knowledge
from chat.turns import runner

leaving = threading.Event()  # we were told to end, and go on for AICC_DRAIN_DELAY_SECONDS
READABLE = (database_state.CONNECTED, database_state.READS_ONLY)
FREE_BYTES = 16 * 1024 * 1024  # below that SQLite may not take what comes next


def storage() -> str:
    """Whether what customers say can be stored, as far as this server knows: writable, full,
    read_only or failing.
    """
    lately = trouble.storage_lately()
    if lately != "writable" or connection.vendor != "sqlite":
        return lately  # another machine's disk is known by what it refused
    free = shutil.disk_usage(settings.AICC_DATA_DIR).free
    if free < FREE_BYTES:
        trouble.say(f"the disk of {settings.AICC_DATA_DIR} has {free // 2**20} MiB left")
        return "full"
    place = Path(str(connection.settings_dict["NAME"]))
    # SQLite writes into its file, and beside it.
    if place.exists() and not all(os.access(each, os.W_OK) for each in (place, place.parent)):
        trouble.say(f"this user may not write to {place}, or to its folder")
        return "read_only"
    return "writable"


class Live(serializers.Serializer[Any]):
    """What /health/live answers, as the OpenAPI document shows it."""

    status = serializers.ChoiceField(["healthy", "unhealthy"])
    service = serializers.CharField()


class Health(Live):
    """What /health answers."""

    database = serializers.ChoiceField(["connected", "disconnected"])


class Ready(Live):
    """What /health/ready answers."""

    database = serializers.ChoiceField(["connected", "disconnected", "unmigrated", "no_quorum"])
    storage = serializers.ChoiceField(["writable", "full", "read_only", "failing"])
    channel_layer = serializers.ChoiceField(["connected", "disconnected", "deaf"])
    knowledge = serializers.ChoiceField(["loaded", "loading"])
    search = serializers.ChoiceField(["words", "words and meaning"])
    embedder = serializers.ChoiceField(["ready", "starting", "resting", "off", "not installed"])
    vectors_missing = serializers.IntegerField()
    engine = serializers.ChoiceField(["auto", "offline", "model", "canned"])
    draining = serializers.BooleanField()


def healthy_answer(healthy: bool, parts: dict[str, Any]) -> Response:
    body = {"status": "healthy" if healthy else "unhealthy", "service": "bank-aicc"} | parts
    return Response(body, status=200 if healthy else 503, headers={"Cache-Control": "no-store"})


@extend_schema(operation_id="health", responses={200: Health, 503: Health})
@api_view(["GET", "HEAD"])
async def health(request: Request) -> Response:
    """The first system's answer: the process and its database."""
    connected = await database_state.state() in READABLE
    return healthy_answer(connected, {"database": "connected" if connected else "disconnected"})


@extend_schema(operation_id="health_live", responses={200: Live})
@api_view(["GET", "HEAD"])
async def live(request: Request) -> Response:
    """The process alone."""
    return healthy_answer(True, {})


@extend_schema(operation_id="health_ready", responses={200: Ready, 503: Ready})
@api_view(["GET", "HEAD"])
async def ready(request: Request) -> Response:
    """Every part that new work needs. A lost channel layer slows pushes and stops nothing;
    without an embedder, or while vectors are missing, search goes by words. A database that can
    be read and not be written is `connected`, and its `storage` is `read_only`.
    """
    database = await database_state.state()
    layer = await events.layer_state()
    embedder = embeddings.state()
    draining = runner.registry.draining or leaving.is_set()
    room = "read_only" if database == database_state.READS_ONLY else storage()
    parts = {
        "database": "connected" if database in READABLE else database,
        "storage": room,
        "channel_layer": layer,
        "knowledge": "loaded" if knowledge.loaded() else "loading",
        "search": knowledge.way() if embedder == "ready" else "words",
        "embedder": embedder,
        "vectors_missing": knowledge.missing(),
        "engine": settings.AICC_ENGINE,
        "draining": draining,
    }
    healthy = (
        database == database_state.CONNECTED
        and room == "writable"
        and knowledge.loaded()
        and not draining
    )
    return healthy_answer(healthy, parts)


async def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. nginx keeps it inside."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


PROBES = {"/health": health, "/health/live": live, "/health/ready": ready, "/metrics": metrics}


@async_only_middleware
def probes(get_response: Any) -> Any:
    """Middleware that answers these whatever host they are called by.

    Prometheus, Docker and load balancers call one server by its own address, which is no name
    of the bank's, and learn nothing there that depends on the name.
    """

    async def answer(request: HttpRequest) -> Any:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return await get_response(request)
        response = await probe(request)
        if hasattr(response, "render"):
            response.render()
        return response

    return answer
