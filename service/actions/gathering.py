"""A roster that was read becomes an import to review: its rows are kept, sealed, and compared with the letter."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import structlog

from service.actions.authoring import authored
from service.core.letter import Letter, LetterState
from service.core.roster.printing import address_of, doubts_of, faults_of
from service.core.roster.same import Named, Same, compare, name_mark
from service.core.roster.values import Aside, Person, Reading
from service.core.roster.verdicts import Verdict
from service.store import imports, letters, roster_rows, standing_names
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.imports import ImportState
from service.store.roster_rows import APART, Judged, NewRow, Row
from service.store.sealed import Vault, letter_vault

CHUNK = 500
"""Rows kept in one transaction: everybody else's writes wait no longer than that takes."""

AT_ONCE = 1_000
"""Up to so many rows are compared before an author gets an answer; more are left to the worker."""

PEOPLE = frozenset(Verdict) - {Verdict.ASIDE}

log = structlog.get_logger()


class NotForNames(Exception):
    """The letter takes no names: it is put away or final, or has no text yet that somebody could have signed."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(letter.state)
        self.letter = letter


async def gather(
    database: Database, account: Account, slug: str, source: str, kind: str, reading: Reading, now: datetime
) -> int:
    """Keep a reading as an import, a few hundred rows in each write; its id. It is compared before it returns
    where it is small, else by the worker: its state is GATHERING until then, then REVIEW.

    source: the file's name, or "". Raises LookupError, NotYours, NotForNames.
    """
    about = {"separator": reading.separator, "warnings": [asdict(each) for each in reading.warnings]}
    letter_id, import_id = await database.write(begin, account, slug, source, kind, about, now)
    contents = _in_order(reading)
    for first in range(0, len(contents), CHUNK):
        rows = await asyncio.to_thread(_new_rows, contents[first : first + CHUNK], first)
        await database.write(roster_rows.add_rows, letter_id, import_id, rows)
    await database.write(_all_are_kept, import_id, len(contents))
    if len(contents) <= AT_ONCE:
        await _check(database, letter_id, import_id, now)
    return import_id


def begin(
    db: Db, account: Account, slug: str, source: str, kind: str, about: dict[str, Any], now: datetime
) -> tuple[int, int]:
    """An import without rows: the letter's id and its own. Raises LookupError, NotYours, NotForNames."""
    letter = taking_names(authored(db, account, slug))
    return letter.id, imports.add_import(db, letter.id, account.id, source, kind, about, now)


def taking_names(letter: Letter) -> Letter:
    """The letter, if names can be brought onto it. Raises NotForNames."""
    has_text = letter.version.number > 0 and letter.state is LetterState.DRAFT
    if letter.state not in {LetterState.OPEN, LetterState.CLOSED} and not has_text:
        raise NotForNames(letter)
    return letter


def _in_order(reading: Reading) -> list[Person | Aside]:
    found: list[Person | Aside] = [*reading.people, *reading.asides]
    return sorted(found, key=lambda each: each.lines[:1])


def _new_rows(contents: Sequence[Person | Aside], first: int) -> list[NewRow]:
    return [new_row(content, (first + at) * APART) for at, content in enumerate(contents)]


def new_row(content: Person | Aside, ordinal: int, stamp: int = 0) -> NewRow:
    """A row before it is compared."""
    if isinstance(content, Aside):
        return NewRow(ordinal, content, Verdict.ASIDE, stamp=stamp)
    verdict = Verdict.PROBLEM if faults_of(content) or doubts_of(content) else Verdict.NEW
    return NewRow(ordinal, content, verdict, name_mark(content.name), stamp)


def _all_are_kept(db: Db, import_id: int, total: int) -> None:
    imports.set_import(db, import_id, total=total)


async def check_some(database: Database, now: datetime) -> int:
    """Compare the oldest import that waits for it with its letter; how many there were: one, or none."""
    waiting = await database.read(imports.working, ImportState.GATHERING)
    if waiting is None:
        return 0
    await _check(database, waiting[1], waiting[0], now)
    return 1


async def _check(database: Database, letter_id: int, import_id: int, now: datetime) -> None:
    """Compare every row with the letter and with the others: apart from the database, as it takes its time."""
    rows, known, vault = await database.read(_material, letter_id, import_id)
    judged = await asyncio.to_thread(_judged, import_id, rows, known, vault)
    for first in range(0, len(judged), CHUNK):
        await database.write(_keep, import_id, judged[first : first + CHUNK])
    await database.write(_is_checked, letter_id, import_id, now)


