"""Which entries are to be examined: new ones, and those of which what was found no longer holds."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.core.entry import Lane
from service.core.signature import ACTIVE
from service.store.database import Db, padded
from service.store.tables import Moment, entries, evidence, examinations, signatures


def ask(db: Db, entry_ids: Collection[int], now: datetime) -> None:
    """Put entries on the list of those to examine, as far as anybody sees them and they claim a name."""
    if not entry_ids:
        return
    wanted = (
        select(entries.c.id, signatures.c.id, signatures.c.letter_id, literal(now, Moment))
        .join(signatures, signatures.c.id == entries.c.signature_id)
        .where(
            entries.c.id.in_(padded(sorted(entry_ids))),
            entries.c.lane != Lane.SUPPORTER,
            signatures.c.state.in_(ACTIVE),
            or_(signatures.c.newest_entry_id == entries.c.id, signatures.c.standing_entry_id == entries.c.id),
        )
        .order_by(entries.c.id)
    )
    upsert = postgresql_insert if db.connection.dialect.name == "postgresql" else sqlite_insert
    statement = upsert(examinations).from_select(["entry_id", "signature_id", "letter_id", "asked_at"], wanted)
    again = {"asked_at": statement.excluded.asked_at}
    db.execute(statement.on_conflict_do_update(index_elements=[examinations.c.entry_id], set_=again))


def ask_new(db: Db, letter_id: int, pairs: Collection[tuple[int, int]], now: datetime) -> None:
    """Put entries on the list that nobody can have put there before, each with its signature."""
    of_letter = {"letter_id": letter_id, "asked_at": now}
    rows = [of_letter | {"entry_id": entry_id, "signature_id": each} for entry_id, each in pairs]
    db.execute(insert(examinations), rows)


def ask_of_those_that_name(db: Db, gone: Collection[int], now: datetime) -> None:
    """Have everything examined again of which the evidence speaks of an entry that nobody sees any more."""
    naming = select(evidence.c.entry_id).where(evidence.c.other_entry_id.in_(padded(gone))).distinct()
    if gone:
        ask(db, list(db.execute(naming).scalars()), now)
