"""What the image must show. Each proof says what was seen, or raises AssertionError."""

import asyncio
import json
import os
import re
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from deploy.image_test.containers import Container
from deploy.image_test.house import House, size_of

RESTART = 1012
NO_ANSWER = "no answer on port 8000"
NO_SECRET_READ = "AICC_SECRET_KEY_FILE is '/run/secrets/secret-key', which cannot be read"


def image_holds_no_compiler(house: House) -> str:
    """User, health check and size; nothing of the first stage but its results."""
    config, root = house.image.config, house.image.root
    assert config["User"] == "10001", config["User"]
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert not list(root.glob("usr/bin/*gcc*")), "a compiler is in the image"
    passwd = (root / "etc/passwd").read_text()
    found = re.search(r"^aicc:x:(\d+):(\d+):", passwd, re.M)
    assert found
    assert found.groups() == ("10001", "10001"), f"user and group are {found.groups()}"
    return f"uid 10001, gid 10001, HEALTHCHECK kept, no gcc, {size_of(root)} MB unpacked"


def two_prepares_migrate_once(house: House) -> str:
    """Two that start together: one migrates, the other waits for it, neither fails."""
    pair = [house.begin("prepare"), house.begin("prepare", name="prepare-too")]
    codes = [container.wait(300) for container in pair]
    logs = [container.log() for container in pair]
    assert codes == [0, 0], f"exit codes {codes}:\n{logs[0][-1500:]}\n{logs[1][-1500:]}"
    told = [re.search(r"Database: (\w+) migrations applied", log)[1] for log in logs]  # type: ignore[index]
    applied = sorted(int(count.replace("no", "0")) for count in told)
    waited = ["waiting for it to end" in log for log in logs]
    rows = house.database.ask("SELECT COUNT(*) FROM aicc.django_migrations")
    assert applied[0] == 0 < applied[1], f"migrations applied by each: {applied}"
    assert sorted(waited) == [False, True], f"who waited: {waited}"
    return f"exit 0 and 0; {applied[1]} migrations by one, the other waited; {rows[0]} rows"


def prepare_again_changes_nothing(house: House) -> str:
    again = house.begin("prepare", name="prepare-again")
    assert again.wait(120) == 0, again.log()[-1500:]
    assert "Database: no migrations applied." in again.log()
    assert "Static files laid: 0." in again.log()
    static = house.folder / "volumes" / "static"
    return f"0 migrations, 0 static files; {sum(p.is_file() for p in static.rglob('*'))} lie there"


def servers_become_well(house: House) -> str:
    pair = [house.begin("backend"), house.begin("backend2")]
    seconds = [house.wait_until_well(container) for container in pair]
    return "HEALTHCHECK succeeds after " + " and ".join(f"{s:.1f} s" for s in seconds)


def server_has_no_power(house: House) -> str:
    """The running process as the kernel sees it, and what it may not write."""
    backend = house.containers["backend"]
    status = Path(f"/proc/{backend.process_id()}/status").read_text()
    seen = dict(re.findall(r"^(\w+):\s+(.+)$", status, re.M))
    assert seen["Uid"].split() == ["10001"] * 4, seen["Uid"]
    assert seen["Gid"].split() == ["10001"] * 4, seen["Gid"]
    assert int(seen["CapEff"], 16) == int(seen["CapBnd"], 16) == 0, seen["CapEff"]
    assert seen["NoNewPrivs"] == "1", "privileges may be gained"
    for place in ("/app/x", "/etc/x", "/venv/x"):
        refused = backend.ask("sh", "-c", f"echo > {place}")
        assert "Read-only file system" in refused.stderr, f"{place}: {refused.stderr}"
    written = backend.ask("sh", "-c", "echo > /tmp/x && echo > /var/lib/aicc/x")
    assert written.returncode == 0, written.stderr
    memory = int(seen["VmHWM"].split()[0]) // 1024
    return f"uid 10001, no capability, / read-only, {memory} MiB of 1024 used"


def health_answers(house: House) -> str:
    with house.caller(house.containers["backend"]) as line:
        answer = line.get("/health")
        ready = line.get("/health/ready").json()
    assert answer.json() == {
        "status": "healthy",
        "service": "bank-aicc",
        "database": "connected",
    }, answer.text
    assert ready["channel_layer"] == "connected", ready
    return f"200, database and channel layer connected, knowledge {ready['knowledge']}"


