"""Both sockets, fuzzed by a state machine of Hypothesis.

    python -m bench.fuzz.sockets                       100,000 frames at least
    python -m bench.fuzz.sockets --frames 2000 --database mariadb

A private server; customers who write, ask for people, rate and leave, two agents and a supervisor
at their desks. Each step sends a handful of frames over one of their sockets: as documented, with
one fault, or no frame at all; sockets are cut in the middle and opened again. After each the
server has to answer a ping, and to acknowledge or refuse each message by its id. At the end of
each round what was acknowledged has to stand in the transcript, once and under its number.

Exit code 1 where a socket hung, was closed with a code that it may not be closed with, heard of an
internal error, or lost a message; where the server's log tells of a fault, or its memory grew.
"""

import argparse
import contextlib
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from websockets.exceptions import WebSocketException

from aicc.testing import servers
from bench.fuzz import frames
from bench.fuzz.line import ANSWER_SECONDS, Fault, Line
from bench.fuzz.watch import SETTINGS, Watch
from bench.stage import stage

FRAMES = 100_000
DRAWN = 1_000  # frames for each of the doors, to be put together by the state machine
ROUNDS, STEPS, BURST = 10, 40, 60  # rounds of a machine, steps of a round, frames of a step
WARM_SHARE = 0.2  # of the frames, before the memory is looked at first
NAMES = itertools.count(1)
STAFF = """
from django.contrib.auth.models import Group, User
from handover.simulation.staff import open_session
for name, role in (("mei", "agent"), ("raj", "agent"), ("sam", "supervisor")):
    user = User.objects.create_user(name, password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    print("key=" + open_session(user))
"""
# Which of the frames that were drawn, and to which of the bank's handovers or by which id.
burst_of = st.lists(
    st.tuples(st.integers(0, 2**16), st.integers(0, 2**16)), min_size=BURST // 3, max_size=BURST
)


@dataclass
class Bank:
    """The server that is fuzzed, with the desks that stay open for all rounds."""

    server: servers.AiccServer
    of_customer: list[Any]
    of_desk: list[Any]
    desks: list[Line] = field(default_factory=list)
    sent: int = 0
    rounds: int = 0
    kept: int = 0  # messages that were acknowledged and found again

    def customer(self, name: str, query: str = "") -> Line:
        url = f"{self.server.ws_url}/api/v1/chat/ws/{name}{query}"
        return Line(url, subprotocols=["aicc.v1"])

    def said(self, which: int, key: int) -> Any:
        """A customer's frame; half of the messages have an id that was not there before."""
        frame = self.of_customer[which % len(self.of_customer)]
        if isinstance(frame, dict) and frame.get("type") == "message" and key % 2:
            return frame | {"client_message_id": f"fresh-{next(NAMES)}"}
        return frame

    def asked_for(self, desk: Line, which: int, key: int) -> Any:
        """A desk's frame; most are about a handover that the desk was told of."""
        frame = self.of_desk[which % len(self.of_desk)]
        if not isinstance(frame, dict) or not desk.seen or key % 8 == 0:
            return frame
        known = sorted(desk.seen)
        return {"handover": known[key % len(known)]} | frame

    def transcript(self, name: str) -> list[dict]:
        url, after, found = f"{self.server.url}/api/v1/chat/sessions/{name}/messages", 0, []
        while True:
            page = httpx.get(url, params={"after_seq": after}, timeout=ANSWER_SECONDS)
            entries = page.raise_for_status().json()["entries"]
            found += entries
            if not entries:
                return found
            after = entries[-1]["seq"]


@contextlib.contextmanager
def opened(server: servers.AiccServer, drawn: int = DRAWN) -> Iterator[Bank]:
    printed = server.manage("shell", "--verbosity=0", "-c", STAFF).split()
    keys = [word.removeprefix("key=") for word in printed if word.startswith("key=")]
    corpora = (frames.drawn(kinds, drawn, 1) for kinds in (frames.OF_CUSTOMER, frames.OF_DESK))
    bank = Bank(server, *corpora)
    for key in keys:
        headers = {"Cookie": f"sessionid={key}", "Origin": server.url}
        bank.desks.append(Line(f"{server.ws_url}/api/v1/handover/ws/desk/", headers))
    try:
        yield bank
    finally:
        for desk in bank.desks:
            desk.cut()


