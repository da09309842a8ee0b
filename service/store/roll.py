"""The roll: named entries in order, where a rank is a sum over blocks of positions, never a count of rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, select, update

from service.core.entry import ListedEntry
from service.store.database import Db
from service.store.entries import entry_of
from service.store.tables import blocks, entries, signatures

BLOCK = 512
"""Positions in a block: a million names make 2,000 sums, and at most this many rows to step over."""

FETCH = 5_000


def add_to_roll(db: Db, letter_id: int, position: int) -> None:
    """Count a name at a position."""
    if not _change_block(db, letter_id, position, 1):
        db.execute(insert(blocks).values(letter_id=letter_id, block=position // BLOCK, named=1))


def remove_from_roll(db: Db, letter_id: int, position: int) -> None:
    _change_block(db, letter_id, position, -1)


def _change_block(db: Db, letter_id: int, position: int, change: int) -> int:
    return db.change(
        update(blocks)
        .where(blocks.c.letter_id == letter_id, blocks.c.block == position // BLOCK)
        .values(named=blocks.c.named + change)
    )


def number_at(db: Db, letter_id: int, position: int) -> int:
    """The printed number of the name at a position, from 1."""
    block = position // BLOCK
    before = db.execute(
        select(func.coalesce(func.sum(blocks.c.named), 0)).where(
            blocks.c.letter_id == letter_id, blocks.c.block < block
        )
    ).scalar_one()
    within = db.execute(
        select(func.count())
        .select_from(signatures)
        .where(signatures.c.letter_id == letter_id, signatures.c.position.between(block * BLOCK, position))
    ).scalar_one()
    return int(before) + int(within)


def listed(db: Db, letter_id: int, first: int, most: int) -> list[ListedEntry]:
    """Up to so many entries in order, from printed number `first` on."""
    block, skipped = _block_of(db, letter_id, first)
    if block is None:
        return []
    statement = (
        _named(letter_id)
        .where(signatures.c.position >= block * BLOCK)
        .order_by(signatures.c.position)
        .limit(most + first - 1 - skipped)
    )
    rows = db.execute(statement).all()[first - 1 - skipped :]
    return [_listed_entry(first + offset, row) for offset, row in enumerate(rows)]


def all_listed(db: Db, letter_id: int) -> Iterator[ListedEntry]:
    """Every entry in order, fetched in runs so that a million rows are never held twice."""
    after, number = -1, 0
    while True:
        rows = db.execute(
            _named(letter_id).where(signatures.c.position > after).order_by(signatures.c.position).limit(FETCH)
        ).all()
        for row in rows:
            number += 1
            yield _listed_entry(number, row)
        if len(rows) < FETCH:
            return
        after = rows[-1].position


def search(db: Db, letter_id: int, folded: str, most: int) -> list[ListedEntry]:
    """Up to so many entries that hold a folded text, in order, with their printed numbers."""
    rows = db.execute(
        _named(letter_id)
        .where(entries.c.folded.contains(folded, autoescape=True))
        .order_by(signatures.c.position)
        .limit(most)
    ).all()
    return [_listed_entry(number_at(db, letter_id, row.position), row) for row in rows]


def ref_of(signature_id: int) -> str:
    """The permanent anchor of a signature's entry on the letter."""
    return f"{signature_id:x}"


def _block_of(db: Db, letter_id: int, number: int) -> tuple[int | None, int]:
    """The block that holds a printed number, and how many names stand before it."""
    before = 0
    found = db.execute(
        select(blocks.c.block, blocks.c.named).where(blocks.c.letter_id == letter_id).order_by(blocks.c.block)
    )
    for row in found:
        if before + row.named >= number:
            return row.block, before
        before += row.named
    return None, before


def _named(letter_id: int) -> Select[Any]:
    return (
        select(signatures.c.id.label("signature_id"), signatures.c.position, entries)
        .join(entries, entries.c.id == signatures.c.standing_entry_id)
        .where(and_(signatures.c.letter_id == letter_id, signatures.c.position.is_not(None)))
    )


def _listed_entry(number: int, row: Row[Any]) -> ListedEntry:
    return ListedEntry(number, ref_of(row.signature_id), entry_of(row))
