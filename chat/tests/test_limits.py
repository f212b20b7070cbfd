"""Every road that changes something has an end to how often, the same over socket and HTTP."""

import json

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from aicc.platform import rate_limits
from aicc.platform.errors import RateLimited
from aicc.platform.inference.token_usage import Usage
from aicc.platform.metrics import REFUSALS
from aicc.platform.rate_limits import FIRST, FIRST_SHARE
from chat.api import session_views
from chat.api.base_view import SAFE_METHODS, ChatView
from chat.models import Conversation, Message
from chat.protocol import incoming
from chat.sessions import rate_limits as limits
from chat.sessions import sessions
from chat.sessions.rate_limits import FRAMES, Action
from chat.tests.http import Http, refused
from handover.callbacks import protocol as call_protocol
from handover.desk import protocol as desk_protocol
from handover.models import Handover

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def http():
    return Http()


# --- The walk: no road without a decision -------------------------------------------

# What writes and is counted otherwise than by ChatView.costs, and by what.
COUNTED_ELSEWHERE = {
    session_views.Sessions: "limits.new_session: there is no session yet to count it by",
}
# Views that change nothing, or that staff alone may call; each with what bounds it.
BOUNDED_OTHERWISE = {
    "": "the chat's page: limits.page by address",
    "articles/<slug:slug>/<slug:language>/<int:number>": "a page: limits.page by address",
    "desk/": "a page for staff: limits.page by address",
    "docs": "a page: limits.page by address",
    "openapi.json": "a page: limits.page by address",
    "health": "a probe: reads one row, and nginx tells only whether it is well",
    "health/live": "a probe: reads nothing",
    "health/ready": "a probe, closed to the outside by nginx",
    "metrics": "closed to the outside by nginx",
    "api/v1/handover/articles": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/coaching": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/session": "reads the login of signed-in staff: limits.request by address",
    "api/v1/handover/live": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/waiting": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/mine": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/call-backs": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/canned": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/receivers": "reads, for signed-in staff: limits.request by address",
    "api/v1/handover/<int:handover>/notes": "reads, for signed-in staff",
    "api/v1/handover/<int:handover>/suggestion": "limits.suggestion by the agent",
    "api/v1/handover/live/<int:conversation>": "reads, for signed-in staff",
    "api/v1/handover/in-hand": "reads, for signed-in staff",
    "api/v1/handover/agents": "reads, for signed-in staff",
    "api/v1/handover/labels": "reads, for signed-in staff",
    "api/v1/handover/closed": "reads, for signed-in staff",
    "api/v1/handover/<int:handover>/messages": "reads, for signed-in staff",
    "api/v1/handover/<int:handover>/earlier": "reads, for signed-in staff",
    "api/v1/handover/<int:handover>/earlier/<int:conversation>": "reads, for signed-in staff",
}
# The back office: whoever is not signed in is sent to the door, where admission.count_sign_in
# counts; eight requests at once, and limits.page by address.
STAFF_PREFIX = "admin/"

# What an agent sends is counted by frames of their login (rate_limits.frame in
# chat.api.base_consumer), whatever
# its type: an agent's account is known, and a page of ours writes what they type.
DESK_FRAMES = {
    *("ping", "presence", "resume", "leave", "brief", "pull", "claim", "release", "transfer"),
    *("hand_back", "say", "note", "typing", "read", "warn", "correct", "close", "take_over"),
    *("snooze", "wake", "labels", "call_back_take", "call_back_number", "call_back_end"),
}


def walk(patterns, prefix=""):
    for each in patterns:
        route = prefix + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route, each.callback


ROADS = list(walk(get_resolver().url_patterns))


def view_of(callback):
    return getattr(callback, "view_class", None) or getattr(callback, "cls", None)


def undecided(roads):
    """Those that write and are counted by nothing, and those that nobody thought of."""
    found = []
    for route, callback in roads:
        view = view_of(callback)
        if isinstance(view, type) and issubclass(view, ChatView):
            writing = {
                method.upper() for method in view.http_method_names if hasattr(view, method)
            }
            free = writing - {*SAFE_METHODS, *view.costs}
            if free and view not in COUNTED_ELSEWHERE:
                found.append(f"{sorted(free)} {route}")
        elif route not in BOUNDED_OTHERWISE and not route.startswith(STAFF_PREFIX):
            found.append(route)
    return found


