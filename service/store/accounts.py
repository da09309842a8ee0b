"""Accounts of moderators, what each may do on which letter, and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, insert, select, update

from service.store.database import Db
from service.store.sealed import ACCOUNTS
from service.store.tables import accounts, grants, sessions


class Role(StrEnum):
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    email: str
    epoch: int


def account_by_email(db: Db, email: str) -> Account | None:
    index = db.vault(ACCOUNTS).index(email)
    return _one(db, accounts.c.mailbox_index == index)


def account_by_id(db: Db, account_id: int) -> Account | None:
    return _one(db, accounts.c.id == account_id)


def add_account(db: Db, email: str, now: datetime) -> Account:
    """The account of an address; made where there is none."""
    known = account_by_email(db, email)
    if known:
        return known
    vault = db.vault(ACCOUNTS)
    account_id = db.execute(
        insert(accounts)
        .values(mailbox=b"", mailbox_index=vault.index(email), created_at=now)
        .returning(accounts.c.id)
    ).scalar_one()
    db.execute(update(accounts).where(accounts.c.id == account_id).values(mailbox=vault.seal(email, account_id)))
    return Account(account_id, email, 0)


def grant(db: Db, account_id: int, letter_id: int, role: Role) -> None:
    """Let an account act on a letter; nothing where it may already."""
    if not is_granted(db, account_id, letter_id, role):
        db.execute(insert(grants).values(account_id=account_id, letter_id=letter_id, role=role))


def is_granted(db: Db, account_id: int, letter_id: int, role: Role) -> bool:
    found = db.execute(
        select(grants.c.role).where(
            grants.c.account_id == account_id, grants.c.letter_id == letter_id, grants.c.role == role
        )
    )
    return found.first() is not None


def letters_of(db: Db, account_id: int, role: Role) -> list[int]:
    """The letters on which an account has a role."""
    found = db.execute(select(grants.c.letter_id).where(grants.c.account_id == account_id, grants.c.role == role))
    return sorted(found.scalars())


def moderators(db: Db, letter_id: int) -> int:
    """How many accounts moderate a letter."""
    found = db.execute(select(grants).where(grants.c.letter_id == letter_id, grants.c.role == Role.MODERATOR))
    return len(found.all())


def use_epoch(db: Db, account_id: int, epoch: int) -> bool:
    """Use up a sign-in link: true for the first who brings it, false for every other."""
    return (
        db.change(
            update(accounts)
            .where(accounts.c.id == account_id, accounts.c.epoch == epoch)
            .values(epoch=accounts.c.epoch + 1)
        )
        == 1
    )


def add_session(db: Db, token_hash: bytes, account_id: int, expires_at: datetime) -> None:
    db.execute(insert(sessions).values(token_hash=token_hash, account_id=account_id, expires_at=expires_at))


def session_account(db: Db, token_hash: bytes, now: datetime) -> Account | None:
    """Whose session a token opens, while it lasts."""
    found = db.execute(
        select(sessions.c.account_id).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    ).scalar()
    return None if found is None else account_by_id(db, found)


def end_session(db: Db, token_hash: bytes) -> None:
    db.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def sweep_sessions(db: Db, now: datetime) -> None:
    db.execute(delete(sessions).where(sessions.c.expires_at <= now))


def _one(db: Db, condition: ColumnElement[bool]) -> Account | None:
    row = db.execute(select(accounts).where(condition)).one_or_none()
    if row is None:
        return None
    return Account(row.id, db.vault(ACCOUNTS).open(row.mailbox, row.id), row.epoch)
