"""Every metric moves when the bank does what it measures, and the documents name them all."""

import asyncio
import re
import sys
import threading
import time
from contextlib import contextmanager
from unittest import mock

import httpx
import pytest
from channels.layers import channel_layers
from django.contrib.auth import aauthenticate
from django.db import connection
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from aicc import asgi
from aicc.platform import events, metrics, request_ids
from aicc.platform.connections import database_members, replica
from aicc.platform.db import in_db
from aicc.platform.inference import embeddings, llm
from aicc.platform.inference.embedding_process import EmbeddingProcess, NoVectors
from aicc.server import database_state
from aicc.server.background import rhythms, schedule
from aicc.server.background.rounds import run_safely
from aicc.testing import servers
from aicc.testing.cast import SECONDS, Lin, clear_away, person
from chat.articles import publishing
from chat.assistant.retrieval import knowledge
from chat.models import Conversation, Message
from chat.protocol.frame_size import SENT_FRAME_BYTES
from chat.tests.openai_server import OpenAiServer
from chat.turns import abandoned, leases, opening
from handover.briefing import by_model
from handover.queue import queue
from handover.reporting.people import queue_now
from handover.tests.conftest import asks_for_a_person, sits_down

OURS = {
    metric.describe()[0].name: metric
    for metric in vars(metrics).values()
    if isinstance(metric, MetricWrapperBase)
}


async def at_the_door(scope, receive, send):
    await request_ids.watched(asgi.http, scope, receive, send)


def browser():
    transport = httpx.ASGITransport(at_the_door)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=30)


async def read():
    """The families that /metrics shows, by name."""
    async with browser() as prometheus:
        text = (await prometheus.get("/metrics")).text
    return {family.name: family for family in text_string_to_metric_families(text)}


async def samples(name):
    family = (await read()).get(name)
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for sample in (family.samples if family else ())
        if not sample.name.endswith("_created")
    }


async def lin_asks(lin, settings):
    socket = await lin.connects()
    await socket.says("How do I order a card?")


async def lin_asks_a_dead_model(lin, settings):
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{servers.free_port()}/v1"
    socket = await lin.connects()
    await socket.says("신용대출 금리가 얼마인가요?")


async def lin_says_what_no_rule_knows(lin, settings):
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{servers.free_port()}/v1"
    socket = await lin.connects()
    await socket.says("통장이 좀 이상한 것 같음")


async def lin_asks_a_model(lin, settings):
    settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION = 210
    settings.AICC_MODEL = "speaks"
    async with OpenAiServer() as model:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = model.url, "test"
        socket = await lin.connects()
        await socket.says("신용대출 금리가 얼마인가요?")


async def lin_wants_a_person(lin, settings):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")
    await schedule.measure_queue()


async def lin_waits_beside_a_dead_model(lin, settings):
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{servers.free_port()}/v1"
    await in_db(asks_for_a_person)()
    await by_model.keep_up()


async def mei_sits_down(lin, settings):
    await in_db(sits_down)(await in_db(person)("mei"))
    await schedule.measure_queue()


async def lin_writes_nonsense(lin, settings):
    socket = await lin.connects()
    await socket.sends("not JSON")
    await socket.hears("error")


async def an_answer_is_too_large(lin, settings):
    conversation = await Conversation.objects.acreate(session_id="lin", head_seq=1)
    data = {"ai_message": "short", "source_documents": [], "later": "x" * SENT_FRAME_BYTES}
    await Message.objects.acreate(
        conversation=conversation, seq=1, sender="assistant", text="short", data=data
    )
    socket = await lin.connects(query="last_seq=0")
    await socket.hears("error")


async def redis_is_gone(lin, settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [f"redis://127.0.0.1:{servers.free_port()}/0"]},
        }
    }
    channel_layers.backends = {}
    await lin.connects()


async def a_listener_hears_nothing(lin, settings):
    await lin.connects()
    events.EventRelay.here().heartbeat.rejoin()


