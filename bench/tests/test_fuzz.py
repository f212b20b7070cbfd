"""A short form of both fuzzers: nothing that comes in by a door makes the server fail."""

import pytest

from bench.fuzz import frames, http, sockets
from bench.fuzz.watch import SETTINGS, Watch, complaints
from chat.protocol import incoming
from handover.desk import protocol

AMOUNT = {"ROUNDS": 6, "STEPS": 6}


@pytest.fixture(scope="module")
def server(aicc_servers):
    return aicc_servers(**SETTINGS, AICC_OPEN_SESSIONS="on")


@pytest.mark.servers
@pytest.mark.once
def test_no_call_as_documented_or_beside_it_makes_the_server_fail(server, tmp_path):
    found = http.run(server, http.configured(str(tmp_path)), examples=2, seed=7, phases="fuzzing")

    assert found.findings == []
    assert found.cases >= 20


@pytest.mark.servers
@pytest.mark.once
def test_no_frame_makes_a_socket_fail_or_loses_a_message(server, monkeypatch):
    for name, value in AMOUNT.items():
        monkeypatch.setattr(sockets, name, value)

    with sockets.opened(server, drawn=60) as bank:
        faults = sockets.fuzz(bank, 300, 3, Watch(server))

    assert faults == []
    assert sockets.frames_of(bank) >= 300
    assert bank.kept > 0


def test_each_frame_of_both_sockets_is_fuzzed():
    assert set(frames.OF_CUSTOMER) == set(incoming.READERS)
    assert set(frames.OF_DESK) == set(protocol.READERS)


def test_a_fault_in_a_servers_log_is_told():
    served = '{"event": "served", "level": "info"}'
    failed = '{"event": "a frame could not be answered", "level": "error"}'
    raw = "Traceback (most recent call last):"

    assert complaints(f"{served}\n{failed}\n{raw}\n") == [failed, raw]
    assert complaints(served) == []
