"""The log of acts: what was done to which exact entry, by whom and why; nothing in it ever changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from service.core.entry import Lane
from service.core.signature import DECISIONS, Act, Revision
from service.store import tallies
from service.store.database import Db
from service.store.tables import acts


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """What was done to which exact entry. account_id: the moderator; None where the signatory acted.

    batch_id: the batch that it was a part of, if any. id: its place in the log, 0 until it is kept.
    version_id: the text that the signatory agreed to by it. import_id: the roster by which it was done.
    """

    letter_id: int
    signature_id: int
    act: Act
    revision: Revision
    at: datetime
    account_id: int | None = None
    reason: str = ""
    note: str = ""
    batch_id: int | None = None
    id: int = 0
    version_id: int | None = None
    import_id: int | None = None


def log(db: Db, logged: Sequence[LoggedAct], taken_back: Sequence[LoggedAct] = ()) -> None:
    """Append to the log, and count the decisions of the day. taken_back: the decisions that these acts reverse."""
    tallies.count(db, logged, taken_back)
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
                "batch_id": each.batch_id,
                "version_id": each.version_id,
                "import_id": each.import_id,
                "at": each.at,
            }
            for each in logged
        ],
    )


def acts_of(db: Db, signature_id: int) -> list[LoggedAct]:
    """What was done to a signature, the oldest first."""
    found = db.execute(select(acts).where(acts.c.signature_id == signature_id).order_by(acts.c.id))
    return [logged_act(row) for row in found]


def acts_of_many(db: Db, signature_ids: Collection[int]) -> dict[int, list[LoggedAct]]:
    """What was done to each of these signatures, the oldest first."""
    found: dict[int, list[LoggedAct]] = {}
    for row in db.execute(select(acts).where(acts.c.signature_id.in_(signature_ids)).order_by(acts.c.id)):
        found.setdefault(row.signature_id, []).append(logged_act(row))
    return found


def last_decision_at(db: Db, letter_id: int) -> datetime | None:
    """When a moderator last decided on this letter: by a step in the index for each kind of decision."""
    found = [
        db.execute(select(func.max(acts.c.at)).where(acts.c.letter_id == letter_id, acts.c.act == act)).scalar()
        for act in sorted(DECISIONS)
    ]
    return max((at for at in found if at is not None), default=None)


def logged_act(row: Row[Any]) -> LoggedAct:
    return LoggedAct(
        row.letter_id,
        row.signature_id,
        Act(row.act),
        Revision(row.entry_id, row.entry_hash, Lane(row.lane)),
        row.at,
        row.account_id,
        row.reason,
        row.note,
        row.batch_id,
        row.id,
        row.version_id,
        row.import_id,
    )