async def a_hint_comes_before_its_entry(lin, settings):
    await lin.connects()
    conversation = await lin.conversation()
    hint = {"room": conversation.pk, "kind": "moved", "head_seq": 1}
    before = await samples("aicc_late_readings")
    events.EventRelay.here().hand_out([hint])
    async with asyncio.timeout(SECONDS):
        while await samples("aicc_late_readings") == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def the_database_is_found_otherwise_than_before(lin, settings):
    [was] = (await samples("aicc_database_writable")).values()
    state = database_state.READS_ONLY if was else database_state.CONNECTED
    with mock.patch.object(database_state, "state", mock.AsyncMock(return_value=state)):
        await schedule.measure_queue()


async def a_connection_is_lost(lin, settings):
    answers = iter([OperationalError("gone"), None])

    def hop():
        error = next(answers)
        if error:
            raise error

    await in_db(hop)()


async def somebody_holds_the_loop_up(lin, settings):
    watching = asyncio.create_task(rhythms.measure_lag())
    before = await samples("aicc_loop_lag_seconds")
    await asyncio.sleep(0)
    time.sleep(rhythms.LAG_SECONDS + 0.05)  # noqa: ASYNC251  (this is the deed)
    async with asyncio.timeout(SECONDS):
        while await samples("aicc_loop_lag_seconds") == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    watching.cancel()


@contextmanager
def dead_endpoint(settings):
    """An embeddings endpoint that nobody has called yet, and that will not answer."""
    settings.AICC_SEMANTIC = "auto"
    settings.AICC_EMBEDDINGS_URL = f"http://127.0.0.1:{servers.free_port()}/v1"
    embeddings.stop()
    yield
    embeddings.stop()


async def lin_asks_beside_a_dead_endpoint(lin, settings):
    with dead_endpoint(settings):
        await lin_asks(lin, settings)


async def an_endpoint_stands_ready(lin, settings):
    with dead_endpoint(settings):
        await schedule.replace_dead_embedder()


async def an_article_is_published_beside_a_dead_endpoint(lin, settings):
    with dead_endpoint(settings):
        await in_db(publishing.import_folder)(servers.ROOT / "deploy" / "knowledge" / "fees")
        await in_db(knowledge.refresh)()
        await schedule.embed_new_passages()


async def an_embedder_dies(lin, settings):
    process = EmbeddingProcess([sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(NoVectors):
        await asyncio.to_thread(process.ask, b"qhello", 20, urgent=True)


async def a_server_dies_over_a_question(lin, settings):
    conversation = await Conversation.objects.acreate(session_id="lin", language="en")
    await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, "hello", "m1")])
    await in_db(abandoned.give_back_all)()
    await abandoned.finish_now()


async def lin_asks_too_much(lin, settings):
    settings.AICC_MESSAGES_PER_MINUTE = 1
    socket = await lin.connects()
    await socket.says("How do I order a card?")
    await socket.sends({"type": "message", "user_message": "How?"})
    await socket.hears("error")


async def lin_asks_while_redis_is_gone(lin, settings):
    settings.AICC_REDIS_URL = f"redis://127.0.0.1:{servers.free_port()}/0"
    await lin_asks(lin, settings)


async def mei_mistypes_her_password(lin, settings):
    await aauthenticate(None, username="mei", password="not hers")


async def somebody_calls_too_often(lin, settings):
    """Through the whole door, as no other call here goes."""
    settings.AICC_SESSIONS_PER_MINUTE = 1
    transport = httpx.ASGITransport(asgi.dispatch)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as script:
        for _ in range(3):
            await script.post("/api/v1/chat/sessions", json={})


async def another_transaction_wins(lin, settings):
    tries = iter([OperationalError(1213, "a deadlock"), None])

    def loses_once():
        if error := next(tries):
            raise error

    await in_db(loses_once)()


async def another_member_is_written_to(lin, settings):
    first, second = ("db1", 3306), ("db2", 3306)
    group = database_members.Members([first, second])
    for place in (first, second, first):
        group.found(place)


async def the_first_member_is_away(lin, settings):
    first, second = ("db1", 3306), ("db2", 3306)
    database_members.Members([first, second]).found(second)


async def a_page_wants_the_replica(lin, settings):
    """Its lag is a number while somebody looks."""
    replica.current.looking = threading.current_thread()
    replica.current.reached_at = time.monotonic()


