"""Signatures: where each stands, and the change that an act makes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from service.core.entry import Lane
from service.core.letter import Counts
from service.core.signature import ACTIVE, PENDING_FOR, Revision, Signature, State, tally
from service.store import examinations, statements
from service.store.database import Db, padded
from service.store.entries import NewEntry, insert_entries
from service.store.letters import add_to_counts, next_position
from service.store.milestones import Event, changes_of
from service.store.roll import leave, leave_many
from service.store.rolls import stand
from service.store.tables import entries, letters, signatures, versions
from service.store.wishes import forget_wishes, pass_on_wishes


@dataclass(frozen=True, slots=True)
class NewSignature:
    """A pending signature about to be stored. mailbox: the sealed address; mailbox_index: its blind index."""

    id: int
    letter_id: int
    version_id: int
    mailbox: bytes
    mailbox_index: bytes
    domain_index: bytes
    network_index: bytes
    entry: NewEntry
    consent_hash: str
    wants_updates: bool
    provider: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A signature as it is stored: the state that the rules know, and what belongs to the row alone.

    seal, era, version_id: of the text that its owner agreed to. position: in which turn its name was listed.
    """

    id: int
    letter_id: int
    slug: str
    seal: str
    era: int
    signature: Signature
    mailbox: bytes | None
    mailbox_index: bytes | None
    position: int | None
    resume_position: int | None
    created_at: datetime
    confirmed_at: datetime | None
    changed_at: datetime
    version_id: int
    provider: str
    import_id: int | None = None


def insert_pending(db: Db, new: Sequence[NewSignature]) -> None:
    """Store pending signatures with their first entries."""
    rows = [
        {
            "id": each.id,
            "letter_id": each.letter_id,
            "version_id": each.version_id,
            "state": State.PENDING.value,
            "mailbox": each.mailbox,
            "mailbox_index": each.mailbox_index,
            "domain_index": each.domain_index,
            "network_index": each.network_index,
            "newest_entry_id": each.entry.id,
            "consent_hash": each.consent_hash,
            "wants_updates": each.wants_updates,
            "provider": each.provider,
            "created_at": each.created_at,
            "changed_at": each.created_at,
        }
        for each in new
    ]
    db.execute(insert(signatures), rows)
    insert_entries(db, [each.entry for each in new])
    for each in new:
        db.tally(each.letter_id, each.created_at, Event.STARTED, each.provider)


def existing(db: Db, ids: Collection[int]) -> set[int]:
    """Which of these signatures are stored."""
    return set(db.execute(select(signatures.c.id).where(signatures.c.id.in_(padded(ids)))).scalars())


@dataclass(frozen=True, slots=True)
class Holder:
    """A signature that holds a mailbox. is_imported: nobody confirmed it, so it gives way to its own person."""

    id: int
    is_imported: bool


def holders(db: Db, letter_id: int, indexes: Collection[bytes]) -> dict[bytes, Holder]:
    """Which of these mailboxes hold an active signature on the letter."""
    found = db.execute(
        select(
            signatures.c.mailbox_index, signatures.c.id, signatures.c.import_id, signatures.c.confirmed_at
        ).where(
            signatures.c.letter_id == letter_id,
            signatures.c.mailbox_index.in_(padded(indexes)),
            signatures.c.state.in_(ACTIVE),
        )
    )
    return {row.mailbox_index: Holder(row.id, _is_imported(row)) for row in found}


def active_mailboxes(db: Db, letter_id: int, indexes: Collection[bytes]) -> dict[bytes, int]:
    """Which of these mailboxes hold an active signature on the letter, and its id."""
    return {index: holder.id for index, holder in holders(db, letter_id, indexes).items()}


def inherit(db: Db, before: Stored, heir_id: int) -> None:
    """Let another signature stand in the place of this one when it is listed, with what authors wanted for it."""
    place = before.resume_position if before.position is None else before.position
    db.execute(update(signatures).where(signatures.c.id == heir_id).values(resume_position=place))
    pass_on_wishes(db, before.id, heir_id)


def newest_of_mailbox(db: Db, letter_id: int, index: bytes) -> int | None:
    """The signature that its holder would mean: the active one, else the one withdrawn last."""
    for states in (tuple(ACTIVE), (State.WITHDRAWN,)):
        found = db.execute(
            select(signatures.c.id)
            .where(
                signatures.c.letter_id == letter_id,
                signatures.c.mailbox_index == index,
                signatures.c.state.in_(states),
            )
            .order_by(signatures.c.changed_at.desc())
            .limit(1)
        ).scalar()
        if found is not None:
            return int(found)
    return None


