"""Reading the log: by what, by whom, when and on which signature, the newest first; and how long entries wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import and_, func, or_, select

from service.core.signature import Act
from service.store.database import Db
from service.store.decisions import LoggedAct, logged_act
from service.store.tables import acts

WAITS_MOST = 200
"""The newest decisions of which the wait is worked out."""


@dataclass(frozen=True, slots=True)
class LogSieve:
    """What somebody wants to see of a log. account_id: 0 for what signatories and readers did.

    since, until: until is not included.
    """

    act: Act | None = None
    account_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    signature_id: int | None = None


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A place in the log, to go on from towards older acts."""

    at: datetime
    id: int


def log_page(
    db: Db, letter_id: int, sieve: LogSieve, most: int, after: LogPlace | None = None
) -> list[LoggedAct]:
    """Up to so many acts, the newest first, from a place on."""
    statement = select(acts).where(acts.c.letter_id == letter_id, *_conditions(sieve))
    if after:
        older = or_(acts.c.at < after.at, acts.c.id < after.id)
        statement = statement.where(acts.c.at <= after.at, older)
    found = db.execute(statement.order_by(acts.c.at.desc(), acts.c.id.desc()).limit(most))
    return [logged_act(row) for row in found]


def actors(db: Db, letter_id: int) -> list[int]:
    """The accounts that have acted on a letter, each found by a step in the index."""
    found: list[int] = []
    while True:
        beyond = acts.c.account_id > found[-1] if found else acts.c.account_id.is_not(None)
        following = db.execute(
            select(func.min(acts.c.account_id)).where(acts.c.letter_id == letter_id, beyond)
        ).scalar()
        if following is None:
            return found
        found.append(int(following))


def median_wait(db: Db, letter_id: int, since: datetime) -> timedelta | None:
    """How long the entries decided since a moment had waited at the median; None where none was."""
    earlier = acts.alias("earlier")
    asked = (
        select(func.max(earlier.c.at))
        .where(
            earlier.c.signature_id == acts.c.signature_id,
            earlier.c.id < acts.c.id,
            earlier.c.act.in_([Act.CONFIRM, Act.EDIT, Act.REOPEN]),
        )
        .scalar_subquery()
    )
    decided = and_(acts.c.letter_id == letter_id, acts.c.at >= since, acts.c.account_id.is_not(None))
    found = db.execute(
        select(acts.c.at, asked.label("asked"))
        .where(decided, acts.c.act.in_([Act.LIST, Act.ASK, Act.DECLINE]))
        .order_by(acts.c.at.desc())
        .limit(WAITS_MOST)
    )
    waits = [row.at - row.asked for row in found if row.asked is not None]
    return median(waits) if waits else None


def _conditions(sieve: LogSieve) -> list[Any]:
    found: list[Any] = []
    if sieve.act is not None:
        found.append(acts.c.act == sieve.act)
    if sieve.account_id is not None:
        found.append(acts.c.account_id == sieve.account_id if sieve.account_id else acts.c.account_id.is_(None))
    if sieve.since is not None:
        found.append(acts.c.at >= sieve.since)
    if sieve.until is not None:
        found.append(acts.c.at < sieve.until)
    if sieve.signature_id is not None:
        found.append(acts.c.signature_id == sieve.signature_id)
    return found
