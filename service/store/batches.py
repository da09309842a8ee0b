"""Clean-ups: the signatures that each is about, what became of every one, and their change in small steps."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from service.core.letter import Counts
from service.core.signature import Signature
from service.store.database import Db
from service.store.letters import add_to_counts
from service.store.signatures import (
    Stored,
    difference,
    examine_again,
    keep_place,
    leave_places,
    load,
    plus,
    tally_change,
)
from service.store.tables import batch_members, batches, claims, letters, signatures
from service.store.waves import Wave, conditions


class BatchState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(StrEnum):
    """What became of one signature of a batch. LEFT, STAYED: something else happened to it meanwhile."""

    WAITS = "waits"
    DONE = "done"
    LEFT = "left"
    UNDONE = "undone"
    STAYED = "stayed"


@dataclass(frozen=True, slots=True)
class Batch:
    """A clean-up. sieve: what was looked for, as it was typed. id: 0 until it is kept."""

    letter_id: int
    account_id: int
    sieve: Mapping[str, str]
    reason: str
    note: str
    tells: bool
    created_at: datetime
    state: BatchState = BatchState.RUNNING
    undone_by: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A signature as it stood when its batch was started."""

    signature_id: int
    epoch: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What an act makes of a signature, the moment that its row then names, and when it is done."""

    before: Stored
    after: Signature
    changed_at: datetime
    done_at: datetime


def start(db: Db, batch: Batch, wave: Wave) -> int | None:
    """Keep a batch and the signatures that it is about, each as it stands now; the batch's id.

    None where another one of the letter has not ended: somebody else may have started it just now.
    """
    values = {
        "letter_id": batch.letter_id,
        "account_id": batch.account_id,
        "sieve": dict(batch.sieve),
        "reason": batch.reason,
        "note": batch.note,
        "tells": batch.tells,
        "state": batch.state,
        "created_at": batch.created_at,
    }
    try:
        with db.connection.begin_nested():
            batch_id = int(db.execute(insert(batches).values(**values).returning(batches.c.id)).scalar_one())
    except IntegrityError:
        return None
    members = select(
        literal(batch_id), signatures.c.id, signatures.c.epoch, signatures.c.changed_at, literal(Fate.WAITS.value)
    ).where(*conditions(batch.letter_id, wave))
    names = ["batch_id", "signature_id", "epoch", "changed_at", "outcome"]
    db.execute(insert(batch_members).from_select(names, members))
    return batch_id


def batch_by_id(db: Db, letter_id: int, batch_id: int, to_change: bool = False) -> Batch | None:
    statement = select(batches).where(batches.c.id == batch_id, batches.c.letter_id == letter_id)
    row = db.execute(statement.with_for_update() if to_change else statement).one_or_none()
    return row and _batch(row)


def batches_of(db: Db, letter_id: int, most: int) -> list[Batch]:
    """The last clean-ups of a letter, the newest first."""
    statement = select(batches).where(batches.c.letter_id == letter_id).order_by(batches.c.id.desc()).limit(most)
    return [_batch(row) for row in db.execute(statement)]


def unfinished(db: Db, letter_id: int | None = None) -> Batch | None:
    """The oldest batch with work left, on one letter; or on any, then held against other workers."""
    statement = select(batches).where(batches.c.state.in_([BatchState.RUNNING, BatchState.UNDOING]))
    statement = statement.order_by(batches.c.id).limit(1)
    if letter_id is None:
        statement = statement.with_for_update(skip_locked=True)
    else:
        statement = statement.where(batches.c.letter_id == letter_id)
    row = db.execute(statement).one_or_none()
    return row and _batch(row)


def set_state(db: Db, batch_id: int, state: BatchState) -> None:
    db.execute(update(batches).where(batches.c.id == batch_id).values(state=state))


def start_undo(db: Db, batch_id: int, account_id: int) -> bool:
    """Let a batch be put back; False where another one of the letter has not ended."""
    undoing = update(batches).where(batches.c.id == batch_id)
    try:
        with db.connection.begin_nested():
            db.execute(undoing.values(state=BatchState.UNDOING, undone_by=account_id))
    except IntegrityError:
        return False
    return True


def fates_of(db: Db, batch_id: int) -> Counter[Fate]:
    """How many signatures of a batch met which fate."""
    found = db.execute(
        select(batch_members.c.outcome, func.count().label("signatures"))
        .where(batch_members.c.batch_id == batch_id)
        .group_by(batch_members.c.outcome)
    )
    return Counter({Fate(row.outcome): int(row.signatures) for row in found})


def members_with(db: Db, batch_id: int, fate: Fate, most: int) -> list[Member]:
    """Up to so many signatures of a batch that met a fate."""
    rows = db.execute(
        select(batch_members)
        .where(batch_members.c.batch_id == batch_id, batch_members.c.outcome == fate)
        .limit(most)
    )
    return [Member(row.signature_id, row.epoch, row.changed_at) for row in rows]


def set_fate(db: Db, batch_id: int, signature_ids: Collection[int], fate: Fate) -> None:
    if signature_ids:
        chosen = batch_members.c.signature_id.in_(signature_ids)
        db.execute(update(batch_members).where(batch_members.c.batch_id == batch_id, chosen).values(outcome=fate))


def end_claims(db: Db, signature_ids: Collection[int]) -> None:
    """Nobody reads these entries any more."""
    db.execute(delete(claims).where(claims.c.signature_id.in_(signature_ids)))


def load_free(db: Db, letter_id: int, ids: Collection[int]) -> dict[int, Stored]:
    """Those of a letter's signatures that no other writer holds now; they and the letter are then held.

    The letter comes first and no signature is waited for, as others take a signature and then its letter:
    so nobody ever waits in a circle.
    """
    db.execute(select(letters.c.id).where(letters.c.id == letter_id).with_for_update())
    free = select(signatures.c.id).where(signatures.c.id.in_(ids)).with_for_update(skip_locked=True)
    return load(db, db.execute(free).scalars().all())


def save_many(db: Db, changes: Sequence[Change]) -> None:
    """Store what acts made of many signatures of one letter: their rows, the letter's counts, the roll.

    None of them gets a place that it did not have before.
    """
    if not changes:
        return
    db.execute(_update_signature(), [_values(change) for change in changes])
    examine_again(db, [(each.before.signature, each.after) for each in changes], changes[0].changed_at)
    totals: dict[int, Counts] = {}
    for change in changes:
        era = change.before.era
        totals[era] = plus(totals.get(era, Counts()), difference(change.before.signature, change.after))
    for era, total in sorted(totals.items()):
        add_to_counts(db, changes[0].before.letter_id, era, total)
    left = [each for each in changes if each.before.signature.is_named and not each.after.is_named]
    leave_places(db, [each.before.id for each in left])
    for change in changes:
        if change.after.is_named:
            keep_place(db, change.before, change.after, _place(change.before))
        tally_change(db, change.before, change.after, change.done_at)


def _update_signature() -> Any:
    return (
        update(signatures)
        .where(signatures.c.id == bindparam("key"))
        .values(
            state=bindparam("new_state"),
            epoch=bindparam("new_epoch"),
            newest_entry_id=bindparam("new_newest"),
            standing_entry_id=bindparam("new_standing"),
            position=bindparam("new_position"),
            resume_position=bindparam("new_resume"),
            changed_at=bindparam("new_moment", type_=signatures.c.changed_at.type),
        )
    )


def _values(change: Change) -> dict[str, Any]:
    after, place = change.after, _place(change.before)
    return {
        "key": change.before.id,
        "new_state": after.state.value,
        "new_epoch": after.epoch,
        "new_newest": after.newest.id,
        "new_standing": after.standing.id if after.standing else None,
        "new_position": place if after.is_named else None,
        "new_resume": None if after.is_named else place,
        "new_moment": change.changed_at,
    }


def _place(stored: Stored) -> int | None:
    """Where it stands, or stood last."""
    return stored.resume_position if stored.position is None else stored.position


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        row.letter_id,
        row.account_id,
        row.sieve,
        row.reason,
        row.note,
        row.tells,
        row.created_at,
        BatchState(row.state),
        row.undone_by,
        row.id,
    )
