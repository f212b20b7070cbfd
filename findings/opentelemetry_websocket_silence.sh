#!/bin/sh
# opentelemetry-instrumentation-asgi 0.66b2: a WebSocket's spans last as long as nobody speaks.
#
# One would guess that a span is work. On a WebSocket each receive() is one, from the moment when
# the server begins to wait until the message is there: its length is the time that somebody thought
# or was away, with http.status_code 200, and percentiles by name show minutes. Each message sent is
# one more, and the span of the whole ends with the socket; all have the full path in their names, a
# conversation's id too, so that every chat is an operation of its own. The metrics of HTTP
# (http.server.duration, active_requests) know no WebSocket at all: 10,000 open chats are none.
# exclude_spans=["receive", "send"] leaves these two out; name the rest by a hook.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet opentelemetry-instrumentation-asgi==0.66b2 \
    opentelemetry-sdk==1.45.2
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from importlib.metadata import version

from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

SILENT_SECONDS = 0.5


async def desk(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": "네"})


async def a_customer():
    await asyncio.sleep(0)
    yield {"type": "websocket.connect"}
    await asyncio.sleep(SILENT_SECONDS)
    yield {"type": "websocket.receive", "text": "안녕하세요"}
    yield {"type": "websocket.disconnect", "code": 1000}


async def chat(application):
    scope = {"type": "websocket", "path": "/chat/7f3a/", "headers": [], "query_string": b""}
    scope |= {"server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "subprotocols": []}
    customer = a_customer()

    async def send(message):
        pass

    await application(scope, customer.__anext__, send)


spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
tracing = TracerProvider()
tracing.add_span_processor(SimpleSpanProcessor(spans))
asyncio.run(
    chat(
        OpenTelemetryMiddleware(
            desk, tracer_provider=tracing, meter_provider=MeterProvider([metrics])
        )
    )
)
seen = [
    (span.name, span.attributes.get("asgi.event.type"), (span.end_time - span.start_time) / 1e9)
    for span in spans.get_finished_spans()
]
heard = next(seconds for _, event, seconds in seen if event == "websocket.receive")
sent = next(seconds for _, event, seconds in seen if event == "websocket.send")
print(
    version("opentelemetry-instrumentation-asgi"),
    len(seen),
    "spans",
    sorted({name for name, *_ in seen}),
)
print("  silent for", SILENT_SECONDS, "received in", round(heard, 2), "sent in", round(sent, 2))
print("  metrics:", metrics.get_metrics_data())
assert len(seen) == 6 and all("/chat/7f3a/" in name for name, *_ in seen)
assert heard >= SILENT_SECONDS > sent
assert metrics.get_metrics_data() is None
PYTHON
