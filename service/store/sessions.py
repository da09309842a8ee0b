"""Who has come in, in which browser, and how far: a row for each session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from service.store.accounts import Account, Role, account_by_id, roles_of
from service.store.database import Db
from service.store.tables import sessions

IDLE_FOR = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
"""How fine the time of the last visit is: a write for each page would cost more than it tells."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new session is made of. label: the browser in plain words."""

    token_hash: bytes
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Session:
    """An open session. is_full: the second step was taken. roles: what its account is on any letter."""

    id: int
    account: Account
    roles: frozenset[Role]
    is_full: bool
    label: str
    created_at: datetime
    seen_at: datetime


def add_session(
    db: Db, opening: Opening, account_id: int, is_full: bool, now: datetime, expires_at: datetime
) -> None:
    db.execute(
        insert(sessions).values(
            token_hash=opening.token_hash,
            id=opening.id,
            account_id=account_id,
            is_full=is_full,
            label=opening.label[:80],
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )


def session_of(db: Db, token_hash: bytes, now: datetime) -> Session | None:
    """The session that a token opens, while it lasts and is used."""
    row = db.execute(
        select(sessions).where(
            sessions.c.token_hash == token_hash, sessions.c.expires_at > now, sessions.c.seen_at > now - IDLE_FOR
        )
    ).one_or_none()
    account = account_by_id(db, row.account_id) if row else None
    if row is None or account is None:
        return None
    roles = frozenset(role for _, role in roles_of(db, account.id))
    return Session(row.id, account, roles, row.is_full, row.label, row.created_at, row.seen_at)


def sessions_of(db: Db, account_id: int, now: datetime) -> list[tuple[int, str, datetime, datetime]]:
    """The full sessions of an account: id, label, since when, last seen; the last seen first."""
    rows = db.execute(
        select(sessions)
        .where(
            sessions.c.account_id == account_id,
            sessions.c.is_full,
            sessions.c.expires_at > now,
            sessions.c.seen_at > now - IDLE_FOR,
        )
        .order_by(sessions.c.seen_at.desc(), sessions.c.id)
    )
    return [(row.id, row.label, row.created_at, row.seen_at) for row in rows]


def see_session(db: Db, session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    db.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def end_session(db: Db, token_hash: bytes) -> None:
    db.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def end_session_of(db: Db, account_id: int, session_id: int) -> bool:
    """End one session of an account by its number; whether it was open."""
    return db.change(delete(sessions).where(sessions.c.account_id == account_id, sessions.c.id == session_id)) == 1


def end_sessions_of(db: Db, account_id: int, but: int | None = None) -> int:
    """End every session of an account, or all but one; how many."""
    mine = delete(sessions).where(sessions.c.account_id == account_id)
    return db.change(mine if but is None else mine.where(sessions.c.id != but))


def sweep_sessions(db: Db, now: datetime) -> None:
    db.execute(delete(sessions).where(or_(sessions.c.expires_at <= now, sessions.c.seen_at <= now - IDLE_FOR)))
