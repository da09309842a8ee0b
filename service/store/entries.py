"""Entries: immutable revisions of what is printed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from service.core.entry import Capacity, Entry, Lane, Position, entry_hash, printed_text
from service.core.signature import Revision
from service.core.text import fold
from service.store.database import Db
from service.store.tables import entries


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry about to be stored. salt: 16 random bytes."""

    id: int
    signature_id: int
    entry: Entry
    lane: Lane
    salt: bytes
    created_at: datetime

    def revision(self) -> Revision:
        return Revision(self.id, entry_hash(self.entry, self.lane, self.salt), self.lane)


def insert_entries(db: Db, new: Sequence[NewEntry]) -> None:
    db.execute(insert(entries), [_record(each) for each in new])


def entries_by_id(db: Db, ids: Collection[int]) -> dict[int, Entry]:
    """The entries of these ids; erased ones are missing."""
    found = db.execute(select(entries).where(entries.c.id.in_(ids)))
    return {row.id: entry_of(row) for row in found}


def erase_entries(db: Db, signature_id: int) -> None:
    db.execute(delete(entries).where(entries.c.signature_id == signature_id))


def entry_of(row: Row[Any]) -> Entry:
    """The entry in a row that holds the columns of the table."""
    return Entry(
        name=row.name,
        honorific=row.honorific,
        latin_name=row.latin_name,
        positions=tuple(Position(**pair) for pair in row.positions),
        place=row.place,
        capacity=Capacity(row.capacity),
        evidence_url=row.evidence_url,
        statement=row.statement,
    )


def _record(new: NewEntry) -> dict[str, Any]:
    entry = new.entry
    return {
        "id": new.id,
        "signature_id": new.signature_id,
        "hash": new.revision().hash,
        "salt": new.salt,
        "lane": new.lane.value,
        "name": entry.name,
        "honorific": entry.honorific,
        "latin_name": entry.latin_name,
        "positions": [{"position": held.position, "affiliation": held.affiliation} for held in entry.positions],
        "place": entry.place,
        "capacity": entry.capacity.value,
        "evidence_url": entry.evidence_url,
        "statement": entry.statement,
        "folded": fold(printed_text(entry)),
        "approvals_needed": 0 if new.lane is Lane.SUPPORTER else 1,
        "is_titled": entry.is_titled,
        "created_at": new.created_at,
    }
