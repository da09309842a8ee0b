"""Reading rosters: seconds and memory for 35,000 lines, how both grow, hostile texts, and scores."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from service.core.roster.layout import read_roster
from tests.bench import figures
from tests.core.roster.scores import SEEN, score
from tests.rig.process import ROOT

SIZE = 35_000
ROUNDS = 3
FIRST = (
    "Ana", "Bo", "Cem", "Dara", "Elif", "Farid", "Gita", "Hugo", "Ines", "John", "Kofi", "Li", "Marta",
    "Noor", "Oskar", "Parisa", "Quirin", "Rosa", "Samuel", "Tala",
)
LAST = (
    "Brandt", "Lind", "Aksoy", "Omari", "Noorani", "Rahmani", "Carvalho", "Mensah", "Nyberg", "Rostami",
    "Halder", "Prieto", "Tetteh", "Sarrouf",
)
ROLES = ("Lecturer", "Professor of Law and Dean", "Human Rights Advocate", "PhD Candidate", "Former Ambassador")
PLACES = ("Nordmark University, Norway", "Kestrel College, UK", "Institute of Rivers and Law, USA")


def roster(count: int) -> str:
    """A numbered list of so many lines, one of a hundred broken."""
    chance = random.Random(11)
    lines: list[str] = []
    for number in range(1, count + 1):
        title = chance.choice(("", "", "Dr. ", "Prof. "))
        syllables = "".join(chance.choice("bdfgklmnrstv") + chance.choice("aeiou") for _ in range(3))
        name = f"{chance.choice(FIRST)} {syllables.title()} {chance.choice(LAST)}"
        rest = f"{chance.choice(ROLES)}, {chance.choice(PLACES)}"
        lines.append(f"{number}. {title}{name}, {rest}" if number % 100 else "   and of the Board of the Circle")
    return "\n".join(lines)


HOSTILE: dict[str, Callable[[int], str]] = {
    "one line of letters": lambda size: "Ana Brandt " * (size // 11),
    "all commas": lambda size: "," * size,
    "all digits": lambda size: "7" * size,
    "digits by lines": lambda size: "7\n" * (size // 2),
    "short lines": lambda size: "Ana\n" * (size // 4),
    "numbers in one line": lambda size: " ".join(f"{n}. A B" for n in range(1, size // 11)),
    "semicolons": lambda size: "Ana Brandt, Teacher; " * (size // 21),
    "open brackets": lambda size: "(" * size,
    "white space": lambda size: "Ana" + " " * size + "Brandt",
    "titles": lambda size: "Dr. " * (size // 4),
    "marks": lambda size: "*_`[" * (size // 4),
    "at signs": lambda size: "a@" * (size // 2),
}


def run() -> None:
    _speed()
    _growth()
    for folder in [SEEN, *(Path(name) for name in sys.argv[2:] if Path(name).is_dir())]:
        found = score(folder)
        figures.table(f"Labelled lists in {folder.name}", ("", "precision", "recall", "printed"), found.rows())
        print(
            f"\n{found.lists} lists, {found.people} people; lists with another number of people: "
            f"{len(found.counts_wrong)}; wrong without a warning: {len(found.silent)}; "
            f"right with a warning: {found.alarms} of {found.right}."
        )


def plain(text: str) -> list[list[str]]:
    """The baseline: lines, and what stands between commas."""
    return [[part.strip() for part in line.split(",")] for line in text.splitlines()]


def _speed() -> None:
    """Both sides in turn, in processes of their own; garbage is not collected there, as where uploads are read."""
    rows = []
    for size in (SIZE, SIZE * 10):
        ours = [_in_process("read", size) for _ in range(ROUNDS if size == SIZE else 1)]
        bare = [_in_process("plain", size) for _ in range(ROUNDS if size == SIZE else 1)]
        for name, side in (("roster", ours), ("plain split", bare)):
            seconds, memory = median(one for one, _ in side), median(other for _, other in side)
            rows.append([f"{name}, {size:,} lines", f"{seconds:.2f}", f"{memory:.0f}"])
    figures.table("Reading a roster", ("", "CPU s", "peak MB over start"), rows)


def _in_process(side: str, size: int) -> tuple[float, float]:
    code = (
        "import gc, resource, sys, time\n"
        "gc.disable()\n"
        "from tests.bench import bench_roster as bench\n"
        f"text = bench.roster({size})\n"
        "bench.read_roster(bench.roster(50))\n"
        f"read = bench.read_roster if {side!r} == 'read' else bench.plain\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "before = peak()\n"
        "began = time.process_time()\n"
        "kept = read(text)\n"
        "print(time.process_time() - began, peak() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def _growth() -> None:
    """Hostile texts of half a megabyte, twice and four times as much: twice the text, twice the time."""
    rows = []
    for name, made in HOSTILE.items():
        times = [_timed(made(size)) for size in (500_000, 1_000_000, 2_000_000)]
        rows.append([name, *(f"{each:.2f}" for each in times), f"{times[2] / max(times[1], 0.01):.1f}"])
    figures.table("Hostile texts, CPU seconds", ("", "0.5 MB", "1 MB", "2 MB", "2 MB / 1 MB"), rows)


def _timed(text: str) -> float:
    began = time.process_time()
    read_roster(text)
    return time.process_time() - began
