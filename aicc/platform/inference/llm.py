"""The language model: the only import of langchain_openai, and only once a model is asked.

Every way in which a model fails is one error here, ModelFailed, whose `reason` names it
without a word of what was asked or said. What a service sends is never believed: not its
shape, its length, its characters nor its figures.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from aicc.platform import tracing
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.platform.inference.token_usage import Usage
from aicc.platform.unicode import replace_surrogates, replace_surrogates_in

log = logging.getLogger(__name__)


# By the name of an exception, or of what it derives from: what to tell whoever watches.
KINDS = {
    "AuthenticationError": "key",
    "PermissionDeniedError": "key",
    "RateLimitError": "rate",
    "InternalServerError": "server",
    "APIStatusError": "request",
    "APITimeoutError": "time",
    "TimeoutError": "time",
    "APIConnectionError": "unreachable",
    "APIError": "server",
    "LengthFinishReasonError": "cut",
    "ContentFilterFinishReasonError": "cut",
    "OverlongError": "long",
    # Malformed JSON, HTML with status 200 and the like fail as one of these, wherever the
    # libraries first touch an answer that is not of the shape they expect.
    "ValueError": "malformed",
    "TypeError": "malformed",
    "AttributeError": "malformed",
    "LookupError": "malformed",
    "ArithmeticError": "malformed",
    "RecursionError": "malformed",
}
REFUSALS = ("key", "rate", "server", "request", "unreachable")  # cost nothing
# Of one answer, whatever number of tokens the service was told: some 4,000 characters in a
# thousand pieces are usual, and several times as much where a model reasons.
MOST_PIECES = 6_000
MOST_CHARACTERS = 30_000
ENDS = ("length", "content_filter", "tool_calls", "function_call")  # named in a trace


class ModelFailed(Exception):
    """The model did not answer as it should; somebody else must.

    reason: for whoever reads the turn's trace. kind: its stable code, in the trace and in the
        metrics; docs/monitoring.md names them all.
    """

    def __init__(self, reason: str, kind: str) -> None:
        super().__init__(reason)
        self.reason, self.kind = reason, kind


class OverlongError(Exception):
    """An answer that does not end."""


def kind_of(error: BaseException) -> str:
    """One of KINDS' words, the nearest class deciding; `other` for what is not foreseen."""
    names = (each.__name__ for each in type(error).__mro__)
    return next((KINDS[name] for name in names if name in KINDS), "other")


breaker, schema_breaker = Breaker(), Breaker()


def configured() -> bool:
    """Whether answers come from a model: asked for by AICC_ENGINE, or its key is there."""
    if settings.AICC_ENGINE == "auto":
        return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)
    return bool(settings.AICC_ENGINE == "model")


async def stream(system: str, user: str, usage: Usage) -> AsyncGenerator[str, None]:
    """The model's answer, piece by piece, in whole characters.

    Its first word must come within AICC_MODEL_FIRST_TOKEN_SECONDS and its end within
    AICC_MODEL_SECONDS, tries after a refusal included.
    usage: what the call consumed is added, however it ended; also when it was left early.
    Raises ModelFailed, also when half an answer came, or none.
    """
    if breaker.is_open:
        raise ModelFailed("resting", "resting")
    if not usage.may_ask:
        raise ModelFailed("no tokens left for this hour", "budget")
    call = Call(usage, system + user)
    try:
        async with aclosing(messages(system, user, call)) as chunks:
            async for chunk in chunks:
                if text := call.take(chunk):
                    yield text
    # The one place where other people's code reads other people's answers: nobody can list what
    # it raises, and all of it means the same.
    except Exception as error:
        raise call.failed(error, breaker) from error
    finally:
        call.settle()
    if call.ended != "stop":  # a cut connection may look like an end
        raise failed(f"ended by {call.named_end}", "cut")
    if not call.said.strip():
        raise failed("said nothing", "empty")
    breaker.worked()


async def messages(system: str, user: str, call: "Call") -> AsyncGenerator[Any, None]:
    """The pieces as the library gives them, each waited for no longer than it may take."""
    from langchain_core.messages import HumanMessage, SystemMessage

    now = asyncio.get_running_loop().time()
    first_by = now + settings.AICC_MODEL_FIRST_TOKEN_SECONDS
    end_by = now + settings.AICC_MODEL_SECONDS
    pieces = model().astream([SystemMessage(system), HumanMessage(user)])
    async with aclosing(pieces):
        while True:
            by = end_by if call.said else min(first_by, end_by)
            try:
                async with asyncio.timeout_at(by):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            yield piece


