"""Reading the log: by what, by whom, when and on which signature, the newest first; and its public tally."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, exists, func, or_, select, type_coerce

from service.core.moderation import UNDO_FOR
from service.core.signature import DECISIONS, Act
from service.store.database import Db
from service.store.decisions import LoggedAct, logged_act
from service.store.tables import EPOCH, acts

MICROSECONDS_OF_DAY = 86_400_000_000
WAITS_MOST = 1_000
"""The newest decisions of which the wait is worked out."""

FETCH = 1_000


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


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many entries were decided on one day, by what was decided; what was undone is not counted."""

    day: date
    listed: int = 0
    asked: int = 0
    declined: int = 0


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


def whole_log(db: Db, letter_id: int, sieve: LogSieve) -> Iterator[Sequence[LoggedAct]]:
    """All that log_page() gives, in runs."""
    after = None
    while found := log_page(db, letter_id, sieve, FETCH, after):
        yield found
        after = LogPlace(found[-1].at, found[-1].id)


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


def tally(db: Db, letter_id: int, since: datetime) -> list[DayTally]:
    """Decisions a day since a moment, the newest day first."""
    day = (type_coerce(acts.c.at, BigInteger) // MICROSECONDS_OF_DAY).label("day")
    counted = db.execute(
        select(day, acts.c.act, func.count().label("acts"))
        .where(acts.c.letter_id == letter_id, acts.c.at >= since, acts.c.act.in_(DECISIONS), ~_undone())
        .group_by(day, acts.c.act)
    )
    by_day: dict[int, dict[str, int]] = {}
    for row in counted:
        by_day.setdefault(int(row.day), {})[row.act] = row.acts
    return [_day_tally(number, by_day[number]) for number in sorted(by_day, reverse=True)]


def _day_tally(number: int, counts: dict[str, int]) -> DayTally:
    day = (EPOCH + timedelta(days=number)).date()
    declined = counts.get(Act.DECLINE, 0) + counts.get(Act.UNLIST, 0)
    return DayTally(day, counts.get(Act.LIST, 0), counts.get(Act.ASK, 0), declined)


def _undone() -> ColumnElement[bool]:
    """Whether a decision was taken back while that was possible."""
    later = acts.alias("later")
    return exists().where(
        later.c.signature_id == acts.c.signature_id,
        later.c.act == Act.REVERSE,
        later.c.id > acts.c.id,
        type_coerce(later.c.at, BigInteger)
        <= type_coerce(acts.c.at, BigInteger) + UNDO_FOR // timedelta(microseconds=1),
    )


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
