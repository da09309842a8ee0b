"""Processes and ports that a test borrows and gives back."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent() -> None:
    """For `preexec_fn`: a killed test run must not leave servers behind. Linux only, elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def clean_environment(**values: str) -> dict[str, str]:
    """This environment without any setting of the service, with the given values added."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSIGNED_")}
    return kept | values


def end_group(process: subprocess.Popen[bytes], sign: signal.Signals, timeout: float = 15) -> int:
    """Signal the process and its children, wait for it to end, and return its exit code."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
    return process.wait(timeout)
