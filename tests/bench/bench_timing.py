"""Whether the time of an answer tells if an address has signed: new and known ones in random order."""

import random
import sqlite3
import tempfile
from math import erfc, sqrt
from pathlib import Path
from statistics import median

from tests.bench import figures, parts
from tests.bench.sink import sink

EACH = 1_000


def run() -> None:
    """One connection, a service that sends mails beside it, as in production with one process."""
    with sink() as mail, tempfile.TemporaryDirectory(prefix="undersigned-bench-") as made:
        folder = Path(made)
        with parts.service(folder, mail=f"smtp://127.0.0.1:{mail}") as service:
            port = service.port
            known = [parts.sign_request(n, port, f"known{n}@known{n}.example", "first") for n in range(EACH)]
            figures.load(port, known, EACH, expect=303)
            connection = sqlite3.connect(folder / "letters.sqlite")
            ids = [row[0] for row in connection.execute("SELECT id FROM signatures")]
            connection.close()
            figures.load(port, parts.confirm_requests(service, port, ids), EACH)
            requests = [
                (is_known, parts.sign_request(EACH + n, port, f"{name}{n}@{name}{n}.example", name))
                for n in range(EACH)
                for is_known, name in ((True, "known"), (False, "new"))
            ]
            random.Random(7).shuffle(requests)
            times = figures.load(port, [each for _, each in requests], len(requests), 1, expect=303).times
    marked = [(seconds * 1000, is_known) for seconds, (is_known, _) in zip(times, requests, strict=True)]
    known_times = [time for time, is_known in marked if is_known]
    new_times = [time for time, is_known in marked if not is_known]
    row = [f"{median(new_times):.3f}", f"{median(known_times):.3f}", f"{p_value(new_times, known_times):.3f}"]
    figures.table(
        'Does the time tell "has X signed?"',
        ("", "new, median ms", "known, median ms", "p (rank test)"),
        [[f"{EACH:,} of each, in random order", *row]],
    )


def p_value(one: list[float], other: list[float]) -> float:
    """Of the two-sided rank test by Mann and Whitney, by its normal approximation; small: they differ."""
    ordered = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_, is_one) in enumerate(ordered, 1) if is_one)
    n, m = len(one), len(other)
    expected, deviation = n * (n + m + 1) / 2, sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(ranks - expected) / deviation / sqrt(2))