def machine_of(bank: Bank) -> type[RuleBasedStateMachine]:  # noqa: C901  (its methods, one by one)
    class Doors(RuleBasedStateMachine):
        """A round: two customers of its own, one of them in two tabs, and the bank's desks."""

        @initialize()
        def come(self) -> None:
            self.names = [f"fuzz-{next(NAMES)}" for _ in range(2)]
            self.lines = [bank.customer(name) for name in (*self.names, self.names[0])]

        @rule(who=st.integers(0, 2), burst=burst_of)
        def customer_sends(self, who: int, burst: list) -> None:
            line = self.lines[who]
            for which, key in burst:
                line.send(bank.said(which, key))
            line.settle()

        @rule(who=st.integers(0, 2), burst=burst_of)
        def customer_is_cut_off(self, who: int, burst: list) -> None:
            line = self.lines[who]
            for which, key in burst:
                line.send(bank.said(which, key))
            line.cut()
            line.settle()

        @rule(who=st.integers(0, 2), last_seq=frames.numbers, epoch=frames.texts)
        def customer_comes_back(self, who: int, last_seq: int, epoch: str) -> None:
            params = str(httpx.QueryParams({"last_seq": last_seq, "epoch": epoch[:100]}))
            tab = bank.customer(self.names[who % 2], f"?{params}")
            # A wrong query is refused, here or by the first frame; silence is a fault.
            with contextlib.suppress(WebSocketException):
                tab.opened().send('{"type": "ping"}')
                tab.opened().recv(ANSWER_SECONDS)
            tab.cut()

        @rule(who=st.integers(0, 2), words=st.sampled_from(frames.WORDS))
        def customer_asks(self, who: int, words: str) -> None:
            key = f"fresh-{next(NAMES)}"
            self.lines[who].send(
                {"type": "message", "user_message": words, "client_message_id": key}
            )
            self.lines[who].settle()

        @rule(who=st.integers(0, 2), reason=frames.notes)
        def customer_wants_a_person(self, who: int, reason: str | None) -> None:
            self.lines[who].send({"type": "request_handover", "reason": reason})
            self.lines[who].settle()

        @rule(who=st.integers(0, 2), burst=burst_of)
        def desk_sends(self, who: int, burst: list) -> None:
            desk = bank.desks[who]
            for which, key in burst:
                desk.send(bank.asked_for(desk, which, key))
            desk.settle()

        @rule(who=st.integers(0, 2))
        def desk_is_cut_off(self, who: int) -> None:
            bank.desks[who].cut()
            bank.desks[who].settle()

        def teardown(self) -> None:
            for line in self.lines:
                line.settle()
                line.send({"type": "cancel_handover"})
                line.settle()
                line.cut()
            for name in self.names:
                check(name, self.lines, bank)
            bank.sent += sum(line.sent for line in self.lines)
            bank.rounds += 1

    return Doors


def check(name: str, lines: list[Line], bank: Bank) -> None:
    """What was acknowledged stands in the transcript, once, and no number is left out."""
    entries = bank.transcript(name)
    if [entry["seq"] for entry in entries] != list(range(1, len(entries) + 1)):
        raise Fault(f"{name}: a number is left out, or there twice")
    said = {entry["seq"]: entry["text"] for entry in entries}
    ids = [entry.get("client_message_id") for entry in entries if entry["sender"] == "customer"]
    for line in lines:
        if not line.url.partition("?")[0].endswith(f"/{name}"):
            continue
        for (_handover, key), (seq, text) in line.kept.items():
            bank.kept += 1
            is_there_once = isinstance(key, int) or ids.count(key) == 1
            if said.get(seq) != text or not is_there_once:
                raise Fault(f"{name}: message {key} was acknowledged as {seq} and is not there")


def fuzz(bank: Bank, wanted: int, first_seed: int, watch: Watch) -> list[str]:
    """Machine after machine, until so many frames were sent; what is wrong."""
    bounds = settings(
        max_examples=ROUNDS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=False,  # the seed decides
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    for number in itertools.count(first_seed):
        machine = seed(number)(machine_of(bank))
        try:
            run_state_machine_as_test(machine, settings=bounds)
        except Exception as failed:  # noqa: BLE001 the seed brings it back
            watch.faults += [f"seed {number}: {each}" for each in told_of(failed)]
            break
        told = f"seed {number}: {frames_of(bank)} frames, {watch.held_mib():.0f} MiB"
        print(told, file=sys.stderr, flush=True)
        if not watch.warm_kib and frames_of(bank) >= wanted * WARM_SHARE:
            watch.warmed_up()
        if frames_of(bank) >= wanted:
            break
    return watch.close()


def told_of(failed: BaseException) -> list[str]:
    """What happened; of a group, which Hypothesis makes of what it cannot repeat, each."""
    if isinstance(failed, BaseExceptionGroup):
        return [line for each in failed.exceptions for line in told_of(each)]
    return [f"{type(failed).__name__}: {str(failed)[:2000]}"]


def frames_of(bank: Bank) -> int:
    return bank.sent + sum(desk.sent for desk in bank.desks)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=FRAMES, help="at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    given = parser.parse_args()
    os.environ["AICC_ENV_FILE"] = os.devnull
    open_to_all = SETTINGS | {"AICC_OPEN_SESSIONS": "on", "AICC_CLAIM_SECONDS": "3600"}
    with (
        tempfile.TemporaryDirectory() as os.environ["HYPOTHESIS_STORAGE_DIRECTORY"],
        stage(open_to_all, database=given.database) as here,
        opened(here.servers[0]) as bank,
    ):
        watch = Watch(bank.server)
        faults = fuzz(bank, given.frames, given.seed, watch)
        grown = watch.grown_mib() if bank.server.process.poll() is None else 0.0
    print(*faults, sep="\n")
    print(
        f"{frames_of(bank)} frames in {bank.rounds} rounds, {bank.kept} acknowledged messages "
        f"found again, memory grew by {grown:.0f} MiB, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
