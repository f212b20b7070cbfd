"""What is printed is what answers, and what is refused says by which setting."""

import socket
import subprocess
import sys

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

from aicc.management.commands import prepare
from aicc.server import listen_address
from aicc.testing import servers

LAN = "198.51.100.7"


@pytest.fixture
def trial(settings, monkeypatch, tmp_path):
    """As without any setting, on a machine with an address in a network."""
    monkeypatch.delenv("AICC_ALLOWED_HOSTS", raising=False)
    settings.AICC_PRODUCTION = False
    settings.AICC_DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    own = {socket.AF_INET: LAN, socket.AF_INET6: "2001:db8::7"}
    monkeypatch.setattr(listen_address, "own_address", own.get)
    return settings


@pytest.mark.parametrize(
    ("host", "shown", "hidden"),
    [
        ("127.0.0.1", ["http://127.0.0.1:8000/"], [LAN]),
        ("::1", ["http://[::1]:8000/"], [LAN]),
        ("0.0.0.0", ["http://localhost:8000/", f"http://{LAN}:8000/"], ["//0.0.0.0", "2001:db8"]),
        ("::", ["http://localhost:8000/", f"http://{LAN}:8000/", "http://[2001:db8::7]:8000/"],
         ["//[::]"]),
        (LAN, [f"http://{LAN}:8000/"], ["localhost:8000"]),
        ("chat.office.example", ["http://chat.office.example:8000/"], []),
    ],
)  # fmt: skip
def test_every_address_that_is_shown_is_allowed(trial, host, shown, hidden):
    said = prepare.words(host, 8000)

    assert [address for address in shown if f"The desk:        {address}desk/" not in said] == []
    assert [word for word in hidden if word in said] == []
    assert "Not answered" not in said
    assert set(listen_address.names(host)) == set(listen_address.answered(host)[0])


def test_a_start_for_a_network_says_which_settings_are_meant(trial):
    said = prepare.words("0.0.0.0", 8000)

    assert "HOST=0.0.0.0: everybody in this network reaches it" in said
    allowed = f"localhost, 127.0.0.1, [::1], {LAN}."
    assert f"AICC_ALLOWED_HOSTS\nnames the addresses that it answers to: {allowed}" in said


def test_hosts_that_somebody_named_are_not_widened(trial, monkeypatch):
    monkeypatch.setenv("AICC_ALLOWED_HOSTS", "localhost")
    trial.ALLOWED_HOSTS = ["localhost"]

    said = prepare.words("0.0.0.0", 8000)

    assert f"Not answered: http://{LAN}:8000/. Name {LAN} in AICC_ALLOWED_HOSTS." in said
    assert trial.ALLOWED_HOSTS == ["localhost"]


def test_production_allows_nothing_by_itself(trial):
    trial.AICC_PRODUCTION = True

    listen_address.allow("0.0.0.0")

    assert LAN not in trial.ALLOWED_HOSTS


def test_the_demonstrations_logins_are_shown_where_there_are_any(trial):
    without = prepare.words("127.0.0.1", 8000)
    (trial.AICC_DATA_DIR / "demo-logins").touch()

    assert "make demo-login" not in without
    assert "make demo-login" in prepare.words("127.0.0.1", 8000)


@pytest.mark.parametrize(
    "words",
    [
        lambda: prepare.words("127.0.0.1", 8000),
        lambda: prepare.words_before("https://chat.bank.example"),
    ],
)
def test_production_advertises_no_demonstration(trial, words):
    (trial.AICC_DATA_DIR / "demo-logins").touch()
    trial.AICC_PRODUCTION = True

    assert "demo" not in words()


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("nowhere.invalid", "HOST is 'nowhere.invalid', which is no address"),
        ("192.0.2.77", "HOST names no address of this machine"),
    ],
)
def test_an_address_that_is_not_ours_is_refused_by_its_setting(host, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        listen_address.refuse_taken(host, servers.free_port())


def test_a_taken_port_is_refused_by_its_setting():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ImproperlyConfigured, match="choose another port by PORT, as in"):
            listen_address.refuse_taken("127.0.0.1", port)


@pytest.mark.parametrize(
    ("given", "environment", "found"),
    [
        ((None, None), {}, ("127.0.0.1", 8000)),
        ((None, None), {"HOST": "::1", "PORT": "8100"}, ("::1", 8100)),
        (("127.0.0.2", "8200"), {"HOST": "::1", "PORT": "8100"}, ("127.0.0.2", 8200)),
    ],
)
def test_the_command_line_comes_before_the_environment(monkeypatch, given, environment, found):
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert listen_address.configured(*given) == found


@pytest.mark.servers
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_server_for_the_network_answers_under_each_address_it_shows(aicc_server, host):
    """Its own addresses: this machine's, whatever they are."""
    server = aicc_server(start=False)
    server.host = "::1" if host == "::" else "127.0.0.1"
    server.settings |= {"HOST": host, "PORT": str(server.port)}
    server.command = lambda: [sys.executable, "-m", "aicc.serve"]
    server.start()

    for name in listen_address.names(host):
        assert httpx.get(f"{listen_address.url(name, server.port)}/").status_code == 200


# --- One server on a SQLite database -----------------------------------------------


def second_start(server, *command, **settings):
    """Another start on the same data, to its end."""
    given = {**server.settings, "PORT": str(servers.free_port()), **settings}
    return servers.AiccServer(server.folder, given).run(*command)


@pytest.mark.servers
@pytest.mark.once
def test_a_second_start_on_the_same_database_says_so_in_a_sentence(aicc_server):
    server = aicc_server()

    serve = ["-m", "aicc.serve"]
    for command in (["manage.py", "prepare"], serve, [*serve, "--prepare"]):
        second = second_start(server, *command)
        assert second.returncode == 1
        [sentence] = [line for line in second.stderr.splitlines() if "already uses" in line]
        assert f"A server at {server.url} already uses " in sentence
        assert "AICC_DATA_DIR=" in sentence
        assert "Traceback" not in second.stderr


@pytest.mark.servers
@pytest.mark.once
def test_a_killed_server_leaves_nothing_that_stops_the_next(aicc_server):
    server = aicc_server()
    server.kill()

    assert second_start(server, "manage.py", "prepare").returncode == 0
    server.start()


@pytest.mark.servers
@pytest.mark.once
def test_two_preparations_at_once_make_one_database(tmp_path):
    settings = {"AICC_DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", "prepare"],
            cwd=servers.ROOT,
            env=servers.AiccServer(
                tmp_path, settings | {"PORT": str(servers.free_port())}
            ).environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [each.communicate(timeout=300)[0] for each in both]

    assert [each.returncode for each in both] == [0, 0], said
    assert sum("Database: no migrations applied." in each for each in said) == 1
    assert sum("138 sample articles" in each for each in said) == 1
