"""Updates: what authors tell about a letter after it was published, and who asked to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from service.core.signature import ACTIVE
from service.store.database import Db
from service.store.tables import letters, signatures, updates


@dataclass(frozen=True, slots=True)
class Update:
    """One update; the body is Markdown. A removed one keeps its day alone: both texts are empty."""

    id: int
    letter_id: int
    title: str
    body: str
    at: datetime
    account_id: int | None = None
    removed_at: datetime | None = None


def insert_update(db: Db, new: Update) -> None:
    values = {
        "id": new.id,
        "letter_id": new.letter_id,
        "title": new.title,
        "body": new.body,
        "account_id": new.account_id,
        "at": new.at,
    }
    db.execute(insert(updates).values(values))
    _touch(db, new.letter_id)


def update_by_id(db: Db, update_id: int) -> Update | None:
    row = db.execute(select(updates).where(updates.c.id == update_id)).one_or_none()
    return row and _update(row)


def updates_of(db: Db, letter_id: int, most: int | None = None) -> list[Update]:
    """The updates of a letter, the newest first, with those that were removed."""
    statement = select(updates).where(updates.c.letter_id == letter_id)
    return [_update(row) for row in db.execute(statement.order_by(updates.c.at.desc(), updates.c.id).limit(most))]


def remove(db: Db, update_id: int, letter_id: int, now: datetime) -> None:
    """Empty an update; that it was there, and until when, stays."""
    values = {"title": "", "body": "", "removed_at": now}
    db.execute(update(updates).where(updates.c.id == update_id).values(values))
    _touch(db, letter_id)


def count_readers(db: Db, letter_id: int) -> int:
    """How many signatories asked for updates."""
    wants = (signatures.c.letter_id == letter_id, signatures.c.wants_updates.is_(True))
    counted = select(func.count()).select_from(signatures).where(*wants, signatures.c.state.in_(ACTIVE))
    return int(db.execute(counted).scalar_one())


def want_updates(db: Db, signature_id: int, wants: bool) -> None:
    db.execute(update(signatures).where(signatures.c.id == signature_id).values(wants_updates=wants))


def _touch(db: Db, letter_id: int) -> None:
    """Let the letter's public pages be built anew."""
    db.execute(update(letters).where(letters.c.id == letter_id).values(revision=letters.c.revision + 1))


def _update(row: Row[Any]) -> Update:
    return Update(row.id, row.letter_id, row.title, row.body, row.at, row.account_id, row.removed_at)
