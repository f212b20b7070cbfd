"""The documents' blocks, and what is done with each: it is run, or looked at with a reason."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import httpx
import yaml
from django.core.management import get_commands, load_command_class

from aicc import environment
from aicc.testing import servers

ROOT = servers.ROOT
SECONDS = 120  # the longest that a command of the documents may take here
COMPOSE_VERBS = {"up", "down", "ps", "logs", "exec", "run", "stop", "build", "restart"}


@dataclass(frozen=True)
class Block:
    document: str
    line: int
    kind: str  # the fence's language, "text" without one, or "shell" where it is indented
    text: str


def blocks_of(document: Path) -> list[Block]:
    found, lines = [], document.read_text().splitlines()
    number = 0
    while number < len(lines):
        begin, line = number, lines[number]
        number += 1
        if line.startswith("```"):
            kind = line[3:].strip() or "text"
            while not lines[number].startswith("```"):
                number += 1
            inside = lines[begin + 1 : number]
            number += 1
        elif line.startswith("    ") and not lines[begin - 1].strip():
            kind = "shell"
            while number < len(lines) and (lines[number].startswith("    ") or (
                not lines[number].strip() and lines[number + 1 : number + 2]
                and lines[number + 1].startswith("    ")
            )):  # fmt: skip
                number += 1
            inside = [each[4:] for each in lines[begin:number]]
        else:
            continue
        found.append(Block(document.name, begin + 1, kind, "\n".join(inside)))
    return found


def commands_of(text: str) -> list[str]:
    """One command a line, continuations joined, comments left out."""
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [re.sub(r"(^|\s{2,})#.*$", "", line).strip() for line in joined.splitlines()]
    return [line for line in lines if line]


# --- What is run -------------------------------------------------------------------


class Desk:
    """A server that serves the documents' examples, and a folder as they find it."""

    def __init__(self, server: servers.AiccServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.environment = {**server.environment(), "PYTHONPATH": str(ROOT), "COLUMNS": "80"}

    def placed(self, text: str) -> str:
        """With our server's address where a document has its own, and our Python."""
        address = self.server.url.removeprefix("http://")
        text = re.sub(r"(http|ws)://localhost(:8000)?(?=[/\"'\s]|$)", rf"\1://{address}", text)
        return re.sub(r"^((?:\w+=\S+ )*)(\.venv/bin/)?python ", rf"\1{sys.executable} ", text)

    def run(self, command: str, *, seconds: float = SECONDS) -> str:
        """What it prints; it has to end well."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout


def curl(desk: Desk, command: str) -> None:
    if "Upgrade: websocket" in command:  # which stays open until Ctrl+C
        said = desk.run(f"{desk.placed(command)} --max-time 3 --output said || true; head -1 said")
        assert "101" in said
        return
    answer = json.loads(desk.run(desk.placed(command)))
    assert answer.get("ai_message") or answer.get("status") == "healthy", answer


def chat(desk: Desk, command: str) -> None:
    place = "" if "://" in command else f" {desk.server.ws_url}"
    assert "Answer:" in desk.run(desk.placed(command) + place)


def managed(desk: Desk, command: str) -> None:
    desk.run(desk.placed(command))


RUN = {
    r"curl .*": curl,
    r"\.venv/bin/python manage\.py chat .*": chat,
    r"(\.venv/bin/)?python manage\.py (begin_epoch|compile_translations|migrate"
    r"|import_knowledge deploy/knowledge|assign_reviews.*)": managed,
    r"cp \S+ \S+( && chmod \d+ \S+)?": lambda desk, command: desk.run(command),
    r"rm -f var/\S+ var/\S+": lambda desk, command: desk.run(command),
}

# --- What is looked at, and why it is not run --------------------------------------


def is_manage_command(words: list[str]) -> None:
    """The command is there and takes these arguments."""
    app = get_commands()[words[0]]
    parser = load_command_class(app, words[0]).create_parser("manage.py", words[0])
    values = ["2026-01-01" if word == "YYYY-MM-DD" else word for word in words[1:]]
    parser.parse_args(values)


def look_at_manage(command: str) -> None:
    words = shlex.split(command)
    is_manage_command(words[words.index("manage.py") + 1 :])


def look_at_compose(command: str) -> None:
    """Its services and profiles are in docker-compose.yml, and what they are to run is there."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    words = shlex.split(re.sub(r"\s[|>].*$", "", command))[2:]
    profiles = {word for option, word in pairwise(words) if option == "--profile"}
    known = {name for each in compose["services"].values() for name in each.get("profiles", [])}
    assert profiles <= known
    named = [word for word in words if word in compose["services"]]
    rest = words[words.index(named[0]) + 1 :] if named else []
    verb = next(word for word in words if word in COMPOSE_VERBS)
    assert named or verb in {"up", "down", "ps"}
    if verb == "run" and rest:
        is_manage_command(rest)
    if rest[:2] == ["python", "manage.py"]:
        is_manage_command(rest[2:])


def look_at_setting(command: str) -> None:
    for name in re.findall(r"^(?:export )?([A-Z0-9_]+)=", command):
        outside = name.startswith("PIP_") or name in {"HTTPS_PROXY", "SSL_CERT_FILE"}
        assert outside or name in environment.known_names() or f"{name}=" in example(), name


@cache
def example() -> str:
    return (ROOT / ".env.example").read_text()


def look_at_make(command: str) -> None:
    target = re.search(r"make ([a-z-]+)", command)
    assert target, command
    assert re.search(rf"^{target[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), command


def look_at_kubectl(command: str) -> None:
    """A secret's files are those that the settings look for."""
    settings = (ROOT / "deploy/kubernetes/settings.yaml").read_text()
    for name in re.findall(r"--from-file=(\S+)", command):
        assert f"/run/secrets/aicc/{name}\n" in settings, name


def look_at_files(command: str) -> None:
    for word in shlex.split(command):
        if word.startswith(("deploy/", "bench/")):
            assert (ROOT / word).exists(), word
        if re.fullmatch(r"(aicc|bench|deploy)\.\w+", word):
            place = word.replace(".", "/")
            assert any((ROOT / f"{place}{end}.py").exists() for end in ("", "/__main__")), word


def look_at_tests(command: str) -> None:
    """The file is there, and holds a test that the option chooses."""
    _pytest, _quiet, file, _option, part = shlex.split(command)
    assert re.search(rf"def test_\w*{part}", (ROOT / file).read_text()), command


LOOKED_AT = {
    r"([A-Z0-9_]+=\S* )*make [a-z-]+": (look_at_make, "fresh_debian.sh starts it in a new root"),
    r"docker compose .*": (look_at_compose, "no engine; test_compose.py reads the file itself"),
    r"kubectl .*": (look_at_kubectl, "no cluster; test_kubernetes.py reads the files themselves"),
    r"python manage\.py verify_audit --anchors .*": (
        look_at_files, "wants heads that were kept elsewhere; the audit's own tests keep some"),
    r"([A-Z0-9_]+=\S* )*(\.venv/bin/)?python manage\.py .*": (
        look_at_manage, "asks, serves until it is stopped, or writes a million rows"),
    r"(export )?[A-Z0-9_]+=\S*": (look_at_setting, "a line of .env or of the shell"),
    r"\[global\]|index-url = \S+": (look_at_files, "lines of pip.conf"),
    r"(bash|sh) deploy/scripts/\S+\.sh.*": (look_at_files, "tried by tests of their own"),
    r"python3 -m venv \.venv && \. \.venv/bin/activate": (look_at_files, "as install.sh does"),
    r"\.venv/bin/pytest -q .*": (look_at_tests, "a suite within the suite"),
    r"(\.venv/bin/python -m )?pip (install|download) .*": (look_at_files, "wants the network"),
    r"([A-Z_]+=\S* )*(\.venv/bin/)?python -m (bench|aicc)\.\w+.*": (
        look_at_files, "runs for minutes, or until it is stopped"),
    r"git pull": (look_at_files, "not from within the tests"),
}  # fmt: skip


def shell(desk: Desk, block: Block) -> None:
    for command in commands_of(block.text):
        for pattern, run in RUN.items():
            if re.fullmatch(pattern, command):
                once(desk, run, command)
                break
        else:
            look_at(command)


def look_at(command: str) -> None:
    for pattern, (look, _why) in LOOKED_AT.items():
        if re.fullmatch(pattern, command):
            look(command)
            return
    raise AssertionError(
        f"No rule knows {command!r}: add one to RUN, or to LOOKED_AT with the reason."
    )


DONE: set[str] = set()


def once(desk: Desk, run: Callable[[Desk, str], object], command: str) -> None:
    """Both languages have the same commands."""
    if command not in DONE:
        run(desk, command)
        DONE.add(command)


# --- Other languages ---------------------------------------------------------------


def python(desk: Desk, block: Block) -> None:
    said = desk.run(f"{sys.executable} - <<'END'\n{desk.placed(block.text)}\nEND")
    assert "response" in said.splitlines()[-1]


def as_json(desk: Desk, block: Block) -> None:
    """Frames with an arrow before each, shortened by …, of types that the protocol has."""
    protocol = (ROOT / "docs/protocol.md").read_text()
    for frame in re.split(r"[←→] ", block.text)[1:]:
        data = json.loads(frame.replace(", …", ""))
        assert f"`{data['type']}`" in protocol


def as_yaml(desk: Desk, block: Block) -> None:
    assert isinstance(yaml.safe_load(block.text), dict)


def nginx(desk: Desk, block: Block) -> None:
    ours = [ROOT / "nginx.conf", *(ROOT / "deploy/nginx").rglob("*.conf")]
    lines = {line.strip() for path in ours for line in path.read_text().splitlines()}
    assert {line.strip() for line in block.text.splitlines()} <= lines


def javascript(desk: Desk, block: Block) -> None:
    """The browser's tests drive the library; here: that it has what the example takes from it."""
    client = (ROOT / "static/chat/client.js").read_text()
    for names in re.findall(r"import \{ (.*?) \} from \".*/static/chat/client\.js\"", block.text):
        for name in names.split(", "):
            assert re.search(rf"export .*\b{name}\b", client), name


def mermaid(desk: Desk, block: Block) -> None:
    drawn = desk.run(f"{sys.executable} manage.py show_workflow")
    assert block.text.strip() in drawn


def text(desk: Desk, block: Block) -> None:
    """The back office's content policy, or a drawing."""
    if block.text.startswith("default-src"):
        header = httpx.get(f"{desk.server.url}/admin/login/").headers["content-security-policy"]
        assert set(block.text.strip().split("; ")) == set(header.split("; "))
    else:
        assert "▼" in block.text


KINDS = {
    "shell": shell, "sh": shell, "python": python, "json": as_json, "yaml": as_yaml,
    "nginx": nginx, "js": javascript, "mermaid": mermaid, "text": text,
}  # fmt: skip
