"""Where nothing may be skipped, a skipped test fails the run: a test that cannot run proves nothing."""

import os

import pytest

from tests.rig.shared import ABSENT


class NoSkips:
    """Collects the reasons of skipped tests and fails the run if there are any that count."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.reasons and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.reasons:
            terminalreporter.section("skipped where nothing may be skipped", red=True)
            for reason in self.reasons:
                terminalreporter.line(reason)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if ABSENT not in reason:
            self.reasons.append(f"{report.nodeid}: {reason}")


def register(config: pytest.Config) -> None:
    if os.environ.get("TESTS_NO_SKIP") == "1":
        config.pluginmanager.register(NoSkips())