class Call:
    """One call of the model, as far as it came."""

    def __init__(self, usage: Usage, sent: str) -> None:
        self.usage, self.sent = usage, sent
        self.said, self.half, self.pieces = "", "", 0
        self.ended: Any = ""
        self.refused = False
        self.counted: Any = None  # services count in one piece, the last
        self.span = tracing.begin("model")

    def take(self, message: Any) -> str:
        """The text of a message, or of a piece of one. Raises OverlongError."""
        self.counted = getattr(message, "usage_metadata", None) or self.counted
        self.ended = message.response_metadata.get("finish_reason") or self.ended
        text = self.whole(str(message.text if isinstance(message.text, str) else message.text()))
        self.said += text
        self.pieces += 1
        if self.pieces > MOST_PIECES or len(self.said) > MOST_CHARACTERS:
            raise OverlongError
        return text

    def whole(self, text: str) -> str:
        """A piece in whole characters: its last half waits for the other one."""
        text, self.half = self.half + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self.half = text[:-1], text[-1]
        return replace_surrogates(text)

    @property
    def named_end(self) -> str:
        """How it ended, in our words: a service's own may hold anything."""
        known = isinstance(self.ended, str) and self.ended in ENDS
        return self.ended if known else "a cut" if not self.ended else "another reason"

    def failed(self, error: Exception, counts: Breaker) -> ModelFailed:
        kind = kind_of(error)
        self.span.note(failure=kind)
        self.refused = kind in REFUSALS
        reason = type(error).__name__
        if isinstance(error, TimeoutError):
            reason = "too slow" if self.said else "no word in time"
        elif kind == "long":
            reason = "does not end"
        return failed(reason, kind, counts)

    def settle(self) -> None:
        """Note what it consumed. A call that was refused before its first word is free."""
        if self.counted or self.said or not self.refused:
            self.usage.count(self.counted, self.sent, self.said)
        self.span.end()


async def structured(
    system: str, user: str, schema: dict[str, Any], usage: Usage, seconds: float
) -> Any:
    """The model's answer as JSON of this schema, not yet checked against it.

    Tried once, for so many seconds. usage: as for `stream`.
    Raises ModelFailed. Failures in a row are counted apart from those of `stream`: a model that
    knows no schemas may still answer.
    """
    if breaker.is_open or schema_breaker.is_open:
        raise ModelFailed("resting", "resting")
    if not usage.may_ask:
        raise ModelFailed("no tokens left for this hour", "budget")
    call = Call(usage, system + user)
    try:
        from langchain_core.messages import HumanMessage, SystemMessage

        asked = model(max_retries=0).with_structured_output(
            schema, method="json_schema", strict=True, include_raw=True
        )
        async with asyncio.timeout(seconds):
            answer = await asked.ainvoke([SystemMessage(system), HumanMessage(user)])
        call.take(answer["raw"])
        parsed, wrong = replace_surrogates_in(answer["parsed"]), answer["parsing_error"]
    except Exception as error:
        raise call.failed(error, schema_breaker) from error
    finally:
        call.settle()
    if wrong:
        raise failed("no JSON", "malformed", schema_breaker)
    schema_breaker.worked()
    return parsed


def model(max_retries: int = 1) -> Any:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.AICC_MODEL,
        api_key=SecretStr(settings.OPENAI_API_KEY or "none"),
        base_url=settings.OPENAI_BASE_URL or None,
        timeout=settings.AICC_MODEL_SECONDS,
        max_retries=max_retries,
        temperature=0,
        stream_usage=True,
        http_async_client=http_client(),
        **token_limit(),
    )


def load() -> None:
    """Import what `model` is made of, which takes seconds. For any thread; calls nobody."""
    import langchain_openai  # noqa: F401

    from aicc.platform.inference import llm_transport  # noqa: F401


def token_limit() -> dict[str, Any]:
    """How the service is told AICC_MODEL_MAX_TOKENS.

    The library renames `max_tokens` to `max_completion_tokens`, which OpenAI alone is sure to
    know; a compatible service may ignore that, or refuse it, and is told the older name.
    """
    most = settings.AICC_MODEL_MAX_TOKENS
    if settings.OPENAI_BASE_URL:
        return {"extra_body": {"max_tokens": most}}
    return {"max_tokens": most}


clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()


def http_client() -> Any:
    """This loop's connections to the service, kept between the calls."""
    loop = asyncio.get_running_loop()
    if loop not in clients:
        from aicc.platform.inference.llm_transport import new_client

        clients[loop] = new_client()
    return clients[loop]


@contextmanager
def unforeseen_is_failure() -> Iterator[None]:
    """While a model's words are read: whatever they break in our own reading of them, the
    customer is answered by somebody else, in this turn. It is our fault, and logged as one.
    """
    try:
        yield
    except ModelFailed:
        raise
    except Exception as error:
        log.exception("the model's words could not be read")
        raise ModelFailed(type(error).__name__, "other") from error


def failed(reason: str, kind: str, counts: Breaker | None = None) -> ModelFailed:
    (counts or breaker).failed()
    log.warning("the model failed: %s", reason)
    return ModelFailed(reason, kind)
