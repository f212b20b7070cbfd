"""The reply that an agent is offered: by the model where it may write, else from the articles."""

import pytest

from aicc import llm
from aicc.breaker import Breaker
from chat.assistant import generation, knowledge, library
from chat.assistant.words import Line
from chat.tests.openai_server import OpenAiServer
from handover import suggestion

pytestmark = pytest.mark.django_db

ASKED = [Line("customer", "신용대출 금리가 얼마인가요?")]


@pytest.fixture
def shelves(db, settings):
    library.import_folder(settings.BASE_DIR / "deploy" / "knowledge" / "loans")
    knowledge.refresh()


@pytest.fixture
async def model(shelves, settings):
    llm.breaker = Breaker()
    settings.AICC_MODEL = "speaks"
    async with OpenAiServer() as server:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "test", server.url
        server.words = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"
        yield server
    llm.breaker = Breaker()


async def test_the_model_writes_it(model):
    suggested = await suggestion.suggest(ASKED, "ko")

    assert suggested["engine"] == "model"
    assert suggested["text"] == "가온 신용대출 금리는 연 4.5%–8.9%입니다."


async def test_a_model_that_fails_leaves_it_to_the_articles(model, settings):
    settings.AICC_MODEL = "m500"

    suggested = await suggestion.suggest(ASKED, "ko")

    assert suggested["engine"] == "offline"
    assert "4.5%" in suggested["text"]


async def test_the_supervisor_s_switch_stops_it_too(model, monkeypatch):
    monkeypatch.setattr(generation, "_is_on", False)

    suggested = await suggestion.suggest(ASKED, "ko")

    assert suggested["engine"] == "offline"
    assert not model.asked