ACTIONS = {
    "aicc_embeddings": lin_asks_beside_a_dead_endpoint,
    "aicc_embedder_up": an_endpoint_stands_ready,
    "aicc_embedder_deaths": an_embedder_dies,
    "aicc_vectors_missing": an_article_is_published_beside_a_dead_endpoint,
    "aicc_turns_retaken": a_server_dies_over_a_question,
    "aicc_sockets": lin_asks,
    "aicc_turns": lin_asks,
    "aicc_first_token_seconds": lin_asks,
    "aicc_turn_seconds": lin_asks,
    "aicc_model_errors": lin_asks_a_dead_model,
    "aicc_model_triage": lin_says_what_no_rule_knows,
    "aicc_model_briefings": lin_waits_beside_a_dead_model,
    "aicc_model_tokens": lin_asks_a_model,
    "aicc_model_cost_won": lin_asks_a_model,
    "aicc_agents_present": mei_sits_down,
    "aicc_queue_waiting": lin_wants_a_person,
    "aicc_queue_longest_wait_seconds": lin_wants_a_person,
    "aicc_layer_failures": redis_is_gone,
    "aicc_layer_rejoins": a_listener_hears_nothing,
    "aicc_late_readings": a_hint_comes_before_its_entry,
    "aicc_database_writable": the_database_is_found_otherwise_than_before,
    "aicc_database_seconds": lin_asks,
    "aicc_database_wait_seconds": lin_asks,
    "aicc_database_repeats": a_connection_is_lost,
    "aicc_database_conflicts": another_transaction_wins,
    "aicc_database_moves": another_member_is_written_to,
    "aicc_database_first": the_first_member_is_away,
    "aicc_replica_lag_seconds": a_page_wants_the_replica,
    "aicc_loop_lag_seconds": somebody_holds_the_loop_up,
    "aicc_door_wait_seconds": somebody_calls_too_often,
    "aicc_refused_again": somebody_calls_too_often,
    "aicc_thinking_wait_seconds": lin_asks,
    "aicc_request_seconds": lin_asks,  # the reading itself is a request
    "aicc_errors": lin_writes_nonsense,
    "aicc_frames_too_large": an_answer_is_too_large,
    "aicc_rate_limited": lin_asks_too_much,
    "aicc_rate_limit_failures": lin_asks_while_redis_is_gone,
    "aicc_sign_ins": mei_mistypes_her_password,
    "aicc_password_seconds": mei_mistypes_her_password,
}


@pytest.fixture
async def lin_and_the_assistant(transactional_db, monkeypatch):
    """Lin, and the bank's own assistant in place of the cast's engine."""
    customer = Lin()
    metrics.DATABASE_FIRST.set(1)
    monkeypatch.setattr(replica, "current", replica.Replica())
    llm.breaker = llm.Breaker()
    await in_db(publishing.import_folder)(servers.ROOT / "deploy" / "knowledge" / "loans")
    await in_db(knowledge.refresh)()
    yield customer
    for socket in customer.sockets:
        await socket.closes()
    await clear_away()
    llm.breaker = llm.Breaker()
    metrics.DATABASE_FIRST.set(1)


@pytest.mark.parametrize("name", OURS)
async def test_a_metric_moves_when_the_bank_does_what_it_measures(
    name, lin_and_the_assistant, settings
):
    before = await samples(name)

    await ACTIONS[name](lin_and_the_assistant, settings)

    after = await samples(name)
    moved = {key for key in after if after[key] != before.get(key, 0)}
    assert moved
    for key in moved:
        for label, value in key[1:]:
            assert label == "le" or may_be(name, label, value), (label, value)


async def test_a_closed_socket_is_counted_no_more(lin):
    before = await samples("aicc_sockets")
    socket = await lin.connects()
    during = await samples("aicc_sockets")

    await socket.closes()

    assert during != before == await samples("aicc_sockets")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ("m401", "key"),
        ("m429", "rate"),
        ("m500", "server"),
        ("never", "time"),
        ("garbage", "malformed"),
        ("html", "malformed"),
        ("half", "cut"),
    ],
)
async def test_a_model_that_fails_is_counted_by_its_failure(
    failure, reason, lin_and_the_assistant, settings
):
    settings.AICC_MODEL = failure
    settings.AICC_MODEL_SECONDS = 1 if failure == "never" else 20
    key = ("aicc_model_errors_total", ("reason", reason))
    before = (await samples("aicc_model_errors")).get(key, 0)
    async with OpenAiServer() as model:
        model.words = "가온 신용대출 금리는 연 4.5%–8.9%이며 심사를 거쳐 정해집니다. [1]"
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = model.url, "test"

        socket = await lin_and_the_assistant.connects()
        await socket.says("신용대출 금리가 얼마인가요?")

    assert (await samples("aicc_model_errors"))[key] == before + 1


