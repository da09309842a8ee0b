"""How many entries were decided on each day: kept beside the log, so that the public page never counts it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.core.moderation import UNDO_FOR
from service.core.signature import DECISIONS, Act
from service.store.database import Db
from service.store.tables import EPOCH, tallies

DAY = timedelta(days=1)


class Dated(Protocol):
    """An act of the log, as far as it is counted."""

    @property
    def letter_id(self) -> int: ...
    @property
    def act(self) -> Act: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many entries were decided on one day, by what was decided; what was undone is not counted."""

    day: date
    listed: int = 0
    asked: int = 0
    declined: int = 0


def count(db: Db, logged: Sequence[Dated], taken_back: Sequence[Dated]) -> None:
    """Count the decisions among these acts, and no longer those that they took back while that was possible."""
    change = Counter(_key(each) for each in logged if each.act in DECISIONS)
    change.subtract(_key(each) for each in taken_back if logged[0].at <= each.at + UNDO_FOR)
    rows = [
        {"letter_id": letter_id, "day": day, "act": act.value, "decided": decided}
        for (letter_id, day, act), decided in sorted(change.items())
        if decided
    ]
    if not rows:
        return
    upsert = postgresql_insert if db.connection.dialect.name == "postgresql" else sqlite_insert
    statement = upsert(tallies)
    key = [tallies.c.letter_id, tallies.c.day, tallies.c.act]
    more = {"decided": tallies.c.decided + statement.excluded.decided}
    db.execute(statement.on_conflict_do_update(index_elements=key, set_=more), rows)


def _key(each: Dated) -> tuple[int, int, Act]:
    return each.letter_id, (each.at - EPOCH) // DAY, each.act


def tally(db: Db, letter_id: int, since: datetime) -> list[DayTally]:
    """Decisions a day since the day of a moment, the newest day first."""
    of_days = select(tallies).where(
        tallies.c.letter_id == letter_id, tallies.c.day >= (since - EPOCH) // DAY, tallies.c.decided > 0
    )
    by_day: dict[int, dict[str, int]] = {}
    for row in db.execute(of_days):
        by_day.setdefault(row.day, {})[row.act] = row.decided
    return [_day_tally(number, by_day[number]) for number in sorted(by_day, reverse=True)]


def _day_tally(number: int, counts: dict[str, int]) -> DayTally:
    declined = counts.get(Act.DECLINE, 0) + counts.get(Act.UNLIST, 0)
    return DayTally((EPOCH + number * DAY).date(), counts.get(Act.LIST, 0), counts.get(Act.ASK, 0), declined)
