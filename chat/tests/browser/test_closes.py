"""What a browser learns when we close: the code, and that it was meant."""

import pytest

from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

CLOSED = """([path, spoken]) => new Promise(resolve => {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + path, spoken);
  socket.onclose = ({ code, wasClean }) => resolve([code, wasClean]);
})"""


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/chat/ws/lin?last_seq=none", 4400),
        ("/api/v1/chat/ws/-", 4400),
        ("/api/v1/handover/ws/desk/", 4401),
        ("/api/v1/ws/nowhere", 4404),
    ],
)
def test_a_browser_is_told_why_its_socket_was_closed(lin: Lin, path: str, code: int) -> None:
    lin.opens_the_chat()
    spoken = [] if "/desk/" in path else ["aicc.v1"]  # as the pages themselves do

    assert lin.page.evaluate(CLOSED, [path, spoken]) == [code, True]