def load(db: Db, ids: Collection[int], to_change: bool = False) -> dict[int, Stored]:
    """Signatures by id; to_change holds them against other writers until the end of the transaction."""
    newest, standing, resume = (entries.alias(name) for name in ("newest", "standing", "resume"))
    statement = (
        select(
            signatures,
            letters.c.slug,
            versions.c.seal,
            versions.c.era,
            newest.c.hash.label("newest_hash"),
            newest.c.lane.label("newest_lane"),
            standing.c.hash.label("standing_hash"),
            standing.c.lane.label("standing_lane"),
            resume.c.hash.label("resume_hash"),
            resume.c.lane.label("resume_lane"),
        )
        .join(letters, letters.c.id == signatures.c.letter_id)
        .join(versions, versions.c.id == signatures.c.version_id)
        .outerjoin(newest, newest.c.id == signatures.c.newest_entry_id)
        .outerjoin(standing, standing.c.id == signatures.c.standing_entry_id)
        .outerjoin(resume, resume.c.id == signatures.c.resume_entry_id)
        .where(signatures.c.id.in_(padded(ids)))
        .order_by(signatures.c.id)
    )
    if to_change:
        statement = statement.with_for_update(of=signatures)
    return {row.id: _stored(row) for row in db.execute(statement)}


def mailboxes(db: Db, ids: Collection[int]) -> dict[int, bytes]:
    """The sealed addresses of these signatures, as far as they are kept."""
    found = db.execute(select(signatures.c.id, signatures.c.mailbox).where(signatures.c.id.in_(padded(ids))))
    return {row.id: row.mailbox for row in found if row.mailbox is not None}


def load_one(db: Db, signature_id: int, to_change: bool = False) -> Stored | None:
    return load(db, [signature_id], to_change).get(signature_id)


def save(
    db: Db, before: Stored, after: Signature, now: datetime, done_at: datetime | None = None
) -> int | None:
    """Store what an act made of a signature: its row, the letter's counts, the roll. The position it has now.

    done_at: when it was done, where the row is to name another moment.
    """
    position = _position(db, before, after)
    db.execute(
        update(signatures)
        .where(signatures.c.id == before.id)
        .values(**_state_values(after), position=position, changed_at=now, **_resume(before, after))
    )
    examine_again(db, [(before.signature, after)], now)
    add_to_counts(db, before.letter_id, before.era, difference(before.signature, after))
    keep_place(db, before, after, position)
    tally_change(db, before, after, done_at or now)
    return position


def confirm_imported(db: Db, before: Stored, after: Signature, now: datetime) -> None:
    """Keep that somebody who was imported said "I sign"; nothing where they had said so before."""
    if before.signature.is_imported and not after.is_imported:
        db.execute(update(signatures).where(signatures.c.id == before.id).values(confirmed_at=now, changed_at=now))
        add_to_counts(db, before.letter_id, before.era, Counts())
        tally_change(db, before, after, now)


def tally_change(db: Db, before: Stored, after: Signature, now: datetime) -> None:
    """Count what a move of a signature changes."""
    for event, change in changes_of(before.signature, after).items():
        db.tally(before.letter_id, now, event, before.provider, change)


def keep_place(db: Db, before: Stored, after: Signature, position: int | None) -> None:
    """Let a name enter the rolls or leave them, or stand where its new entry belongs."""
    if after.standing and after.is_named and position is not None:
        if after.standing != before.signature.standing:
            stand(db, before.letter_id, before.era, before.id, after.standing.id, position)
    elif before.signature.is_named:
        leave(db, before.id)
        statements.leave(db, before.id)


def leave_places(db: Db, ids: Collection[int]) -> None:
    """As keep_place(), for many names at once that leave the rolls."""
    if ids:
        leave_many(db, ids)
        statements.leave(db, *ids)


def save_confirmed(db: Db, confirmed: Sequence[tuple[Stored, Signature]], now: datetime) -> None:
    """Store many confirmations at once; none of them is named yet, so no position moves."""
    rows = [
        {
            "key": before.id,
            "new_state": after.state.value,
            "new_epoch": after.epoch,
            "new_standing": after.standing.id if after.standing else None,
        }
        for before, after in confirmed
    ]
    db.execute(
        update(signatures)
        .where(signatures.c.id == bindparam("key"))
        .values(
            state=bindparam("new_state"),
            epoch=bindparam("new_epoch"),
            standing_entry_id=bindparam("new_standing"),
            confirmed_at=now,
            changed_at=now,
        ),
        rows,
    )
    examine_again(db, [(before.signature, after) for before, after in confirmed], now)
    changes: dict[tuple[int, int], Counts] = {}
    for before, after in confirmed:
        key = (before.letter_id, before.era)
        changes[key] = plus(changes.get(key, Counts()), difference(before.signature, after))
        tally_change(db, before, after, now)
    for letter_id, era in sorted(changes):
        add_to_counts(db, letter_id, era, changes[letter_id, era])


def examine_again(db: Db, changes: Sequence[tuple[Signature, Signature]], now: datetime) -> None:
    """Have the evidence gathered on the entries that came, and on those that were compared with what went."""
    examinations.ask(db, {each for before, after in changes for each in after.seen - before.seen}, now)
    gone = {each for before, after in changes for each in before.seen - after.seen}
    examinations.ask_of_those_that_name(db, gone, now)