def test_every_address_has_a_limit_or_a_reason():
    assert len(ROADS) > 100
    assert undecided(ROADS) == []


def test_a_new_address_without_a_decision_is_found():
    class Forgotten(ChatView):
        async def post(self, request):
            """Writes, and nobody said how often."""

    roads = [("api/v1/chat/forgotten", Forgotten.as_view()), ("new/", lambda request: None)]

    assert undecided(roads) == ["['POST'] api/v1/chat/forgotten", "new/"]


def test_no_reason_is_left_over_from_an_address_that_is_gone():
    assert BOUNDED_OTHERWISE.keys() <= {route for route, _ in ROADS}


def test_every_frame_of_a_customer_has_a_deed():
    samples = {
        "message": {"user_message": "hello"},
        "resume": {"last_seq": 1, "epoch": "e"},
        "typing": {"is_typing": True},
        "feedback": {"seq": 1, "rating": "up"},
        "rate": {"score": 3},
    }
    types = {type(incoming.READERS[kind](samples.get(kind, {}))) for kind in incoming.READERS}

    assert types == FRAMES.keys()


def test_every_frame_of_an_agent_is_known_to_be_counted():
    assert {*desk_protocol.READERS, *call_protocol.CALL_READERS} == DESK_FRAMES


# --- Each road stops ----------------------------------------------------------------

SAID = {"user_message": "How do I order a card?"}
POSTS = [
    ("message", {"session_id": "lin", **SAID}, "AICC_MESSAGES_PER_MINUTE"),
    ("sessions/lin/handover", {}, "AICC_HANDOVERS_PER_HOUR"),
    ("sessions/lin/handover/cancel", {}, "AICC_HANDOVERS_PER_HOUR"),
    ("sessions/lin/end", {}, "AICC_HANDOVERS_PER_HOUR"),
    ("sessions/lin/feedback", {"seq": 2, "rating": "up"}, "AICC_ACTIONS_PER_MINUTE"),
    ("sessions/lin/rating", {"score": 5}, "AICC_ACTIONS_PER_MINUTE"),
    ("handover/analyze", {"session_id": "lin"}, "AICC_ACTIONS_PER_MINUTE"),
]


@pytest.mark.parametrize(("path", "body", "setting"), POSTS, ids=[path for path, _, _ in POSTS])
@pytest.mark.parametrize("scope", ["", "ADDRESS_", "TOTAL_"])
async def test_a_call_too_often_is_told_when_to_come_back(
    lin, english, http, settings, monkeypatch, path, body, setting, scope
):
    monkeypatch.setattr(rate_limits, "FIRST", 0)  # nobody here is a newcomer
    await http.asks()  # an answer to judge
    rate_limits.forget_everything()
    setattr(settings, setting.replace("AICC_", f"AICC_{scope}"), 1)
    first = await http.post(path, body)

    again = await http.post(path, body)

    assert first.status_code == 200, first.content
    refused(again, 429, "rate_limited", retryable=True)
    most = 3600 if "HOUR" in setting else 60
    assert 1 <= int(again.headers["Retry-After"]) <= most


async def test_a_hundred_and_fifty_handovers_and_cancels_end_after_a_few(lin, english, http):
    statuses = set()
    for _ in range(75):
        statuses.add((await http.post("sessions/lin/handover")).status_code)
        statuses.add((await http.post("sessions/lin/handover/cancel")).status_code)

    assert statuses == {200, 429}
    assert await Handover.objects.acount() <= limits.QUEUE_PER_MINUTE
    assert await Message.objects.acount() <= 2 * limits.QUEUE_PER_MINUTE


async def test_a_renewal_too_often_is_refused(lin, http, settings):
    settings.AICC_ACTIONS_PER_MINUTE = 1
    began = await http.begins()
    path = f"sessions/{began['session_id']}/token"
    assert (await http.post(path)).status_code == 201

    refused(await http.post(path), 429, "rate_limited", retryable=True)


async def test_reading_too_often_is_refused(lin, english, http, settings):
    settings.AICC_FRAMES_PER_MINUTE = 10
    for _ in range(10):
        assert (await http.get("sessions/lin/messages")).status_code == 200

    refused(await http.get("sessions/lin/messages"), 429, "rate_limited", retryable=True)


