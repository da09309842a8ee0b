"""Imports: each roster that an author brings in, its rows sealed, and what becomes of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import delete, func, insert, select, update

from service.core.roster.kept import warnings_from_record
from service.core.roster.values import Warning
from service.core.roster.verdicts import Sums
from service.core.signature import MOVES, Act
from service.store.database import Db
from service.store.roster_rows import OF_IMPORT, counted, opened
from service.store.sealed import letter_vault
from service.store.tables import import_rows, imports, signatures, versions


class ImportState(StrEnum):
    """GATHERING: rows are being kept and compared. STOPPED: the author halted it; it can go on."""

    GATHERING = "gathering"
    REVIEW = "review"
    BRINGING_IN = "bringing_in"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


UNFINISHED = frozenset({ImportState.GATHERING, ImportState.REVIEW})
OVER = frozenset({ImportState.UNDONE, ImportState.DISCARDED})


@dataclass(frozen=True, slots=True)
class Import:
    """One roster on its way to a letter.

    source: the file's name, or "" for a paste; kind: what it was read as. consent: how consent was given.
    total: rows that were read, asides too; None while they are being kept. after: up to which row it has come.
    wanted: names to bring in; done: brought in, and of them waiting: for a second moderator.
    left_out: found to stand already while bringing in. undone, stayed: taken off again, and kept because they
    confirmed. checked_at: when its rows were last compared with the letter. sums: as they were when it ended.
    """

    id: int
    letter_id: int
    account_id: int
    undone_by: int | None
    state: ImportState
    source: str
    kind: str
    separator: str
    warnings: tuple[Warning, ...]
    consent: str
    total: int | None
    after: int
    wanted: int
    done: int
    waiting: int
    left_out: int
    undone: int
    stayed: int
    created_at: datetime
    checked_at: datetime
    finished_at: datetime | None
    sums: Sums | None


def add_import(
    db: Db, letter_id: int, account_id: int, source: str, kind: str, about: Mapping[str, Any], now: datetime
) -> int:
    """An import without rows; its id. about: the list's separator and its warnings, as plain values."""
    values = {
        "letter_id": letter_id,
        "account_id": account_id,
        "state": ImportState.GATHERING.value,
        "source": b"",
        "kind": kind[:40],
        "created_at": now,
        "checked_at": now,
    }
    import_id = int(db.execute(insert(imports).values(**values).returning(imports.c.id)).scalar_one())
    vault = db.vault(letter_vault(letter_id))
    sealed = vault.seal(json.dumps({**about, "source": source}), import_id << OF_IMPORT)
    db.execute(update(imports).where(imports.c.id == import_id).values(source=sealed))
    return import_id


def import_by_id(db: Db, letter_id: int, import_id: int, to_change: bool = False) -> Import | None:
    """An import of a letter; to_change holds it against other writers."""
    statement = select(imports).where(imports.c.id == import_id, imports.c.letter_id == letter_id)
    row = db.execute(statement.with_for_update() if to_change else statement).one_or_none()
    return row and _import(db, row)


def imports_of(db: Db, letter_id: int) -> list[Import]:
    """Every import of a letter, the newest first."""
    found = db.execute(select(imports).where(imports.c.letter_id == letter_id).order_by(imports.c.id.desc()))
    return [_import(db, row) for row in found]


def working(db: Db, state: ImportState) -> tuple[int, int] | None:
    """The oldest import in which the worker has something to do: its id and its letter's; all rows are kept."""
    statement = select(imports.c.id, imports.c.letter_id).where(
        imports.c.state == state.value, imports.c.total.is_not(None)
    )
    row = db.execute(statement.order_by(imports.c.id).limit(1)).one_or_none()
    return row and (row.id, row.letter_id)


def set_import(db: Db, import_id: int, **values: Any) -> None:
    """Change what is said of an import."""
    db.execute(update(imports).where(imports.c.id == import_id).values(**values))


def end(db: Db, found: Import, state: ImportState, now: datetime) -> None:
    """Let an import be over, with its sums, and delete what is left of its source."""
    sums = found.sums or counted(db, found.id)
    set_import(db, found.id, state=state.value, finished_at=now, sums=asdict(sums))
    left = (import_rows.c.import_id == found.id) & import_rows.c.source.is_not(None)
    db.execute(update(import_rows).where(left).values(source=None, name_index=None, mailbox_index=None))


def compare_again(db: Db, letter_id: int) -> None:
    """Have every roster that is being reviewed compared anew: other names stand on its letter now."""
    reviewed = (imports.c.letter_id == letter_id) & (imports.c.state == ImportState.REVIEW.value)
    db.execute(update(imports).where(reviewed).values(state=ImportState.GATHERING.value))


def named_unconfirmed(db: Db, letter_id: int, era: int) -> int:
    """How many names on the text of an era came from a roster, and nobody has confirmed them."""
    found = (
        select(func.count())
        .select_from(signatures.join(versions, versions.c.id == signatures.c.version_id))
        .where(
            signatures.c.letter_id == letter_id,
            signatures.c.import_id.is_not(None),
            signatures.c.confirmed_at.is_(None),
            signatures.c.position.is_not(None),
            versions.c.era == era,
        )
    )
    return int(db.execute(found).scalar_one())


def reachable(db: Db, import_id: int) -> int:
    """How many names of an import have an address, and nobody has confirmed them."""
    found = select(func.count()).where(
        signatures.c.import_id == import_id,
        signatures.c.confirmed_at.is_(None),
        signatures.c.mailbox_index.is_not(None),
        signatures.c.state.in_(sorted(MOVES[Act.CONFIRM])),
    )
    return int(db.execute(found).scalar_one())


def late(db: Db, before: datetime) -> list[tuple[int, int]]:
    """Imports that were begun before a moment and never brought in: id and letter of each."""
    found = select(imports.c.id, imports.c.letter_id).where(
        imports.c.state.in_(sorted(UNFINISHED)), imports.c.created_at < before
    )
    return [(row.id, row.letter_id) for row in db.execute(found)]


def sweep(db: Db, most: int) -> int:
    """Delete up to so many rows of imports that came to nothing; how many went."""
    over = select(imports.c.id).where(imports.c.state.in_(sorted(OVER)))
    some = (
        select(import_rows.c.import_id, import_rows.c.ordinal)
        .where(import_rows.c.import_id.in_(over))
        .order_by(import_rows.c.import_id, import_rows.c.ordinal)
        .limit(most)
    )
    gone = db.execute(some).all()
    for import_id in {row.import_id for row in gone}:
        last = max(row.ordinal for row in gone if row.import_id == import_id)
        db.execute(
            delete(import_rows).where(import_rows.c.import_id == import_id, import_rows.c.ordinal <= last)
        )
    return len(gone)


def _import(db: Db, row: SqlRow[Any]) -> Import:
    vault = db.vault(letter_vault(row.letter_id))
    about = opened(vault, row.source, row.id << OF_IMPORT) or {}
    return Import(
        row.id,
        row.letter_id,
        row.account_id,
        row.undone_by,
        ImportState(row.state),
        about.get("source", ""),
        row.kind,
        about.get("separator", ""),
        warnings_from_record(about.get("warnings", ())),
        row.consent,
        row.total,
        row.after,
        row.wanted,
        row.done,
        row.waiting,
        row.left_out,
        row.undone,
        row.stayed,
        row.created_at,
        row.checked_at,
        row.finished_at,
        Sums(**row.sums) if row.sums is not None else None,
    )
