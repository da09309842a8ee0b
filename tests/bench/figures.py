"""Running both sides in turn, medians, and the tables that are printed."""

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.rig.process import ROOT


@dataclass(frozen=True)
class Loaded:
    """What one run of the load process found.

    times: seconds of each request, in the order they were sent. processor: microseconds of the server's own
    processor time for each, which hardly depends on what else the machine does.
    """

    rate: float
    processor: float
    statuses: dict[int, int]
    times: list[float]


def at(runs: Sequence[Loaded], share: float) -> float:
    """The time below which this share of all their requests stayed, in milliseconds."""
    ordered = sorted(seconds for run in runs for seconds in run.times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def load(port: int, requests: Sequence[bytes], count: int, connections: int = 64, expect: int = 200) -> Loaded:
    """Send requests from a process of its own. Raises RuntimeError where an answer has another status."""
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        pickle.dump(list(requests), file)
        file.flush()
        arguments = [str(port), file.name, str(count), str(connections)]
        command = [sys.executable, "-m", "tests.bench.load", *arguments]
        before = processor_seconds(port)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
        if done.returncode:
            raise RuntimeError(f"the load process failed:\n{done.stderr[-2000:]}")
        found = pickle.loads(Path(file.name).read_bytes())
    spent = (processor_seconds(port) - before) / count * 1e6
    if set(found["statuses"]) != {expect}:
        raise RuntimeError(f"expected {expect}, got {found['statuses']}")
    return Loaded(count / found["seconds"], spent, found["statuses"], found["times"])


def processor_seconds(port: int) -> float:
    """What the processes that were started with this port among their arguments have used so far. Linux only."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(port).encode() in (process / "cmdline").read_bytes().split(b"\0"):
                ticks += sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def in_turn(rounds: int, *sides: Callable[[], Loaded]) -> list[list[Loaded]]:
    """A B A B: each side's figures, so that a busy minute of the machine falls on both."""
    figures: list[list[Loaded]] = [[] for _ in sides]
    for number in range(rounds):
        order = list(enumerate(sides))
        for index, side in order if number % 2 == 0 else reversed(order):
            figures[index].append(side())
    return figures


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print(f"\n### {title}\n")
    print(f"| {' | '.join(heads)} |")
    print(f"| --- |{' ---: |' * (len(heads) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    sys.stdout.flush()


def compared(name: str, ours: Sequence[float], bare: Sequence[float], aim: float) -> list[str]:
    """A row: medians of both sides, their ratio with the range over the rounds, and the aim."""
    ratios = sorted(one / other for one, other in zip(ours, bare, strict=True))
    ratio = median(ours) / median(bare)
    verdict = "met" if ratio >= aim else "missed"
    spread = f"{ratio:.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    return [name, f"{median(ours):,.0f}", f"{median(bare):,.0f}", spread, f"{aim:.1f}", verdict]


def spent(name: str, ours: Sequence[Loaded], bare: Sequence[Loaded]) -> list[str]:
    """A row: medians of the servers' processor time for one answer, and their ratio."""
    one, other = (median(each.processor for each in side) for side in (ours, bare))
    return [name, f"{one:,.0f}", f"{other:,.0f}", f"{other / one:.2f}"]


SPENT = ("", "service us", "bare us", "bare / service")
COMPARED = ("", "service /s", "bare /s", "ratio (range)", "aim", "")


def fsyncs_a_second(folder: Path, seconds: float = 1.0) -> float:
    """How often this disk makes 4 KiB durable."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        began, times = perf_counter(), 0
        while perf_counter() - began < seconds:
            os.pwrite(file.fileno(), b"\0" * 4096, 4096 * times)
            os.fdatasync(file.fileno())
            times += 1
        return times / (perf_counter() - began)
