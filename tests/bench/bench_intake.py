"""Files of 35,000 names read apart, beside the bare reader of each; hostile files, how long they last."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

ROOT = Path(__file__).parents[2]
SIZE = 35_000
HEADER = ("No", "Title", "Name", "Position", "Affiliation", "Country")


Rows = list[tuple[str, ...]]


def people(count: int) -> Rows:
    """The header and so many invented people."""
    numbers = range(1, count + 1)
    names = (f"{'ABCDEFGHIJ'[n % 10]}el {'KLMNPRSTVZ'[n // 10 % 10]}or Brandt" for n in numbers)
    rest = ("Lecturer", "Nordmark University", "Norway")
    return [HEADER, *((str(n), "Dr.", name, *rest) for n, name in zip(numbers, names, strict=True))]


def as_csv(rows: Rows) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def as_html(rows: Rows) -> bytes:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<html><body><table>{''.join(lines)}</table></body></html>".encode()


def as_xlsx(rows: Rows) -> bytes:
    from tests.intake import files

    return files.xlsx(files.sheet(rows))


def as_ods(rows: Rows) -> bytes:
    from tests.intake import files

    return files.ods(rows)


def as_pdf(rows: Rows) -> bytes:
    from tests.intake import files

    return files.pdf("\n\n".join(f"{row[0]}) " + ", ".join(row[1:]) for row in rows))


MAKES: dict[str, Callable[[Rows], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "ods": as_ods,
    "html": as_html,
    "json": lambda rows: json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows[1:]]).encode(),
    "pdf": as_pdf,
}


def bare_csv(content: bytes) -> object:
    return list(csv.reader(io.StringIO(content.decode())))


def bare_sheet(content: bytes) -> object:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def bare_html(content: bytes) -> object:
    from lxml import html

    return [[cell.text_content() for cell in row] for row in html.fromstring(content).iter("tr")]


def bare_pdf(content: bytes) -> object:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


BARE: dict[str, Callable[[bytes], object]] = {
    "csv": bare_csv,
    "xlsx": bare_sheet,
    "ods": bare_sheet,
    "html": bare_html,
    "json": json.loads,
    "pdf": bare_pdf,
}


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        _formats(Path(folder))
        _bombs(Path(folder))


def _formats(folder: Path) -> None:
    from tests.bench import figures

    rows = []
    for ending, make in MAKES.items():
        file = folder / f"list.{ending}"
        file.write_bytes(make(people(SIZE)))
        bare, bare_mib = _measured("bare", file)
        apart, apart_mib = _measured("apart", file)
        understood, understood_mib = _measured("understood", file)
        cells = [f"{bare:.2f}", f"{bare_mib:.0f}", f"{apart:.2f}", f"{apart_mib:.0f}", f"{apart / bare:.1f}"]
        size = f"{ending}, {file.stat().st_size / 2**20:.1f} MiB"
        rows.append([size, *cells, f"{understood:.2f}", f"{understood_mib:.0f}"])
    heads = ("", "bare s", "MiB", "apart s", "MiB", "ratio", "understood s", "MiB")
    figures.table(f"Reading {SIZE:,} names", heads, rows)


def _bombs(folder: Path) -> None:
    from tests.bench import figures
    from tests.intake import test_refusals

    rows = []
    for name, (make, _) in (test_refusals.BOMBS | test_refusals.LARGE).items():
        file = folder / "list"
        file.write_bytes(make())
        seconds, mib = _measured("apart", file)
        rows.append([name, f"{file.stat().st_size / 2**20:.1f}", f"{seconds:.1f}", f"{mib:.0f}"])
    figures.table("Hostile files", ("", "file MiB", "seconds", "peak MiB"), rows)


def _measured(kind: str, file: Path) -> tuple[float, float]:
    """Seconds by the clock, start of the process included, and its peak memory in MiB.

    Linux counts the memory of a parent for its child: so a small process starts the one that is measured.
    """
    command = [sys.executable, "-m", "tests.bench.bench_intake", kind, str(file)]
    seconds, mib = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(mib)


def run_one(kind: str, file: Path) -> None:
    began = perf_counter()
    if kind == "bare":
        program = [sys.executable, "-m", "tests.bench.bench_intake", "bare here", str(file)]
        subprocess.run(program, cwd=ROOT, check=True)
    else:
        began = _apart(kind, file.read_bytes(), file.name)
    print(perf_counter() - began, getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024)


def _apart(kind: str, content: bytes, name: str) -> float:
    from service.intake.apart import read_apart, understand_apart
    from service.intake.bounds import Unreadable

    began = perf_counter()
    try:
        source = read_apart(content, name)
        if kind == "understood":
            began = perf_counter()
            understand_apart(source)
    except Unreadable:
        return began
    return began


if __name__ == "__main__":
    chosen = Path(sys.argv[2])
    if sys.argv[1] == "bare here":
        BARE[chosen.suffix[1:]](chosen.read_bytes())
    else:
        run_one(sys.argv[1], chosen)
