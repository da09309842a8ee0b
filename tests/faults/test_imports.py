"""Killed in the middle of an import, and of its undo: it goes on by itself, nobody is in twice or missing."""

import asyncio
import random
from datetime import UTC, datetime

from sqlalchemy import select

from service.actions import gathering, importing, undoing
from service.core.signature import State
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.imports import Import, ImportState
from service.store.tables import entries, signatures
from tests.faults import site
from tests.rig.server import Service
from tests.store import rosters
from tests.store.ledger import disagreements
from tests.store.named import author

PEOPLE = 400
LETTERS = random.Random(5).choices("abcdefghijklmnopqrstuvwxyz", k=14 * PEOPLE)
NAMES = ["".join(LETTERS[at : at + 14]).title() for at in range(0, len(LETTERS), 14)]


async def gathered(database: Database, account: Account, now: datetime) -> int:
    """Every third has an address."""
    lines = [f"{name} <p{at}@mail.example>" if at % 3 == 0 else name for at, name in enumerate(NAMES)]
    return await gathering.gather(database, account, site.SLUG, "", "text", rosters.reading(*lines), now)


def names_in(db: Db) -> list[str]:
    """The names of everybody whom the import brought in and who is still there."""
    found = select(entries.c.name).join(signatures, signatures.c.newest_entry_id == entries.c.id)
    return list(db.execute(found.where(signatures.c.import_id.is_not(None))).scalars())


def states(db: Db) -> list[str]:
    return list(db.execute(select(signatures.c.state)).scalars())


async def reached(database: Database, account: Account, import_id: int, least: int, *ends: ImportState) -> None:
    """Wait until so many names were brought in or taken off again, or until it is at an end."""
    async with asyncio.timeout(20):
        while True:
            found = await rosters.state(database, account, site.SLUG, import_id)
            if found.state in ends or found.done + found.undone >= least:
                return
            await asyncio.sleep(0.01)


async def is_whole(database: Database, account: Account, import_id: int) -> Import:
    """Every step is whole or did not happen, and all that is kept agrees; how far it is."""
    found = await rosters.state(database, account, site.SLUG, import_id)
    names = await database.read(names_in)
    assert len(names) == len(set(names)) == found.done - found.undone
    assert await database.read(disagreements) == []
    return found


async def test_an_import_that_is_killed_goes_on_where_it_was_and_so_does_its_undo(prepared: Service) -> None:
    now, chance = datetime.now(UTC), random.Random(20261121)
    async with site.database_of(prepared) as database:
        account = await author(database, site.SLUG)
        import_id = await gathered(database, account, now)
        call = (account, site.SLUG, import_id, rosters.CONSENT, PEOPLE, now)
        await database.write(importing.start, *call)
        for least in (0, 1):
            prepared.start()
            await reached(database, account, import_id, least)
            await asyncio.sleep(chance.uniform(0, 0.06))
            prepared.kill()
            await is_whole(database, account, import_id)
        prepared.start()
        await reached(database, account, import_id, 2 * PEOPLE, ImportState.DONE)
        assert sorted(await database.read(names_in)) == sorted(NAMES), "everybody is in, once"
        await database.write(undoing.start, account, site.SLUG, import_id, now)
        await reached(database, account, import_id, PEOPLE + 1)
        await asyncio.sleep(chance.uniform(0, 0.06))
        prepared.kill()
        await is_whole(database, account, import_id)
        prepared.start()
        await reached(database, account, import_id, 2 * PEOPLE + 1, ImportState.UNDONE)
        assert (await is_whole(database, account, import_id)).undone == PEOPLE
        assert await database.read(states) == [State.ERASED] * PEOPLE, "each left one tombstone"
