"""The rolls of a letter: one is shown for each era, others are being laid or kept; and who stands in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from service.core.entry import Entry
from service.core.ordering import NO_WISH, Ordering, ordering_from_record, ordering_record, place_of
from service.store import roll, statements, wishes
from service.store.database import Db
from service.store.entries import entry_of
from service.store.tables import blocks, entries, letters, orders, places, rolls, signatures, versions
from service.store.tables import wishes as wish_rows


class RollState(StrEnum):
    """laying: the worker fills it. ready: it can be looked at and shown. kept: it was shown before."""

    LAYING = "laying"
    READY = "ready"
    SHOWN = "shown"
    KEPT = "kept"
    GOING = "going"


@dataclass(frozen=True, slots=True)
class Roll:
    """One order of an era's names. after: up to which signature id the worker has laid it; done of total."""

    id: int
    letter_id: int
    era: int
    ordering: Ordering
    state: RollState
    after: int
    done: int
    total: int
    account_id: int | None
    created_at: datetime


def make_roll(
    db: Db,
    letter_id: int,
    era: int,
    ordering: Ordering,
    state: RollState,
    now: datetime,
    total: int = 0,
    account_id: int | None = None,
) -> int:
    """An empty roll; its id."""
    values = {
        "letter_id": letter_id,
        "era": era,
        "ordering": ordering_record(ordering),
        "state": state.value,
        "total": total,
        "account_id": account_id,
        "created_at": now,
    }
    roll_id = int(db.execute(insert(rolls).values(**values).returning(rolls.c.id)).scalar_one())
    db.execute(insert(blocks).values(roll_id=roll_id, first=b"", named=0))
    return roll_id


def begin_era(db: Db, letter_id: int, former: int, era: int, now: datetime) -> int:
    """The roll of a new era, in the order and with the wishes of the one that was shown; its id.

    Other orders of the era before go: none of them will be shown again.
    """
    others = rolls.c.state.in_([RollState.LAYING.value, RollState.READY.value, RollState.KEPT.value])
    db.execute(update(rolls).where(rolls.c.letter_id == letter_id, others).values(state=RollState.GOING.value))
    roll_id = make_roll(db, letter_id, era, ordering_of(db, former), RollState.SHOWN, now)
    wishes.copy_wishes(db, former, roll_id)
    return roll_id


def rolls_of(db: Db, letter_id: int, era: int) -> list[Roll]:
    """Every roll of an era that is kept up to date."""
    found = db.execute(
        select(rolls).where(
            rolls.c.letter_id == letter_id, rolls.c.era == era, rolls.c.state != RollState.GOING.value
        )
    )
    return [_roll(row) for row in found]


def ordering_of(db: Db, roll_id: int) -> Ordering:
    """The order in which a roll's names stand."""
    return ordering_from_record(db.execute(select(rolls.c.ordering).where(rolls.c.id == roll_id)).scalar_one())


def stand(db: Db, letter_id: int, era: int, signature_id: int, entry_id: int, position: int) -> None:
    """Put a signature with its standing entry in its place in every roll of an era, and out of any other place.

    A roll that is being laid is left to the worker as far as it has not come there.
    """
    roll.leave(db, signature_id)
    row = db.execute(select(entries).where(entries.c.id == entry_id)).one()
    wanted = wishes.wishes_for(db, signature_id)
    for each in rolls_of(db, letter_id, era):
        if each.state is not RollState.LAYING or signature_id <= each.after:
            wish = wanted.get(each.id, NO_WISH)
            roll.enter(db, each.id, place_of(each.ordering, entry_of(row), position, wish), signature_id)
    statements.leave(db, signature_id)
    if row.statement:
        statements.keep(db, letter_id, era, signature_id, position)


def hold_letter(db: Db, slug: str) -> None:
    """Let nobody else change what is listed on a letter until the end of the transaction.

    First of all, and before any signature: whoever changes one takes it first and then its letter.
    """
    db.execute(select(letters.c.id).where(letters.c.slug == slug).with_for_update())


