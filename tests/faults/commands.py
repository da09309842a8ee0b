"""Many commands of an installation, each in a process of its own that need not load the program again."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.rig.process import ROOT

RUNNER = """
import json, os, sys, tempfile
from service import cli
for environment, arguments in json.load(sys.stdin):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        for name in [name for name in os.environ if name.startswith("UNDERSIGNED_")]:
            del os.environ[name]
        os.environ.update(environment)
        sys.argv = ["undersigned", *arguments]
        cli.main()
        sys.exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out.seek(0)
    err.seek(0)
    print(json.dumps([status, out.read().decode(), err.read().decode()]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def run_all(environment: dict[str, str], *commands: tuple[str, ...]) -> list[Done]:
    """Run the commands one after the other; what came of each."""
    return run_each([(environment, command) for command in commands])


def run_each(given: Sequence[tuple[dict[str, str], tuple[str, ...]]]) -> list[Done]:
    """As run_all, each command in an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(given),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [Done(*json.loads(line)) for line in done.stdout.splitlines()]
