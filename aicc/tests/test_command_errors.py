"""A command that its database fails says in one line what to run."""

import re

import pytest

from aicc.testing import servers

pytestmark = [pytest.mark.servers, pytest.mark.once]


@pytest.mark.parametrize("command", ["report", "finish_turns"])
def test_a_command_without_its_tables_says_what_to_run(tmp_path, command):
    server = servers.AiccServer(tmp_path, {"DATABASE_URL": "", "LANG": "C", "LC_ALL": ""})

    with pytest.raises(RuntimeError) as failure:
        server.manage(command)

    said = str(failure.value).splitlines()[1:]
    assert len(said) == 1
    assert re.fullmatch(
        r"Not done: \d+ migrations are not applied\. Run manage\.py migrate\.", said[0]
    )


def test_a_command_without_its_database_says_so(tmp_path):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    nowhere = f"mysql://aicc:hidden-word@127.0.0.1:{servers.free_port()}/aicc"
    server = servers.AiccServer(tmp_path, {"DATABASE_URL": nowhere, "LANG": "ko_KR.UTF-8"})

    with pytest.raises(RuntimeError) as failure:
        server.manage("migrate")

    said = str(failure.value).splitlines()[1:]
    assert len(said) == 1
    assert "Traceback" not in said[0]
    assert "hidden-word" not in said[0]
    assert "DATABASE_URL" in said[0]


@pytest.mark.parametrize(
    "words",
    [
        ["assign_reviews", "--day", "2026-13-01"],
        ["assign_reviews", "--day", "yesterday"],
        ["ask", "--as-of", "2026-02-30", "Fees?"],
        ["report", "--from", "2026-13-01"],
        ["roll_up", "--from", "26-1-1"],
    ],
)
def test_a_day_that_is_none_is_refused_in_a_sentence(tmp_path, words):
    server = servers.AiccServer(tmp_path)

    with pytest.raises(RuntimeError) as failure:
        server.manage(*words)

    said = str(failure.value).splitlines()[-1]
    assert re.search(r"'\S+' is no day", said)
    assert "2026-" in said.rpartition("write")[2]
    assert "Traceback" not in str(failure.value)
    assert "isoformat" not in str(failure.value)
