"""After a restore nobody mixes what was said before with what is said under the same numbers."""

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command

pytestmark = pytest.mark.mariadb


async def test_a_client_from_before_the_restore_starts_over(lin):
    before = await lin.connects()
    await before.says("hello")
    held = f"last_seq=2&epoch={before.status['epoch']}"

    await sync_to_async(call_command)("begin_epoch")

    back = await lin.connects(query=held)
    assert back.status["recovered"] is False
    assert back.status["epoch"] != before.status["epoch"]
    again = await lin.connects(query=f"last_seq=0&epoch={back.status['epoch']}")
    assert (await again.hears("entry"))["text"] == "hello"