async def test_no_answer_is_a_failed_turn(lin, engine):
    engine.failures = [RuntimeError()] * 3
    key = ("aicc_turns_total", ("engine", "rules"), ("outcome", "failed"))
    before = (await samples("aicc_turns")).get(key, 0)

    await (await lin.connects()).says("How do I order a card?")

    assert (await samples("aicc_turns"))[key] == before + 1


async def test_the_http_doors_refusals_are_counted_by_their_code(transactional_db, settings):
    key = ("aicc_errors_total", ("code", "token"))
    before = (await samples("aicc_errors")).get(key, 0)

    async with browser() as lin:
        await lin.get("/api/v1/chat/sessions/nobodys/messages")

    assert (await samples("aicc_errors"))[key] == before + 1


@pytest.mark.django_db
def test_the_queue_is_counted_in_one_query_however_many_wait():
    assert queue_now() == (0, 0.0)
    for number in range(3):
        conversation = Conversation.objects.create(session_id=f"lin-{number}")
        queue.open_handover(conversation.pk)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        waiting, seconds = queue_now()

    assert len(queries) == 1
    assert waiting == 3
    assert seconds >= 0


async def test_the_figures_of_a_queue_that_cannot_be_counted_are_no_numbers(
    transactional_db, monkeypatch
):
    def gone():
        raise OperationalError("gone")

    monkeypatch.setattr("aicc.server.background.schedule.queue_now", gone)
    monkeypatch.setattr("aicc.platform.db.PAUSES", ())

    await run_safely(schedule.measure_queue)

    (value,) = (await samples("aicc_queue_waiting")).values()
    assert value != value  # NaN is not even itself


@pytest.mark.parametrize("path", ["/metrics", "/health/live"])
async def test_a_probe_is_answered_under_a_servers_own_address(path):
    async with browser() as prometheus:
        probed = await prometheus.get(path, headers={"Host": "backend2:8000"})
        page = await prometheus.get("/docs", headers={"Host": "backend2:8000"})

    assert (probed.status_code, page.status_code) == (200, 400)


def rows():
    """metric, kind, {label: documented values}"""
    text = (servers.ROOT / "docs/monitoring.md").read_text()
    for name, kind, labels in re.findall(
        r"^\| `(aicc_\w+)` \| (\w+) \| ?(.*?) ?\|", text, re.MULTILINE
    ):
        found = {}
        for label in filter(None, labels.split(" · ")):
            word, _, values = label.partition(":")
            found[word.strip()] = values.replace(" ", "").split(",") if values else []
        yield name, kind, found


async def test_each_value_is_there_before_it_happens():
    """Or a panel shows nothing until then, and the first failure is no increase."""
    shown = await read()

    for name, _, labels in rows():
        for label, values in labels.items():
            there = {s.labels.get(label) for s in shown[name.removesuffix("_total")].samples}
            assert set(values) <= there, (name, label)


def may_be(name, label, value):
    documented = next(
        labels for found, _, labels in rows() if found.removesuffix("_total") == name
    )
    return value in documented[label] or (
        not documented[label] and re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", value)
    )


def test_the_table_names_every_metric_with_its_kind_and_labels():
    ours = {
        f"{name}_total" if metric._type == "counter" else name: (metric._type, metric._labelnames)
        for name, metric in OURS.items()
    }

    assert {name: (kind, tuple(labels)) for name, kind, labels in rows()} == ours


def test_the_korean_page_has_the_same_table():
    korean = (servers.ROOT / "docs/monitoring.ko.md").read_text()

    for name, kind, labels in rows():
        row = next(line for line in korean.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"| {kind} |" in row
        assert all(value in row for values in labels.values() for value in values)
