"""The roll with holes over several blocks, against a count by hand."""

import random
from collections.abc import Sequence

from sqlalchemy import insert, update

from service.core.entry import Entry, Lane
from service.core.letter import Counts
from service.core.text import fold
from service.store import letters, roll, rolls
from service.store.database import Database, Db
from service.store.entries import NewEntry, insert_entries
from service.store.tables import signatures
from tests.store.named import let_stand
from tests.store.people import NOW, open_letter


def fill(db: Db, letter_id: int, version_id: int, positions: Sequence[int]) -> None:
    """Named signatures at these positions, each with a name that says which."""
    first = letter_id * 1_000_000
    new = [
        NewEntry(first + p, first + p, Entry(f"Name {p} Ostränd"), Lane.COSIGNER, b"s" * 16, NOW)
        for p in positions
    ]
    fixed = {
        "letter_id": letter_id,
        "version_id": version_id,
        "state": "listed",
        "consent_hash": "",
        "wants_updates": False,
        "created_at": NOW,
        "changed_at": NOW,
    }
    rows = [
        {"id": e.id, "newest_entry_id": e.id, "position": e.id - first} for e in new
    ]
    db.execute(insert(signatures), [fixed | row for row in rows])
    insert_entries(db, new)
    let_stand(db, [each.signature_id for each in new])
    for position in positions:
        rolls.stand(db, letter_id, 1, first + position, first + position, position)
    letters.add_to_counts(db, letter_id, 1, Counts(named=len(positions)))


def drop(db: Db, letter_id: int, positions: Sequence[int]) -> None:
    for position in positions:
        found = (signatures.c.letter_id == letter_id) & (signatures.c.position == position)
        db.execute(update(signatures).where(found).values(position=None, standing_entry_id=None))
        roll.leave(db, letter_id * 1_000_000 + position)


async def test_numbers_over_holes_and_blocks_are_those_of_a_count_by_hand(database: Database) -> None:
    letter, other = await open_letter(database), await open_letter(database)
    positions = list(range(1, 3 * roll.BLOCK + 7))
    await database.write(fill, letter.id, letter.version.id, positions)
    await database.write(fill, other.id, other.version.id, [1, 2, roll.BLOCK, 5 * roll.BLOCK])
    whole_block = range(roll.BLOCK, 2 * roll.BLOCK)
    edges = {1, roll.BLOCK - 1, 2 * roll.BLOCK, 3 * roll.BLOCK + 6}
    gone = {*whole_block, *edges, *random.Random(7).sample(positions, 200)} - {3 * roll.BLOCK}
    await database.write(drop, letter.id, sorted(gone))
    left = [position for position in positions if position not in gone]

    def check(db: Db) -> None:
        names = [f"Name {position} Ostränd" for position in left]
        found = list(roll.all_listed(db, letter.roll_id))
        assert [(e.number, e.entry.name) for e in found] == list(enumerate(names, 1))
        assert [roll.number_of(db, letter.id * 1_000_000 + position) for position in left[::50]] == list(
            range(1, len(left) + 1, 50)
        )
        assert [roll.number_of(db, letter.id * 1_000_000 + position) for position in left[-9:]] == list(
            range(len(left) - 8, len(left) + 1)
        )
        for first in (1, 2, 499, 500, 501, roll.BLOCK, len(left) - 1, len(left)):
            for most in (1, 7, 500):
                assert roll.listed(db, letter.roll_id, first, most) == found[first - 1 : first - 1 + most]
        assert roll.listed(db, letter.roll_id, len(left) + 1, 10) == []
        assert [e.number for e in roll.listed(db, other.roll_id, 1, 10)] == [1, 2, 3, 4]

    await database.read(check)


async def test_a_search_finds_in_order_with_printed_numbers(database: Database) -> None:
    letter = await open_letter(database)
    await database.write(fill, letter.id, letter.version.id, range(1, 130))
    await database.write(drop, letter.id, [1, 12, 121])

    def check(db: Db) -> None:
        found = roll.search(db, letter.roll_id, fold("NAME 12"), 100)
        assert [e.entry.name.split()[1] for e in found] == [
            "120",
            "122",
            "123",
            "124",
            "125",
            "126",
            "127",
            "128",
            "129",
        ]
        assert [e.number for e in found] == [118, *range(119, 127)]
        assert [e.number for e in roll.search(db, letter.roll_id, fold("ostrand"), 3)] == [1, 2, 3]
        assert roll.search(db, letter.roll_id, "name%", 3) == roll.search(db, letter.roll_id, "na_e", 3) == []

    await database.read(check)


async def test_an_empty_roll(database: Database) -> None:
    letter = await open_letter(database)

    def check(db: Db) -> None:
        assert roll.listed(db, letter.roll_id, 1, 10) == list(roll.all_listed(db, letter.roll_id)) == []
        assert roll.search(db, letter.roll_id, "x", 10) == []

    await database.read(check)
