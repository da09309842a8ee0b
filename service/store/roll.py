"""The roll: named entries in their order, where a rank is a sum over blocks of places, never a count of rows."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, or_, select, update

from service.core.entry import ListedEntry
from service.core.ordering import after_section, ordering_from_record
from service.store.database import Db, padded
from service.store.entries import entry_of
from service.store.tables import blocks, entries, letters, places, rolls, signatures

BLOCK = 512
"""Names in a block, twice as many before it is split: a million names make 2,000 sums."""

FETCH = 5_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A name on the list with what its order needs. position: in which turn it was listed."""

    signature_id: int
    place: bytes
    position: int
    listed: ListedEntry

    @property
    def section(self) -> bytes:
        """Which group it stands in, and whether among the pinned."""
        return self.place[:2]


def enter(db: Db, roll_id: int, place: bytes, signature_id: int) -> None:
    """Put a signature in its place."""
    db.execute(insert(places).values(roll_id=roll_id, place=place, signature_id=signature_id))
    first = _first_before(db, roll_id, place)
    found = db.execute(
        update(blocks)
        .where(blocks.c.roll_id == roll_id, blocks.c.first == first)
        .values(named=blocks.c.named + 1)
        .returning(blocks.c.named)
    ).scalar()
    if found is None:
        db.execute(insert(blocks).values(roll_id=roll_id, first=b"", named=1))
    elif found > 2 * BLOCK:
        _split(db, roll_id, first, found)


def enter_many(db: Db, roll_id: int, entering: Sequence[tuple[bytes, int]]) -> None:
    """Put many signatures, each with its place, where they belong: one look at the blocks for all of them."""
    rows = [{"roll_id": roll_id, "place": place, "signature_id": each} for place, each in entering]
    db.execute(insert(places), rows)
    for first, (named, more) in _in_blocks(db, roll_id, [place for place, _ in entering]).items():
        _add_to_block(db, roll_id, first, more)
        if named + more > 2 * BLOCK:
            _split(db, roll_id, first, named + more)


def leave_many(db: Db, signature_ids: Collection[int]) -> None:
    """Take many signatures out of every roll: one look at the blocks of each for all of them."""
    chosen = places.c.signature_id.in_(padded(signature_ids))
    gone: defaultdict[int, list[bytes]] = defaultdict(list)
    for row in db.execute(delete(places).where(chosen).returning(places.c.roll_id, places.c.place)):
        gone[row.roll_id].append(row.place)
    for roll_id, left in gone.items():
        for first, (_, fewer) in _in_blocks(db, roll_id, left).items():
            _add_to_block(db, roll_id, first, -fewer)


