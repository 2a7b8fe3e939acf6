"""A part that tests need and a machine may lack: said there and at the end of the run, and a failure
where all must run.

The hooks of pytest here are those of ``tests/conftest.py``.
"""

import os
from collections import Counter
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Leave the test out, and say why; on CI it fails, so that no run passes without its parts."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not run, and why, in one line at the end."""
    reasons = left_out(terminalreporter)
    if reasons:
        told = "; ".join(f"{many} for: {reason}" for reason, many in reasons.most_common())
        terminalreporter.write_line(f"NOT RUN: {reasons.total()} tests, {told}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a run in which anything was left out, for whatever reason, has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and os.environ.get("CI") and left_out(reporter) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def left_out(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests were left out, by reason. One worker of several tells the others' too."""
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        place = report.longrepr  # file, line, reason
        reason = place[2] if isinstance(place, tuple) else str(place)
        reasons[" ".join(reason.removeprefix("Skipped: ").split())] += 1
    return reasons
