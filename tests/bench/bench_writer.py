"""The same actions by three ways to a database: thread, driver thread for each call, greenlet over asyncpg."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import uvloop
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import greenlet_spawn

from service.actions import composing, signing
from service.actions.signing import Asked
from service.core.entry import Entry, Lane
from service.core.letter import LetterState
from service.core.letterfile import read_letter_file
from service.core.signing import Request
from service.installation import opened
from service.settings import load
from service.store import database as store
from service.store.letters import letter_by_slug
from tests.bench import figures, parts
from tests.rig.postgres import Postgres

WRITES = 2_000
READS = 1_000
WAITING = 64
ROUNDS = 3


class OverAiosqlite(store.Database):
    """As the service was at first: aiosqlite, which goes to its thread and back for each call of the driver."""

    def _engine(self, is_writer: bool) -> Engine:
        if not self.is_sqlite:
            return super()._engine(is_writer)
        size = 1 if is_writer else store.READERS
        engine = create_async_engine(self.url, pool_size=size, max_overflow=0).sync_engine
        store._prepare_sqlite(engine, is_writer)
        return engine

    async def _call(self, threads: Any, function: Callable[..., Any], *args: Any) -> Any:
        return await greenlet_spawn(function, *args)


def run(server: Postgres) -> None:
    """Without web server and load process: what the store alone does."""
    ways = (
        ("SQLite, a thread", "", None),
        ("SQLite, aiosqlite", "", OverAiosqlite),
        ("PostgreSQL, asyncpg", "pg", None),
    )
    found: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in ways}
    for _ in range(ROUNDS):
        for name, kind, way in ways:
            with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
                url = server.fresh_database() if kind else ""
                found[name].append(uvloop.run(_one(Path(folder), url, way)))
    rows = [
        [name, *(f"{median(column):,.0f}" for column in zip(*each, strict=True))] for name, each in found.items()
    ]
    figures.table(f"The store alone, {WAITING} callers", ("", "signatures asked /s", "letters read /s"), rows)


async def _one(folder: Path, url: str, way: type[store.Database] | None) -> tuple[float, float]:
    import service.installation as installation_module

    kept = installation_module.Database
    installation_module.Database = way or kept  # type: ignore[misc]
    try:
        async with opened(load({}, data=folder, database_url=url)) as installation:
            return await _measure(installation.database)
    finally:
        installation_module.Database = kept  # type: ignore[misc]


async def _measure(database: store.Database) -> tuple[float, float]:
    now = parts.now()
    profile, wording = read_letter_file(parts.LETTER.encode())
    await database.write(composing.add_letter, profile, wording, now)
    await database.write(composing.move_letter, parts.SLUG, LetterState.OPEN)
    letter = await database.read(letter_by_slug, parts.SLUG)
    assert letter is not None

    async def ask(n: int) -> None:
        request = Request(Entry(f"Person {n}"), Lane.COSIGNER, f"p{n}@place{n}.example", False)
        asked = Asked(parts.SLUG, request, letter.version.seal, n + 1, n + 1, os.urandom(16), f"network {n}", now)
        await database.write_each(signing.ask_to_sign, asked)

    async def look(n: int) -> None:
        await database.read(lambda db: letter_by_slug(db, parts.SLUG))

    return await _rate(ask, WRITES), await _rate(look, READS)


async def _rate(act: Callable[[int], Any], count: int) -> float:
    numbers = iter(range(count))

    async def lane() -> None:
        for number in numbers:
            await act(number)

    began = perf_counter()
    await asyncio.gather(*(lane() for _ in range(WAITING)))
    return count / (perf_counter() - began)
