"""The rows of an import: what was read of each person, sealed until it is brought in, and what became of it."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import Select, bindparam, delete, func, insert, select, update

from service.core.roster.kept import aside_from_record, aside_record, person_from_record, person_record
from service.core.roster.printing import address_of
from service.core.roster.values import Aside, Person
from service.core.roster.verdicts import Sums, Verdict, sums_of
from service.store.database import Db
from service.store.keyring import KeyProblem
from service.store.sealed import Vault, letter_vault
from service.store.tables import import_rows

APART = 1 << 24
"""Between the keys of two rows, so that others fit between them when one is split."""

SAME_MOST = 100
"""Rows of one name that are looked at when a single one is compared anew."""

OF_IMPORT = 44
"""Bits of a row's key; what is sealed belongs to the import's id before them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a roster. ordinal: its key and its order. stamp: grows with every change to it.

    person, aside: one of them; both None once its source is deleted, and where no key opens it (is_unreadable).
    other_row, other_signature: whom it doubles.
    """

    ordinal: int
    stamp: int
    verdict: Verdict
    person: Person | None
    aside: Aside | None
    is_taken: bool = False
    other_row: int | None = None
    other_signature: int | None = None
    signature_id: int | None = None
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row about to be kept. name: what its name is found by."""

    ordinal: int
    content: Person | Aside
    verdict: Verdict
    name: str = ""
    stamp: int = 0
    is_taken: bool = False
    other_row: int | None = None
    other_signature: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a row when it was compared."""

    ordinal: int
    verdict: Verdict
    other_row: int | None = None
    other_signature: int | None = None


def add_rows(db: Db, letter_id: int, import_id: int, rows: Sequence[NewRow]) -> None:
    """Keep rows of an import, each sealed for its place."""
    vault = db.vault(letter_vault(letter_id))
    db.execute(insert(import_rows), [_values(vault, import_id, row) for row in rows])


def _values(vault: Vault, import_id: int, row: NewRow) -> dict[str, Any]:
    email = address_of(row.content) if isinstance(row.content, Person) else ""
    return {
        "import_id": import_id,
        "ordinal": row.ordinal,
        "stamp": row.stamp,
        "verdict": row.verdict.value,
        "source": seal_content(vault, import_id, row.ordinal, row.content),
        "name_index": vault.mark(f"name {row.name}") if row.name else None,
        "mailbox_index": vault.index(email) if email else None,
        "is_taken": row.is_taken,
        "other_row": row.other_row,
        "other_signature": row.other_signature,
    }


def seal_content(vault: Vault, import_id: int, ordinal: int, content: Person | Aside) -> bytes:
    """What was read of a row, sealed for it."""
    if isinstance(content, Person):
        record = {"person": person_record(content)}
    else:
        record = {"aside": aside_record(content)}
    return vault.seal(json.dumps(record, ensure_ascii=False), import_id << OF_IMPORT | ordinal)


def row_of(vault: Vault, row: SqlRow[Any]) -> Row:
    """A row as it is stored, opened as far as a key opens it."""
    record: dict[str, Any] | None = {}
    if row.source is not None:
        record = opened(vault, row.source, row.import_id << OF_IMPORT | row.ordinal)
    is_unreadable, record = record is None, record or {}
    return Row(
        row.ordinal,
        row.stamp,
        Verdict(row.verdict),
        person_from_record(record["person"]) if "person" in record else None,
        aside_from_record(record["aside"]) if "aside" in record else None,
        row.is_taken,
        row.other_row,
        row.other_signature,
        row.signature_id,
        is_unreadable,
    )


def opened(vault: Vault, sealed: bytes, owner: int) -> dict[str, Any] | None:
    """A record that was sealed for its owner; None where no key opens it: it must not stop the others."""
    try:
        record: dict[str, Any] = json.loads(vault.open(sealed, owner))
    except KeyProblem:
        return None
    return record


def counted(db: Db, import_id: int) -> Sums:
    """How many rows are what."""
    found = db.execute(
        select(import_rows.c.verdict, func.count().label("rows"))
        .where(import_rows.c.import_id == import_id)
        .group_by(import_rows.c.verdict)
    )
    return sums_of(Counter({Verdict(row.verdict): int(row.rows) for row in found}))


def raw_rows(
    db: Db,
    import_id: int,
    verdicts: Collection[Verdict],
    after: int = -1,
    most: int | None = None,
) -> Sequence[SqlRow[Any]]:
    """Rows beyond a key as they are stored, sealed; row_of() opens one."""
    statement = select(import_rows).where(
        import_rows.c.import_id == import_id, import_rows.c.verdict.in_(verdicts), import_rows.c.ordinal > after
    )
    return db.execute(statement.order_by(import_rows.c.ordinal).limit(most)).all()


def page_before(db: Db, import_id: int, verdicts: Collection[Verdict], after: int, most: int) -> int | None:
    """Beyond which key the page begins that ends with this one: -1 for the first, None where there is none."""
    earlier = select(import_rows.c.ordinal).where(
        import_rows.c.import_id == import_id, import_rows.c.verdict.in_(verdicts), import_rows.c.ordinal <= after
    )
    found = db.execute(earlier.order_by(import_rows.c.ordinal.desc()).limit(most + 1)).scalars().all()
    return None if not found else found[most] if len(found) > most else -1


def rows_by_ordinal(db: Db, letter_id: int, import_id: int, ordinals: Collection[int]) -> dict[int, Row]:
    """Rows of an import by their keys."""
    vault = db.vault(letter_vault(letter_id))
    chosen = (import_rows.c.import_id == import_id) & import_rows.c.ordinal.in_(ordinals)
    return {row.ordinal: row_of(vault, row) for row in db.execute(select(import_rows).where(chosen))}


def next_ordinal(db: Db, import_id: int, after: int) -> int | None:
    """The key of the row behind another one."""
    found = select(func.min(import_rows.c.ordinal)).where(
        import_rows.c.import_id == import_id, import_rows.c.ordinal > after
    )
    return db.execute(found).scalar()


def rows_with_name(db: Db, letter_id: int, import_id: int, name: str, but: int) -> list[Row]:
    """The other rows of the same name, in their order; those that are left out are missing."""
    vault = db.vault(letter_vault(letter_id))
    found = _others(import_id, but).where(import_rows.c.name_index == vault.mark(f"name {name}"))
    return [row_of(vault, row) for row in db.execute(found.limit(SAME_MOST))]


def row_with_mailbox(db: Db, import_id: int, index: bytes, but: int) -> int | None:
    """Another row with the same address that is not left out."""
    row = db.execute(_others(import_id, but).where(import_rows.c.mailbox_index == index).limit(1)).one_or_none()
    return row and int(row.ordinal)


def _others(import_id: int, but: int) -> Select[Any]:
    left_out = import_rows.c.verdict == Verdict.SKIPPED.value
    others = (import_rows.c.import_id == import_id) & (import_rows.c.ordinal != but)
    return select(import_rows).where(others, ~left_out).order_by(import_rows.c.ordinal)


def doubles_of(db: Db, import_id: int, ordinal: int) -> list[int]:
    """The rows that were found to double another one."""
    found = select(import_rows.c.ordinal).where(
        import_rows.c.import_id == import_id, import_rows.c.other_row == ordinal
    )
    return list(db.execute(found.order_by(import_rows.c.ordinal).limit(SAME_MOST)).scalars())


def delete_rows(db: Db, import_id: int, ordinals: Collection[int]) -> None:
    chosen = (import_rows.c.import_id == import_id) & import_rows.c.ordinal.in_(ordinals)
    db.execute(delete(import_rows).where(chosen))


def judge(db: Db, import_id: int, judged: Sequence[Judged], is_taken: bool | None = None) -> None:
    """Keep what became of rows. is_taken: whether an author brings them in all the same, where that changes."""
    if not judged:
        return
    values: dict[str, Any] = {
        "verdict": bindparam("new_verdict"),
        "other_row": bindparam("new_row"),
        "other_signature": bindparam("new_signature"),
        "stamp": import_rows.c.stamp + 1,
    }
    if is_taken is not None:
        values["is_taken"] = is_taken
    mine = (import_rows.c.import_id == import_id) & (import_rows.c.ordinal == bindparam("key"))
    db.execute(
        update(import_rows).where(mine).values(values),
        [
            {
                "key": each.ordinal,
                "new_verdict": each.verdict.value,
                "new_row": each.other_row,
                "new_signature": each.other_signature,
            }
            for each in judged
        ],
    )


def came_in(db: Db, import_id: int, signature_of: Mapping[int, int]) -> None:
    """Keep which signature each of these rows became, and delete their source."""
    mine = (import_rows.c.import_id == import_id) & (import_rows.c.ordinal == bindparam("key"))
    values: dict[str, Any] = dict.fromkeys(("source", "name_index", "mailbox_index"))
    values["signature_id"] = bindparam("became")
    db.execute(
        update(import_rows).where(mine).values(values),
        [{"key": ordinal, "became": signature_id} for ordinal, signature_id in signature_of.items()],
    )


def brought_in(db: Db, import_id: int, after: int, most: int) -> list[tuple[int, int]]:
    """The next rows beyond a key that became signatures: the key, and the signature's id."""
    found = (
        select(import_rows.c.ordinal, import_rows.c.signature_id)
        .where(
            import_rows.c.import_id == import_id,
            import_rows.c.ordinal > after,
            import_rows.c.signature_id.is_not(None),
        )
        .order_by(import_rows.c.ordinal)
        .limit(most)
    )
    return [(row.ordinal, row.signature_id) for row in db.execute(found)]
