"""What authors want for single signatures: a group, a pin, a place by hand, a sort name; each roll has its own."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, select, update

from service.core.ordering import NO_WISH, Wish
from service.store.database import Db, padded
from service.store.tables import rolls, wishes

FETCH = 5_000


def wishes_in(db: Db, roll_id: int, signature_ids: Collection[int]) -> dict[int, Wish]:
    """What is wanted for these signatures in a roll; those of which nothing was said are missing."""
    chosen = wishes.c.signature_id.in_(padded(signature_ids))
    found = db.execute(select(wishes).where(wishes.c.roll_id == roll_id, chosen))
    return {row.signature_id: _wish(row) for row in found}


def wish_in(db: Db, roll_id: int, signature_id: int) -> Wish:
    """What is wanted for one signature in a roll."""
    return wishes_in(db, roll_id, [signature_id]).get(signature_id, NO_WISH)


def wishes_for(db: Db, signature_id: int) -> dict[int, Wish]:
    """What is wanted for one signature, by roll."""
    found = db.execute(select(wishes).where(wishes.c.signature_id == signature_id))
    return {row.roll_id: _wish(row) for row in found}


def every_wish(db: Db, roll_id: int) -> Iterator[tuple[int, Wish]]:
    """All that is wanted in a roll, by signature, fetched in runs."""
    after = -1
    while True:
        beyond = (wishes.c.roll_id == roll_id) & (wishes.c.signature_id > after)
        rows = db.execute(select(wishes).where(beyond).order_by(wishes.c.signature_id).limit(FETCH)).all()
        yield from ((row.signature_id, _wish(row)) for row in rows)
        if len(rows) < FETCH:
            return
        after = rows[-1].signature_id


def set_wishes(db: Db, roll_id: int, wanted: Mapping[int, Wish]) -> None:
    """Keep what is wanted for these signatures, in place of what was."""
    chosen = wishes.c.signature_id.in_(padded(wanted))
    db.execute(delete(wishes).where(wishes.c.roll_id == roll_id, chosen))
    rows = [
        {
            "signature_id": signature_id,
            "roll_id": roll_id,
            "group_id": wish.group,
            "pin": wish.pin,
            "hand": wish.hand,
            "sort_name": wish.sort_name,
        }
        for signature_id, wish in wanted.items()
        if wish != NO_WISH
    ]
    if rows:
        db.execute(insert(wishes), rows)


def copy_wishes(db: Db, from_roll: int, to_roll: int) -> None:
    """Want the same in another roll, which has no wishes yet."""
    columns = ["signature_id", "roll_id", "group_id", "pin", "hand", "sort_name"]
    same = select(
        wishes.c.signature_id,
        literal(to_roll),
        wishes.c.group_id,
        wishes.c.pin,
        wishes.c.hand,
        wishes.c.sort_name,
    ).where(wishes.c.roll_id == from_roll)
    db.execute(insert(wishes).from_select(columns, same))


def forget_wishes(db: Db, signature_id: int) -> None:
    """Delete what is wanted for a signature that is erased: a sort name is a name."""
    db.execute(delete(wishes).where(wishes.c.signature_id == signature_id))


def pass_on_wishes(db: Db, from_signature: int, to_signature: int) -> None:
    """Want for a signature, of which nothing was said, what was wanted for another."""
    mine = update(wishes).where(wishes.c.signature_id == from_signature)
    db.execute(mine.values(signature_id=to_signature))


def last_group_wished(db: Db, letter_id: int) -> int:
    """The highest id of a group that any wish on a letter names; -1 where none does."""
    found = select(func.max(wishes.c.group_id)).join(rolls, rolls.c.id == wishes.c.roll_id)
    found = found.where(rolls.c.letter_id == letter_id)
    highest = db.execute(found).scalar()
    return -1 if highest is None else int(highest)


def _wish(row: Row[Any]) -> Wish:
    return Wish(row.group_id, row.pin, row.hand, row.sort_name)
