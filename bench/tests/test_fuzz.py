"""A short form of both fuzzers: nothing that comes in by a door makes the server fail."""

import pytest

from bench.fuzz import frames, http, sockets
from bench.fuzz.line import Fault, Line
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


def ack(seq, text, key=None):
    return {"type": "ack", "client_message_id": key, "seq": seq, "text": text}


def test_a_message_that_is_acknowledged_twice_otherwise_is_a_fault():
    line = Line("ws://nowhere")
    line.note(ack(1, "네", "m1"))
    line.note(ack(1, "네", "m1"))

    with pytest.raises(Fault):
        line.note(ack(2, "네", "m1"))


def test_the_same_words_without_an_id_are_two_messages():
    line = Line("ws://nowhere")

    line.note(ack(1, "네"))
    line.note(ack(2, "네"))

    assert set(line.kept.values()) == {(1, "네"), (2, "네")}


def test_each_frame_of_both_sockets_is_fuzzed():
    assert set(frames.OF_CUSTOMER) == set(incoming.READERS)
    assert set(frames.OF_DESK) == set(protocol.READERS)


def test_a_fault_in_a_servers_log_is_told():
    served = '{"event": "served", "level": "info"}'
    failed = '{"event": "a frame could not be answered", "level": "error"}'
    raw = "Traceback (most recent call last):"

    assert complaints(f"{served}\n{failed}\n{raw}\n") == [failed, raw]
    assert complaints(served) == []
