"""What happened how often, by day and mail provider: counted in the transaction that lets it happen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.core.letter import Letter
from service.core.signature import Signature, State, tally
from service.store.tables import EPOCH, milestones

if TYPE_CHECKING:
    from service.store.database import Db

DAY = timedelta(days=1)
GONE = frozenset({State.WITHDRAWN, State.ERASED})


class Event(StrEnum):
    """What is counted. CLOSED: the letter's last day was over, and the worker closed it.

    IMPORTED: names from a roster came onto the letter, or into the queue.

    COUNTED, LISTED, DECLINED and WITHDRAWN follow what stands: they fall again when it does no more.
    """

    STARTED = "started"
    IMPORTED = "imported"
    MAILED = "mailed"
    BOUNCED = "bounced"
    REFUSED = "refused"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    COUNTED = "counted"
    LISTED = "listed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


Key = tuple[int, int, str, str]
"""Letter, day since 1970, event, provider."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often something happened on a day, UTC."""

    day: date
    event: Event
    count: int


def key_of(letter_id: int, at: datetime, event: Event, provider: str) -> Key:
    return letter_id, (at - EPOCH) // DAY, event.value, provider


def changes_of(before: Signature, after: Signature) -> dict[Event, int]:
    """What a move of a signature changes in the milestones."""
    was, now = tally(before), tally(after)
    found = {
        Event.CONFIRMED: _is_confirmed(after) - _is_confirmed(before),
        Event.COUNTED: now.supporters - was.supporters,
        Event.LISTED: now.named + now.unnamed - was.named - was.unnamed,
        Event.DECLINED: (after.state is State.DECLINED) - (before.state is State.DECLINED),
        Event.WITHDRAWN: (after.state in GONE) - (before.state in GONE),
    }
    return {event: change for event, change in found.items() if change}


def _is_confirmed(signature: Signature) -> bool:
    return signature.state is not State.PENDING and not signature.is_imported


def add(connection: Connection, changes: Mapping[Key, int]) -> None:
    """Add what a transaction counted, at its end and in one order for everybody: nobody waits in a circle."""
    rows = [
        {"letter_id": letter_id, "day": day, "event": event, "provider": provider, "count": change}
        for (letter_id, day, event, provider), change in sorted(changes.items())
        if change
    ]
    if not rows:
        return
    upsert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = upsert(milestones)
    more = {"count": milestones.c.count + statement.excluded["count"]}
    keys = list(milestones.primary_key.columns)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=more), rows)


def totals(db: "Db", letter_id: int) -> Counter[tuple[Event, str]]:
    """How often each event happened to a letter, by provider."""
    found = db.execute(
        select(milestones.c.event, milestones.c.provider, func.sum(milestones.c["count"]).label("total"))
        .where(milestones.c.letter_id == letter_id)
        .group_by(milestones.c.event, milestones.c.provider)
    )
    return Counter({(Event(row.event), row.provider): int(row.total) for row in found})


def has_ended_by_itself(db: "Db", letter: Letter) -> bool:
    """Whether the letter was closed because its last day was over, and not by its authors before."""
    until, closed = letter.profile.until, closed_on(db, letter.id)
    return until is not None and closed is not None and closed > until


def closed_on(db: "Db", letter_id: int) -> date | None:
    """When a letter was last closed because its last day was over."""
    closed = select(func.max(milestones.c.day)).where(
        milestones.c.letter_id == letter_id, milestones.c.event == Event.CLOSED.value
    )
    day = db.execute(closed).scalar()
    return None if day is None else EPOCH.date() + day * DAY


def by_day(db: "Db", letter_id: int, since: date | None = None) -> list[Tallied]:
    """How often each event happened on each day, the first day first; days without any are missing."""
    first = (since - EPOCH.date()).days if since else 0
    found = db.execute(
        select(milestones.c.day, milestones.c.event, func.sum(milestones.c["count"]).label("total"))
        .where(milestones.c.letter_id == letter_id, milestones.c.day >= first)
        .group_by(milestones.c.day, milestones.c.event)
        .order_by(milestones.c.day, milestones.c.event)
    )
    return [Tallied(EPOCH.date() + row.day * DAY, Event(row.event), int(row.total)) for row in found]
