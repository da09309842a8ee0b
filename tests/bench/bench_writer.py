"""The same actions on both databases: SQLite in a thread, PostgreSQL in a greenlet over asyncpg."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import uvloop

from service.actions import composing, signing
from service.actions.signing import Asked
from service.core.entry import Entry, Lane
from service.core.letter import LetterState
from service.core.letterfile import read_letter_file
from service.core.signing import Request
from service.installation import opened
from service.settings import load
from service.store.database import Database
from service.store.letters import letter_by_slug
from tests.bench import figures, parts
from tests.rig.postgres import Postgres

WRITES = 2_000
READS = 1_000
WAITING = 64
ROUNDS = 3


def run(server: Postgres) -> None:
    """Without web server and load process: what the store alone does."""
    found: dict[str, list[tuple[float, float]]] = {"SQLite, a thread": [], "PostgreSQL, asyncpg": []}
    for _ in range(ROUNDS):
        for name in found:
            with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
                url = server.fresh_database() if name.startswith("PostgreSQL") else ""
                found[name].append(uvloop.run(_one(Path(folder), url)))
    rows = [
        [name, *(f"{median(column):,.0f}" for column in zip(*each, strict=True))] for name, each in found.items()
    ]
    figures.table(f"The store alone, {WAITING} callers", ("", "signatures asked /s", "letters read /s"), rows)


async def _one(folder: Path, url: str) -> tuple[float, float]:
    async with opened(load({}, data=folder, database_url=url)) as installation:
        return await _measure(installation.database)


async def _measure(database: Database) -> tuple[float, float]:
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
