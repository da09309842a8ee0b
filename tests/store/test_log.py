"""The log tells everything and cannot be changed; reports, digests and files are made from it: on real tables."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from service.actions import (
    digest,
    examining,
    inviting,
    logbook,
    managing,
    moderating,
    policing,
    reporting,
    reversing,
)
from service.actions.moderating import NotYours
from service.core.entry import Entry, Lane, Position
from service.core.letter import Letter
from service.core.moderation import Outcome, Policy
from service.core.signature import Act
from service.render import logfile
from service.store import decisions, log, queue, reports
from service.store.accounts import Role
from service.store.database import Database, Db
from service.store.log import LogPlace, LogSieve
from service.store.outbox import Kind
from service.store.tables import outbox as mails
from tests.store.ledger import disagreements
from tests.store.people import NOW, decide, moderator, number, open_letter, sign, stored


async def edit(database: Database, signature_id: int, entry: Entry, lane: Lane = Lane.COSIGNER) -> None:
    epoch = (await stored(database, signature_id)).signature.epoch
    salt = number().to_bytes(16, "big")
    await database.write(managing.edit, signature_id, epoch, entry, lane, number(), salt, NOW)


async def replayed(database: Database, letter: Letter) -> list[str]:
    return await database.read(disagreements, letter.slug)


async def test_replaying_the_log_gives_the_tables_with_every_quiet_act_between(database: Database) -> None:
    letter = await open_letter(database)
    desk, second = await moderator(database, letter.slug), await moderator(
        database, letter.slug, email="second@letters.example"
    )
    await database.write(policing.set_policy, letter.slug, Policy(two_for=("judge",)), NOW)
    mira = await sign(database, letter, "mira@mail.example", Entry("Mira Tarn", positions=(Position("Judge"),)))
    await examining.examine_some(database, NOW)
    for account in (desk, second):
        await decide(database, account, mira)
    await database.write(reporting.report, letter.slug, mira, "Not her.", "a network", NOW)
    await database.write(moderating.keep, desk, letter.slug, mira, NOW)
    assert await replayed(database, letter) == []
    await edit(database, mira, Entry("Mira Tarn-Vale"))
    await examining.examine_some(database, NOW)
    await database.write(reporting.report, letter.slug, mira, "Not her either.", "a network", NOW)
    await decide(database, desk, mira, Outcome.DECLINE)
    assert await replayed(database, letter) == []
    told = [act.act for act in await database.read(decisions.acts_of, mira)]
    assert told == [
        Act.CONFIRM,
        Act.APPROVE,
        Act.LIST,
        Act.REPORT,
        Act.KEEP,
        Act.EDIT,
        Act.REPORT,
        Act.DECLINE,
    ]


async def test_a_report_moves_nothing_and_comes_to_the_front_within_limits(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    mira, bo = [await sign(database, letter, f"{name}@mail.example") for name in ("mira", "bo")]
    await decide(database, desk, mira)
    before = await stored(database, mira)
    for n in range(20):
        await database.write(reporting.report, letter.slug, mira, f"Not me {n}.", f"network {n}", NOW)
    assert replace(await stored(database, mira), changed_at=before.changed_at) == before
    assert [row.signature_id for row in await database.read(queue.reported, letter.id, 10)] == [mira]
    assert await database.read(reports.open_reports, mira) == reporting.OPEN_MOST
    told = [act for act in await database.read(decisions.acts_of, mira) if act.act is Act.REPORT]
    assert len(told) == reporting.OPEN_MOST and {act.account_id for act in told} == {None}
    await database.write(moderating.keep, desk, letter.slug, mira, NOW)
    assert await database.read(reports.open_reports, mira) == 0
    for hidden in (bo, 1):
        with pytest.raises(LookupError):
            await database.write(reporting.report, letter.slug, hidden, "Who?", "network 1", NOW)
    assert await replayed(database, letter) == []


async def test_one_network_cannot_report_the_whole_list(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    ids = [await sign(database, letter, f"p{n}@mail.example") for n in range(13)]
    for signature_id in ids:
        await decide(database, desk, signature_id)
        await database.write(reporting.report, letter.slug, signature_id, "No.", "one network", NOW)
    reported = await database.read(queue.reported, letter.id, 50)
    assert len(reported) == reporting.REPORTS_BY_NETWORK.most
    later = NOW + timedelta(hours=1)
    await database.write(reporting.report, letter.slug, ids[-1], "No.", "one network", later)
    assert len(await database.read(queue.reported, letter.id, 50)) == len(reported) + 1


@pytest.mark.parametrize("statement", ["UPDATE acts SET note = 'x'", "DELETE FROM acts"])
async def test_the_log_cannot_be_changed(database: Database, statement: str) -> None:
    letter = await open_letter(database)
    await sign(database, letter, "mira@mail.example")
    with pytest.raises(DBAPIError, match="append-only"):
        await database.write(lambda db: db.execute(text(statement)) and None)


async def test_the_log_is_filtered_and_paged_without_a_gap(database: Database) -> None:
    letter, other = await open_letter(database), await open_letter(database)
    desk = await moderator(database, letter.slug)
    await sign(database, other, "other@mail.example")
    ids = [
        await sign(database, letter, f"p{n}@mail.example", now=NOW + timedelta(days=n // 4)) for n in range(8)
    ]
    for n, signature_id in enumerate(ids[:5]):
        outcome = Outcome.LIST if n % 2 else Outcome.DECLINE
        await decide(database, desk, signature_id, outcome, NOW + timedelta(days=2))

    async def read(sieve: LogSieve) -> list[int]:
        found, after = [], None
        while page := await database.read(log.log_page, letter.id, sieve, 3, after):
            found += page
            after = LogPlace(page[-1].at, page[-1].id)
        assert [(act.at, act.id) for act in found] == sorted(((a.at, a.id) for a in found), reverse=True)
        return [act.id for act in found]

    assert len(set(await read(LogSieve()))) == 13
    assert len(await read(LogSieve(act=Act.LIST))) == 2
    assert len(await read(LogSieve(account_id=desk.id))) == 5
    assert len(await read(LogSieve(account_id=0))) == 8
    assert len(await read(LogSieve(signature_id=ids[0]))) == 2
    assert len(await read(LogSieve(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2)))) == 4
    assert await database.read(log.actors, letter.id) == [desk.id]
    with pytest.raises(NotYours):
        await database.read(logbook.read_log, desk, other.slug, LogSieve())


async def test_the_tally_counts_by_day_what_was_not_taken_back(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    ids = [await sign(database, letter, f"p{n}@mail.example") for n in range(4)]
    later = NOW + timedelta(hours=30)
    for signature_id, outcome in zip(ids, [Outcome.LIST, Outcome.LIST, Outcome.ASK, Outcome.DECLINE], strict=True):
        await decide(database, desk, signature_id, outcome, later)
    found = await database.read(logbook.public_tally, letter, later)
    assert [(day.day, day.listed, day.asked, day.declined) for day in found.days] == [(later.date(), 2, 1, 1)]
    assert found.wait == timedelta(hours=30)

    await database.write(reversing.undo, desk, letter.slug, ids[0], later + timedelta(minutes=1))
    found = await database.read(logbook.public_tally, letter, later)
    assert [(day.listed, day.asked, day.declined) for day in found.days] == [(1, 1, 1)]
    assert (await database.read(logbook.public_tally, letter, later + timedelta(days=40))).days == []


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20)))
def test_a_log_file_reopens_literally_equal(texts: Sequence[str]) -> None:
    risky = ["=1+1", "+1", "-1", "@x", "\tx", "'quoted", "''", 'a "b", c', "line\nbreak", *texts]
    records = [{**dict.fromkeys(logfile.COLUMNS, "x"), "note": note} for note in risky]
    content = logfile.csv_head() + logfile.csv_part(records[:3]) + logfile.csv_part(records[3:])
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["note"].removeprefix("'") if row["note"][:1] == "'" else row["note"] for row in rows] == risky
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r\n")]
    parts = [logfile.json_part(records[:3], True), logfile.json_part(records[3:], False)]
    assert json.loads("[" + "".join(parts) + "]") == records


async def digests(database: Database) -> list[tuple[int, dict[str, int]]]:
    def find(db: Db) -> list[tuple[int, dict[str, int]]]:
        rows = db.execute(select(mails).where(mails.c.kind == Kind.DIGEST).order_by(mails.c.id))
        return [(row.account_id, row.data) for row in rows]

    return await database.read(find)


async def test_a_digest_comes_once_a_day_at_its_hour_and_only_when_something_waits(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    author = await database.write(inviting.give_role, "author@letters.example", letter.slug, Role.AUTHOR, NOW)
    seven = NOW.replace(hour=7) + timedelta(days=1)
    await database.write(digest.promise_digests, seven)
    assert await digests(database) == [], "nothing waits"
    await sign(database, letter, "mira@mail.example")
    await sign(database, letter, "bo@mail.example", now=NOW + timedelta(hours=4))
    await database.write(digest.promise_digests, seven - timedelta(minutes=1))
    assert await digests(database) == [], "it is not seven yet"
    for minutes in (0, 10, 59, 60):
        await database.write(digest.promise_digests, seven + timedelta(minutes=minutes))
    assert await digests(database) == [(desk.id, {"waiting": 2, "hours": 19})]
    await database.write(digest.promise_digests, seven + timedelta(days=1))
    assert len(await digests(database)) == 2
    await database.write(digest.set_hour, desk.id, None)
    await database.write(digest.promise_digests, seven + timedelta(days=2))
    await database.write(digest.set_hour, desk.id, 9)
    await database.write(digest.promise_digests, seven + timedelta(days=2, hours=2, minutes=5))
    assert len(await digests(database)) == 3
    assert author.id not in {account_id for account_id, _ in await digests(database)}
    with pytest.raises(ValueError, match="24"):
        await database.write(digest.set_hour, desk.id, 24)


async def test_what_came_within_the_hour_waits_for_the_next_digest(database: Database) -> None:
    letter = await open_letter(database)
    await moderator(database, letter.slug)
    seven = NOW.replace(hour=7) + timedelta(days=1)
    await sign(database, letter, "mira@mail.example", now=seven + timedelta(minutes=5))
    await database.write(digest.promise_digests, seven + timedelta(minutes=10))
    assert await digests(database) == []


async def test_an_hour_that_was_missed_is_made_up_for_the_same_day_and_once(database: Database) -> None:
    """Nothing ran at seven: the first who looks later writes, and nobody who looks after that."""
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    tomorrow = NOW.replace(hour=0) + timedelta(days=1)
    late = await database.write(
        inviting.give_role, "late@letters.example", letter.slug, Role.MODERATOR, tomorrow + timedelta(hours=9)
    )
    await sign(database, letter, "mira@mail.example")
    for minutes in (6 * 60 + 59, 13 * 60 + 20, 13 * 60 + 30, 23 * 60 + 59):
        await database.write(digest.promise_digests, tomorrow + timedelta(minutes=minutes))
    assert await digests(database) == [(desk.id, {"waiting": 1, "hours": 25})], "and no mail to who came later"
    await database.write(digest.promise_digests, tomorrow + timedelta(days=1, minutes=5))
    assert len(await digests(database)) == 1, "a day that is over is not made up for"
    await database.write(digest.promise_digests, tomorrow + timedelta(days=1, hours=8))
    assert [account_id for account_id, _ in await digests(database)] == [desk.id, desk.id, late.id]
