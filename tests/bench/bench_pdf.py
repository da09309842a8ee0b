"""Times PDFs of 60, 1,000 and 35,000 entries beside bare typst paragraphs."""

import os
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

from tests.bench import figures

SIZES = (60, 1_000, 35_000)


def letter(count: int) -> Callable[[], object]:
    """What the product does: data in, a tagged PDF/A with our fonts out."""
    from service.render.pdf import render
    from tests.render.samples import document, plain_entries

    made = document(plain_entries(count))
    return lambda: render(made)


def bare(count: int) -> Callable[[], object]:
    """The baseline: as many paragraphs of about the same length as markup, typst's own font, no tags."""
    import typst

    line = "Prof. Dr. Nour Haddad, Professor of Hydrology, University of Portown, Lower Valley"
    source = "\n\n".join(f"{number + 1}) {line}" for number in range(count)).encode()
    fonts = typst.Fonts(include_system_fonts=False)
    return lambda: typst.Compiler(source, font_paths=fonts).compile(format="pdf")


def peak_mib() -> float:
    """Peak resident memory of this process since it began its own program, in MiB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def measure(kind: str, count: int) -> tuple[float, float]:
    """Seconds and peak MiB of one run in a fresh process; importing is not timed."""
    command = [sys.executable, "-m", "tests.bench.bench_pdf", kind, str(count)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ)).stdout
    seconds, mib = answer.split()
    return float(seconds), float(mib)


def run_one(kind: str, count: int) -> None:
    job = {"letter": letter, "bare": bare}[kind](count)
    began = perf_counter()
    job()
    print(perf_counter() - began, peak_mib())


def run() -> None:
    """Both kinds of every size; the aim of a figure is to be small, so no ratio is judged."""
    rows = []
    for count in SIZES:
        (seconds, mib), (bare_seconds, bare_mib) = measure("letter", count), measure("bare", count)
        times = [f"{seconds:.2f}", f"{bare_seconds:.2f}", f"{seconds / bare_seconds:.1f}"]
        rows.append([f"{count:,} entries", *times, f"{mib:,.0f}", f"{bare_mib:,.0f}", f"{mib / bare_mib:.1f}"])
    heads = ("", "letter s", "bare s", "ratio", "letter MiB", "bare MiB", "ratio")
    figures.table("PDF, seconds and peak memory of a fresh process", heads, rows)


if __name__ == "__main__":
    run_one(sys.argv[1], int(sys.argv[2]))
