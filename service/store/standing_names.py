"""Who stands on a letter, or waits, as the people of a roster are compared with them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select

from service.core.entry import Entry
from service.core.likeness import name_keys, spelling_of
from service.core.roster.same import Named
from service.core.signature import ACTIVE, Act
from service.store import neighbours
from service.store.database import Db, padded
from service.store.entries import entry_of
from service.store.tables import acts, entries, imports, signatures


def known_names(db: Db, letter_id: int) -> list[Row[Any]]:
    """The entries of a letter that stand or wait, as rows of which named_of() makes names."""
    return list(db.execute(_known(letter_id)).all())


def come_since(db: Db, letter_id: int, since: datetime, import_id: int) -> list[Row[Any]]:
    """As known_names(), of those who came since a moment and not by this import.

    By steps in the log's index for each act by which a name comes: what the import itself did there is not
    looked at, however much that is, unless another one of the letter has been at work meanwhile.
    """
    came = {*COMING, *(IMPORTING if _others_worked(db, letter_id, since, import_id) else ())}
    by_itself = or_(acts.c.import_id.is_(None), acts.c.import_id != import_id)
    ids: set[int] = set()
    for act in sorted(came):
        of_act = (acts.c.letter_id == letter_id) & (acts.c.act == act) & (acts.c.at >= since)
        ids.update(db.execute(select(acts.c.signature_id).where(of_act, by_itself)).scalars())
    if not ids:
        return []
    return list(db.execute(_known(letter_id).where(signatures.c.id.in_(padded(ids)))).all())


COMING = (Act.CONFIRM, Act.EDIT, Act.UNDO, Act.REVERSE)
IMPORTING = (Act.IMPORT, Act.PROPOSE)


def _others_worked(db: Db, letter_id: int, since: datetime, import_id: int) -> bool:
    still_or_since = or_(imports.c.finished_at.is_(None), imports.c.finished_at >= since)
    others = select(imports.c.id).where(imports.c.letter_id == letter_id, imports.c.id != import_id)
    return db.execute(others.where(imports.c.done > 0, still_or_since).limit(1)).first() is not None


def alike(db: Db, letter_id: int, name: str, mailbox_index: bytes | None) -> list[Named]:
    """Those on a letter who may bear nearly this name, or have this address."""
    near = neighbours.similar(db, letter_id, 0, name_keys(spelling_of(name, "", name)))
    is_near = entries.c.id.in_(padded([each.entry_id for each in near]))
    is_same = signatures.c.mailbox_index == mailbox_index
    found = _known(letter_id).where(is_near if mailbox_index is None else or_(is_near, is_same))
    return [named_of(row) for row in db.execute(found)]


def _known(letter_id: int) -> Select[Any]:
    stands = or_(signatures.c.newest_entry_id == entries.c.id, signatures.c.standing_entry_id == entries.c.id)
    return (
        select(signatures.c.mailbox_index, entries)
        .join(entries, entries.c.signature_id == signatures.c.id)
        .where(signatures.c.letter_id == letter_id, signatures.c.state.in_(sorted(ACTIVE)), stands)
    )


def named_of(row: Row[Any]) -> Named:
    """Somebody on the letter, to be compared with the people of a roster."""
    entry = entry_of(row)
    held = [part for each in entry.positions for part in (each.position, each.affiliation)]
    rest = " ".join(part for part in (*held, entry.place) if part)
    return Named(row.signature_id, entry.name, entry.latin_name, rest, row.mailbox_index)


def newest_entries(db: Db, signature_ids: Collection[int]) -> dict[int, Entry]:
    """The newest entry of each of these signatures; erased ones are missing."""
    found = select(entries).join(signatures, signatures.c.newest_entry_id == entries.c.id)
    chosen = found.where(signatures.c.id.in_(padded(signature_ids)))
    return {row.signature_id: entry_of(row) for row in db.execute(chosen)}
