"""A turn's trace: what it asked of the database and of the model, and not what anybody said."""

import json
import subprocess
import sys

import pytest

from aicc.platform import tracing
from aicc.platform.inference import llm
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.testing.private_server import ROOT
from chat import pseudonyms, turns
from chat.models import Conversation
from chat.tests.openai_server import OpenAiServer
from chat.tests.sample_articles import put_on_shelves

memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")

QUESTION = "대출 금리가 얼마인가요?"
ANSWER = "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1]"

# --- What is traced ----------------------------------------------------------------


@pytest.fixture
def spans():
    exporter = memory.InMemorySpanExporter()
    tracing.start(exporter)
    yield exporter.get_finished_spans
    tracing.stop()


@pytest.fixture
def corpora(transactional_db):
    put_on_shelves()


@pytest.fixture
async def model(corpora, settings, monkeypatch):
    monkeypatch.setattr(llm, "breaker", Breaker())
    settings.AICC_MODEL_SECONDS = settings.AICC_MODEL_FIRST_TOKEN_SECONDS = 20
    async with OpenAiServer() as server:
        server.words = ANSWER
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "test", server.url
        yield server


async def ask(question=QUESTION):
    conversation = await Conversation.objects.acreate(session_id="lin-of-the-bank", language="ko")
    await turns.take_turn(conversation.pk, question)
    return conversation


def below(parent, spans):
    return [each.name for each in spans if each.parent and each.parent.span_id == parent]


@pytest.mark.django_db(transaction=True)
async def test_database_and_model_hang_on_their_turn(model, spans, settings):
    settings.AICC_MODEL = "speaks"

    conversation = await ask()
    found = spans()
    [turn] = [each for each in found if each.name == "turn"]
    names = below(turn.context.span_id, found)

    assert "model" in names
    assert "database closing.close_turns" in names
    assert turn.parent is None
    assert dict(turn.attributes) == {
        "aicc.turn": str(pseudonyms.Turn(conversation.pk, 1)),
        "aicc.outcome": "answered",
        "aicc.engine": "model",
    }


@pytest.mark.django_db(transaction=True)
async def test_a_model_that_fails_says_by_which_code(model, spans, settings):
    settings.AICC_MODEL = "m401"

    await ask()
    failures = {each.attributes.get("aicc.failure") for each in spans() if each.name == "model"}

    assert failures == {"key"}


@pytest.mark.django_db(transaction=True)
async def test_no_trace_holds_what_was_said(model, spans, settings):
    settings.AICC_MODEL = "speaks"

    await ask("카드 번호 900101-1234567 대출 금리가 얼마인가요?")
    told = json.dumps([json.loads(each.to_json()) for each in spans()], ensure_ascii=False)

    assert "금리" not in told
    assert "900101" not in told
    assert "lin-of-the-bank" not in told


# --- What is not -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
async def test_without_an_address_nothing_is_traced(model, settings):
    settings.AICC_MODEL = "speaks"
    tracing.start()

    await ask()

    assert tracing.begin_turn() is tracing.UNTRACED


def test_without_an_address_a_server_loads_no_exporter():
    """redis-py loads what it finds of OpenTelemetry's metrics by itself."""
    loaded = "import aicc.asgi, sys; print([it for it in sys.modules if 'telemetry.expo' in it])"
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert done.stdout.strip() == "[]"
