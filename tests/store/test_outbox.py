"""The outbox: each mail is claimed by one worker at a time, tried for days, and never silently lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from service.actions import mailing, signing
from service.actions.mailing import BACKOFF, GIVE_UP_AFTER
from service.store import outbox
from service.store.database import Database, Db
from service.store.outbox import CLAIM_FOR, Claimed, Handed, Kind, Mail, MailState
from service.store.tables import outbox as rows
from tests.store.conftest import opened
from tests.store.people import NOW, asked, open_letter, promise_many, sign, withdraw


def mail(attempts: int = 1) -> Claimed:
    return Claimed(1, Kind.CONFIRM, 1, 1, 0, {}, NOW, attempts, "ana@mail.example")


async def states(database: Database) -> dict[str, int]:
    found = await database.read(outbox.health)
    return {"queued": found.queued, "claimed": found.claimed, "sent": found.sent, "failed": found.failed}


async def test_four_workers_claim_each_of_500_mails_once(database_url: str) -> None:
    async with opened(database_url) as database:
        letter = await open_letter(database)
        await database.write(promise_many, letter.id, 500, NOW)

        async def drain(own: Database) -> list[int]:
            taken: list[int] = []
            while found := await own.write(outbox.claim, NOW, 37):
                taken += [each.id for each in found]
                await asyncio.sleep(0)
            return taken

        async with opened(database_url) as second, opened(database_url) as third:
            claimed = await asyncio.gather(*(drain(own) for own in (database, second, third, second)))
        everything = [mail_id for taken in claimed for mail_id in taken]
        assert len(everything) == len(set(everything)) == 500
        assert await states(database) == {"queued": 0, "claimed": 500, "sent": 0, "failed": 0}


async def test_a_claim_that_a_dead_worker_left_is_taken_over_later(database: Database) -> None:
    letter = await open_letter(database)
    await database.write(promise_many, letter.id, 3, NOW)
    first = await database.write(outbox.claim, NOW, 10)
    assert await database.write(outbox.claim, NOW + CLAIM_FOR - timedelta(seconds=1), 10) == []
    again = await database.write(outbox.claim, NOW + CLAIM_FOR, 10)
    assert {each.id for each in again} == {each.id for each in first}
    assert {(each.attempts, each.created_at) for each in again} == {(2, NOW)}
    assert {each.address for each in again} == {each.address for each in first}


async def test_what_became_of_a_mail_is_written_down(database: Database) -> None:
    letter = await open_letter(database)
    await database.write(promise_many, letter.id, 4, NOW)
    sent, failed, later, untried = await database.write(outbox.claim, NOW, 10)
    soon = NOW + timedelta(minutes=1)
    handed = [
        Handed(sent.id, MailState.SENT, due_at=NOW),
        Handed(failed.id, MailState.FAILED, "reply 550"),
        Handed(later.id, MailState.QUEUED, "reply 451", soon),
        Handed(untried.id, MailState.QUEUED, "no connection", NOW, was_tried=False),
    ]
    await database.write(outbox.record, handed, NOW)
    assert await states(database) == {"queued": 2, "claimed": 0, "sent": 1, "failed": 1}
    kept = await database.read(lambda db: {row.id: row for row in db.execute(select(rows))})
    assert kept[sent.id].mailbox is kept[failed.id].mailbox is None, "an address outlived its mail"
    assert (kept[later.id].due_at, kept[later.id].problem, kept[later.id].attempts) == (soon, "reply 451", 1)
    assert kept[untried.id].attempts == 0
    assert [each.id for each in await database.write(outbox.claim, NOW, 10)] == [untried.id]
    assert [each.id for each in await database.write(outbox.claim, soon, 10)] == [later.id]


async def test_a_promise_is_made_once(database: Database) -> None:
    letter = await open_letter(database)
    promise = Mail("mine:1", Kind.MINE_NONE, NOW, letter.id)
    await database.write(outbox.promise, [promise])
    with pytest.raises(IntegrityError):
        await database.write(outbox.promise, [promise])
    assert (await states(database))["queued"] == 1


async def test_asking_twice_with_one_form_promises_one_mail(database: Database) -> None:
    letter = await open_letter(database)
    asks = asked(letter, "ana@mail.example")
    await asyncio.gather(*(database.write_each(signing.ask_to_sign, asks) for _ in range(5)))
    await database.write_each(signing.ask_to_sign, asks)
    assert (await states(database))["queued"] == 1


async def test_a_mail_for_somebody_who_is_gone_has_no_address(database: Database) -> None:
    letter = await open_letter(database)
    signature_id = await sign(database, letter, "ana@mail.example")
    await withdraw(database, signature_id)
    mails = await database.write(mailing.claim, NOW, 10)
    assert [(each.kind, each.address) for each, _ in mails] == [(Kind.WITHDRAWN, "ana@mail.example")]

    def orphan(db: Db) -> None:
        db.execute(update(rows).values(signature_id=4, state="queued", due_at=NOW))

    await database.write(orphan)
    assert [each.address for each, _ in await database.write(mailing.claim, NOW, 10)] == [None]


@pytest.mark.parametrize(("tries", "seconds"), [*enumerate(BACKOFF, 1), (9, BACKOFF[-1]), (40, BACKOFF[-1])])
def test_each_try_waits_longer_than_the_one_before(tries: int, seconds: int) -> None:
    low, high = (mailing.later(mail(tries), "reply 451", jitter, NOW).due_at for jitter in (0.0, 1.0))
    assert low == NOW + timedelta(seconds=seconds * 0.75)
    assert high == NOW + timedelta(seconds=seconds * 1.25)


def test_after_days_a_mail_is_given_up_and_says_why() -> None:
    last = mailing.later(mail(9), "reply 451", 0.5, NOW + GIVE_UP_AFTER)
    assert last.state is MailState.QUEUED
    over = mailing.later(mail(9), "reply 451", 0.5, NOW + GIVE_UP_AFTER + timedelta(seconds=1))
    assert (over.state, over.problem, over.due_at) == (MailState.FAILED, "reply 451", None)


async def test_mails_that_were_sent_long_ago_are_swept_away_and_no_others(database: Database) -> None:
    letter = await open_letter(database)
    await database.write(promise_many, letter.id, 4, NOW)
    one, two, three, _ = await database.write(outbox.claim, NOW, 10)
    ended = [Handed(one.id, MailState.SENT, due_at=NOW), Handed(two.id, MailState.FAILED, due_at=NOW)]
    recent = Handed(three.id, MailState.SENT, due_at=NOW + timedelta(days=29))
    await database.write(outbox.record, [*ended, recent], NOW)
    assert await database.write(mailing.sweep, NOW + timedelta(days=31), 100) == 1
    assert await states(database) == {"queued": 0, "claimed": 1, "sent": 1, "failed": 1}
