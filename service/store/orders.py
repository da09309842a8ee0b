"""Saved versions of a letter's order: its groups, and what was wanted for single signatures."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from service.core.ordering import Ordering, Wish, ordering_from_record, ordering_record
from service.core.signature import State
from service.store.database import Db, padded
from service.store.tables import orders, signatures

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class SavedOrder:
    """One saved version of an order, numbered from 1 within its letter."""

    number: int
    label: str
    ordering: Ordering
    account_id: int | None
    created_at: datetime


def save_order(
    db: Db,
    letter_id: int,
    label: str,
    ordering: Ordering,
    wanted: Iterable[tuple[int, Wish]],
    account_id: int | None,
    now: datetime,
) -> int:
    """Keep an order under a label; its number. Sort names are not kept with it: an erased name must be gone."""
    last = db.execute(select(func.max(orders.c.number)).where(orders.c.letter_id == letter_id)).scalar()
    number = int(last or 0) + 1
    values = {
        "letter_id": letter_id,
        "number": number,
        "label": label,
        "ordering": ordering_record(ordering),
        "wishes": _packed(wanted),
        "account_id": account_id,
        "created_at": now,
    }
    db.execute(insert(orders).values(**values))
    return number


def saved_orders(db: Db, letter_id: int) -> list[SavedOrder]:
    """The saved orders of a letter, the newest first."""
    columns = (orders.c.number, orders.c.label, orders.c.ordering, orders.c.account_id, orders.c.created_at)
    found = db.execute(select(*columns).where(orders.c.letter_id == letter_id).order_by(orders.c.number.desc()))
    return [_saved(row) for row in found]


def saved_order(db: Db, letter_id: int, number: int) -> tuple[SavedOrder, list[tuple[int, Wish]]] | None:
    """A saved order, and what was wanted for those of its signatures that were not erased since."""
    chosen = (orders.c.letter_id == letter_id) & (orders.c.number == number)
    row = db.execute(select(orders).where(chosen)).one_or_none()
    if row is None:
        return None
    wanted = list(_unpacked(row.wishes))
    left = _left(db, letter_id, [signature_id for signature_id, _ in wanted])
    return _saved(row), [each for each in wanted if each[0] in left]


def remove_order(db: Db, letter_id: int, number: int) -> int:
    """Delete a saved order; how many there were of that number."""
    return db.change(delete(orders).where(orders.c.letter_id == letter_id, orders.c.number == number))


def _left(db: Db, letter_id: int, signature_ids: list[int]) -> set[int]:
    found: set[int] = set()
    for at in range(0, len(signature_ids), CHUNK):
        some = signatures.c.id.in_(padded(signature_ids[at : at + CHUNK]))
        kept = (signatures.c.letter_id == letter_id) & (signatures.c.state != State.ERASED)
        found.update(db.execute(select(signatures.c.id).where(some, kept)).scalars())
    return found


def _packed(wanted: Iterable[tuple[int, Wish]]) -> bytes:
    records = [
        [signature_id, wish.group, wish.pin and wish.pin.hex(), wish.hand and wish.hand.hex()]
        for signature_id, wish in wanted
        if (wish.group, wish.pin, wish.hand) != (None, None, None)
    ]
    return zlib.compress(json.dumps(records).encode())


def _unpacked(packed: bytes) -> Iterator[tuple[int, Wish]]:
    for signature_id, group, pin, hand in json.loads(zlib.decompress(packed)):
        yield signature_id, Wish(group, pin and bytes.fromhex(pin), hand and bytes.fromhex(hand))


def _saved(row: Row[Any]) -> SavedOrder:
    return SavedOrder(row.number, row.label, ordering_from_record(row.ordering), row.account_id, row.created_at)
