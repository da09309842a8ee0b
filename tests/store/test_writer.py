"""The writer: groups that commit as one, in which each fails for itself alone."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from service.store.database import WAITING_MOST, Database, Db, Unavailable
from service.store.tables import suppressions
from tests.store.conftest import opened
from tests.store.ledger import disagreements
from tests.store.people import NOW, decide, letter_of, moderator, open_letter, sign, stored


def keep(db: Db, mark: bytes) -> bytes:
    db.execute(insert(suppressions).values(mailbox_index=mark, at=NOW))
    return mark


def keep_each(db: Db, marks: list[bytes]) -> list[bytes | Exception]:
    return [keep(db, mark) if mark != b"bad" else LookupError("bad") for mark in marks]


def keep_and_fail(db: Db, mark: bytes) -> None:
    keep(db, mark)
    raise ValueError(mark)


def nothing_each(db: Db, items: Sequence[None]) -> Sequence[None]:
    return items


async def kept(database: Database) -> set[bytes]:
    return set(await database.read(lambda db: db.execute(select(suppressions.c.mailbox_index)).scalars().all()))


async def test_each_of_200_writes_gets_its_own_answer(database: Database) -> None:
    marks = [f"{number}".encode() for number in range(200)]
    assert await asyncio.gather(*(database.write(keep, mark) for mark in marks)) == marks
    assert await kept(database) == set(marks)


async def test_an_answer_is_given_once_it_is_durable(database: Database) -> None:
    async def write_and_look(mark: bytes) -> bool:
        await database.write(keep, mark)
        return mark in await kept(database)

    assert all(await asyncio.gather(*(write_and_look(f"{number}".encode()) for number in range(40))))


async def test_an_exception_undoes_its_own_write_alone(database: Database) -> None:
    answers = await asyncio.gather(
        *(database.write(keep_and_fail if n % 5 == 0 else keep, f"{n}".encode()) for n in range(50)),
        return_exceptions=True,
    )
    assert [isinstance(answer, ValueError) for answer in answers] == [n % 5 == 0 for n in range(50)]
    assert await kept(database) == {f"{n}".encode() for n in range(50) if n % 5}


async def test_an_exception_alone_undoes_its_write(database: Database) -> None:
    with pytest.raises(ValueError, match="x"):
        await database.write(keep_and_fail, b"x")
    assert await kept(database) == set()


async def test_a_constraint_that_one_breaks_does_not_fail_the_group(database: Database) -> None:
    writes = [database.write(keep, b"same") for _ in range(5)]
    writes += [database.write(keep, f"{n}".encode()) for n in range(20)]
    answers = await asyncio.gather(*writes, return_exceptions=True)
    broken = [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert len(broken) == 4 and all(isinstance(a, IntegrityError) for a in answers[1:5])
    assert await kept(database) == {b"same", *(f"{n}".encode() for n in range(20))}


async def test_an_answer_that_is_an_exception_is_raised_at_its_caller(database: Database) -> None:
    marks = [b"a", b"bad", b"b"]
    writes = [database.write_each(keep_each, mark) for mark in marks]
    answers = await asyncio.gather(*writes, return_exceptions=True)
    assert answers[0] == b"a" and isinstance(answers[1], LookupError) and answers[2] == b"b"
    assert await kept(database) == {b"a", b"b"}


async def test_a_group_is_answered_in_the_order_of_its_callers(database: Database) -> None:
    """Writes of both sorts among one another: nobody gets a neighbour's answer."""
    marks = [f"{number}".encode() for number in range(120)]
    writes = [
        database.write(keep, mark) if number % 2 else database.write_each(keep_each, mark)
        for number, mark in enumerate(marks)
    ]
    assert await asyncio.gather(*writes) == marks


async def test_a_caller_who_leaves_does_not_disturb_the_others(database: Database) -> None:
    tasks = [asyncio.create_task(database.write(keep, f"{number}".encode())) for number in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    left = [answer for answer in answers if not isinstance(answer, asyncio.CancelledError)]
    assert left == [f"{n}".encode() for n in range(30) if n % 3]
    assert await database.write(keep, b"after") == b"after"
    assert {f"{n}".encode() for n in range(30) if n % 3} <= await kept(database)


async def test_a_full_queue_says_so_at_once_and_recovers(database: Database) -> None:
    waiting = [asyncio.create_task(database.write_each(nothing_each, None)) for _ in range(WAITING_MOST)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await database.write(keep, b"too late")
    await asyncio.gather(*waiting)
    assert await database.write(keep, b"again") == b"again"
    assert await kept(database) == {b"again"}


async def test_stopping_finishes_what_waits(database_url: str) -> None:
    marks = [f"{number}".encode() for number in range(300)]
    async with opened(database_url) as first:
        tasks = [asyncio.create_task(first.write(keep, mark)) for mark in marks]
        await asyncio.sleep(0)
    assert [task.result() for task in tasks if task.done()] == marks
    async with opened(database_url) as second:
        assert await kept(second) == set(marks)


async def test_what_is_handed_over_after_the_stop_is_answered(database_url: str) -> None:
    async with opened(database_url) as database:
        pass
    with pytest.raises(Unavailable):
        await asyncio.wait_for(database.write(keep, b"late"), 2)


async def test_names_stand_in_the_order_of_the_decisions(database: Database) -> None:
    letter = await open_letter(database)
    account = await moderator(database, letter.slug)
    emails = [f"p{number}@mail.example" for number in range(60)]
    ids = await asyncio.gather(*(sign(database, letter, email) for email in emails))
    order: list[int] = []

    async def list_one(signature_id: int) -> None:
        await decide(database, account, signature_id)
        order.append(signature_id)

    await asyncio.gather(*(list_one(signature_id) for signature_id in ids))
    positions = [(await stored(database, signature_id)).position for signature_id in order]
    assert positions == list(range(1, 61))
    assert (await letter_of(database, letter.slug)).counts.named == 60
    assert await database.read(disagreements) == []
