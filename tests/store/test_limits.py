"""Limits count every hit, however many come at once; silence is kept."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.actions import signing
from service.actions.limiting import TooMany, count_one, may_write_to
from service.core.limits import LOOKUPS_BY_NETWORK, MAILS_TO_ADDRESS, SIGNINGS_BY_NETWORK, Limit
from service.store import limits, outbox, signatures
from service.store.database import Database
from service.store.tables import limits as rows
from service.store.tables import vaults
from tests.store.people import NOW, asked, open_letter

LIMIT = Limit("tests", 10, 600)


async def test_fifty_hits_at_once_are_fifty(database: Database) -> None:
    hits = [database.write(count_one, LIMIT, "one", NOW) for _ in range(50)]
    assert sorted(await asyncio.gather(*hits)) == list(range(1, 51))


async def test_subjects_windows_and_limits_are_counted_apart(database: Database) -> None:
    other = Limit("others", 10, 600)
    later = NOW + timedelta(seconds=600)
    hits = [(LIMIT, "one", NOW), (LIMIT, "two", NOW), (other, "one", NOW), (LIMIT, "one", later)]
    assert [await database.write(count_one, *hit) for hit in hits] == [1, 1, 1, 1]
    assert await database.write(count_one, LIMIT, "one", NOW) == 2


async def test_a_network_is_stopped_at_its_limit_and_served_in_the_next_window(database: Database) -> None:
    writes = [
        database.write(may_write_to, f"p{n}@mail.example", "192.0.2.1", NOW)
        for n in range(LOOKUPS_BY_NETWORK.most + 20)
    ]
    answers = await asyncio.gather(*writes, return_exceptions=True)
    assert answers.count(True) == LOOKUPS_BY_NETWORK.most
    assert sum(isinstance(answer, TooMany) for answer in answers) == 20
    assert await database.write(may_write_to, "p0@mail.example", "192.0.2.2", NOW)
    assert await database.write(may_write_to, "p1@mail.example", "192.0.2.1", NOW + timedelta(minutes=10))


async def test_an_address_gets_only_so_many_mails_over_all_letters(database: Database) -> None:
    letters = [await open_letter(database) for _ in range(3)]
    asks = [asked(letters[n % 3], "victim@mail.example") for n in range(MAILS_TO_ADDRESS.most + 9)]
    answers = await asyncio.gather(*(database.write_each(signing.ask_to_sign, each) for each in asks))
    assert set(answers) == {None}, "whoever asks is answered the same"
    dedupes = [signing.dedupe_of(each.signature_id) for each in asks]
    assert len(await database.read(outbox.promised, dedupes)) <= MAILS_TO_ADDRESS.most
    again = asked(letters[0], "victim@mail.example", now=NOW + timedelta(hours=1))
    await database.write_each(signing.ask_to_sign, again)
    assert await database.read(signatures.existing, [again.signature_id]) == {again.signature_id}


async def test_a_flooded_network_is_refused_and_nothing_of_it_is_kept(database: Database) -> None:
    letter = await open_letter(database)
    asks = [asked(letter, f"p{n}@mail{n}.example") for n in range(SIGNINGS_BY_NETWORK.most + 5)]
    asks = [type(each)(**{**{f: getattr(each, f) for f in each.__slots__}, "network": "one"}) for each in asks]
    writes = [database.write_each(signing.ask_to_sign, each) for each in asks]
    for each in writes[: SIGNINGS_BY_NETWORK.most]:
        await each
    late = await asyncio.gather(*writes[SIGNINGS_BY_NETWORK.most :], return_exceptions=True)
    assert all(isinstance(answer, TooMany) for answer in late)
    kept = await database.read(signatures.existing, [each.signature_id for each in asks])
    assert kept == {each.signature_id for each in asks[: SIGNINGS_BY_NETWORK.most]}


async def test_who_asked_for_silence_is_never_written_to(database: Database) -> None:
    letter = await open_letter(database)
    first = asked(letter, "Quiet@mail.example")
    await database.write_each(signing.ask_to_sign, first)
    await database.write(signing.refuse, first.signature_id, 0, True, NOW)
    again = asked(letter, "quiet@mail.example", now=NOW + timedelta(days=400))
    assert await database.write_each(signing.ask_to_sign, again) is None
    assert await database.read(signatures.existing, [again.signature_id, first.signature_id]) == set()
    dedupes = [signing.dedupe_of(each.signature_id) for each in (first, again)]
    assert await database.read(outbox.promised, dedupes) == set()
    assert not await database.write(may_write_to, "quiet@mail.example", "x", NOW)


async def test_counters_and_the_keys_of_past_days_are_swept_away(database: Database) -> None:
    for days in range(4):
        await database.write(may_write_to, "a@mail.example", "192.0.2.1", NOW + timedelta(days=days))
    await database.write(limits.sweep_limits, NOW + timedelta(days=3))
    assert len(await database.read(lambda db: db.execute(select(rows)).all())) == 2
    names = await database.read(lambda db: set(db.execute(select(vaults.c.name)).scalars()))
    assert {name for name in names if name.startswith("limits of ")} == {
        "limits of 2026-03-16",
        "limits of 2026-03-17",
    }
    with pytest.raises(LookupError):
        await database.read(
            lambda db: type(db.vaults)(db.vaults._keyring).of(db.connection, "limits of 2026-03-14")
        )
