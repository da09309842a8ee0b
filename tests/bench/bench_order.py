"""Moves of names and pages of the order with 1,000, 35,000 and a million names, and how long a new order takes."""

import itertools
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.bench import figures, parts
from tests.journeys import steps
from tests.journeys.steps import FORM_TYPE, Person
from tests.rig.postgres import Postgres
from tests.rig.smtp import Sink

SIZES = (1_000, 35_000, 1_000_000)
TIMES = 100
WARM = 5
PATH = f"/compose/{parts.SLUG}/order"


@dataclass
class Desk:
    """An author of a letter with so many names."""

    count: int
    person: Person
    csrf: str
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def get(self, query: str) -> float:
        return _timed(lambda: self.person.browser.get(f"{PATH}?{query}").status_code, 200)

    def post(self, path: str, **fields: object) -> float:
        headers = {"origin": str(self.person.browser.base_url).rstrip("/"), "content-type": FORM_TYPE}
        content = urlencode({"csrf": self.csrf, **fields})
        return _timed(lambda: self.person.browser.post(path, content=content, headers=headers).status_code, 303)

    def anybody(self) -> int:
        return self.chance.randint(2, self.count)

    def far(self) -> int:
        return self.chance.randint(self.count // 2, self.count - 200)

    def move(self, way: str, **fields: object) -> float:
        return self.post(PATH, signature=self.anybody(), way=way, **fields)

    @property
    def pages(self) -> int:
        return self.count // 100


KINDS: dict[str, Callable[[Desk], float]] = {
    "first page": lambda desk: desk.get("page=1"),
    "middle page": lambda desk: desk.get(f"page={desk.pages // 2}"),
    "last page": lambda desk: desk.get(f"page={desk.pages}"),
    "up": lambda desk: desk.move("up"),
    "to a far number": lambda desk: desk.move("number", number=desk.far()),
    "pin": lambda desk: desk.move("pin"),
}


def run(server: Postgres) -> None:
    for kind, uses in (("SQLite", None), ("PostgreSQL", server)):
        with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
            _compare(kind, [_measured(Path(folder), count, uses) for count in SIZES])


def _measured(folder: Path, count: int, server: Postgres | None) -> tuple[list[str], dict[str, list[float]]]:
    """How long it took to lay a new order of so many names, then the times of each kind."""
    own = folder / str(count)
    own.mkdir()
    url = server.fresh_database() if server else ""
    sink = Sink()
    sink.start()
    try:
        with parts.service(own, url, filled=count, server=server, mail=sink.url) as made:
            email = "author@letters.example"
            added = made.cli("account", "add", email, "--role", "author", "--letter", parts.SLUG)
            author = steps.half_way_in(made.url, added.stdout.strip())
            steps.set_up_second_step(author)
            desk = Desk(count, author, author.open("/account").form("Sign out").control("csrf").value)
            laid = _lay(desk)
            found = {name: [ask(desk) for _ in range(TIMES + WARM)][WARM:] for name, ask in KINDS.items()}
            return laid, found
    finally:
        sink.stop()


def _lay(desk: Desk) -> list[str]:
    """Lay everybody by hand, as an author does; how long it took, and what a visitor waited meanwhile."""
    groups = {"count": 1, "name-0": "", "rule-0": "hand", "words-0": "", "id-0": 0, "step": "preview"}
    quiet = [_letter(desk) for _ in range(TIMES)]
    with _visitor(desk) as waits:
        began = time.monotonic()
        answered = desk.post(f"{PATH}/groups", **groups)
        while desk.person.open(f"{PATH}/new").heading != "A new order":
            time.sleep(0.5)
        seconds = time.monotonic() - began
    roll_id = desk.person.form("Use this order").control("roll").value
    used = desk.post(f"{PATH}/new", roll=roll_id, step="use")
    p99 = figures.at([figures.Loaded(0, 0, {}, waits)], 0.99)
    before = figures.at([figures.Loaded(0, 0, {}, quiet)], 0.99)
    cells = (answered * 1000, seconds, used * 1000, before, p99)
    return [f"{desk.count:,}", *(f"{cell:,.1f}" for cell in cells)]


@contextmanager
def _visitor(desk: Desk) -> Iterator[list[float]]:
    """Somebody who reads the list, another page each time, while something else happens."""
    waits: list[float] = []
    is_over = threading.Event()
    reader = Person(str(desk.person.browser.base_url))

    def read() -> None:
        for page in itertools.cycle(range(1, max(2, desk.count // 500))):
            if is_over.wait(0.02):
                return
            path = f"/letters/{parts.SLUG}/signatories?page={page}"
            waits.append(_timed(lambda path=path: reader.browser.get(path).status_code, 200))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield waits
    finally:
        is_over.set()
        thread.join()
        waits or waits.append(0.0)


def _letter(desk: Desk) -> float:
    page = desk.chance.randint(1, max(1, desk.count // 500))
    path = f"/letters/{parts.SLUG}/signatories?page={page}"
    return _timed(lambda: desk.person.browser.get(path).status_code, 200)


def _timed(ask: Callable[[], int], expected: int) -> float:
    began = time.perf_counter()
    status = ask()
    seconds = time.perf_counter() - began
    if status != expected:
        raise RuntimeError(f"expected {expected}, got {status}")
    return seconds


def _compare(kind: str, found: list[tuple[list[str], dict[str, list[float]]]]) -> None:
    heads = ("names", "answered ms", "laid in s", "used in ms", "a list page before, p99 ms", "meanwhile, p99 ms")
    figures.table(f"A new order on {kind}", heads, [laid for laid, _ in found])
    rows = []
    for name in KINDS:
        small = found[0][1][name]
        row = [name]
        for _, times in found:
            ordered = sorted(times[name])
            p50, p99 = median(ordered), ordered[int(0.99 * (len(ordered) - 1))]
            ratio = p50 / median(small)
            row += [f"{p50 * 1000:.1f}", f"{p99 * 1000:.1f}", f"{ratio:.2f}"]
        rows.append(row)
    cells = ("p50", "p99", "ratio")
    figures.table(
        f"The order of names on {kind}, milliseconds",
        ("", *(f"{count:,} {cell}" for count in SIZES for cell in cells)),
        rows,
    )
