"""The language model: the only import of langchain_openai, and only once a model is asked.

Every way in which a model fails is one error here, ModelFailed, whose `reason` names it
without a word of what was asked.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from django.conf import settings

from aicc.platform.circuit_breaker import Breaker
from aicc.platform.token_usage import Usage

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
    "ValueError": "malformed",
    "TypeError": "malformed",
    "AttributeError": "malformed",
    "LookupError": "malformed",
}
# Malformed JSON, and HTML with status 200, fail as one of these, wherever the libraries first
# touch an answer that is not of the shape they expect.
MALFORMED = (ValueError, TypeError, AttributeError, LookupError)
REFUSALS = ("key", "rate", "server", "request", "unreachable")  # cost nothing


class ModelFailed(Exception):
    """The model did not answer as it should; somebody else must.

    reason: for whoever reads the turn's trace. kind: its stable code, in the trace and in the
        metrics; docs/monitoring.md names them all.
    """

    def __init__(self, reason: str, kind: str) -> None:
        super().__init__(reason)
        self.reason, self.kind = reason, kind


def kind_of(error: Exception) -> str:
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
    """The model's answer, piece by piece.

    Its first word must come within AICC_MODEL_FIRST_TOKEN_SECONDS and its end within
    AICC_MODEL_SECONDS, tries after a refusal included.
    usage: what the call consumed is added, however it ended; also when it was left early.
    Raises ModelFailed, also when half an answer came.
    """
    if breaker.is_open:
        raise ModelFailed("resting", "resting")
    from langchain_core.messages import HumanMessage, SystemMessage
    from openai import OpenAIError

    now = asyncio.get_running_loop().time()
    first_by = now + settings.AICC_MODEL_FIRST_TOKEN_SECONDS
    end_by = now + settings.AICC_MODEL_SECONDS
    call = Call(usage, system + user)
    try:
        chunks = model().astream([SystemMessage(system), HumanMessage(user)])
        async with aclosing(chunks):
            while True:
                try:
                    by = end_by if call.said else min(first_by, end_by)
                    async with asyncio.timeout_at(by):
                        chunk = await anext(chunks)
                except StopAsyncIteration:
                    break
                if text := call.take(chunk):
                    yield text
    except (OpenAIError, TimeoutError, *MALFORMED) as error:
        call.refused = kind_of(error) in REFUSALS
        reason = type(error).__name__
        if isinstance(error, TimeoutError):
            reason = "too slow" if call.said else "no word in time"
        raise failed(reason, kind_of(error)) from error
    finally:
        call.settle()
    if call.ended != "stop":  # a cut connection may look like an end
        raise failed(f"ended by {call.ended or 'a cut'}", "cut")
    breaker.worked()


class Call:
    """One call of the model, as far as it came."""

    def __init__(self, usage: Usage, sent: str) -> None:
        self.usage, self.sent = usage, sent
        self.said, self.ended, self.refused = "", "", False
        self.counted: Any = None  # services count in one piece, the last

    def take(self, message: Any) -> str:
        """The text of a message, or of a piece of one."""
        self.counted = message.usage_metadata or self.counted
        self.ended = message.response_metadata.get("finish_reason") or self.ended
        text = message.text if isinstance(message.text, str) else message.text()
        self.said += text
        return str(text)

    def settle(self) -> None:
        """Note what it consumed. A call that was refused before its first word is free."""
        if self.counted:
            self.usage.add(self.counted["input_tokens"], self.counted["output_tokens"])
        elif self.said or not self.refused:
            self.usage.estimate(self.sent, self.said)


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
    from langchain_core.messages import HumanMessage, SystemMessage
    from openai import OpenAIError

    call = Call(usage, system + user)
    asked = model(max_retries=0).with_structured_output(
        schema, method="json_schema", strict=True, include_raw=True
    )
    try:
        async with asyncio.timeout(seconds):
            answer = await asked.ainvoke([SystemMessage(system), HumanMessage(user)])
        call.take(answer["raw"])
    except (OpenAIError, TimeoutError, *MALFORMED) as error:
        call.refused = kind_of(error) in REFUSALS
        raise failed(type(error).__name__, kind_of(error), schema_breaker) from error
    finally:
        call.settle()
    if answer["parsing_error"]:
        raise failed("no JSON", "malformed", schema_breaker)
    schema_breaker.worked()
    return answer["parsed"]


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
    )


def failed(reason: str, kind: str, counts: Breaker | None = None) -> ModelFailed:
    (counts or breaker).failed()
    log.warning("the model failed: %s", reason)
    return ModelFailed(reason, kind)