def next_turn(db: Db, roll_id: int) -> int:
    """The position that the next name listed on a roll's letter will have."""
    of_letter = select(letters.c.last_position).join(rolls, rolls.c.letter_id == letters.c.id)
    return int(db.execute(of_letter.where(rolls.c.id == roll_id)).scalar_one()) + 1


def touch_letter(db: Db, letter_id: int) -> None:
    """Say that what visitors see of a letter has changed."""
    db.execute(update(letters).where(letters.c.id == letter_id).values(revision=letters.c.revision + 1))


def roll_by_id(db: Db, roll_id: int) -> Roll | None:
    row = db.execute(select(rolls).where(rolls.c.id == roll_id)).one_or_none()
    return row and _roll(row)


def unfinished(db: Db) -> tuple[int, str] | None:
    """The roll that the worker should go on with, and its letter's slug: one to lay before one to sweep away."""
    for state in (RollState.LAYING, RollState.GOING):
        oldest = (
            select(rolls.c.id, letters.c.slug)
            .join(letters, letters.c.id == rolls.c.letter_id)
            .where(rolls.c.state == state.value)
            .order_by(rolls.c.id)
            .limit(1)
        )
        if row := db.execute(oldest).one_or_none():
            return row.id, row.slug
    return None


def set_roll_state(db: Db, roll_id: int, state: RollState) -> None:
    db.execute(update(rolls).where(rolls.c.id == roll_id).values(state=state.value))


def note_laid(db: Db, roll_id: int, after: int, added: int) -> None:
    """Keep how far a roll is laid."""
    db.execute(update(rolls).where(rolls.c.id == roll_id).values(after=after, done=rolls.c.done + added))


def show_roll(db: Db, letter_id: int, roll_id: int) -> None:
    """Show a letter's names in the order of a roll."""
    changed = {"roll_id": roll_id, "revision": letters.c.revision + 1}
    db.execute(update(letters).where(letters.c.id == letter_id).values(changed))


def to_lay(db: Db, letter_id: int, era: int, after: int, most: int) -> list[tuple[int, int, Entry]]:
    """Up to so many named signatures of an era beyond an id: id, position and standing entry of each."""
    found = (
        select(signatures.c.id.label("signature_id"), signatures.c.position, entries)
        .join(entries, entries.c.id == signatures.c.standing_entry_id)
        .join(versions, versions.c.id == signatures.c.version_id)
        .where(
            signatures.c.letter_id == letter_id,
            signatures.c.id > after,
            signatures.c.position.is_not(None),
            versions.c.era == era,
        )
        .order_by(signatures.c.id)
        .limit(most)
    )
    return [(row.signature_id, row.position, entry_of(row)) for row in db.execute(found)]


def sweep(db: Db, roll_id: int, most: int) -> int:
    """Delete up to so many rows of a roll that is going, in the end the roll; how many went."""
    for table in (places, wish_rows):
        some = select(table.c.signature_id).where(table.c.roll_id == roll_id).limit(most)
        gone = db.change(delete(table).where(table.c.roll_id == roll_id, table.c.signature_id.in_(some)))
        if gone:
            return gone
    db.execute(delete(blocks).where(blocks.c.roll_id == roll_id))
    return db.change(delete(rolls).where(rolls.c.id == roll_id))


def next_group(db: Db, letter_id: int) -> int:
    """An id for a group that none of the letter's rolls, saved orders or wishes ever named."""
    highest = wishes.last_group_wished(db, letter_id)
    for table in (rolls, orders):
        for record in db.execute(select(table.c.ordering).where(table.c.letter_id == letter_id)).scalars():
            highest = max(highest, *(group.id for group in ordering_from_record(record).groups))
    return highest + 1


def _roll(row: Row[Any]) -> Roll:
    return Roll(
        row.id,
        row.letter_id,
        row.era,
        ordering_from_record(row.ordering),
        RollState(row.state),
        row.after,
        row.done,
        row.total,
        row.account_id,
        row.created_at,
    )