FRAMES_SENT = [
    ({"type": "message", **SAID}, POSTS[0]),
    ({"type": "request_handover"}, POSTS[2]),
    ({"type": "cancel_handover"}, POSTS[1]),
    ({"type": "end"}, POSTS[1]),
    ({"type": "feedback", "seq": 2, "rating": "up"}, POSTS[4]),
    ({"type": "rate", "score": 5}, POSTS[5]),
]


@pytest.mark.parametrize(
    ("frame", "post"), FRAMES_SENT, ids=[frame["type"] for frame, _ in FRAMES_SENT]
)
async def test_a_frame_and_its_twin_over_http_are_counted_together(
    lin, english, http, settings, frame, post
):
    path, body, setting = post
    await http.asks()
    rate_limits.forget_everything()
    setattr(settings, setting, 1)
    assert (await http.post(path, body)).status_code == 200
    socket = await lin.connects(query="last_seq=2")

    await socket.sends(frame)
    error = await socket.hears("error")

    assert (error["code"], error["retryable"]) == ("rate_limited", True)
    await socket.sends({"type": "ping"})
    assert await socket.hears("pong")  # the socket stays


# --- Who is counted together --------------------------------------------------------


async def test_what_a_session_is_refused_costs_its_address_nothing(lin, http, settings):
    settings.AICC_MESSAGES_PER_MINUTE, settings.AICC_ADDRESS_MESSAGES_PER_MINUTE = 2, 4
    for _ in range(20):
        await http.asks(session_id="one-who-floods")

    answers = [await http.asks(session_id="a-colleague") for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]


async def test_a_session_that_floods_by_socket_costs_its_neighbours_no_frame(lin, http, settings):
    settings.AICC_FRAMES_PER_MINUTE, settings.AICC_ADDRESS_REQUESTS_PER_MINUTE = 10, 30
    flooding = await lin.connects(session_id="one-who-floods")
    for _ in range(100):
        await flooding.sends({"type": "ping"})
    while (await flooding.next())["type"] != "closed":
        pass

    colleague = await lin.connects(session_id="a-colleague")
    assert (await colleague.says("How do I order a card?"))["type"] == "response"


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:2:3::4"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
async def test_addresses_of_one_customer_are_counted_together(lin, settings, one, other):
    settings.AICC_ADDRESS_SESSIONS_PER_MINUTE = 1
    first, second = (Http(address=address) for address in (one, other))
    await first.begins()

    refused(await second.post("sessions"), 429, "rate_limited", retryable=True)


async def test_two_networks_are_counted_apart(lin, settings):
    settings.AICC_ADDRESS_SESSIONS_PER_MINUTE = 1
    await Http(address="2001:db8:1:2::1").begins()

    await Http(address="2001:db8:1:3::1").begins()


async def test_a_script_that_begins_sessions_leaves_its_office_some(lin, settings):
    settings.AICC_SESSIONS_PER_MINUTE, settings.AICC_ADDRESS_SESSIONS_PER_MINUTE = 2, 4
    http = Http()
    for _ in range(10):
        await http.post("sessions", User_Agent="a script")

    await http.begins(User_Agent="a colleague's browser")


async def test_open_sessions_are_counted_as_they_begin(lin, http, settings):
    settings.AICC_ADDRESS_SESSIONS_PER_MINUTE = 2
    statuses = [(await http.asks(session_id=f"name-{n}")).status_code for n in range(4)]

    assert statuses == [200, 200, 429, 429]
    assert await Conversation.objects.acount() == 2


async def test_a_customer_whom_the_bank_has_named_is_counted_as_one(lin, http, settings):
    settings.AICC_MESSAGES_PER_MINUTE, settings.AICC_ADDRESS_MESSAGES_PER_MINUTE = 1, 1
    for number in range(3):
        fields = {"session_id": f"named-{number}", "customer_id": "C-1", "language": "en"}
        await Conversation.objects.acreate(**fields)

    statuses = [(await http.asks(session_id=f"named-{n}")).status_code for n in range(3)]

    assert statuses == [200, 200, 429]  # twice a session's, whatever else their address does


