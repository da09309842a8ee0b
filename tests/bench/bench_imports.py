"""A roster of many brought onto a letter and taken off again, beside the same rows handed to the bare tables."""

import asyncio
import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert, update

from service.actions import gathering, importing, undoing
from service.core.entry import Entry, Lane, Position
from service.core.letter import Letter
from service.core.roster.same import Named, compare
from service.core.roster.values import Person, Reading
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.entries import NewEntry, insert_entries
from service.store.tables import acts, approvals, places, signatures
from tests.bench.figures import table
from tests.rig.databases import fresh_database
from tests.rig.postgres import Postgres
from tests.store import rosters
from tests.store.conftest import opened
from tests.store.named import author
from tests.store.people import NOW, number, open_letter

SIZE = 35_000
HEADS = ("", "kept s", "compared s", "brought in /s", "bare rows /s", "ratio", "longest step ms", "undone /s")
PARTS = ("ka", "lo", "mi", "ten", "dor", "va", "shi", "ne", "ru", "bel", "ga", "to", "pri", "an", "es", "or", "um")


def run(_server: Postgres) -> None:
    rows = [asyncio.run(_measure(kind)) for kind in ("sqlite", "postgresql")]
    table(f"A roster of {SIZE:,} on a letter with nobody on it", HEADS, rows)
    sizes = (SIZE // 4, SIZE // 2, SIZE)
    found = [_compared(size) for size in sizes]
    table("Duplicates among as many rows and names, 1 in 70 misspelt", ("", "found", "seconds"), found)


def people(count: int, seed: int) -> list[Person]:
    """Invented names with what stands behind each, every second one with an address."""
    drawn = random.Random(seed)
    given, family = [_word(drawn, 2) for _ in range(600)], [_word(drawn, 3) for _ in range(6_000)]
    found = []
    for at in range(count):
        name = f"{drawn.choice(given)} {drawn.choice(family)}"
        rest = f"Professor of {_word(drawn, 3)}, University of {_word(drawn, 2)}"
        email = f"p{at}@mail{at % 50}.example" if at % 2 else ""
        held = (Position(*rest.split(", ")),)
        found.append(Person((at + 1,), None, "", name, "", rest, held, "", email, f"{name}, {rest}"))
    return found


def _word(drawn: random.Random, length: int) -> str:
    return "".join(drawn.choice(PARTS) for _ in range(length)).capitalize()


def _compared(size: int) -> list[str]:
    known = [Named(at, each.name, "", each.rest) for at, each in enumerate(people(size, 1))]
    rows = [Named(at, each.name, "", each.rest) for at, each in enumerate(people(size, 2))]
    for at in range(size // 70):
        rows[at] = Named(at, known[at].name.replace("a", "e", 1), "", known[at].rest)
    began = perf_counter()
    found = compare(rows, known)
    return [f"{size:,} against {size:,}", f"{len(found):,}", f"{perf_counter() - began:.1f}"]


async def _measure(kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url:
        async with opened(url) as database:
            letter = await open_letter(database)
            account = await author(database, letter.slug)
            began = perf_counter()
            reading = Reading(tuple(people(SIZE, 1)))
            import_id = await gathering.gather(database, account, letter.slug, "", "text", reading, NOW)
            kept, began = perf_counter() - began, perf_counter()
            await gathering.check_some(database, NOW)
            compared = perf_counter() - began
            new = (await rosters.sums(database, account, letter.slug, import_id)).new
            await rosters.started(database, account, letter.slug, import_id)
            steps = await _steps(database, lambda: database.write(importing.work, os.urandom(32), NOW))
            bare = await _bare(database, account)
            await database.write(undoing.start, account, letter.slug, import_id, NOW)
            undone = await _steps(database, lambda: database.write(undoing.work, NOW))
            rate = new / sum(steps)
            return [
                kind,
                f"{kept:.1f}",
                f"{compared:.1f}",
                f"{rate:,.0f}",
                f"{bare:,.0f}",
                f"{rate / bare:.2f}",
                f"{1000 * max(steps):.0f}",
                f"{new / sum(undone):,.0f}",
            ]


async def _steps(database: Database, work) -> list[float]:  # type: ignore[no-untyped-def]
    """How long each step took, until none is left."""
    steps, done = [], 1
    while done:
        began = perf_counter()
        done = await work()
        steps.append(perf_counter() - began)
    return steps


async def _bare(database: Database, account: Account) -> float:
    """Rows a second into the same tables, as many in each transaction, and nothing worked out but the entries."""
    letter = await open_letter(database)
    found = people(SIZE, 3)
    began = perf_counter()
    for first in range(0, SIZE, importing.STEP_MOST):
        await database.write(_insert, letter, account, found[first : first + importing.STEP_MOST], first)
    return SIZE / (perf_counter() - began)


def _insert(db: Db, letter: Letter, account: Account, found: Sequence[Person], first: int) -> None:
    new = [
        NewEntry(number(), number(), Entry(each.name, positions=each.positions), Lane.COSIGNER, b"s" * 16, NOW)
        for each in found
    ]
    fixed = {"letter_id": letter.id, "version_id": letter.version.id, "state": "listed", "consent_hash": ""}
    fixed |= {"wants_updates": False, "created_at": NOW, "changed_at": NOW}
    ids = [each.signature_id for each in new]
    db.execute(
        insert(signatures),
        [
            fixed | {"id": each.signature_id, "newest_entry_id": each.id, "position": first + at + 1}
            for at, each in enumerate(new)
        ],
    )
    insert_entries(db, new)
    by = {"account_id": account.id, "at": NOW}
    db.execute(insert(approvals), [by | {"entry_id": each.id} for each in new])
    chosen = update(signatures).where(signatures.c.id.in_(ids))
    db.execute(chosen.values(standing_entry_id=signatures.c.newest_entry_id))
    placed = [
        {"roll_id": letter.roll_id, "place": b"\0\1" + (first + at).to_bytes(8, "big"), "signature_id": each}
        for at, each in enumerate(ids)
    ]
    db.execute(insert(places), placed)
    logged = by | {"letter_id": letter.id, "act": "import", "lane": "cosigner", "reason": "", "note": ""}
    db.execute(
        insert(acts),
        [
            logged | {"signature_id": each.signature_id, "entry_id": each.id, "entry_hash": each.revision().hash}
            for each in new
        ],
    )