def _in_blocks(db: Db, roll_id: int, some: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """The blocks that hold these places, by where each begins: how many names it counts, and how many of these."""
    found = select(blocks.c.first, blocks.c.named).where(blocks.c.roll_id == roll_id).order_by(blocks.c.first)
    named = {row.first: row.named for row in db.execute(found)}
    firsts = list(named)
    held = Counter(firsts[bisect_right(firsts, place) - 1] for place in some)
    return {first: (named[first], count) for first, count in held.items()}


def _add_to_block(db: Db, roll_id: int, first: bytes, more: int) -> None:
    chosen = (blocks.c.roll_id == roll_id) & (blocks.c.first == first)
    db.execute(update(blocks).where(chosen).values(named=blocks.c.named + more))


def move(db: Db, roll_id: int, signature_id: int, place: bytes) -> None:
    """Put a signature that stands in a roll into another place of it."""
    _leave_block(db, roll_id, place_in(db, roll_id, signature_id) or b"")
    db.execute(delete(places).where(places.c.roll_id == roll_id, places.c.signature_id == signature_id))
    enter(db, roll_id, place, signature_id)


def leave(db: Db, signature_id: int) -> list[int]:
    """Take a signature out of every roll; the rolls in which it stood."""
    gone = db.execute(
        delete(places).where(places.c.signature_id == signature_id).returning(places.c.roll_id, places.c.place)
    ).all()
    for row in gone:
        _leave_block(db, row.roll_id, row.place)
    return [row.roll_id for row in gone]


def _leave_block(db: Db, roll_id: int, place: bytes) -> None:
    _add_to_block(db, roll_id, _first_before(db, roll_id, place), -1)


def _first_before(db: Db, roll_id: int, place: bytes) -> bytes:
    """Where the block begins that holds a place."""
    first = db.execute(
        select(blocks.c.first)
        .where(blocks.c.roll_id == roll_id, blocks.c.first <= place)
        .order_by(blocks.c.first.desc())
        .limit(1)
    ).scalar()
    return first or b""


def _split(db: Db, roll_id: int, first: bytes, named: int) -> None:
    middle = db.execute(
        select(places.c.place)
        .where(places.c.roll_id == roll_id, places.c.place >= first)
        .order_by(places.c.place)
        .offset(BLOCK)
        .limit(1)
    ).scalar_one()
    db.execute(update(blocks).where(blocks.c.roll_id == roll_id, blocks.c.first == first).values(named=BLOCK))
    db.execute(insert(blocks).values(roll_id=roll_id, first=middle, named=named - BLOCK))


def number_of(db: Db, signature_id: int) -> int | None:
    """The number that a signature is printed with, from 1; None where it stands on no list that is shown."""
    found = db.execute(
        select(places.c.roll_id, places.c.place)
        .join(letters, letters.c.roll_id == places.c.roll_id)
        .where(places.c.signature_id == signature_id)
    ).one_or_none()
    return found and number_at(db, found.roll_id, found.place)


def number_at(db: Db, roll_id: int, place: bytes) -> int:
    """The number of the last name that stands at a place or before it, from 1; 0 before the first."""
    first = _first_before(db, roll_id, place)
    before = db.execute(
        select(func.coalesce(func.sum(blocks.c.named), 0)).where(
            blocks.c.roll_id == roll_id, blocks.c.first < first
        )
    ).scalar_one()
    within = db.execute(
        select(func.count()).where(places.c.roll_id == roll_id, places.c.place.between(first, place))
    ).scalar_one()
    return int(before) + int(within)


def place_at(db: Db, roll_id: int, number: int) -> tuple[bytes, int] | None:
    """The place and the signature that stand at a printed number."""
    first, skipped = _block_of(db, roll_id, number)
    if first is None:
        return None
    row = db.execute(
        select(places.c.place, places.c.signature_id)
        .where(places.c.roll_id == roll_id, places.c.place >= first)
        .order_by(places.c.place)
        .offset(number - 1 - skipped)
        .limit(1)
    ).one()
    return row.place, row.signature_id


def place_in(db: Db, roll_id: int, signature_id: int) -> bytes | None:
    """Where a signature stands in a roll."""
    chosen = (places.c.signature_id == signature_id) & (places.c.roll_id == roll_id)
    return db.execute(select(places.c.place).where(chosen)).scalar()


def section_range(db: Db, roll_id: int, section: bytes) -> tuple[int, int]:
    """The numbers of the first and the last name of a section; the last is before the first in an empty one."""
    return number_at(db, roll_id, section) + 1, number_at(db, roll_id, after_section(section))


def standing(db: Db, roll_id: int, first: int, most: int) -> list[Standing]:
    """As listed(), with what their order needs."""
    found = place_at(db, roll_id, first)
    if found is None:
        return []
    groups = _headings(db, roll_id)
    rows = db.execute(_named(roll_id).where(places.c.place >= found[0]).limit(most))
    return [_standing(first + offset, row, groups) for offset, row in enumerate(rows)]


def stands(db: Db, roll_id: int, signature_id: int) -> Standing | None:
    """One signature as it stands in a roll."""
    row = db.execute(_named(roll_id).where(places.c.signature_id == signature_id)).one_or_none()
    if row is None:
        return None
    return _standing(number_at(db, roll_id, row.stands_at), row, _headings(db, roll_id))


def around(db: Db, roll_id: int, section: bytes, place: bytes, most: int) -> list[tuple[int, bytes, int]]:
    """Up to so many names of a section on each side of a place: signature, place and position, in order."""
    rows = (
        select(places.c.signature_id, places.c.place, signatures.c.position)
        .join(signatures, signatures.c.id == places.c.signature_id)
        .where(places.c.roll_id == roll_id, places.c.place >= section, places.c.place < after_section(section))
    )
    before = db.execute(rows.where(places.c.place < place).order_by(places.c.place.desc()).limit(most)).all()
    behind = db.execute(rows.where(places.c.place >= place).order_by(places.c.place).limit(most)).all()
    return [(row.signature_id, row.place, row.position) for row in [*reversed(before), *behind]]


def search_standing(db: Db, roll_id: int, folded: str, most: int) -> list[Standing]:
    """As search(), with what their order needs."""
    groups = _headings(db, roll_id)
    rows = db.execute(_matching(roll_id, folded).limit(most)).all()
    return [_standing(number_at(db, roll_id, row.stands_at), row, groups) for row in rows]


def listed(db: Db, roll_id: int, first: int, most: int) -> list[ListedEntry]:
    """Up to so many entries in order, from printed number `first` on."""
    return [each.listed for each in standing(db, roll_id, first, most)]


def all_listed(db: Db, roll_id: int) -> Iterator[ListedEntry]:
    """Every entry in order, fetched in runs so that a million rows are never held twice."""
    after, number, groups = b"", 0, _headings(db, roll_id)
    while True:
        rows = db.execute(_named(roll_id).where(places.c.place > after).limit(FETCH)).all()
        for row in rows:
            number += 1
            yield _standing(number, row, groups).listed
        if len(rows) < FETCH:
            return
        after = rows[-1].stands_at


def search(db: Db, roll_id: int, folded: str, most: int) -> list[ListedEntry]:
    """Up to so many entries that hold a folded text, in order, with their printed numbers."""
    return [each.listed for each in search_standing(db, roll_id, folded, most)]


def _matching(roll_id: int, folded: str) -> Select[Any]:
    return _named(roll_id).where(entries.c.folded.contains(folded, autoescape=True))


def ref_of(signature_id: int) -> str:
    """The permanent anchor of a signature's entry on the letter."""
    return f"{signature_id:x}"


def pairs_of_groups(db: Db, one: int, other: int) -> Counter[tuple[int, int]]:
    """How many names stand in which group of one roll and in which of another."""
    here, there = places.alias("here"), places.alias("there")
    first, second = (func.substr(each.c.place, 1, 1) for each in (here, there))
    both = (here.c.roll_id == one) & (there.c.roll_id == other)
    found = db.execute(
        select(first.label("one"), second.label("other"), func.count().label("names"))
        .join(there, there.c.signature_id == here.c.signature_id)
        .where(both)
        .group_by(first, second)
    )
    return Counter({(bytes(row.one)[0], bytes(row.other)[0]): int(row.names) for row in found})


def moved(db: Db, one: int, other: int) -> int:
    """How many names have another number in another roll."""
    in_order = select(places.c.signature_id).order_by(places.c.place)
    former, new = (db.execute(in_order.where(places.c.roll_id == each)).scalars().all() for each in (one, other))
    numbers = {signature_id: number for number, signature_id in enumerate(former)}
    return sum(numbers.get(signature_id, number) != number for number, signature_id in enumerate(new))


def _block_of(db: Db, roll_id: int, number: int) -> tuple[bytes | None, int]:
    """Where the block begins that holds a printed number, and how many names stand before it."""
    before = 0
    found = db.execute(
        select(blocks.c.first, blocks.c.named).where(blocks.c.roll_id == roll_id).order_by(blocks.c.first)
    )
    for row in found:
        if before + row.named >= number:
            return row.first, before
        before += row.named
    return None, before


def _named(roll_id: int) -> Select[Any]:
    return (
        select(
            places.c.place.label("stands_at"),
            signatures.c.id.label("signature_id"),
            signatures.c.position.label("turn"),
            or_(signatures.c.import_id.is_(None), signatures.c.confirmed_at.is_not(None)).label("is_confirmed"),
            entries,
        )
        .join(signatures, signatures.c.id == places.c.signature_id)
        .join(entries, entries.c.id == signatures.c.standing_entry_id)
        .where(places.c.roll_id == roll_id)
        .order_by(places.c.place)
    )


def _headings(db: Db, roll_id: int) -> list[str]:
    """The names of a roll's groups, in order."""
    record = db.execute(select(rolls.c.ordering).where(rolls.c.id == roll_id)).scalar()
    return [group.name for group in ordering_from_record(record or {}).groups]


def _standing(number: int, row: Row[Any], groups: list[str]) -> Standing:
    ref, group = ref_of(row.signature_id), groups[row.stands_at[0]]
    listed_entry = ListedEntry(number, ref, entry_of(row), group, bool(row.is_confirmed))
    return Standing(row.signature_id, row.stands_at, row.turn, listed_entry)
