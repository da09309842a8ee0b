"""What is counted by day and mail provider: with what it counts, once for each group, not for what was undone."""

import asyncio
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import event, select

from service.actions import mailing, managing, reversing, signing
from service.core.entry import Lane
from service.core.letter import Letter
from service.core.moderation import Outcome
from service.core.signature import PENDING_FOR
from service.store import milestones, outbox
from service.store.database import Database, Db
from service.store.milestones import Event
from service.store.outbox import Handed, MailState
from service.store.tables import milestones as rows
from tests.store.ledger import disagreements
from tests.store.people import NOW, asked, decide, moderator, number, open_letter, sign, stored, withdraw


async def counted(database: Database, letter: Letter) -> dict[str, int]:
    """Every event that happened, with its number over all days and providers."""
    found: Counter[str] = Counter()
    for (what, _), total in (await database.read(milestones.totals, letter.id)).items():
        found[what.value] += total
    return {what: total for what, total in found.items() if total}


async def test_a_signature_is_counted_at_each_step_by_its_provider(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    ana = await sign(database, letter, "ana@gmail.com")
    await sign(database, letter, "bo@yahoo.fr", lane=Lane.SUPPORTER)
    await database.write_each(signing.ask_to_sign, asked(letter, "cem@place.example"))
    await decide(database, desk, ana)
    assert await database.read(milestones.totals, letter.id) == {
        (Event.STARTED, "gmail"): 1,
        (Event.STARTED, "yahoo"): 1,
        (Event.STARTED, "other"): 1,
        (Event.CONFIRMED, "gmail"): 1,
        (Event.CONFIRMED, "yahoo"): 1,
        (Event.COUNTED, "yahoo"): 1,
        (Event.LISTED, "gmail"): 1,
    }
    assert await database.read(disagreements, letter.slug) == []


async def test_what_leaves_the_letter_leaves_the_counts_of_what_stands(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    ana, bo, cem = [await sign(database, letter, f"{name}@place.example") for name in ("ana", "bo", "cem")]
    await decide(database, desk, ana)
    await decide(database, desk, bo, Outcome.DECLINE)
    await decide(database, desk, cem)
    await withdraw(database, ana)
    standing = {"started": 3, "confirmed": 3, "listed": 1, "declined": 1, "withdrawn": 1}
    assert await counted(database, letter) == standing
    epoch = (await stored(database, ana)).signature.epoch
    await database.write(managing.undo, ana, epoch, NOW)
    assert await counted(database, letter) == {"started": 3, "confirmed": 3, "listed": 2, "declined": 1}


async def test_a_decision_that_is_taken_back_counts_for_nothing_on_that_day(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    ana = await sign(database, letter, "ana@place.example", now=NOW - timedelta(days=3))
    await decide(database, desk, ana)
    await database.write(reversing.undo, desk, letter.slug, ana, NOW)
    by_day = await database.read(milestones.by_day, letter.id)
    assert {(each.day, each.event): each.count for each in by_day} == {
        (date(2026, 3, 11), Event.STARTED): 1,
        (date(2026, 3, 11), Event.CONFIRMED): 1,
        (date(2026, 3, 14), Event.LISTED): 0,
    }


async def test_mails_are_counted_by_what_the_server_said_and_only_the_first_to_each(database: Database) -> None:
    letter = await open_letter(database)
    asks = [asked(letter, f"{name}@gmail.com") for name in ("ana", "bo", "cem")]
    for each in asks:
        await database.write_each(signing.ask_to_sign, each)
    first = asks[0]
    await database.write(signing.ask_again, letter.slug, first.signature_id, first.request.email, NOW)
    claimed = [mail for mail, _ in await database.write(mailing.claim, NOW, 10)]
    assert len(claimed) == 4
    state_of = {asks[0].signature_id: MailState.SENT, asks[1].signature_id: MailState.FAILED}
    handed = [Handed(mail.id, state_of.get(mail.subject, MailState.QUEUED)) for mail in claimed]
    await database.write(outbox.record, handed, NOW)
    assert await counted(database, letter) == {"started": 3, "mailed": 1, "bounced": 1}


async def test_who_never_confirms_is_counted_as_expired_and_who_refuses_as_refused(database: Database) -> None:
    letter = await open_letter(database)
    late, other = asked(letter, "ana@gmail.com"), asked(letter, "bo@gmail.com")
    for each in (late, other):
        await database.write_each(signing.ask_to_sign, each)
    await database.write(signing.refuse, other.signature_id, 0, False, NOW)
    await database.write(signing.sweep, NOW + PENDING_FOR + timedelta(hours=2), 10)
    assert await counted(database, letter) == {"started": 2, "refused": 1, "expired": 1}
    assert await database.read(disagreements, letter.slug) == []


def _count_and_fail(db: Db, letter_id: int) -> None:
    db.tally(letter_id, NOW, Event.STARTED, "gmail")
    raise LookupError(letter_id)


def _count(db: Db, letter_id: int) -> None:
    db.tally(letter_id, NOW, Event.STARTED, "yahoo")


async def test_a_write_that_fails_in_a_group_counts_nothing_and_the_others_count(database: Database) -> None:
    letter_id = number()
    tasks = [database.write(_count_and_fail if n % 2 else _count, letter_id) for n in range(20)]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(answer, LookupError) for answer in answers) == 10
    assert await database.read(milestones.totals, letter_id) == {(Event.STARTED, "yahoo"): 10}


async def test_a_group_counts_in_one_statement(database: Database) -> None:
    letter_id, seen = number(), []
    engine = database._writers

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_) -> None:  # type: ignore[no-untyped-def]
        if statement.startswith("INSERT INTO milestones"):
            seen.append(statement)

    await asyncio.gather(*(database.write(_count, letter_id) for _ in range(50)))
    event.remove(engine, "before_cursor_execute", note)
    kept = await database.read(lambda db: db.execute(select(rows).where(rows.c.letter_id == letter_id)).all())
    assert [(row.day, row.event, row.provider, row[4]) for row in kept] == [(20526, "started", "yahoo", 50)]
    assert 1 <= len(seen) < 10
