#!/bin/sh
# APScheduler 3.11.3: from_crontab("0 9 * * 1-5") runs from Tuesday to Saturday.
#
# The method takes a line of a crontab, in which 0 is Sunday and 1 Monday; its own figures have 0
# for Monday, and the line's are handed on as they are. A report, a call-back list or a purge that
# was meant for working days is missing each Monday and comes each Saturday, and 0 is Monday. Beside
# it "1" in the third place and "1" in the fifth are "or" to cron, and here "and": the 1st, if it is
# a Tuesday. Names of days are right: "mon-fri". croniter 6.0.0 reads both as cron does.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet APScheduler==3.11.3 croniter==6.0.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime, timedelta
from importlib.metadata import version

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

SUNDAY = datetime(2026, 11, 29, 12)


def by_apscheduler(line, runs):
    trigger = CronTrigger.from_crontab(line, timezone="UTC")
    moment, days = SUNDAY.replace(tzinfo=trigger.timezone), []
    for _ in range(runs):
        moment = trigger.get_next_fire_time(None, moment + timedelta(seconds=1))
        days.append(f"{moment:%a %d %b}")
    return days


def by_croniter(line, runs):
    times = croniter(line, SUNDAY)
    return [f"{times.get_next(datetime):%a %d %b}" for _ in range(runs)]


LINES = [("0 9 * * 1-5", 5), ("0 9 * * mon-fri", 5), ("0 9 1 * 1", 3)]
got = {line: by_apscheduler(line, runs) for line, runs in LINES}
meant = {line: by_croniter(line, runs) for line, runs in LINES}
print("APScheduler", version("apscheduler"), "expected", meant, "seen", got)
week = ["Mon 30 Nov", "Tue 01 Dec", "Wed 02 Dec", "Thu 03 Dec", "Fri 04 Dec"]
assert meant == {LINES[0][0]: week, LINES[1][0]: week, LINES[2][0]: [*week[:2], "Mon 07 Dec"]}
assert got[LINES[1][0]] == week
assert got[LINES[0][0]] == [*week[1:], "Sat 05 Dec"]
assert got[LINES[2][0]] == ["Tue 01 Dec", "Tue 01 Jun", "Tue 01 Feb"]
PYTHON
