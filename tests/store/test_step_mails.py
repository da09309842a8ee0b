"""Whoever owns an account learns of every change to its second step, in the transaction that makes it."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from service.actions import access
from service.core.second_step import RANDOM_FOR_CODES, STEP_SECONDS, secret_text
from service.store import sessions
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.factors import Passkey
from service.store.outbox import Kind
from service.store.sessions import Opening, Session
from service.store.tables import outbox
from tests.store.people import NOW, moderator, number, open_letter

SECRET = secret_text(b"k" * 20)
RANDOM = bytes(range(RANDOM_FOR_CODES))


def told(db: Db, account_id: int) -> list[str]:
    """What the account's owner was told of, the oldest first."""
    mine = select(outbox.c.data).where(outbox.c.kind == Kind.SECOND_STEP, outbox.c.account_id == account_id)
    return [row.data["change"] for row in db.execute(mine.order_by(outbox.c.id))]


def opening() -> Opening:
    return Opening(number().to_bytes(8, "big"), number(), "Chrome on Linux")


async def come_in(database: Database, account: Account, is_full: bool = True) -> Session:
    new = opening()
    until = NOW + timedelta(hours=1)
    await database.write(sessions.add_session, new, account.id, is_full, NOW, until)
    return Session(new.id, account, frozenset(), is_full, new.label, NOW, NOW)


async def set_up_app(database: Database, account: Account) -> access.SetUp:
    session = await come_in(database, account)
    code = pyotp.TOTP(SECRET).at(NOW)
    return await database.write(access.set_up_app, session, SECRET, code, RANDOM, opening(), NOW)


async def set_up_passkey(database: Database, account: Account, key: bytes) -> access.SetUp:
    session = await come_in(database, account)
    passkey = Passkey(key, b"public", 0, "Firefox on Windows", NOW)
    return await database.write(access.set_up_passkey, session, passkey, RANDOM, opening(), NOW)


async def test_each_change_is_told_to_its_owner_and_to_nobody_else(database: Database) -> None:
    slug = (await open_letter(database)).slug
    account = await moderator(database, slug)
    other = await moderator(database, slug, email="other@letters.example")
    await set_up_app(database, account)
    await set_up_passkey(database, account, b"one")
    await set_up_passkey(database, account, b"two")
    await database.write(access.new_codes, account.id, RANDOM, number(), NOW)
    await database.write(access.remove_factor, account.id, b"one", number(), NOW)
    await database.write(access.remove_factor, account.id, None, number(), NOW)
    await database.write(access.reset, account.email, number(), NOW)
    assert await database.read(told, account.id) == [
        "app_set",
        "passkey_added",
        "passkey_added",
        "codes_renewed",
        "passkey_removed",
        "app_removed",
        "reset",
    ]
    assert await database.read(told, other.id) == []


async def test_what_changes_nothing_is_not_told(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    session = await come_in(database, account)
    wrong = await database.write(access.set_up_app, session, SECRET, "000000", RANDOM, opening(), NOW)
    assert wrong.taken is access.Taken.WRONG
    await set_up_passkey(database, account, b"one")
    assert await database.write(access.remove_factor, account.id, b"one", number(), NOW) is access.Taken.LAST
    await set_up_passkey(database, account, b"two")
    for nothing in (None, b"three"):
        taken = await database.write(access.remove_factor, account.id, nothing, number(), NOW)
        assert taken is access.Taken.WRONG
    assert await database.read(told, account.id) == ["passkey_added", "passkey_added"]


async def test_a_change_that_fails_promises_no_mail(database: Database) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    gone = Session(number(), account, frozenset(), True, "", NOW, NOW)
    later = NOW + timedelta(seconds=STEP_SECONDS)
    with pytest.raises(access.SessionOver):
        code = pyotp.TOTP(SECRET).at(later)
        await database.write(access.set_up_app, gone, SECRET, code, RANDOM, opening(), later)
    assert await database.read(told, account.id) == []
