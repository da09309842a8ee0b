"""What has had its time: unconfirmed signatures, sessions, links that were used."""

import asyncio
from datetime import timedelta

import pytest

from service.actions import access, managing, signing
from service.actions.signing import Confirmation, LinkSpent
from service.core.signature import PENDING_FOR, UNDO_FOR, State
from service.store import accounts, sessions, signatures
from service.store.database import Database
from service.store.sessions import Opening
from tests.store.ledger import disagreements
from tests.store.people import NOW, asked, moderator, open_letter, sign

MINUTE = timedelta(minutes=1)


async def test_what_nobody_confirmed_in_seven_days_leaves_no_trace(database: Database) -> None:
    letter = await open_letter(database)
    confirmed = await sign(database, letter, "bo@mail.example")
    old = asked(letter, "ana@mail.example")
    young = asked(letter, "cem@mail.example", now=NOW + timedelta(days=2))
    for each in (old, young):
        await database.write_each(signing.ask_to_sign, each)
    everybody = {confirmed, old.signature_id, young.signature_id}
    assert await database.write(signing.sweep, NOW + PENDING_FOR, 100) == 0
    assert await database.read(signatures.existing, everybody) == everybody
    assert await database.write(signing.sweep, NOW + PENDING_FOR + timedelta(hours=2), 100) == 1
    assert await database.read(signatures.existing, everybody) == everybody - {old.signature_id}
    with pytest.raises(LinkSpent):
        await database.write_each(signing.confirm, Confirmation(old.signature_id, 0, "", NOW))
    assert await database.read(disagreements) == []


async def test_a_sweep_takes_so_many_at_a_time(database: Database) -> None:
    letter = await open_letter(database)
    for number in range(7):
        await database.write_each(signing.ask_to_sign, asked(letter, f"p{number}@mail.example"))
    late = NOW + timedelta(days=8)
    assert [await database.write(signing.sweep, late, 3) for _ in range(4)] == [3, 3, 1, 0]


async def test_a_withdrawal_that_can_no_longer_be_undone_becomes_an_erasure(database: Database) -> None:
    letter = await open_letter(database)
    gone, stays = await sign(database, letter, "ana@mail.example"), await sign(database, letter, "bo@mail.example")
    await database.write(managing.withdraw, gone, 1, NOW)
    assert await database.write(managing.sweep_withdrawn, NOW + UNDO_FOR, 100) == 0
    assert (await database.read(managing.look, gone, 2)).email == "ana@mail.example"
    assert await database.write(managing.sweep_withdrawn, NOW + UNDO_FOR + timedelta(hours=2), 100) == 1
    with pytest.raises(LinkSpent):
        await database.read(managing.look, gone, 3)
    tombstone = (await database.read(signatures.load, [gone, stays]))[gone]
    assert (tombstone.signature.state, tombstone.mailbox, tombstone.mailbox_index) == (State.ERASED, None, None)
    assert (await database.read(managing.look, stays, 1)).email == "bo@mail.example"
    assert await database.read(disagreements) == []


async def test_a_session_lasts_its_time_and_ends_when_told(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    assert await database.write(access.sign_in, account.id, 0, None, opening(1), True, NOW)
    last = NOW + access.SESSION_FOR
    for hour in range(1, 12):
        await database.write(sessions.see_session, 1, NOW + timedelta(hours=hour))
    found = await database.read(sessions.session_of, token(1), last - MINUTE)
    assert found and found.account == accounts.Account(account.id, account.email, 1)
    assert await database.read(sessions.session_of, token(1), last) is None
    assert await database.read(sessions.session_of, b"x" * 32, NOW) is None
    await database.write(sessions.end_session, token(1))
    assert await database.read(sessions.session_of, token(1), NOW) is None


async def test_a_session_that_nobody_uses_for_two_hours_is_over(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    await database.write(access.sign_in, account.id, 0, None, opening(1), True, NOW)
    late = NOW + sessions.IDLE_FOR
    assert await database.read(sessions.session_of, token(1), late - MINUTE)
    assert await database.read(sessions.session_of, token(1), late) is None
    assert await database.read(sessions.sessions_of, account.id, late) == []
    await database.write(sessions.sweep_sessions, late)
    assert await database.read(sessions.session_of, token(1), NOW) is None


async def test_a_half_session_lasts_an_hour(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    await database.write(access.sign_in, account.id, 0, None, opening(1), False, NOW)
    found = await database.read(sessions.session_of, token(1), NOW + access.HALF_FOR - MINUTE)
    assert found and not found.is_full
    assert await database.read(sessions.session_of, token(1), NOW + access.HALF_FOR) is None


async def test_sessions_that_are_over_are_swept_away(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    await database.write(sessions.add_session, opening(1), account.id, True, NOW, NOW)
    await database.write(sessions.add_session, opening(2), account.id, True, NOW, NOW + MINUTE)
    await database.write(sessions.sweep_sessions, NOW)
    assert await database.read(sessions.session_of, token(1), NOW - MINUTE) is None
    assert await database.read(sessions.session_of, token(2), NOW) is not None


async def test_a_sign_in_link_opens_one_session_however_many_bring_it(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    opened = await asyncio.gather(
        *(database.write(access.sign_in, account.id, 0, None, opening(n), True, NOW) for n in range(10))
    )
    assert opened.count(True) == 1
    found = [await database.read(sessions.session_of, token(n), NOW) for n in range(10)]
    assert [each is not None for each in found] == list(opened)


def token(number: int) -> bytes:
    return bytes([number]) * 32


def opening(number: int) -> Opening:
    return Opening(token(number), number, "Firefox on Linux")
