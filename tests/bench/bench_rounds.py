"""A material change of a letter that few or many have signed: what the save takes, how fast mails are promised."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert, select

from service.actions import rounds
from service.core.letter import VersionKind
from service.store.database import Database, Db
from service.store.outbox import Kind, MailState
from service.store.tables import outbox, signatures
from tests.bench import desk_seed
from tests.bench.figures import table
from tests.rig.databases import fresh_database
from tests.rig.postgres import Postgres
from tests.store.changes import change_text
from tests.store.conftest import opened
from tests.store.people import open_letter

SIZES = (100, 35_000)
CHUNK = 5_000
HEADS = ("", "saved in ms", "longest step ms", "promised /s", "bare rows /s", "ratio")


def run(_server: Postgres) -> None:
    rows = [asyncio.run(_measure(kind, size)) for kind in ("sqlite", "postgresql") for size in SIZES]
    table("A material change and its round of mails", HEADS, rows)


@asynccontextmanager
async def _seeded(kind: str, size: int) -> AsyncIterator[tuple[Database, str]]:
    """A letter with so many confirmed signatures, each with an address of its own."""
    with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url:
        async with opened(url) as database:
            letter = await open_letter(database)
            for first in range(0, size, CHUNK):
                numbers = range(first, min(first + CHUNK, size))
                await database.write(desk_seed.wait, letter.id, letter.version.id, numbers)
            await database.write(_confirm)
            yield database, letter.slug


def _confirm(db: Db) -> None:
    db.execute(signatures.update().values(state="confirmed", epoch=1, confirmed_at=datetime.now(UTC)))


async def _measure(kind: str, size: int) -> list[str]:
    async with _seeded(kind, size) as (database, slug):
        began = perf_counter()
        await database.write(change_text, slug, "The ferry must run at night.", VersionKind.MATERIAL, _now())
        saved = perf_counter() - began
        steps, began = [], perf_counter()
        while True:
            step = perf_counter()
            if not await database.write(rounds.work, _now()):
                break
            steps.append(perf_counter() - step)
        rate = size / (perf_counter() - began)
        bare = await _bare(database, size)
    figures = (saved * 1e3, max(steps) * 1e3, rate, bare)
    return [f"{kind}, {size:,} signed", *(f"{figure:,.0f}" for figure in figures), f"{rate / bare:.2f}"]


async def _bare(database: Database, size: int) -> float:
    """The same rows put into the outbox alone, as many in each commit."""
    ids = await database.read(_ids)
    began = perf_counter()
    for first in range(0, size, rounds.STEP_MOST):
        await database.write(_put, ids[first : first + rounds.STEP_MOST])
    return size / (perf_counter() - began)


def _ids(db: Db) -> list[int]:
    return list(db.execute(select(signatures.c.id)).scalars())


def _put(db: Db, ids: list[int]) -> None:
    common = {"kind": Kind.TEXT_CHANGED.value, "letter_id": 1, "epoch": 1, "data": {"from": 1, "to": 2}}
    common |= {"state": MailState.QUEUED.value, "due_at": _now(), "created_at": _now(), "problem": ""}
    db.execute(insert(outbox), [common | {"dedupe": f"bare:2:{each}", "signature_id": each} for each in ids])


def _now() -> datetime:
    return datetime.now(UTC)
