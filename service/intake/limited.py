"""A program that reads what strangers send: no shell, no environment, limits on time, memory and output."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: of the processor, and twice that by the clock. memory: address space; output: both in bytes."""

    seconds: int
    memory: int
    output: int


LIMITED = """
import os, resource, sys
seconds, memory, output = map(int, sys.argv[1:4])
for kind, most in (
    (resource.RLIMIT_CPU, seconds),
    (resource.RLIMIT_AS, memory),
    (resource.RLIMIT_FSIZE, output),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
):
    resource.setrlimit(kind, (most, most))
os.execv(sys.argv[4], sys.argv[4:])
"""
"""Sets the limits in the new process, then becomes the program: nothing of ours runs between fork and exec."""


class TooMuch(Exception):
    """The program took more time, memory or room than it may."""


def run(command: Sequence[str], content: bytes, limits: Limits) -> tuple[int, bytes]:
    """Exit status and output of a program that is given content. Raises TooMuch where it had to be ended."""
    bounds = [str(limits.seconds), str(limits.memory), str(limits.output)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", "-c", LIMITED, *bounds, *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            process.communicate(content, timeout=2 * limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise TooMuch("time") from error
        finally:
            _end(process)
        if process.returncode < 0:
            raise TooMuch(f"status {process.returncode}")
        output.seek(0)
        return process.returncode, output.read()


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and whatever it started itself are gone afterwards."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
