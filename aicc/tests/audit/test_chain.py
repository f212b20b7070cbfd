"""Whoever changes, removes, inserts or reorders what was recorded is named by it."""

import base64
import io
import json
import secrets
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from aicc.audit import anchors, chain, keys, verification
from aicc.audit.models import AppendOnly, AuditAnchor, AuditBatch, AuditEvent
from aicc.audit.recording import SIGNED, content, record
from aicc.audit.verification import Fault, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]


@pytest.fixture(autouse=True)
def empty_trail(db):
    """What the migrations recorded of the roles is of no interest here."""
    tamper("DELETE FROM audit_auditevent")


def looks(count, action="view"):
    """So many looks at conversations; their keys."""
    return [record(action, "chat.conversation", number).pk for number in range(1, count + 1)]


def tamper(sql, *values):
    """What somebody with the database's password does."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def age(minutes=30):
    """The entries that there are, as if written and chained so long ago."""
    then = timezone.now() - timedelta(minutes=minutes)
    for event in AuditEvent.objects.all():
        event.at = then
        mac = keys.writing().mac(content(getattr(event, name) for name in SIGNED))
        tamper("UPDATE audit_auditevent SET at = %s, mac = %s WHERE id = %s", then, mac, event.pk)


@pytest.fixture(params=["settled", "fresh"])
def chained(request):
    """Ten chained entries: older than any transaction, or of this minute."""
    record("view", "chat.conversation", 0)
    found = looks(10)
    if request.param == "settled":
        age()
    chain.seal()
    return found


def faults():
    return verification.verify().faults


def test_an_untouched_trail_is_in_order(chained):
    looks(3)

    found = verification.verify()

    assert (found.faults, found.entries, found.unchained) == ([], 14, 3)


@pytest.mark.parametrize("column", ["actor_name", "address", "reason", "details", "object_id"])
def test_a_changed_entry_is_named(chained, column):
    tamper(f"UPDATE audit_auditevent SET {column} = 'x' WHERE id = %s", chained[4])

    assert faults() == [Fault(Kind.CHANGED, chained[4])]


def test_a_time_that_was_changed_is_named(chained):
    then = timezone.now() - timedelta(days=9)
    tamper("UPDATE audit_auditevent SET at = %s WHERE id = %s", then, chained[4])

    assert faults() == [Fault(Kind.CHANGED, chained[4])]


def test_an_entry_that_was_written_anew_with_the_servers_key_is_named(chained):
    """Whoever holds the key as well changes content and mac, and the batch still tells."""
    event = AuditEvent.objects.get(pk=chained[4])
    event.actor_name = "Raj"
    mac = keys.writing().mac(content(getattr(event, name) for name in SIGNED))
    tamper("UPDATE audit_auditevent SET actor_name = 'Raj', mac = %s WHERE id = %s", mac, event.pk)

    assert faults() == [Fault(Kind.CHANGED, chained[4])]


def test_a_removed_entry_is_named(chained):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", chained[4])

    assert faults() == [Fault(Kind.REMOVED, chained[4])]


def test_the_newest_chained_entry_is_missed_too(chained):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", chained[-1])

    assert faults() == [Fault(Kind.REMOVED, chained[-1])]


def insert_copy(pk, of, **values):
    event = AuditEvent.objects.get(pk=of)
    event.pk, event.event_id = pk, secrets.token_hex(16)
    for name, value in values.items():
        setattr(event, name, value)
    event._state.adding = True
    event.save()


def test_an_inserted_entry_is_named(chained):
    insert_copy(chained[-1] + 1_000, of=chained[4])

    assert [(each.kind, each.number) for each in faults()] == [
        (Kind.INSERTED, chained[-1] + 1_000)
    ]


def test_an_entry_that_takes_a_removed_ones_place_is_named(chained):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", chained[4])
    insert_copy(chained[4], of=chained[5])

    assert faults() == [Fault(Kind.CHANGED, chained[4])]


def test_an_entry_cannot_be_there_twice(chained):
    """A copy with its mac would be whole; its own number keeps it out."""
    event = AuditEvent.objects.get(pk=chained[4])
    event.pk, event._state.adding = chained[-1] + 1, True

    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        event.save()


def test_reordered_entries_are_named(chained):
    first, second, spare = chained[2], chained[7], chained[-1] + 5_000
    for before, after in ((first, spare), (second, first), (spare, second)):
        tamper("UPDATE audit_auditevent SET id = %s WHERE id = %s", after, before)

    assert faults() == [
        Fault(Kind.REORDERED, first, f"it stood at {second}"),
        Fault(Kind.REORDERED, second, f"it stood at {first}"),
    ]


def test_an_entry_that_was_inserted_before_older_ones_with_the_key_is_named():
    """Its mac is right, and no transaction takes that long."""
    old = looks(3)
    tamper("UPDATE audit_auditevent SET id = %s WHERE id = %s", old[2] + 5, old[2])
    age()
    chain.seal()
    looks(1)
    tamper("UPDATE audit_auditevent SET id = %s WHERE id > %s", old[2], old[2] + 5)

    assert [(each.kind, each.number) for each in faults()] == [(Kind.INSERTED, old[2])]


def test_an_entry_whose_transaction_was_slow_joins_a_later_batch():
    old = looks(3)
    tamper("UPDATE audit_auditevent SET id = %s WHERE id = %s", old[2] + 5, old[2])
    chain.seal()
    looks(1)
    tamper("UPDATE audit_auditevent SET id = %s WHERE id > %s", old[2], old[2] + 5)
    chain.seal()

    assert faults() == []
    assert [batch.count for batch in AuditBatch.objects.all()] == [3, 1]
    assert chain.seal() == 0


def test_long_waits_are_chained_in_batches_that_follow_each_other(monkeypatch):
    monkeypatch.setattr(chain, "MOST", 4)
    looks(10)
    age()

    assert chain.seal() == 10

    batches = list(AuditBatch.objects.all())
    assert [batch.count for batch in batches] == [4, 4, 2]
    assert [batch.previous for batch in batches] == ["", batches[0].digest, batches[1].digest]
    assert faults() == []


@pytest.mark.parametrize("column", ["entries", "count", "horizon", "previous", "sealed_at"])
def test_a_changed_batch_is_named(chained, column):
    looks(2)
    chain.seal()
    value = timezone.now() - timedelta(days=1) if column == "sealed_at" else 7
    value = bytes(40) if column == "entries" else value
    tamper(f"UPDATE audit_auditbatch SET {column} = %s WHERE number = 1", value)

    assert (Kind.BATCH, 1) in [(each.kind, each.number) for each in faults()]


def test_a_removed_batch_is_named(chained):
    looks(2)
    chain.seal()
    tamper("DELETE FROM audit_auditbatch WHERE number = 1")

    assert (Kind.BATCH_REMOVED, 1) in [(each.kind, each.number) for each in faults()]


def test_entries_of_an_older_phrase_are_verified_while_it_is_kept(settings):
    settings.AICC_AUDIT_KEYS = ["a" * 40]
    old = looks(2)
    chain.seal()
    settings.AICC_AUDIT_KEYS = ["b" * 40, "a" * 40]
    looks(2)
    chain.seal()
    assert faults() == []

    settings.AICC_AUDIT_KEYS = ["b" * 40]

    told = [(each.kind, each.number) for each in faults()]
    assert told == [(Kind.BATCH, 1), *((Kind.UNKNOWN_KEY, pk) for pk in old)]


def test_no_code_changes_or_deletes_an_entry(chained):
    event = AuditEvent.objects.get(pk=chained[0])

    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(reason=""),
        lambda: AuditBatch.objects.update(count=0),
    ):
        with pytest.raises(AppendOnly):
            attempt()


# --- Anchors -----------------------------------------------------------------------------

DAY = date(2026, 11, 28)


def test_the_head_is_signed_once_a_day(chained):
    head = anchors.anchor(DAY)

    assert (head.number, head.total) == (1, 11)
    assert anchors.anchor(DAY) is None
    assert anchors.is_signed(head, keys.public_keys())


def test_a_trail_that_was_made_anew_is_told_by_a_head_that_was_kept_elsewhere(chained):
    kept = anchors.read_lines([anchors.as_line(anchors.anchor(DAY))])
    for table in ("event", "batch", "anchor"):
        tamper(f"DELETE FROM audit_audit{table}")
    looks(11)
    chain.seal()
    found = verification.verify()
    assert found.faults == []  # by itself it is whole

    told = list(anchors.check(kept, found, keys.public_keys()))

    assert told == [Fault(Kind.ANCHOR, "2026-11-28", "batch 1 is another one")]


def test_a_head_that_somebody_else_signed_is_told(chained):
    head = anchors.anchor(DAY)
    tamper("UPDATE audit_auditanchor SET total = 5")
    changed = AuditAnchor.objects.get()
    stranger = anchors.KeptHead(
        day="2026-11-28",
        number=1,
        digest=head.digest,
        total=11,
        public_key=base64.b64encode(bytes(32)).decode(),
        signature=head.signature,
    )

    told = list(anchors.check([changed, stranger], verification.verify(), keys.public_keys()))

    assert [each.said for each in told] == ["its signature is not that of a trusted key"] * 2


# --- The commands --------------------------------------------------------------------------


def run(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_in_order(chained):
    assert "11 entries" in run("verify_audit")


def test_the_command_names_what_is_wrong_and_fails(chained):
    tamper("DELETE FROM audit_auditevent WHERE id = %s", chained[4])

    with pytest.raises(CommandError, match=f"entry {chained[4]} removed"):
        run("verify_audit")


def test_the_command_reads_heads_that_were_kept_elsewhere(chained, tmp_path):
    kept = tmp_path / "heads.jsonl"
    kept.write_text(run("audit_anchor"))
    assert "2 signed heads" in run("verify_audit", "--anchors", str(kept))
    tamper("DELETE FROM audit_auditbatch")

    with pytest.raises(CommandError, match="batch 1 is gone"):
        run("verify_audit", "--anchors", str(kept))


def test_entries_leave_as_json_lines(chained):
    lines = [json.loads(line) for line in run("export_audit").splitlines()]

    assert [line["id"] for line in lines[1:11]] == chained
    assert lines[1]["object"] == {"type": "chat.conversation", "id": "1", "name": ""}
    only = run("export_audit", "--after", str(chained[7])).splitlines()
    assert [json.loads(line)["id"] for line in only[:2]] == chained[8:]
