"""The connections to the model's service, and what bounds its answers before they are read.

Imported when a model is asked, as the libraries that it builds on are.
"""

from collections.abc import AsyncIterator

from httpx2 import AsyncByteStream, Response
from openai import DefaultAsyncHttpxClient

from aicc.platform.inference.llm import OverlongError

# Of one answer, whatever number of tokens the service was told. A thousand tokens are a thousand
# pieces of some 250 bytes; models that reason write several times as much.
MOST_BYTES = 2 * 1024 * 1024


def new_client() -> DefaultAsyncHttpxClient:
    """Connections of one event loop.

    A redirect is not followed: what customers write goes to the address that is set. Nothing
    packed is asked for, or taken: it has no length before it is unpacked.
    """
    return DefaultAsyncHttpxClient(
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
    )


async def bound(response: Response) -> None:
    """Have an answer end after MOST_BYTES, before anybody reads of it."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ValueError("a packed answer")
    response.stream = BoundedStream(response.stream)  # type: ignore[arg-type]


class BoundedStream(AsyncByteStream):
    """Another stream; OverlongError ends it after MOST_BYTES."""

    def __init__(self, stream: AsyncByteStream) -> None:
        self.stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self.stream:
            length += len(part)
            if length > MOST_BYTES:
                raise OverlongError
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()
