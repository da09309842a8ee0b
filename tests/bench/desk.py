"""Times a moderator's pages and decisions on a big letter beside the same on a small one, and one big clean-up."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from sqlalchemy import select

from service.actions import cleaning, waves
from service.actions.waves import Agreed, Looked
from service.core.moderation import Reason
from service.installation import Installation
from service.store.accounts import Account, account_by_email
from service.store.database import Db
from service.store.tables import entries, signatures
from tests.bench.desk_seed import fill
from tests.journeys.installation import Site
from tests.journeys.steps import FORM_TYPE, Person
from tests.rig.databases import migrate
from tests.rig.postgres import Postgres
from tests.rig.server import Service
from tests.rig.smtp import Sink

SIZES = {"small": (100, 100), "big": (100_000, 1_000_000)}
READS, DECISIONS = 150, 60
MODERATOR = "bench@desk.example"


@dataclass
class Side:
    """One letter of one installation, its moderator, and the entries that wait, the oldest first."""

    site: Site
    slug: str
    person: Person
    csrf: str
    waiting: list[tuple[int, str]]

    def get(self, query: str = "") -> float:
        return self._timed(lambda: self.person.browser.get(f"/moderate/{self.slug}{query}").status_code, 200)

    def decide(self) -> float:
        signature_id, entry_hash = self.waiting.pop(0)
        fields = {"csrf": self.csrf, "signature_id": signature_id, "entry_hash": entry_hash, "outcome": "list"}
        headers = {"origin": self.site.url, "content-type": FORM_TYPE}
        path = f"/moderate/{self.slug}/decide"
        return self._timed(
            lambda: self.person.browser.post(path, content=urlencode(fields), headers=headers).status_code, 303
        )

    @staticmethod
    def _timed(ask: Callable[[], int], expected: int) -> float:
        began = perf_counter()
        status = ask()
        seconds = perf_counter() - began
        assert status == expected, status
        return seconds


KINDS: dict[str, tuple[int, Callable[[Side], float]]] = {
    "queue": (READS, lambda side: side.get()),
    "queue, evidence passes": (READS, lambda side: side.get("?evidence=pass")),
    "decision": (DECISIONS, lambda side: side.decide()),
}


def run(server: Postgres) -> None:
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, _both(kind, server, Path(folder)) as sides:
            _compare(kind, sides)
            _clean_up(kind, sides["big"])


@contextmanager
def _both(kind: str, server: Postgres, folder: Path) -> Iterator[dict[str, Side]]:
    sink, services = Sink(), []
    sink.start()
    try:
        sides = {}
        for name, (waiting, listed) in SIZES.items():
            file = folder / f"{name}.sqlite"
            url = f"sqlite:///{file}" if kind == "sqlite" else server.fresh_database()
            migrate(url)
            service = Service(folder / name, url, sink.url, UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1")
            service.start()
            services.append(service)
            sides[name] = _side(Site(service, sink), waiting, listed)
        yield sides
    finally:
        for service in services:
            service.kill()
        sink.stop()


def _side(site: Site, waiting: int, listed: int) -> Side:
    slug = site.letter()
    person = site.moderator(slug, MODERATOR)
    began = perf_counter()

    async def seed(installation: Installation) -> list[tuple[int, str]]:
        account = await installation.database.read(account_by_email, MODERATOR)
        assert account is not None
        await fill(installation, slug, account.id, waiting, listed)
        return await installation.database.read(_oldest)

    found = site.act(seed)
    print(f"{waiting:,} waiting and {listed:,} listed in {perf_counter() - began:.0f} s", flush=True)
    csrf = person.open(f"/moderate/{slug}").form("Sign out").control("csrf").value
    return Side(site, slug, person, csrf, found)


def _oldest(db: Db) -> list[tuple[int, str]]:
    waiting = select(signatures.c.id, entries.c.hash).join(entries, entries.c.id == signatures.c.newest_entry_id)
    rows = db.execute(waiting.where(signatures.c.state == "confirmed").order_by(signatures.c.changed_at).limit(90))
    return [(row.id, row.hash) for row in rows]


def _compare(kind: str, sides: dict[str, Side]) -> None:
    """Small and big in turn, so that a busy minute of the machine falls on both."""
    print(f"\n### The desk on {kind}, milliseconds\n")
    print("| | small p50 | small p99 | big p50 | big p99 | ratio p50 | ratio p99 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (times, ask) in KINDS.items():
        found: dict[str, list[float]] = {size: [] for size in sides}
        for _ in range(times):
            for size, side in sides.items():
                found[size].append(ask(side) * 1000)
        (small50, small99), (big50, big99) = (at(found["small"]), at(found["big"]))
        figures = (small50, small99, big50, big99)
        ratios = f"{big50 / small50:.2f} | {big99 / small99:.2f}"
        print(f"| {name} | {' | '.join(f'{figure:.1f}' for figure in figures)} | {ratios} |", flush=True)


def at(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return median(ordered), ordered[int(0.99 * (len(ordered) - 1))]


def _clean_up(kind: str, side: Side) -> None:
    """Take 35,000 off and put them back, as the worker does it; the search and each step are timed."""

    async def work(installation: Installation) -> None:
        database = installation.database
        account = await database.read(account_by_email, MODERATOR)
        assert account is not None
        looked = Looked(until=await database.read(_moment_of, 35_000))
        began = perf_counter()
        size, _ = await database.read(waves.look, account, side.slug, looked)
        found = (perf_counter() - began) * 1000
        began = perf_counter()
        batch_id = await database.write(_start, account, side.slug, looked, size.total, size.mark)
        started = (perf_counter() - began) * 1000
        print(f"\nA clean-up of {size.total:,} on {kind}: found in {found:.0f} ms, started in {started:.0f} ms")
        print(await _steps(installation, "taken off"))
        await database.write(waves.undo, account, side.slug, batch_id)
        print(await _steps(installation, "put back"))

    side.site.service.kill()
    side.site.act(work)


def _start(db: Db, account: Account, slug: str, looked: Looked, number: int, mark: int) -> int:
    return waves.start(db, account, slug, looked, Agreed(number, mark, Reason.SUSPICIOUS), datetime.now(UTC))


def _moment_of(db: Db, number: int) -> datetime:
    """When as many had asked to sign."""
    found = select(signatures.c.created_at).order_by(signatures.c.created_at).offset(number).limit(1)
    return db.execute(found).scalar_one()


async def _steps(installation: Installation, words: str) -> str:
    times: list[float] = []
    done, began = 1, perf_counter()
    while done:
        step = perf_counter()
        done = await installation.database.write(cleaning.work, datetime.now(UTC))
        times.append((perf_counter() - step) * 1000)
    p50, p99 = at(times)
    seconds = perf_counter() - began
    return f"{words} in {seconds:.1f} s, {len(times)} steps, p50 {p50:.0f} ms, p99 {p99:.0f} ms"


def main() -> None:
    server = Postgres(durable=True)
    server.start()
    try:
        run(server)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
