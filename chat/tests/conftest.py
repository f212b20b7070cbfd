import pytest

from aicc.testing.cast import (  # noqa: F401  (the cast enters here)
    engine,
    fresh_limits_and_layer,
    lin,
    mei,
    raj,
    sam,
)
from aicc.testing.ready_embedder import ready_embedder  # noqa: F401
from chat.models import Conversation


@pytest.fixture
async def english(lin):  # noqa: F811
    """Lin's conversation, already begun, in English."""
    return await Conversation.objects.acreate(session_id="lin", language="en")