def withdrawn_before(db: Db, moment: datetime, most: int) -> list[int]:
    """Up to so many signatures that were withdrawn before a moment."""
    found = db.execute(
        select(signatures.c.id)
        .where(signatures.c.state == State.WITHDRAWN, signatures.c.changed_at < moment)
        .limit(most)
    )
    return list(found.scalars())


def forget(db: Db, signature_id: int, now: datetime) -> None:
    """Take the address out of a signature's row, and what an author wanted for it; a tombstone remains.

    Of a roster that it came from, nothing but this tombstone's id was kept.
    """
    forget_wishes(db, signature_id)
    db.execute(
        update(signatures)
        .where(signatures.c.id == signature_id)
        .values(mailbox=None, mailbox_index=None, changed_at=now)
    )


def delete_refused(db: Db, signature_id: int, now: datetime) -> None:
    """Delete a pending signature whose mailbox belongs to somebody else."""
    refused = delete(signatures).where(signatures.c.id == signature_id, signatures.c.state == State.PENDING)
    for row in db.execute(refused.returning(signatures.c.letter_id, signatures.c.provider)):
        db.tally(row.letter_id, now, Event.REFUSED, row.provider)


def expire_pending(db: Db, now: datetime, most: int) -> int:
    """Delete up to so many pending signatures that nobody confirmed in time; how many went."""
    late = (
        select(signatures.c.id)
        .where(signatures.c.state == State.PENDING, signatures.c.created_at < now - PENDING_FOR - _GRACE)
        .limit(most)
    )
    gone = delete(signatures).where(signatures.c.id.in_(late))
    rows = db.execute(gone.returning(signatures.c.letter_id, signatures.c.provider)).all()
    for row in rows:
        db.tally(row.letter_id, now, Event.EXPIRED, row.provider)
    return len(rows)


_GRACE = timedelta(hours=1)
"""A confirmation that is being answered at the last moment is not swept away from under it."""


def difference(before: Signature, after: Signature) -> Counts:
    """What an act changes in a letter's counts."""
    was, now = tally(before), tally(after)
    return Counts(
        now.named - was.named,
        now.unnamed - was.unnamed,
        now.supporters - was.supporters,
        now.waiting - was.waiting,
    )


def plus(one: Counts, other: Counts) -> Counts:
    return Counts(
        one.named + other.named,
        one.unnamed + other.unnamed,
        one.supporters + other.supporters,
        one.waiting + other.waiting,
    )


def minus(counts: Counts) -> Counts:
    """The counts with each number negative, to be taken away."""
    return Counts(-counts.named, -counts.unnamed, -counts.supporters, -counts.waiting)


def _position(db: Db, before: Stored, after: Signature) -> int | None:
    """A named signature keeps its position, one that comes back has its old one, a new one stands last."""
    if not after.is_named:
        return None
    if before.position is not None:
        return before.position
    if before.resume_position is not None:
        return before.resume_position
    return next_position(db, before.letter_id)


def _resume(before: Stored, after: Signature) -> dict[str, Any]:
    """What is kept so that a withdrawal or a decision can be undone: where it stood, and in which place."""
    return {
        "resume_state": after.resume_state,
        "resume_entry_id": after.resume_standing.id if after.resume_standing else None,
        "resume_position": None if after.is_named else before.position or before.resume_position,
    }


def _state_values(signature: Signature) -> dict[str, Any]:
    return {
        "state": signature.state.value,
        "epoch": signature.epoch,
        "newest_entry_id": signature.newest.id,
        "standing_entry_id": signature.standing.id if signature.standing else None,
    }


def _stored(row: Row[Any]) -> Stored:
    newest = Revision(row.newest_entry_id, row.newest_hash or "", Lane(row.newest_lane or Lane.SUPPORTER))
    signature = Signature(
        state=State(row.state),
        newest=newest,
        standing=_revision(row.standing_entry_id, row.standing_hash, row.standing_lane),
        resume_state=State(row.resume_state) if row.resume_state else None,
        resume_standing=_revision(row.resume_entry_id, row.resume_hash, row.resume_lane),
        epoch=row.epoch,
        is_imported=_is_imported(row),
    )
    return Stored(
        row.id,
        row.letter_id,
        row.slug,
        row.seal,
        row.era,
        signature,
        row.mailbox,
        row.mailbox_index,
        row.position,
        row.resume_position,
        row.created_at,
        row.confirmed_at,
        row.changed_at,
        row.version_id,
        row.provider,
        row.import_id,
    )


def _is_imported(row: Row[Any]) -> bool:
    return row.import_id is not None and row.confirmed_at is None


def _revision(entry_id: int | None, entry_hash: str | None, lane: str | None) -> Revision | None:
    if entry_id is None or entry_hash is None or lane is None:
        return None
    return Revision(entry_id, entry_hash, Lane(lane))
