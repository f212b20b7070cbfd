"""OpenTelemetry's traces: a turn, its ways to the database, its calls of the model.

An extra. Without AICC_TRACES_URL we import nothing of OpenTelemetry, and a place that is traced
costs one comparison. Spans carry names, numbers and codes, never what anybody said.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any, Protocol

from django.conf import settings

SERVICE = "bank-aicc"
_NOTHING = nullcontext()
_tracer: Any = None  # opentelemetry.trace.Tracer


class Span(Protocol):
    def note(self, **what: Any) -> None: ...

    def end(self) -> None: ...


class Untraced:
    """What stands for a span where nobody traces."""

    def note(self, **what: Any) -> None: ...

    def end(self) -> None: ...


class Traced:
    """A span until `end`; `note` writes attributes, each under `aicc.`."""

    def __init__(self, span: Any) -> None:
        self.span = span

    def note(self, **what: Any) -> None:
        for name, value in what.items():
            number = isinstance(value, int | float)
            self.span.set_attribute(f"aicc.{name}", value if number else str(value))

    def end(self) -> None:
        self.span.end()


UNTRACED = Untraced()


def is_installed() -> bool:
    return find_spec("opentelemetry") is not None and all(
        find_spec(f"opentelemetry.{part}") for part in ("sdk", "exporter")
    )


def start(exporter: Any = None) -> None:
    """Trace from now on, where AICC_TRACES_URL says where to; once a process.

    exporter: what the spans go to instead, as each ends.
    """
    global _tracer
    if _tracer is not None or not (settings.AICC_TRACES_URL or exporter):
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.AICC_TRACES_PERCENT / 100)),
        resource=Resource.create({"service.name": SERVICE}),
    )
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        to = OTLPSpanExporter(endpoint=settings.AICC_TRACES_URL, timeout=5)
        provider.add_span_processor(BatchSpanProcessor(to))
    _tracer = provider.get_tracer(SERVICE)


def stop() -> None:
    global _tracer
    _tracer = None


def begin_turn() -> Span:
    """A trace of its own for the task that runs here; what it calls until its end hangs on it."""
    if _tracer is None:
        return UNTRACED
    from opentelemetry import context, trace

    span = _tracer.start_span("turn", context=context.Context())
    context.attach(trace.set_span_in_context(span))  # of the task, with which it ends
    return Traced(span)


def begin(name: str) -> Span:
    """A span below whatever runs here, for who ends it in another place."""
    return UNTRACED if _tracer is None else Traced(_tracer.start_span(name))


def way_to(name: str, function: Callable[..., Any]) -> AbstractContextManager[Any]:
    """A span around what `function` is asked of somebody else."""
    if _tracer is None:
        return _NOTHING
    what = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    span: AbstractContextManager[Any] = _tracer.start_as_current_span(f"{name} {what}")
    return span
