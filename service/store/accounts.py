"""Accounts of those who work on letters, and what each may do on which."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, insert, select, update

from service.store.database import Db
from service.store.sealed import ACCOUNTS
from service.store.tables import accounts, grants, vaults


class Role(StrEnum):
    AUTHOR = "author"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    email: str
    epoch: int
    is_operator: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody with a role on a letter. has_come: whether they ever used a link."""

    account: Account
    role: Role
    has_come: bool


def account_by_email(db: Db, email: str) -> Account | None:
    index = db.vault(ACCOUNTS).index(email)
    return _one(db, accounts.c.mailbox_index == index)


def account_by_id(db: Db, account_id: int) -> Account | None:
    return _one(db, accounts.c.id == account_id)


def all_accounts(db: Db) -> list[Account]:
    """Every account, the oldest first."""
    vault = db.vault(ACCOUNTS)
    rows = db.execute(select(accounts).order_by(accounts.c.id))
    return [Account(row.id, vault.open(row.mailbox, row.id), row.epoch, row.is_operator) for row in rows]


def has_accounts(db: Db) -> bool:
    return db.execute(select(accounts.c.id).limit(1)).first() is not None


def lock_accounts(db: Db) -> None:
    """Let nobody else, in any process, do what takes this lock before this transaction ends."""
    db.execute(select(vaults.c.name).where(vaults.c.name == ACCOUNTS).with_for_update())


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


def make_operator(db: Db, account_id: int) -> None:
    db.execute(update(accounts).where(accounts.c.id == account_id).values(is_operator=True))


def grant(db: Db, account_id: int, letter_id: int, role: Role) -> None:
    """Let an account act on a letter; nothing where it may already."""
    if not is_granted(db, account_id, letter_id, role):
        db.execute(insert(grants).values(account_id=account_id, letter_id=letter_id, role=role))


def revoke(db: Db, account_id: int, letter_id: int, role: Role | None = None) -> int:
    """Take a role on a letter away, or every role there; how many were taken."""
    of_letter = delete(grants).where(grants.c.account_id == account_id, grants.c.letter_id == letter_id)
    return db.change(of_letter.where(grants.c.role == role) if role else of_letter)


def is_granted(db: Db, account_id: int, letter_id: int, role: Role) -> bool:
    found = db.execute(
        select(grants.c.role).where(
            grants.c.account_id == account_id, grants.c.letter_id == letter_id, grants.c.role == role
        )
    )
    return found.first() is not None


def roles_of(db: Db, account_id: int) -> list[tuple[int, Role]]:
    """Letters and what an account may do there."""
    found = db.execute(
        select(grants.c.letter_id, grants.c.role)
        .where(grants.c.account_id == account_id)
        .order_by(grants.c.letter_id, grants.c.role)
    )
    return [(row.letter_id, Role(row.role)) for row in found]


def letters_of(db: Db, account_id: int, role: Role) -> list[int]:
    """The letters on which an account has a role."""
    return [letter_id for letter_id, held in roles_of(db, account_id) if held is role]


def helpers(db: Db, letter_id: int) -> list[Helper]:
    """Who has a role on a letter: authors first, each in the order of the accounts."""
    vault = db.vault(ACCOUNTS)
    rows = db.execute(
        select(accounts, grants.c.role)
        .join(grants, grants.c.account_id == accounts.c.id)
        .where(grants.c.letter_id == letter_id)
        .order_by(grants.c.role, accounts.c.id)
    )
    return [
        Helper(
            Account(row.id, vault.open(row.mailbox, row.id), row.epoch, row.is_operator),
            Role(row.role),
            row.epoch > 0,
        )
        for row in rows
    ]


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


def _one(db: Db, condition: ColumnElement[bool]) -> Account | None:
    row = db.execute(select(accounts).where(condition)).one_or_none()
    if row is None:
        return None
    return Account(row.id, db.vault(ACCOUNTS).open(row.mailbox, row.id), row.epoch, row.is_operator)
