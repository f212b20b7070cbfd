"""Servers of the release before go on while their database is migrated under them."""

import copy

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from aicc import release_schema
from chat.models import Conversation

RECORDED = release_schema.recorded()


@pytest.fixture
def now(db):
    """A release that knows just what stands in the database: nothing stops it."""
    return release_schema.describe("now")


@pytest.mark.django_db
@pytest.mark.parametrize("release", RECORDED, ids=[each["release"] for each in RECORDED])
def test_a_server_of_each_recorded_release_can_go_on(release):
    assert release_schema.conflicts(release) == [], (
        "docs/upgrading.md has the rules for migrations"
    )


def test_the_releases_of_the_change_log_are_recorded():
    said = (release_schema.settings.BASE_DIR / "CHANGELOG.md").read_text()
    released = [line.split()[1] for line in said.splitlines() if line.startswith("## ")]

    assert {each["release"] for each in RECORDED} == set(released) - {"Unreleased"}


def test_a_release_is_described_as_the_database_is(now):
    assert release_schema.conflicts(now) == []


def test_a_new_column_without_a_default_stops_an_older_server(now):
    del now["tables"]["chat_conversation"]["columns"]["owner"]

    assert release_schema.conflicts(now) == [
        "chat_conversation: owner is new and has no default in the database"
    ]


@pytest.mark.parametrize("column", ["signs", "engine", "reviewed_at"])
def test_a_new_column_with_a_default_or_null_stops_nobody(now, column):
    del now["tables"]["chat_conversation"]["columns"][column]

    assert release_schema.conflicts(now) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.update(gone=t["chat_turn"]), "gone is gone"),
        (
            lambda t: t["chat_turn"]["columns"].update(mood={"null": True, "length": None}),
            "chat_turn: mood is gone",
        ),
        (
            lambda t: t["chat_turn"]["columns"]["state"].update(null=True),
            "chat_turn: state refuses NULL",
        ),
        (
            lambda t: t["chat_turn"]["columns"]["state"].update(length=9999),
            "chat_turn: state holds less than 9999 characters",
        ),
        (
            lambda t: t["chat_conversation"].update(unique=[["assertion"], ["id"]]),
            "chat_conversation: session_id must be unique now",
        ),
    ],
)
def test_what_else_an_older_server_would_stumble_over_is_named(now, change, said):
    older = copy.deepcopy(now)
    change(older["tables"])

    assert release_schema.conflicts(older) == [said]


@pytest.mark.django_db
def test_an_older_servers_insert_is_taken():
    """As the release before the list of conversations writes a session, column by column."""
    known = RECORDED[0]["tables"]["chat_conversation"]["columns"]
    lin = Conversation(session_id="lin")
    fields = [
        f for f in Conversation._meta.concrete_fields if f.column in known and f.attname != "id"
    ]
    values = [f.get_db_prep_save(getattr(lin, f.attname), connection) for f in fields]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))

    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO chat_conversation ({quoted}) VALUES ({marks})", values)

    lin = Conversation.objects.get(session_id="lin")
    assert (lin.signs, lin.risk, lin.sentiment, lin.engine, lin.outcome, lin.judged_seq) == (
        0, 0, "", "", "", 0,
    )  # fmt: skip


def test_a_schema_is_recorded_under_its_release(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(release_schema, "FOLDER", tmp_path)

    call_command("record_schema", "9.9.9")

    [schema] = release_schema.recorded()
    assert schema["release"] == "9.9.9"
    assert "session_id" in schema["tables"]["chat_conversation"]["columns"]
    with pytest.raises(CommandError, match="three numbers"):
        call_command("record_schema", "v9")
