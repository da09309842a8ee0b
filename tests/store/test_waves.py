"""A clean-up while people go on: what they change is left, a stop leaves the rest, the log says who did what."""

import asyncio
import os

import pytest

from service.actions import cleaning, managing, waves
from service.actions.waves import Agreed, Looked, StillRunning
from service.core.entry import Entry, Lane
from service.core.letter import Letter
from service.core.moderation import Reason
from service.core.signature import Act, State
from service.store import decisions
from service.store.accounts import Account
from service.store.batches import Fate
from service.store.database import Database
from tests.store.conftest import opened
from tests.store.ledger import disagreements
from tests.store.people import NOW, decide, moderator, number, open_letter, sign, stored, withdraw

FALSE = Looked(domain="false.example")


async def a_wave(database: Database, count: int) -> tuple[Letter, Account, list[int]]:
    """Sign-ups of one domain, of which the first is listed."""
    letter = await open_letter(database)
    account = await moderator(database, letter.slug)
    ids = [await sign(database, letter, f"p{n}@false.example") for n in range(count)]
    await decide(database, account, ids[0])
    return letter, account, ids


async def start(database: Database, letter: Letter, account: Account) -> int:
    size, _ = await database.read(waves.look, account, letter.slug, FALSE)
    agreed = Agreed(size.total, size.mark, Reason.SUSPICIOUS)
    return await database.write(waves.start, account, letter.slug, FALSE, agreed, NOW)


async def work(database: Database, most: int = 50) -> None:
    while await database.write(cleaning.work, NOW, most):
        pass


async def edit(database: Database, signature_id: int) -> None:
    epoch = (await stored(database, signature_id)).signature.epoch
    entry = Entry("Somebody Else")
    await database.write(managing.edit, signature_id, epoch, entry, Lane.COSIGNER, number(), os.urandom(16), NOW)


async def state(database: Database, signature_id: int) -> State:
    return (await stored(database, signature_id)).signature.state


async def test_what_changes_after_the_start_is_left(database: Database) -> None:
    letter, account, ids = await a_wave(database, 5)
    batch_id = await start(database, letter, account)
    await edit(database, ids[0])
    await withdraw(database, ids[1])
    await decide(database, account, ids[2])
    await work(database)
    _, past = await database.read(waves.show, account, letter.slug, batch_id)
    assert past.fates == {Fate.LEFT: 3, Fate.DONE: 2}
    assert [await state(database, each) for each in ids] == [
        State.CONFIRMED,
        State.WITHDRAWN,
        State.LISTED,
        State.DECLINED,
        State.DECLINED,
    ]
    assert await database.read(disagreements, letter.slug) == []


async def test_a_stop_leaves_the_rest_and_the_undo_puts_back_what_was_done(database: Database) -> None:
    letter, account, ids = await a_wave(database, 5)
    other = await moderator(database, letter.slug, email="other@letters.example")
    before = [await state(database, each) for each in ids]
    batch_id = await start(database, letter, account)
    assert await database.write(cleaning.work, NOW, 2) == 2
    await database.write(waves.stop, other, letter.slug, batch_id)
    assert await database.write(cleaning.work, NOW, 2) == 0
    assert [await state(database, each) for each in ids].count(State.DECLINED) == 2
    assert await database.read(disagreements, letter.slug) == []
    await database.write(waves.undo, other, letter.slug, batch_id)
    with pytest.raises(StillRunning):
        await start(database, letter, account)
    await work(database, 1)
    assert [await state(database, each) for each in ids] == before
    assert await database.read(disagreements, letter.slug) == []
    logged = [act for each in ids for act in await database.read(decisions.acts_of, each) if act.batch_id]
    assert {(act.act, act.account_id) for act in logged if act.act is Act.REVERSE} == {(Act.REVERSE, other.id)}
    assert {act.account_id for act in logged if act.act is not Act.REVERSE} == {account.id}


async def test_of_those_who_start_in_several_processes_at_once_one_starts(
    database: Database, database_url: str
) -> None:
    """Each process has a writer of its own: nothing but the tables can tell one from the other."""
    letter, account, _ = await a_wave(database, 3)
    async with opened(database_url) as one, opened(database_url) as other:
        starts = [start(each, letter, account) for each in (database, one, other) * 5]
        answers = await asyncio.gather(*starts, return_exceptions=True)
        assert sorted({type(answer).__name__ for answer in answers}) == ["StillRunning", "int"]
        [started] = [answer for answer in answers if isinstance(answer, int)]
        assert {answer.batch_id for answer in answers if isinstance(answer, StillRunning)} == {started}
        await work(database)
        again = [each.write(waves.undo, account, letter.slug, started) for each in (one, other)]
        assert await asyncio.gather(*again) == [None, None], "both want the same, and have it"
        await work(database)
    assert await database.read(disagreements, letter.slug) == []


async def test_two_clean_ups_are_not_put_back_at_once(database: Database, database_url: str) -> None:
    letter, account, _ = await a_wave(database, 3)
    first = await start(database, letter, account)
    await database.write(waves.stop, account, letter.slug, first)
    second = await start(database, letter, account)
    await work(database)
    async with opened(database_url) as one, opened(database_url) as other:
        both = ((one, first), (other, second)) * 2
        undone = [each.write(waves.undo, account, letter.slug, batch_id) for each, batch_id in both]
        answers = await asyncio.gather(*undone, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType"] * 2 + ["StillRunning"] * 2
    await work(database)
    assert await database.read(disagreements, letter.slug) == []


async def test_fifty_who_start_at_once_start_one(database: Database) -> None:
    letter, account, _ = await a_wave(database, 3)
    starts = [start(database, letter, account) for _ in range(50)]
    answers = await asyncio.gather(*starts, return_exceptions=True)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert {type(answer) for answer in answers} == {int, StillRunning}
    await work(database)
    assert await database.read(disagreements, letter.slug) == []
