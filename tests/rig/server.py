"""The real service as a process of its own, on a loopback port."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.rig.process import ROOT, clean_environment, end_group, end_with_parent, free_port

COMMAND = (sys.executable, "-m", "service")


class Service:
    """One installation: a data folder, a database, a port, and a log that all its runs append to."""

    def __init__(self, data: Path, database_url: str, smtp_url: str = "", **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.command = COMMAND
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = clean_environment(
            UNDERSIGNED_DATA=os.fspath(data),
            UNDERSIGNED_DATABASE_URL=database_url,
            UNDERSIGNED_BASE_URL=self.url,
            **({"UNDERSIGNED_SMTP_URL": smtp_url} if smtp_url else {}),
            **environment,
        )
        data.mkdir(parents=True, exist_ok=True)

    def start(self, *arguments: str, timeout: float = 20) -> None:
        """Run `serve` and return when it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "serve", "--port", str(self.port), *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the service did not become ready:\n{self.output()[-4000:]}")
            time.sleep(0.05)

    def stop(self, timeout: float = 20) -> None:
        """Ask it to end, as an operator would, and check that it ends well."""
        assert self.process is not None, "the service is not running"
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout)
        self.process = None
        assert code == 0, f"the service ended with {code}:\n{self.output()[-4000:]}"

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if self.process is not None:
            end_group(self.process, signal.SIGKILL)
            self.process = None

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def cli(self, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run another command of the same installation and return what came of it."""
        return run_cli(*arguments, env=self.environment | (env or {}))

    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def run_cli(
    *arguments: str, env: dict[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`python -m service ...` in a process of its own, with its output as text."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=clean_environment() if env is None else env,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
