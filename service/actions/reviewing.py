"""How an author goes through a roster before it is brought in: row by row, with sums that add up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.actions.authoring import authored
from service.core.entry import Entry
from service.core.letter import Letter
from service.core.roster.printing import doubts_of, entry_of_person, faults_of
from service.core.roster.verdicts import Sums, Verdict
from service.store import accounts, imports, roster_rows, standing_names
from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import Import, ImportState
from service.store.roll import number_of
from service.store.roster_rows import Row
from service.store.sealed import letter_vault

PAGE_MOST = 100
KEPT_FOR = timedelta(days=30)
"""How long a roster that nobody brings in is kept."""

UNREADABLE = "What was read here cannot be opened any more. Type it again, or leave it out."


class NotInReview(Exception):
    """The import is in a state in which that cannot be done: compared just now, brought in, discarded."""

    def __init__(self, imported: Import) -> None:
        super().__init__(imported.state)
        self.imported = imported


@dataclass(frozen=True, slots=True)
class Other:
    """Whom a row doubles: a name on the letter (number, where it is listed) or another row (ordinal)."""

    entry: Entry
    number: int | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row beside the entry that it would become; None where nobody was recognised, and for an aside.

    problems: what an author has to look at, a sentence each; the row's warnings stand in its person.
    """

    row: Row
    entry: Entry | None
    other: Other | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of an import from one key on. sums: of all rows.

    before, following: after which row the previous page and the next begin; None where there is none, and -1 where
    it is the first.
    """

    letter: Letter
    imported: Import
    sums: Sums
    rows: tuple[Shown, ...]
    before: int | None
    following: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """An import with its sums and who began it."""

    imported: Import
    sums: Sums
    by: Account | None


def past(db: Db, account: Account, slug: str) -> tuple[Letter, list[Past]]:
    """The letter and its imports, the newest first. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    return letter, [_past(db, each) for each in imports.imports_of(db, letter.id)]


def _past(db: Db, found: Import) -> Past:
    sums = found.sums or roster_rows.counted(db, found.id)
    return Past(found, sums, accounts.account_by_id(db, found.account_id))


def look(
    db: Db,
    account: Account,
    slug: str,
    import_id: int,
    verdict: Verdict | None = None,
    after: int = -1,
    most: int = 50,
) -> Page:
    """Rows beyond a key, of one verdict or of all (asides only where they are asked for).

    Raises LookupError, NotYours.
    """
    letter, found = on_letter(db, account, slug, import_id)
    verdicts = [verdict] if verdict else [each for each in Verdict if each is not Verdict.ASIDE]
    most = min(most, PAGE_MOST)
    raw = roster_rows.raw_rows(db, found.id, verdicts, after, most + 1)
    before = None if after < 0 else roster_rows.page_before(db, found.id, verdicts, after, most)
    vault = db.vault(letter_vault(letter.id))
    rows = [roster_rows.row_of(vault, row) for row in raw[:most]]
    sums = found.sums or roster_rows.counted(db, found.id)
    following = rows[-1].ordinal if len(raw) > len(rows) else None
    return Page(letter, found, sums, tuple(shown(db, letter.id, found.id, rows)), before, following)


def on_letter(
    db: Db, account: Account, slug: str, import_id: int, to_change: bool = False
) -> tuple[Letter, Import]:
    """The letter and one import of it, for its author. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    found = imports.import_by_id(db, letter.id, import_id, to_change)
    if found is None:
        raise LookupError(import_id)
    return letter, found


def one(db: Db, account: Account, slug: str, import_id: int, ordinal: int) -> Shown:
    """One row. Raises LookupError, NotYours."""
    letter, found = on_letter(db, account, slug, import_id)
    rows = roster_rows.rows_by_ordinal(db, letter.id, found.id, [ordinal])
    if ordinal not in rows:
        raise LookupError(ordinal)
    return shown(db, letter.id, found.id, [rows[ordinal]])[0]


def following(db: Db, account: Account, slug: str, import_id: int, ordinal: int) -> Shown | None:
    """The row with which a row would be joined; None behind the last. Raises LookupError, NotYours."""
    _, found = on_letter(db, account, slug, import_id)
    behind = roster_rows.next_ordinal(db, found.id, ordinal)
    return None if behind is None else one(db, account, slug, import_id, behind)


def shown(db: Db, letter_id: int, import_id: int, rows: Sequence[Row]) -> list[Shown]:
    """Rows beside what they would become and whom they double."""
    of_letter = standing_names.newest_entries(db, {row.other_signature for row in rows if row.other_signature})
    of_roster = roster_rows.rows_by_ordinal(db, letter_id, import_id, _others(rows))
    return [_shown(db, row, of_letter, of_roster) for row in rows]


def _others(rows: Sequence[Row]) -> Collection[int]:
    return {row.other_row for row in rows if row.other_row is not None}


def _shown(db: Db, row: Row, of_letter: dict[int, Entry], of_roster: dict[int, Row]) -> Shown:
    other: Other | None = None
    if row.other_signature in of_letter:
        other = Other(of_letter[row.other_signature], number_of(db, row.other_signature))
    elif row.other_row in of_roster and (person := of_roster[row.other_row].person):
        other = Other(entry_of_person(person), ordinal=row.other_row)
    if row.person is None:
        return Shown(row, None, other, (UNREADABLE,) if row.is_unreadable else ())
    entry = entry_of_person(row.person) if row.person.name else None
    return Shown(row, entry, other, (*faults_of(row.person), *doubts_of(row.person)))


def discard(db: Db, account: Account, slug: str, import_id: int, now: datetime) -> None:
    """Let go of an import that was not brought in: what was read is deleted at once.

    Raises LookupError, NotYours, NotInReview.
    """
    _, found = on_letter(db, account, slug, import_id, to_change=True)
    if found.state not in imports.UNFINISHED:
        raise NotInReview(found)
    imports.end(db, found, ImportState.DISCARDED, now)


def sweep(db: Db, now: datetime, most: int) -> int:
    """Discard imports that nobody finished in time, and delete the rows of those that are over; how many went."""
    for import_id, letter_id in imports.late(db, now - KEPT_FOR):
        if found := imports.import_by_id(db, letter_id, import_id, to_change=True):
            imports.end(db, found, ImportState.DISCARDED, now)
    return imports.sweep(db, most)
