"""What a run says: each failure when it happens, what was under way when it was cut off, and
which files took longest.

A run that is ended by SIGTERM, as by `timeout`, ends as on Ctrl+C: with its summary.
"""

import atexit
import os
import signal
import threading
from collections import defaultdict
from time import monotonic
from types import FrameType

import pytest

from aicc.testing import selection
from conftest import DATABASE

LONGEST_FILES = 10
END_SECONDS = 30  # from SIGTERM


def pytest_report_header() -> str:
    if DATABASE != "sqlite":
        name = {"mariadb": "MariaDB", "mysql": "MySQL"}[DATABASE]
        return f"records: a private {name}, channel layer on a private Redis"
    return "records: a SQLite file, channel layer in memory"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # its workers' reports come to this process
        signal.signal(signal.SIGTERM, end_as_on_ctrl_c)
        config.pluginmanager.register(Reporting(config), "aicc-reporting")


def end_as_on_ctrl_c(number: int, frame: FrameType | None) -> None:
    """The summary, and the end even where a test left a thread that waits for ever."""
    last_resort = threading.Timer(END_SECONDS, end_at_once)
    last_resort.daemon = True
    last_resort.start()
    signal.default_int_handler(number, frame)


def end_at_once() -> None:
    atexit._run_exitfuncs()  # which end the private servers
    os._exit(pytest.ExitCode.INTERRUPTED)


class Reporting:
    """Lives in the process that the run's reports come to."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.under_way: dict[str, float] = {}  # when it began, by node id
        self.seconds: dict[str, float] = defaultdict(float)  # by file

    @property
    def terminal(self) -> pytest.TerminalReporter:
        return self.config.pluginmanager.getplugin("terminalreporter")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.under_way[nodeid] = monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.under_way.pop(nodeid, None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid.partition("::")[0]] += report.duration
        if report.failed:
            what = "FAILED" if report.when == "call" else f"ERROR in {report.when}"
            self.terminal.ensure_newline()
            self.terminal.write_line(f"{what} {report.nodeid}: {reason(report)}", red=True)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        self.tell_under_way(terminalreporter)
        self.tell_longest(terminalreporter)
        self.tell_left_out(terminalreporter)

    def tell_under_way(self, terminal: pytest.TerminalReporter) -> None:
        if self.under_way:
            terminal.section("under way when the run was cut off")
        for nodeid, began in self.under_way.items():
            terminal.line(f"{monotonic() - began:6.0f} s  {nodeid}")

    def tell_longest(self, terminal: pytest.TerminalReporter) -> None:
        longest = sorted(self.seconds.items(), key=lambda of: of[1], reverse=True)
        if len(longest) > LONGEST_FILES:
            terminal.section("the longest files")
            for path, seconds in longest[:LONGEST_FILES]:
                terminal.line(f"{seconds:6.1f} s  {path}")

    def tell_left_out(self, terminal: pytest.TerminalReporter) -> None:
        left_out = self.config.stash.get(selection.LEFT_OUT, {})
        left_out = {mark: count for mark, count in left_out.items() if count}
        if left_out:
            terminal.section("left out")
        for mark, count in left_out.items():
            option, what = selection.PARTS[mark]
            terminal.line(f"{count} {what}; run them with {option}, or all by make test")


def reason(report: pytest.TestReport) -> str:
    """The exception's first line, where pytest knows it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else str(report.longrepr)
    return next(iter(text.strip().splitlines()), "")[:200]
