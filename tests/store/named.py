"""Names brought onto a letter's list at once, and an author of it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, update

from service.actions import inviting
from service.core.entry import Entry, Lane
from service.core.letter import Counts, Letter
from service.store import letters, rolls
from service.store.accounts import Account, Role
from service.store.database import Database, Db
from service.store.entries import NewEntry, insert_entries
from service.store.tables import entries as entry_rows
from service.store.tables import letters as letter_rows
from service.store.tables import signatures
from tests.store.people import number

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


async def author(database: Database, *slugs: str, email: str = "author@letters.example") -> Account:
    found = [await database.write(inviting.give_role, email, slug, Role.AUTHOR, NOW) for slug in slugs]
    return found[0]


def bring_in(db: Db, letter: Letter, entries: Sequence[Entry]) -> list[int]:
    """List these entries, in this turn; the ids of their signatures."""
    made = []
    for entry in entries:
        signature_id = number()
        position = letters.next_position(db, letter.id)
        fixed = {
            "letter_id": letter.id,
            "version_id": letter.version.id,
            "state": "listed",
            "consent_hash": "",
            "wants_updates": False,
            "created_at": NOW,
            "changed_at": NOW,
        }
        row = {"newest_entry_id": signature_id, "position": position}
        db.execute(insert(signatures).values(id=signature_id, **row, **fixed))
        insert_entries(db, [NewEntry(signature_id, signature_id, entry, Lane.COSIGNER, b"s" * 16, NOW)])
        let_stand(db, [signature_id])
        rolls.stand(db, letter.id, letter.era, signature_id, signature_id, position)
        made.append(signature_id)
    letters.add_to_counts(db, letter.id, letter.era, Counts(named=len(entries)))
    return made


def let_stand(db: Db, signature_ids: Sequence[int]) -> None:
    """Let the newest entries of signatures stand without an approval."""
    needless = update(entry_rows).where(entry_rows.c.signature_id.in_(signature_ids)).values(approvals_needed=0)
    db.execute(needless)
    standing = update(signatures).where(signatures.c.id.in_(signature_ids))
    db.execute(standing.values(standing_entry_id=signatures.c.newest_entry_id))


def take_off(db: Db, letter: Letter, signature_id: int) -> None:
    """Take a name off the list."""
    gone = {"position": None, "standing_entry_id": None}
    db.execute(update(signatures).where(signatures.c.id == signature_id).values(gone))
    rolls.roll.leave(db, signature_id)
    letters.add_to_counts(db, letter.id, letter.era, Counts(named=-1))


def revision(db: Db, letter: Letter) -> int:
    return int(db.execute(letter_rows.select().where(letter_rows.c.id == letter.id)).one().revision)
