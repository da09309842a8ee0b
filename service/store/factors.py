"""What an account proves itself by in the second step: an app, passkeys, recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from service.store.database import Db
from service.store.sealed import ACCOUNTS
from service.store.tables import accounts, passkeys, recovery_codes


@dataclass(frozen=True, slots=True)
class Passkey:
    id: bytes
    public_key: bytes
    sign_count: int
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has for the second step."""

    has_app: bool
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def are_there(self) -> bool:
        return self.has_app or bool(self.passkeys)

    @property
    def is_last(self) -> bool:
        """Whether taking one away would leave none."""
        return self.has_app + len(self.passkeys) <= 1


def factors_of(db: Db, account_id: int) -> Factors:
    has_app = db.execute(select(accounts.c.totp.is_not(None)).where(accounts.c.id == account_id)).scalar()
    rows = db.execute(select(passkeys).where(passkeys.c.account_id == account_id).order_by(passkeys.c.created_at))
    keys = [
        Passkey(row.credential_id, row.public_key, row.sign_count, row.label, row.created_at) for row in rows
    ]
    codes = db.execute(
        select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account_id == account_id)
    ).scalar_one()
    return Factors(bool(has_app), tuple(keys), codes)


def app_of(db: Db, account_id: int) -> tuple[str, int] | None:
    """The secret that an account shares with its app, and the last step that was used."""
    row = db.execute(select(accounts.c.totp, accounts.c.totp_step).where(accounts.c.id == account_id)).one()
    return None if row.totp is None else (db.vault(ACCOUNTS).open(row.totp, account_id), row.totp_step)


def set_app(db: Db, account_id: int, secret: str, step: int) -> None:
    """Keep a secret, and the step by which it was confirmed as used."""
    sealed = db.vault(ACCOUNTS).seal(secret, account_id)
    db.execute(update(accounts).where(accounts.c.id == account_id).values(totp=sealed, totp_step=step))


def use_step(db: Db, account_id: int, step: int) -> bool:
    """Use up a step of the app: true for the first who brings its code, false for every other."""
    later = update(accounts).where(accounts.c.id == account_id, accounts.c.totp_step < step)
    return db.change(later.values(totp_step=step)) == 1


def remove_app(db: Db, account_id: int) -> None:
    db.execute(update(accounts).where(accounts.c.id == account_id).values(totp=None))


def set_recovery_codes(db: Db, account_id: int, codes: Sequence[str]) -> None:
    """Keep marks of new codes instead of all earlier ones."""
    db.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "hash": _mark(db, account_id, code)} for code in codes]
    if rows:
        db.execute(insert(recovery_codes), rows)


def use_recovery_code(db: Db, account_id: int, code: str) -> bool:
    """Use up a code: true for the first who brings it, false for every other."""
    found = delete(recovery_codes).where(
        recovery_codes.c.account_id == account_id, recovery_codes.c.hash == _mark(db, account_id, code)
    )
    return db.change(found) == 1


def add_passkey(db: Db, account_id: int, passkey: Passkey) -> bool:
    """Keep a passkey; false where it is known already, whosever it is."""
    if db.execute(select(passkeys).where(passkeys.c.credential_id == passkey.id)).first():
        return False
    db.execute(
        insert(passkeys).values(
            credential_id=passkey.id,
            account_id=account_id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            label=passkey.label[:80],
            created_at=passkey.created_at,
        )
    )
    return True


def use_passkey(db: Db, account_id: int, passkey_id: bytes, sign_count: int) -> bool:
    """Note that a passkey signed; false where its counter did not grow, so that it may be a copy."""
    mine = update(passkeys).where(passkeys.c.account_id == account_id, passkeys.c.credential_id == passkey_id)
    grown = or_(passkeys.c.sign_count < sign_count, passkeys.c.sign_count + sign_count == 0)
    return db.change(mine.where(grown).values(sign_count=sign_count)) == 1


def remove_passkey(db: Db, account_id: int, passkey_id: bytes) -> bool:
    mine = delete(passkeys).where(passkeys.c.account_id == account_id, passkeys.c.credential_id == passkey_id)
    return db.change(mine) == 1


def remove_factors(db: Db, account_id: int) -> None:
    """Take away everything that the second step asks for."""
    remove_app(db, account_id)
    db.execute(delete(passkeys).where(passkeys.c.account_id == account_id))
    set_recovery_codes(db, account_id, [])


def _mark(db: Db, account_id: int, code: str) -> bytes:
    return db.vault(ACCOUNTS).mark(f"recovery|{account_id}|{code}")
