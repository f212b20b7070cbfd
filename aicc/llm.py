"""The language model: the only import of langchain_openai, and only once a model is asked.

Every way in which a model fails is one error here, ModelFailed, whose `reason` names it
without a word of what was asked.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3  # after these the model is left alone
REST_SECONDS = 30.0


class ModelFailed(Exception):
    """The model did not answer as it should; somebody else must."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Breaker:
    """Keeps a dead endpoint from costing every turn its time-out."""

    def __init__(self) -> None:
        self.failures, self.rests_until = 0, 0.0

    def check(self) -> None:
        if time.monotonic() < self.rests_until:
            raise ModelFailed("resting")

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= FAILURES_IN_A_ROW:
            self.failures, self.rests_until = 0, time.monotonic() + REST_SECONDS

    def worked(self) -> None:
        self.failures = 0


breaker = Breaker()


def configured() -> bool:
    """Whether answers come from a model: asked for by AICC_ENGINE, or its key is there."""
    if settings.AICC_ENGINE == "auto":
        return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)
    return bool(settings.AICC_ENGINE == "model")


async def stream(system: str, user: str, usage: dict[str, Any]) -> AsyncGenerator[str, None]:
    """The model's answer, piece by piece, within AICC_MODEL_SECONDS.

    usage: filled with the tokens that were counted.
    Raises ModelFailed, also when half an answer came.
    """
    breaker.check()
    from langchain_core.messages import HumanMessage, SystemMessage
    from langchain_openai import ChatOpenAI
    from openai import OpenAIError
    from pydantic import SecretStr

    model = ChatOpenAI(
        model=settings.AICC_MODEL,
        api_key=SecretStr(settings.OPENAI_API_KEY or "none"),
        base_url=settings.OPENAI_BASE_URL or None,
        timeout=settings.AICC_MODEL_SECONDS,
        max_retries=1,
        temperature=0,
        stream_usage=True,
    )
    ended = ""
    try:
        async with asyncio.timeout(settings.AICC_MODEL_SECONDS):
            async for chunk in model.astream([SystemMessage(system), HumanMessage(user)]):
                if chunk.usage_metadata:
                    usage.update(
                        tokens_in=chunk.usage_metadata["input_tokens"],
                        tokens_out=chunk.usage_metadata["output_tokens"],
                    )
                text = chunk.text if isinstance(chunk.text, str) else chunk.text()
                ended = chunk.response_metadata.get("finish_reason") or ended
                if text:
                    yield text
    # Malformed JSON and HTML with status 200 arrive as ValueError.
    except (OpenAIError, ValueError, TimeoutError) as error:
        breaker.failed()
        log.warning("the model failed: %s", type(error).__name__)
        raise ModelFailed(type(error).__name__) from error
    if ended != "stop":  # a cut connection may look like an end
        breaker.failed()
        raise ModelFailed(f"ended by {ended or 'a cut'}")
    breaker.worked()
