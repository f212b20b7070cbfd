"""A month of the audit log on one page: who looked at whom, what left, what failed and changed."""

import csv
import io
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from aicc.audit import monthly, recording
from aicc.audit.models import AuditEvent
from aicc.audit.recording import Action, record

pytestmark = pytest.mark.django_db
NOVEMBER = date(2031, 11, 1)


@pytest.fixture
def at(monkeypatch):
    """Entries are written at this moment."""

    def set_to(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(recording, "timezone", SimpleNamespace(now=lambda: now))

    return set_to


@pytest.fixture
def month(at):
    """What Sam did in November, and on the last evening before it."""
    at(2031, 10, 1)
    sam = get_user_model().objects.create_user("sam")
    at(2031, 10, 31, 14, 59)  # 23:59 in Seoul: still October
    record(Action.VIEW, "chat.conversation", 1, user=sam)
    at(2031, 10, 31, 15, 0)  # midnight
    for key in (1, 1, 2):
        record(Action.VIEW, "chat.conversation", key, user=sam)
    record(Action.REVEAL, "handover.callback", 7, user=sam, reason="=cmd, the customer asked")
    for _ in range(2):
        wrong = {"why": "wrong password"}
        record(
            Action.SIGN_IN_FAILED, "auth.user", 9, name="mei", actor_name="nobody", details=wrong
        )
    record(
        Action.CHANGE,
        "auth.user",
        9,
        name="mei",
        details={"changes": {"group": {"added": ["auditor"]}}},
    )
    record(Action.CHANGE, "handover.label", 3, user=sam)  # no right
    at(2031, 11, 30, 15, 0)  # December in Seoul
    record(Action.VIEW, "chat.conversation", 3, user=sam)
    return sam


def test_it_counts_by_the_banks_own_days(month):
    found = monthly.report(NOVEMBER)

    (sam,) = [person for person in found.people if person.who == "sam"]
    assert (sam.counts[Action.VIEW], sam.counts[Action.REVEAL], sam.conversations) == (3, 1, 2)
    assert [row.what for row in found.left] == ["handover.callback 7"]
    assert found.failed == [("mei", "", "wrong password", 2)]
    assert [row.what for row in found.rights] == ["auth.user 9 mei"]
    assert (found.first, found.last) == (date(2031, 11, 1), date(2031, 11, 30))


@pytest.mark.parametrize(("language", "title"), [("ko", "감사 보고서"), ("en", "Audit report")])
def test_the_page_is_printed_in_the_language_asked_for(month, tmp_path, language, title):
    file = tmp_path / "report.html"

    call_command(
        "audit_report", "--month", "2031-11", "--language", language, "--output", str(file)
    )

    page = file.read_text()
    assert f"<h1>{title} 2031-11</h1>" in page
    assert "handover.callback 7" in page
    assert file.stat().st_mode & 0o077 == 0
    assert AuditEvent.objects.filter(action="export", details__contains="2031-11").exists()


def test_the_table_holds_each_entry_and_no_formula(month):
    out = io.StringIO()

    call_command("audit_report", "--month", "2031-11", "--format", "csv", stdout=out)

    rows = list(csv.reader(io.StringIO(out.getvalue().removeprefix("\ufeff"))))
    assert [row[4] for row in rows[1:]] == [
        *("handover.callback 7", "auth.user 9 mei", "auth.user 9 mei", "auth.user 9 mei"),
    ]
    assert rows[1][5].startswith("'=cmd")


def test_a_long_list_is_cut_on_the_page_and_says_so(month, monkeypatch):
    monkeypatch.setattr(monthly, "MOST_ROWS", 0)
    out = io.StringIO()

    call_command("audit_report", "--month", "2031-11", "--language", "en", stdout=out)

    assert "The first 0 of 1; the table (CSV) has all." in out.getvalue()


@pytest.mark.parametrize("month", ["november", "2026-13", "2026", "1026-01"])
def test_what_is_no_month_is_refused_in_a_sentence(month):
    with pytest.raises(CommandError, match="is no month"):
        call_command("audit_report", "--month", month)
