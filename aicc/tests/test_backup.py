"""`manage.py backup`: a whole copy while servers write, and a way for MySQL."""

import sqlite3
import stat
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

from aicc.management.commands import backup


@pytest.fixture
def records(settings, tmp_path, monkeypatch):
    """A database in WAL with a row that only the log beside it holds as yet."""
    settings.AICC_DATA_DIR = tmp_path
    place = tmp_path / "aicc.sqlite3"
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(place))
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    writer = sqlite3.connect(place)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE said (text)")
    writer.execute("INSERT INTO said VALUES ('안녕하세요')")
    writer.commit()
    writer.execute("INSERT INTO said VALUES ('under way')")  # never committed
    yield place
    writer.close()


def rows_in(file):
    with closing(sqlite3.connect(file)) as copy:
        return copy.execute("SELECT text FROM said").fetchall()


def test_the_copy_holds_what_was_committed_while_a_server_writes(records, tmp_path, capsys):
    call_command("backup")

    [copy] = (tmp_path / "backups").iterdir()
    assert rows_in(copy) == [("안녕하세요",)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert str(copy) in capsys.readouterr().out


def test_a_copy_overwrites_nothing(records, tmp_path):
    (tmp_path / "kept").write_text("of yesterday")

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", to=tmp_path / "kept")

    assert (tmp_path / "kept").read_text() == "of yesterday"


def test_a_file_that_is_no_database_leaves_no_copy(records, tmp_path):
    other = tmp_path / "other"
    other.write_text("no database " * 100)

    with pytest.raises(CommandError, match="could not be copied"):
        backup.copy(other, tmp_path / "copy")

    assert not list(tmp_path.glob("copy*"))


def test_without_a_database_there_is_nothing_to_back_up(records):
    for file in records.parent.glob("aicc.sqlite3*"):
        file.unlink()

    with pytest.raises(CommandError, match="nothing to back up"):
        call_command("backup")


def test_mysql_is_dumped_by_its_own_program_without_showing_the_password():
    said = backup.dump_command(
        {
            "HOST": "db", "PORT": 3306, "USER": "aicc", "NAME": "bank", "PASSWORD": "of-this-test",
            "OPTIONS": {"ssl_mode": "VERIFY_IDENTITY", "ssl": {"ca": "/etc/ca.pem"}},
        }
    )  # fmt: skip

    assert said.startswith("mysqldump --single-transaction")
    assert "--ssl-ca=/etc/ca.pem" in said
    assert said.endswith("--password bank > aicc.sql")
    assert "of-this-test" not in said
