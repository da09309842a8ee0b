"""Times the log, its filters, its file and the tally with a million acts beside the same with a thousand."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from service.actions import logbook
from service.installation import Installation
from service.store import decisions, letters
from service.store.accounts import account_by_email
from tests.bench.desk import MODERATOR, at
from tests.bench.desk_seed import NUMBERS, run_statement
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.rig.databases import KINDS, migrate
from tests.rig.postgres import Postgres
from tests.rig.server import Service
from tests.rig.smtp import Sink

SIZES = {"small": 1_000, "big": 1_000_000}
READS, TALLIES = 100, 40
CHUNK = 50_000
SPAN = timedelta(days=29)
"""All of it within what the tally shows."""

ACTS = f"""{NUMBERS} INSERT INTO acts
    (letter_id, signature_id, act, entry_id, entry_hash, lane, account_id, reason, note, at)
    SELECT :letter, i / 4,
    CASE WHEN i % 40 = 1 THEN 'decline' WHEN i % 40 = 5 THEN 'ask' WHEN i % 4 = 0 THEN 'confirm'
    WHEN i % 4 = 1 THEN 'list' WHEN i % 4 = 2 THEN 'reveal' ELSE 'report' END,
    i / 4, 'hash', 'cosigner', CASE WHEN i % 4 IN (1, 2) THEN :account END, '', '',
    CAST(:start AS BIGINT) + CAST(i AS BIGINT) * :apart FROM n"""
DAYS = """INSERT INTO tallies (letter_id, day, act, decided) SELECT letter_id, at / 86400000000, act, count(*)
    FROM acts WHERE act IN ('list', 'ask', 'decline', 'unlist') GROUP BY 1, 2, 3"""


def run(server: Postgres) -> None:
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder, _both(kind, server, Path(folder)) as sides:
            _compare(kind, sides)


@contextmanager
def _both(kind: str, server: Postgres, folder: Path) -> Iterator[dict[str, tuple[Site, str, Person]]]:
    sink, services = Sink(), []
    sink.start()
    try:
        sides = {}
        for name, acts in SIZES.items():
            url = f"sqlite:///{folder / name}.sqlite" if kind == "sqlite" else server.fresh_database()
            migrate(url)
            service = Service(folder / name, url, sink.url, UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1")
            service.start()
            services.append(service)
            site = Site(service, sink)
            slug = site.letter()
            person = site.moderator(slug, MODERATOR)
            _fill(site, slug, acts)
            sides[name] = (site, slug, person)
        yield sides
    finally:
        for service in services:
            service.kill()
        sink.stop()


def _fill(site: Site, slug: str, acts: int) -> None:
    start = int((datetime.now(UTC) - SPAN).timestamp() * 1_000_000)
    apart = SPAN // timedelta(microseconds=1) // acts

    async def seed(installation: Installation) -> None:
        database = installation.database
        account = await database.read(account_by_email, MODERATOR)
        letter = await database.read(letters.letter_by_slug, slug)
        assert account and letter
        values = {"letter": letter.id, "account": account.id, "start": start, "apart": apart}
        for first in range(1, acts + 1, CHUNK):
            part = values | {"first": first, "last": min(first + CHUNK - 1, acts)}
            await database.write(run_statement, ACTS, part)
        await database.write(run_statement, DAYS, {})
        await database.write(run_statement, "ANALYZE", {})

    began = perf_counter()
    site.act(seed)
    print(f"{acts:,} acts in {perf_counter() - began:.0f} s", flush=True)


def _pages(site: Site, slug: str, person: Person) -> dict[str, Callable[[], None]]:
    """What is timed over HTTP, by its name."""
    account = site.act(lambda each: each.database.read(account_by_email, MODERATOR))
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    queries = {
        "log": "",
        "log, one kind": "?act=decline",
        "log, a kind that is not there": "?act=retract",
        "log, one moderator": f"?by={account.id}",
        "log, nobody's": "?by=others",
        "log, one moderator's one kind": f"?by={account.id}&act=ask",
        "log, two days": f"?from={yesterday}&to={datetime.now(UTC).date()}",
        "log, one signature": "?signature=100",
    }

    def ask(query: str) -> Callable[[], None]:
        def get() -> None:
            answer = person.browser.get(f"/moderate/{slug}/log{query}")
            assert answer.status_code == 200, answer.status_code

        return get

    found = {name: ask(query) for name, query in queries.items()}
    older = person.open(f"/moderate/{slug}/log").links["Older"].partition("log")[2]
    return found | {"log, an older page": ask(older), "queue": lambda: _queue(slug, person)}


def _queue(slug: str, person: Person) -> None:
    assert person.browser.get(f"/moderate/{slug}").status_code == 200


def _compare(kind: str, sides: dict[str, tuple[Site, str, Person]]) -> None:
    print(f"\n### The log on {kind}, milliseconds\n")
    print("| | small p50 | small p99 | big p50 | big p99 | ratio p50 | ratio p99 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    pages = {size: _pages(*side) for size, side in sides.items()}
    for name in pages["small"]:
        found: dict[str, list[float]] = {size: [] for size in sides}
        for _ in range(READS):
            for size in sides:
                found[size].append(_timed(pages[size][name]))
        _row(name, found)
    inside = {size: _inside(site, slug) for size, (site, slug, _) in sides.items()}
    for name in inside["small"]:
        _row(name, {size: inside[size][name] for size in sides})
    for size, (site, slug, person) in sides.items():
        print(_file(size, site, slug, person), flush=True)


def _timed(act: Callable[[], None]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def _row(name: str, found: dict[str, list[float]]) -> None:
    (small50, small99), (big50, big99) = (at(found[size]) for size in SIZES)
    figures = " | ".join(f"{figure:.1f}" for figure in (small50, small99, big50, big99))
    print(f"| {name} | {figures} | {big50 / small50:.2f} | {big99 / small99:.2f} |", flush=True)


def _inside(site: Site, slug: str) -> dict[str, list[float]]:
    """Without the page's cache: the tally of 30 days, and what was done to one signature."""

    async def work(installation: Installation) -> dict[str, list[float]]:
        read = installation.database.read
        letter = await read(letters.letter_by_slug, slug)
        assert letter is not None
        found: dict[str, list[float]] = {"tally": [], "acts of a signature": [], "last decision": []}
        for number in range(TALLIES):
            for name, query, asked in (
                ("tally", logbook.public_tally, (letter, datetime.now(UTC))),
                ("acts of a signature", decisions.acts_of, (number + 1,)),
                ("last decision", decisions.last_decision_at, (letter.id,)),
            ):
                began = perf_counter()
                await read(query, *asked)
                found[name].append((perf_counter() - began) * 1000)
        return found

    return site.act(work)


def _file(size: str, site: Site, slug: str, person: Person) -> str:
    """The whole log as a file: how long it takes, and how much memory the service takes for it."""
    before, began, length = _memory(site), perf_counter(), 0
    with person.browser.stream("GET", f"/moderate/{slug}/log.csv", timeout=600) as answer:
        most = before
        for part in answer.iter_bytes(1_000_000):
            length += len(part)
            most = max(most, _memory(site))
    seconds = perf_counter() - began
    words = f"{length / 2**20:.1f} MiB in {seconds:.1f} s, with {most - before:.0f} MiB more memory"
    return f"\nThe file of the {size} log: {words}"


def _memory(site: Site) -> float:
    """What the service and its children hold, in MiB."""
    assert site.service.process is not None
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        words = dict(line.split(":", 1) for line in _lines(status) if ":" in line)
        if str(site.service.process.pid) in (words.get("Pid", "").strip(), words.get("PPid", "").strip()):
            total += int(words.get("VmRSS", "0 kB").split()[0])
    return total / 1024


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []


def main() -> None:
    server = Postgres(durable=True)
    server.start()
    try:
        run(server)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
