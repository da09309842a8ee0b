"""Statements of support that stand with a name, in the order in which the names were listed."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from service.core.entry import Entry
from service.store.database import Db, padded
from service.store.entries import entry_of
from service.store.tables import entries, signatures, statements


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says, by the permanent anchor of their entry."""

    signature_id: int
    entry: Entry


def keep(db: Db, letter_id: int, era: int, signature_id: int, position: int) -> None:
    """Let the statement of a name that stands be found."""
    values = {"signature_id": signature_id, "letter_id": letter_id, "era": era, "position": position}
    db.execute(insert(statements).values(values))


def leave(db: Db, *signature_ids: int) -> None:
    """Let no statement of these signatures be found any more."""
    db.execute(delete(statements).where(statements.c.signature_id.in_(padded(signature_ids))))


def newest(db: Db, letter_id: int, era: int, most: int, after: int | None = None) -> list[Statement] | None:
    """Up to so many statements of a letter, the one listed last first, after that of a signature.

    None where that one is not there any more.
    """
    found = (
        select(entries, statements.c.signature_id.label("of"))
        .join(signatures, signatures.c.standing_entry_id == entries.c.id)
        .join(statements, statements.c.signature_id == signatures.c.id)
        .where(statements.c.letter_id == letter_id, statements.c.era == era)
        .order_by(statements.c.position.desc())
        .limit(most)
    )
    if after is not None:
        position = db.execute(
            select(statements.c.position).where(
                statements.c.signature_id == after, statements.c.letter_id == letter_id, statements.c.era == era
            )
        ).scalar()
        if position is None:
            return None
        found = found.where(statements.c.position < position)
    return [Statement(row.of, entry_of(row)) for row in db.execute(found)]