def post_is_answered(house: House) -> str:
    with house.caller(house.containers["backend"]) as line:
        answer = say(line, "test_001", "안녕하세요")
    assert answer.status_code == 200, answer.text
    assert answer.json()["ai_message"]
    return f"200, {answer.json()['ai_message'][:24]!r} …"


def say(line: Any, session: str, text: str) -> Any:
    body = {"session_id": session, "user_message": text}
    return line.post("/api/v1/chat/message", json=body)


def socket(house: House, container: Container, session: str) -> Any:
    return connect(
        f"ws://localhost:8000/api/v1/chat/ws/{session}",
        subprotocols=["aicc.v1"],  # type: ignore[list-item]
        host=container.address,
        local_addr=(house.proxy, 0),
    )


async def hear(line: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            frame: dict[str, Any] = json.loads(await line.recv())
            if frame["type"] == kind:
                return frame


def socket_is_answered_and_hears_the_other_server(house: House) -> str:
    """Asked on one server, heard on the other as well: Redis carries the hints."""

    async def talk() -> tuple[str, str]:
        backend, backend2 = house.containers["backend"], house.containers["backend2"]
        async with socket(house, backend, "two") as one, socket(house, backend2, "two") as other:
            await asyncio.gather(hear(one, "status"), hear(other, "status"))
            await one.send(json.dumps({"type": "message", "user_message": "예금 금리 알려줘"}))
            answers = await asyncio.gather(hear(one, "response"), hear(other, "response"))
        first, second = (frame["data"]["ai_message"] for frame in answers)
        return first, second

    first, second = asyncio.run(talk())
    assert first == second
    return f"both sockets heard {first[:24]!r} …"


def healthcheck_sees_a_server_that_hangs(house: House) -> str:
    backend = house.containers["backend"]
    backend.signal("STOP")
    hanging = house.well(backend)
    backend.signal("CONT")
    assert hanging[0] == 1, hanging
    assert hanging[1].startswith(NO_ANSWER), hanging
    house.wait_until_well(backend)
    return f"exit 1, {hanging[1]!r}; 0 again afterwards"


def healthcheck_sees_that_no_server_is_there(house: House) -> str:
    words = ["shell", "-c", "import time; print('idle', flush=True); time.sleep(60)"]
    empty = house.begin("backend", name="empty", command=words, number=30)
    deadline = time.monotonic() + 60
    while "idle" not in empty.log() and time.monotonic() < deadline:
        time.sleep(0.1)
    code, reason = house.well(empty)
    empty.remove()
    assert code == 1, (code, reason)
    assert reason.startswith(NO_ANSWER), reason
    return f"exit 1, {reason!r}"


def sigterm_drains(house: House) -> str:
    """A socket sees 1012, the process ends with 0, its twin goes on, the next one knows all."""
    backend = house.containers["backend"]

    async def leave() -> int:
        async with socket(house, backend, "leaving") as line:
            await hear(line, "status")
            backend.signal("TERM")
            try:
                async with asyncio.timeout(60):
                    while True:
                        await line.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006

    began = time.monotonic()
    close_code = asyncio.run(leave())
    exit_code = backend.wait()
    seconds = time.monotonic() - began
    assert (close_code, exit_code) == (RESTART, 0), (close_code, exit_code, backend.log()[-1500:])
    with house.caller(house.containers["backend2"]) as line:
        assert say(line, "test_001", "카드 재발급").status_code == 200
    next_one = house.begin("backend", name="backend-next", number=11)
    house.wait_until_well(next_one)
    with house.caller(next_one) as line:
        entries = line.get("/api/v1/chat/sessions/test_001/messages").json()["entries"]
    assert len(entries) == 4, entries
    return f"close 1012, exit 0 in {seconds:.1f} s; the twin answered; its successor has all 4"


def production_refuses_a_trial(house: House) -> str:
    """The Compose file as it stands, with AICC_PRODUCTION=on: one reason a line, no traceback."""
    seen = []
    for number, service in ((31, "prepare"), (32, "backend")):
        name = f"insecure-{service}"
        settings = {"AICC_PRODUCTION": "on"}
        container = house.begin(service, name=name, number=number, environment=settings)
        code, log = container.wait(), container.log()
        assert code == 1, (code, log)
        assert "Traceback" not in log, log
        numbers = sorted(set(re.findall(r"aicc\.E\d+", log)))
        assert {"aicc.E010", "aicc.E013", "aicc.E018", "aicc.E019"} <= set(numbers), log
        seen.append(f"{service} names {len(numbers)}")
    return f"exit 1, {' and '.join(seen)} reasons with remedies"


def production_with_secrets_in_files_starts(house: House) -> str:
    """A bank's settings, its key in a file of user 10001: prepared, well, and on HTTPS alone."""
    password = "a-long-word-that-nobody-knows"
    house.database.make("bank", password)
    folder = house.folder / "production"
    folder.mkdir()
    key = folder / "secret-key"
    key.write_text("b9Qw" * 20)
    key.chmod(0o400)
    settings = {
        "AICC_PRODUCTION": "on",
        "AICC_OPEN_SESSIONS": "off",
        "AICC_SAMPLE_KNOWLEDGE": "off",
        "AICC_TLS": "on",
        "AICC_TLS_HOST": "localhost",
        "AICC_BANK_PHONE": "02-0000-1234",
        "AICC_FRAUD_PHONE": "02-0000-1235",
        "AICC_CALL_BACK_KEYS": "c5Rt" * 12,
        "AICC_SECRET_KEY_FILE": "/run/secrets/secret-key",
        "DATABASE_URL": "mysql://bank@db:3306/bank",
        "MYSQL_PASSWORD": password,
    }
    more = {"folder": folder, "environment": settings, "files": {"/run/secrets/secret-key": key}}
    unreadable = house.begin("prepare", name="unreadable", number=33, **more)
    assert unreadable.wait() == 1
    assert NO_SECRET_READ in unreadable.log(), unreadable.log()
    assert "Traceback" not in unreadable.log(), unreadable.log()

    # As it must be for Docker, which mounts such a file as it is.
    os.chown(key, 10001, 10001)
    prepare = house.begin("prepare", name="prepare-bank", number=34, **more)
    assert prepare.wait(300) == 0, prepare.log()[-1500:]
    secret = (folder / "volumes" / "certificates" / "privkey.pem").stat()
    seen = (secret.st_uid, secret.st_gid, secret.st_mode & 0o777)
    assert seen == (10001, 10001, 0o640), f"nginx cannot read the key: {seen}"

    server = house.begin("backend", name="backend-bank", number=35, **more)
    house.wait_until_well(server)
    is_ours = "from django.conf import settings as s; print(s.SECRET_KEY == 'b9Qw' * 20)"
    asked = server.ask("python", "manage.py", "shell", "-v0", "-c", is_ours)
    assert asked.stdout.strip() == "True", asked.stdout + asked.stderr
    return "prepared and well; key of the file used; " + talk_in_production(house, server)


def talk_in_production(house: House, server: Container) -> str:
    with house.caller(server) as plain:
        moved = plain.get("/").status_code
    with house.caller(server, **{"X-Forwarded-Proto": "https"}) as line:
        stranger = say(line, "test_001", "안녕하세요").status_code
        begun = line.post("/api/v1/chat/sessions", json={}).json()
        line.headers["Authorization"] = f"Bearer {begun['token']}"
        answered = say(line, begun["session_id"], "안녕하세요").status_code
    assert (moved, stranger, answered) == (301, 401, 200), (moved, stranger, answered)
    server.signal("TERM")
    code = server.wait()
    assert code == 0, f"exit {code}"
    return "HTTP 301, a stranger 401, a customer with a token 200"


PROOFS = (
    image_holds_no_compiler,
    two_prepares_migrate_once,
    prepare_again_changes_nothing,
    servers_become_well,
    server_has_no_power,
    health_answers,
    post_is_answered,
    socket_is_answered_and_hears_the_other_server,
    healthcheck_sees_a_server_that_hangs,
    healthcheck_sees_that_no_server_is_there,
    sigterm_drains,
    production_refuses_a_trial,
    production_with_secrets_in_files_starts,
)
