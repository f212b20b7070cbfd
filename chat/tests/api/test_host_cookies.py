"""In production a session's cookie bears a name that no neighbouring host can plant; those of the
release before go on.
"""

import pytest

from chat.tests.http import API, Http, refused

pytestmark = pytest.mark.django_db(transaction=True)

OWN = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def production_site(settings, lin):
    settings.HOST_COOKIES = True
    settings.AICC_OPEN_SESSIONS = False


async def begins(http, *, secure):
    answer = await http.client.post(
        f"{API}/sessions", "{}", content_type="application/json", secure=secure
    )
    [cookie] = answer.cookies.values()
    return answer.json()["session_id"], cookie


async def test_over_tls_the_cookie_belongs_to_this_host_alone():
    http = Http()

    session_id, cookie = await begins(http, secure=True)

    assert cookie.key == f"__Host-aicc.{session_id}"
    # Without one of these a browser refuses the name.
    assert (cookie["path"], cookie["domain"], bool(cookie["secure"])) == ("/", "", True)
    assert cookie["httponly"]
    assert (await http.get(f"sessions/{session_id}/messages")).status_code == 200


async def test_without_tls_and_below_a_path_the_cookie_keeps_its_plain_name(settings):
    session_id, cookie = await begins(Http(), secure=False)
    assert (cookie.key, cookie["path"]) == (f"aicc.{session_id}", "/api/")

    settings.HOST_COOKIES = False
    session_id, cookie = await begins(Http(), secure=True)
    assert (cookie.key, cookie["path"]) == (f"aicc.{session_id}", "/api/")


async def test_a_cookie_of_the_release_before_goes_on_and_is_renewed_under_the_new_name(lin):
    http = Http()
    session_id, cookie = await begins(http, secure=False)

    assert (await http.get(f"sessions/{session_id}/messages")).status_code == 200
    handshake = (b"cookie", f"aicc.{session_id}={cookie.value}".encode())
    socket = await lin.connects(
        session_id=session_id, headers=[handshake, (b"origin", b"http://testserver")]
    )
    assert socket.status["message"] == "connected"
    renewed = await http.client.post(
        f"{API}/sessions/{session_id}/token",
        "{}",
        content_type="application/json",
        secure=True,
        headers={"Origin": "https://testserver"},
    )
    assert f"__Host-aicc.{session_id}" in renewed.cookies


async def test_the_hosts_own_cookie_counts_before_a_planted_one():
    """A neighbour on another name of the domain can plant the plain name, and not the other."""
    http = Http()
    session_id, _cookie = await begins(http, secure=True)
    http.client.cookies[f"aicc.{session_id}"] = "planted"

    assert (await http.get(f"sessions/{session_id}/messages")).status_code == 200


async def test_a_revoked_session_loses_both_names():
    http = Http()
    session_id, _cookie = await begins(http, secure=True)

    answer = await http.post(f"sessions/{session_id}/revoke", **OWN)

    for name in (f"__Host-aicc.{session_id}", f"aicc.{session_id}"):
        assert answer.cookies[name].value == ""
    refused(await Http().get(f"sessions/{session_id}/messages"), 401, "token")
