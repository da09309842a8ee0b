"""Asking to sign and confirming, durable on disk, beside bare handlers with one raw transaction each."""

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import figures, parts
from tests.bench.figures import Loaded
from tests.rig.postgres import Postgres
from tests.rig.server import Service

REQUESTS = 1_000
ROUNDS = 6
CONNECTIONS = 64


def run(server: Postgres) -> None:
    """Each round signs with new addresses on both sides, and confirms what it signed."""
    rows: list[list[str]] = []
    waits: list[list[str]] = []
    times: list[list[str]] = []
    for name, on_postgres in (("SQLite", False), ("PostgreSQL", True)):
        for act, (ours, bare) in _on(server if on_postgres else None).items():
            rates = [each.rate for each in ours], [each.rate for each in bare]
            rows.append(figures.compared(f"{act}, {name}", *rates, aim=1.0))
            times.append(figures.spent(f"{act}, {name}", ours, bare))
            shares = [figures.at(side, share) for side in (ours, bare) for share in (0.5, 0.99)]
            waits.append([f"{act}, {name}", *(f"{milliseconds:,.0f}" for milliseconds in shares)])
    figures.table(f"Durable writes, {CONNECTIONS} connections", figures.COMPARED, rows)
    figures.table("Processor time of the server for each", figures.SPENT, times)
    figures.table("How long each waited, ms", ("", "service p50", "service p99", "bare p50", "bare p99"), waits)


def _on(server: Postgres | None) -> dict[str, tuple[list[Loaded], list[Loaded]]]:
    """Both acts on one database: runs of the service and of the bare handlers."""
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as made:
        folder = Path(made)
        url = server.fresh_database() if server else ""
        target = server.fresh_database().replace("+asyncpg", "") if server else str(folder / "bare.sqlite")
        with parts.service(folder, url) as service, parts.bare("rows", BENCH_DATABASE=target) as bare:
            return _both(service, bare, lambda: _pending(server, url, folder))


def _both(
    service: Service, bare: int, pending: Callable[[], list[int]]
) -> dict[str, tuple[list[Loaded], list[Loaded]]]:
    signed: list[Loaded] = []
    bare_signed: list[Loaded] = []
    confirmed: list[Loaded] = []
    bare_confirmed: list[Loaded] = []
    for number in range(ROUNDS + 1):
        asked = [(service.port, signed), (bare, bare_signed)]
        for port, found in asked if number % 2 else reversed(asked):
            requests = [_sign(number * REQUESTS + each, port) for each in range(REQUESTS)]
            found.append(figures.load(port, requests, REQUESTS, CONNECTIONS, expect=303))
        links = parts.confirm_requests(service, service.port, pending())
        own = [_confirm_bare(number * REQUESTS + each + 1, bare) for each in range(REQUESTS)]
        given = [(service.port, links, confirmed), (bare, own, bare_confirmed)]
        for port, requests, found in given if number % 2 else reversed(given):
            found.append(figures.load(port, requests, REQUESTS, CONNECTIONS))
    warm = slice(1, None)
    return {
        "asking to sign": (signed[warm], bare_signed[warm]),
        "confirming": (confirmed[warm], bare_confirmed[warm]),
    }


def _sign(number: int, port: int) -> bytes:
    return parts.sign_request(number, port, f"person{number}@place{number}.example", "run")


def _confirm_bare(number: int, port: int) -> bytes:
    return parts.post_request(f"/confirm/{number}", port, "choice=sign")


def _pending(server: Postgres | None, url: str, folder: Path) -> list[int]:
    query = "SELECT id FROM signatures WHERE state = 'pending'"
    if server:
        return [int(line) for line in server.sql(query, url.rsplit("/", 1)[1]).split()]
    connection = sqlite3.connect(folder / "letters.sqlite")
    found = [row[0] for row in connection.execute(query)]
    connection.close()
    return found
