"""Signing by the form and being brought in at the same time, through the writers of two processes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.util import await_only

from service.actions import importing, signing
from service.actions.signing import Asked, Confirmation, Confirmed
from service.core.letter import Counts, Letter
from service.store import letters
from service.store.database import Database, Db
from service.store.imports import Import, ImportState
from tests.rig.databases import fresh_database
from tests.store import rosters
from tests.store.conftest import opened
from tests.store.ledger import disagreements
from tests.store.named import author
from tests.store.people import NOW, asked, letter_of, open_letter
from tests.store.rosters import gathered, started

PEOPLE = 30


@dataclass
class Two:
    """Two processes on one database: people confirm by the server, the worker brings in."""

    server: Database
    worker: Database
    letter: Letter
    asks: list[Asked]
    state: Callable[[], Any]

    def confirm(self, asks: Asked) -> Any:
        return self.server.write_each(signing.confirm, Confirmation(asks.signature_id, 0, "", NOW))


@pytest_asyncio.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    """Everybody of a roster that is about to come in has asked to sign too."""
    with fresh_database("postgresql", tmp_path) as url:
        async with opened(url) as server, opened(url) as worker:
            letter = await open_letter(server)
            account = await author(server, letter.slug)
            emails = [f"p{at}@mail{at}.example" for at in range(PEOPLE)]
            asks = [asked(letter, email) for email in emails]
            await asyncio.gather(*(server.write_each(signing.ask_to_sign, each) for each in asks))
            names = [f"{chr(65 + at % 26) * 9} {chr(97 + at) * 5} <{email}>" for at, email in enumerate(emails)]
            import_id = await gathered(server, account, letter.slug, *names)
            await started(server, account, letter.slug, import_id)
            yield Two(
                server, worker, letter, asks, lambda: rosters.state(server, account, letter.slug, import_id)
            )


class Held:
    """An action that keeps its transaction open, once it has done its work, until it is let go."""

    def __init__(self, action: Callable[..., Any]) -> None:
        self.action = action
        self.is_done, self.goes_on = asyncio.Event(), asyncio.Event()

    def __call__(self, db: Db, *args: Any) -> Any:
        answer = self.action(db, *args)
        self.is_done.set()
        await_only(self.goes_on.wait())
        return answer


async def somebody_waits(database: Database) -> None:
    """Until one transaction waits for what another one holds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with asyncio.timeout(20):
        while not await database.read(lambda db: db.execute(waiting).scalar_one()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def to_the_end(two: Two) -> Import:
    """The worker goes on until the import is at its end."""
    while await two.worker.write(importing.work, rosters.secret(), NOW, 3):
        pass
    found: Import = await two.state()
    assert found.state is ImportState.DONE
    assert await two.server.read(disagreements) == []
    return found


async def at_once(
    database: Database, held: Held, writing: Awaitable[Any], other: Callable[[], Awaitable[Any]]
) -> Any:
    """What both answer: the second begins when the first has done its work, and waits for its commit."""
    first = asyncio.ensure_future(writing)
    await held.is_done.wait()
    second = asyncio.ensure_future(other())
    await somebody_waits(database)
    held.goes_on.set()
    return await asyncio.gather(first, second)


async def test_who_confirms_while_they_are_brought_in_has_signed_and_the_import_gives_way(two: Two) -> None:
    held = Held(importing.work)
    bringing = two.worker.write(held, rosters.secret(), NOW, 1)
    looked_at, answer = await at_once(two.server, held, bringing, lambda: two.confirm(two.asks[0]))
    assert looked_at == 1 and isinstance(answer, Confirmed)
    assert (await to_the_end(two)).done == PEOPLE
    assert (await letter_of(two.server, two.letter.slug)).counts == Counts(named=PEOPLE - 1, waiting=1)


async def test_who_is_brought_in_while_they_confirm_is_left_out_and_counted(two: Two) -> None:
    held = Held(signing.confirm)
    confirming = two.server.write_each(held, Confirmation(two.asks[0].signature_id, 0, "", NOW))
    bring = lambda: two.worker.write(importing.work, rosters.secret(), NOW, 1)  # noqa: E731
    answer, looked_at = await at_once(two.worker, held, confirming, bring)
    assert looked_at == 1 and isinstance(answer, Confirmed)
    found = await to_the_end(two)
    assert (found.done, found.left_out) == (PEOPLE - 1, 1)


async def test_of_many_who_confirm_while_they_are_brought_in_each_is_there_once(two: Two) -> None:
    """Whichever comes first: nobody is answered by a fault, and every person has signed."""
    answers = asyncio.gather(*(confirm_soon(two, at) for at in range(PEOPLE)))
    found = await to_the_end(two)
    assert all(isinstance(answer, Confirmed) for answer in await answers)
    assert found.done + found.left_out == PEOPLE
    assert await two.server.read(disagreements) == []
    assert (await letter_of(two.server, two.letter.slug)).counts == Counts(waiting=PEOPLE)


async def confirm_soon(two: Two, at: int) -> Any:
    await asyncio.sleep(at * 0.005)
    return await two.confirm(two.asks[PEOPLE - 1 - at])


async def test_two_writes_that_wait_for_one_another_both_happen(two: Two) -> None:
    here, there = two.letter.id, (await open_letter(two.server)).id
    one, other = asyncio.Event(), asyncio.Event()
    await asyncio.gather(
        two.server.write(hold_both, here, there, one, other), two.worker.write(hold_both, there, here, other, one)
    )


def hold_both(db: Db, first: int, second: int, mine: asyncio.Event, theirs: asyncio.Event) -> None:
    """Hold a letter, and another one when somebody else holds that."""
    letters.hold(db, first)
    mine.set()
    await_only(theirs.wait())
    letters.hold(db, second)