def in_memory(db: Db, slug: str, reading: Reading) -> list[Row]:
    """What would become of a reading's people, each beside the letter and the others; nothing is kept.

    Raises LookupError, NotForNames.
    """
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    taking_names(letter)
    vault = db.vault(letter_vault(letter.id))
    rows = [Row(at, 0, new_row(each, at).verdict, each, None) for at, each in enumerate(reading.people)]
    indexes = {row.ordinal: _index(vault, row) for row in rows}
    known = map(standing_names.named_of, standing_names.known_names(db, letter.id))
    same = compare([named_of(row, indexes[row.ordinal]) for row in rows], known)
    judged = [verdict_of(row, same.get(row.ordinal)) for row in rows]
    return [
        replace(row, verdict=each.verdict, other_row=each.other_row, other_signature=each.other_signature)
        for row, each in zip(rows, judged, strict=True)
    ]


def _index(vault: Vault, row: Row) -> bytes | None:
    address = address_of(row.person) if row.person else ""
    return vault.index(address) if address else None


def _material(db: Db, letter_id: int, import_id: int) -> tuple[Sequence[Any], Sequence[Any], Vault]:
    rows = roster_rows.raw_rows(db, import_id, PEOPLE)
    return rows, standing_names.known_names(db, letter_id), db.vault(letter_vault(letter_id))


def _judged(import_id: int, rows: Sequence[Any], known: Sequence[Any], vault: Vault) -> list[Judged]:
    """What the rows are now, as far as that is new."""
    pairs = [(raw, roster_rows.row_of(vault, raw)) for raw in rows]
    log_unreadable(import_id, [row for _, row in pairs])
    heard = [(raw, row) for raw, row in pairs if row.person and row.verdict is not Verdict.SKIPPED]
    compared = [named_of(row, raw.mailbox_index) for raw, row in heard]
    same = compare(compared, map(standing_names.named_of, known))
    found = ((row, verdict_of(row, same.get(row.ordinal))) for _, row in pairs if _is_open(row))
    return [judged for row, judged in found if judged != Judged(*_known(row))]


def _is_open(row: Row) -> bool:
    """Whether no author has said what is to become of it."""
    return row.verdict is not Verdict.SKIPPED and not row.is_taken


def _known(row: Row) -> tuple[int, Verdict, int | None, int | None]:
    return row.ordinal, row.verdict, row.other_row, row.other_signature


def named_of(row: Row, mailbox_index: bytes | None) -> Named:
    """A person of a roster, to be compared."""
    assert row.person is not None, "what is compared is a person whose source is still kept"
    return Named(row.ordinal, row.person.name, row.person.latin_name, row.person.rest, mailbox_index)


def log_unreadable(import_id: int, rows: Sequence[Row]) -> None:
    """Tell the operator how many rows no key opens; nothing of what they are."""
    if unreadable := sum(row.is_unreadable for row in rows):
        log.error("rows of a roster cannot be opened", import_id=import_id, rows=unreadable)


def verdict_of(row: Row, same: Same | None) -> Judged:
    """What a row is, by itself and beside the others. What cannot be read or printed is a problem first of all."""
    if row.person is None:
        return Judged(row.ordinal, Verdict.ASIDE if row.aside else Verdict.PROBLEM)
    if faults_of(row.person):
        return Judged(row.ordinal, Verdict.PROBLEM)
    if same is None:
        return Judged(row.ordinal, Verdict.PROBLEM if doubts_of(row.person) else Verdict.NEW)
    if same.is_on_letter:
        return Judged(row.ordinal, same.verdict, other_signature=same.key)
    return Judged(row.ordinal, same.verdict, other_row=same.key)


def _keep(db: Db, import_id: int, judged: Sequence[Judged]) -> None:
    roster_rows.judge(db, import_id, judged)


def _is_checked(db: Db, letter_id: int, import_id: int, now: datetime) -> None:
    found = imports.import_by_id(db, letter_id, import_id, to_change=True)
    if found is not None and found.state is ImportState.GATHERING:
        imports.set_import(db, import_id, state=ImportState.REVIEW.value, checked_at=now)