async def test_the_last_place_on_the_server_is_taken_by_whoever_comes_first(lin, settings):
    settings.AICC_SOCKETS_PER_SERVER = 2
    await lin.connects(session_id="one")
    second = await lin.connects(session_id="two")

    refused_socket = await lin.connects(session_id="three", quiet=False)
    assert (await refused_socket.next())["code"] == 4429
    await second.closes()
    lin.sockets.remove(second)

    assert (await lin.connects(session_id="four")).status["message"] == "connected"


async def test_a_handshake_counts_against_its_address(lin, settings):
    settings.AICC_ADDRESS_REQUESTS_PER_MINUTE = 2
    for name in ("one", "two"):
        await lin.connects(session_id=name)

    closed = await (await lin.connects(session_id="three", quiet=False)).next()

    assert closed["code"] == 4429
    assert 1 <= json.loads(closed["reason"])["retry_after"] <= 60


async def test_pages_are_counted_by_their_address_and_said_in_words(lin, settings):
    settings.AICC_ADDRESS_PAGES_PER_MINUTE = 1
    client = Http().client
    await client.get("/")

    page, probe = await client.get("/"), await client.get("/health/live")

    assert (page.status_code, probe.status_code) == (429, 200)
    assert "요청이 너무 많습니다" in page.content.decode()
    assert int(page.headers["Retry-After"]) >= 1


# --- What a turn may ask of others --------------------------------------------------


async def test_a_conversation_that_spent_its_tokens_is_answered_without_the_model(settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    settings.AICC_MODEL_TOKENS_PER_HOUR = 100
    assert (await limits.allowance(1)).may_ask

    await limits.note_usage(1, Usage(tokens_in=90, tokens_out=20))

    assert not (await limits.allowance(1)).may_ask
    assert (await limits.allowance(2)).may_ask


async def test_all_conversations_together_have_an_end_to_their_tokens(settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    settings.AICC_TOTAL_MODEL_TOKENS_PER_HOUR = 100

    await limits.note_usage(1, Usage(tokens_in=90, tokens_out=20))

    assert not (await limits.allowance(2)).may_ask


async def test_questions_beyond_the_limit_get_no_vector(settings):
    settings.AICC_EMBEDDINGS_PER_MINUTE = 1

    assert [(await limits.allowance(1)).may_embed for _ in range(2)] == [True, False]


def test_a_session_knows_the_network_that_it_comes_from():
    session = session_of("", address="2001:db8:1:2::77")

    assert session.network == "2001:db8:1:2::/64"


async def test_a_flood_from_one_address_keeps_no_newcomer_out(settings):
    settings.AICC_TOTAL_SESSIONS_PER_MINUTE = 4
    for number in range(FIRST + 4):
        await limits.new_session("203.0.113.5", f"browser {number}")
    with pytest.raises(RateLimited):
        await limits.new_session("203.0.113.5", "one more")

    room = FIRST_SHARE * 4 - FIRST
    for number in range(room):
        await limits.new_session(f"198.51.100.{number}", "a browser")
    with pytest.raises(RateLimited):
        await limits.new_session("192.0.2.1", "a browser")


async def test_a_flood_of_messages_keeps_nobody_from_a_first_question(settings):
    settings.AICC_TOTAL_MESSAGES_PER_MINUTE = 4
    for _ in range(FIRST + 4):
        await limits.spend(Action.MESSAGE, session_of("", address="203.0.113.5"))
    with pytest.raises(RateLimited):
        await limits.spend(Action.MESSAGE, session_of("", address="203.0.113.5"))

    await limits.spend(Action.MESSAGE, session_of("", address="198.51.100.7"))
    await limits.spend(Action.MESSAGE, session_of("C-1", address="203.0.113.5"))


def test_what_each_deed_is_counted_by_is_known_to_the_metrics():
    found = {
        (str(limit.name), limit.scope)
        for action in Action
        for customer in ("", "C-1")
        for _ in range(FIRST + 1)
        for limit, _ in limits.limits_of(action, session_of(customer))
    }

    assert {scope for _, scope in found} >= {"total", "newcomers"}
    assert found <= set(REFUSALS)


def session_of(customer_id, address=""):
    known = {"session_id": "lin", "customer_id": customer_id}
    return sessions.Session(*(known.get(name) for name in sessions.FIELDS), address=address)
