"""The log of acts, append-only, and the queue of entries that wait for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from service.core.entry import Entry, Lane
from service.core.signature import Act, Revision, State
from service.store.database import Db
from service.store.entries import entries_by_id, entry_of
from service.store.tables import acts, entries, signatures


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """What was done to which exact entry. account_id: the moderator; None where the signatory acted."""

    letter_id: int
    signature_id: int
    act: Act
    revision: Revision
    at: datetime
    account_id: int | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that waits for a decision. listed: the one that stands meanwhile, if any."""

    signature_id: int
    entry: Entry
    entry_hash: str
    lane: Lane
    mailbox: bytes
    waiting_since: datetime
    listed: Entry | None


def log(db: Db, logged: Sequence[LoggedAct]) -> None:
    """Append to the log."""
    db.execute(
        insert(acts),
        [
            {
                "letter_id": each.letter_id,
                "signature_id": each.signature_id,
                "act": each.act.value,
                "entry_id": each.revision.id,
                "entry_hash": each.revision.hash,
                "lane": each.revision.lane.value,
                "account_id": each.account_id,
                "reason": each.reason,
                "note": each.note,
                "at": each.at,
            }
            for each in logged
        ],
    )


def acts_of(db: Db, signature_id: int) -> list[LoggedAct]:
    """What was done to a signature, the oldest first."""
    found = db.execute(select(acts).where(acts.c.signature_id == signature_id).order_by(acts.c.id))
    return [
        LoggedAct(
            row.letter_id,
            row.signature_id,
            Act(row.act),
            Revision(row.entry_id, row.entry_hash, Lane(row.lane)),
            row.at,
            row.account_id,
            row.reason,
            row.note,
        )
        for row in found
    ]


def last_decision_at(db: Db, letter_id: int) -> datetime | None:
    """When a moderator last decided on this letter."""
    return db.execute(
        select(acts.c.at)
        .where(acts.c.letter_id == letter_id, acts.c.account_id.is_not(None))
        .order_by(acts.c.id.desc())
        .limit(1)
    ).scalar()


def waiting(db: Db, letter_id: int, most: int) -> list[WaitingEntry]:
    """Up to so many entries that wait for a decision, the longest first."""
    rows = db.execute(
        select(
            signatures.c.id.label("signature_id"),
            signatures.c.mailbox,
            signatures.c.changed_at,
            signatures.c.standing_entry_id,
            entries,
        )
        .join(entries, entries.c.id == signatures.c.newest_entry_id)
        .where(signatures.c.letter_id == letter_id, signatures.c.state == State.CONFIRMED)
        .order_by(signatures.c.changed_at, signatures.c.id)
        .limit(most)
    ).all()
    standing = entries_by_id(db, [row.standing_entry_id for row in rows if row.standing_entry_id is not None])
    return [
        WaitingEntry(
            row.signature_id,
            entry_of(row),
            row.hash,
            Lane(row.lane),
            row.mailbox,
            row.changed_at,
            standing.get(row.standing_entry_id),
        )
        for row in rows
    ]


def waiting_count(db: Db, letter_id: int) -> int:
    """How many entries of a letter wait for a decision, corrections of listed ones included."""
    found = db.execute(
        select(func.count())
        .select_from(signatures)
        .where(signatures.c.letter_id == letter_id, signatures.c.state == State.CONFIRMED)
    )
    return int(found.scalar_one())
