"""Every measurement beside its baseline: `python -m tests.bench`, or some of them by name."""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    bench_imports,
    bench_intake,
    bench_mail,
    bench_order,
    bench_pages,
    bench_pdf,
    bench_roster,
    bench_rounds,
    bench_signing,
    bench_timing,
    bench_writer,
    desk,
    desk_browser,
    desk_log,
    figures,
)
from tests.rig.postgres import Postgres

PARTS: dict[str, Callable[[Postgres], None]] = {
    "pages": bench_pages.run,
    "signing": bench_signing.run,
    "mail": lambda _: bench_mail.run(),
    "timing": lambda _: bench_timing.run(),
    "writer": bench_writer.run,
    "pdf": lambda _: bench_pdf.run(),
    "intake": lambda _: bench_intake.run(),
    "desk": desk.run,
    "log": desk_log.run,
    "keys": lambda _: desk_browser.main(),
    "rounds": bench_rounds.run,
    "order": bench_order.run,
    "roster": lambda _: bench_roster.run(),
    "imports": bench_imports.run,
}


def main(names: list[str]) -> None:
    chosen = [name for name in PARTS if not names or name in names]
    began = time.monotonic()
    server = Postgres(durable=True)
    server.start()
    try:
        for name in chosen:
            _say_conditions()
            PARTS[name](server)
    finally:
        server.remove()
    print(f"\n{time.monotonic() - began:.0f} seconds in all.")


def _say_conditions() -> None:
    """What the machine does besides, for a figure means little on a busy one."""
    with tempfile.TemporaryDirectory() as folder:
        fsyncs = figures.fsyncs_a_second(Path(folder))
    print(
        f"\n{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, "
        f"{fsyncs:,.0f} fsyncs a second"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
