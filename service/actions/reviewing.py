"""How an author goes through a roster before it is brought in: row by row, with sums that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.core.entry import Entry
from service.core.letter import Letter
from service.core.roster.values import Person
from service.core.roster.verdicts import Sums, Verdict
from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import Import, Row


class NotInReview(Exception):
    """The import is not being reviewed: it is being compared, or was brought in or discarded."""


class RowMoved(Exception):
    """Another author changed a row meanwhile. shown: the rows as they are now; empty where they are gone."""

    def __init__(self, shown: "Sequence[Shown]") -> None:
        super().__init__(len(shown))
        self.shown = tuple(shown)


class CannotTake(Exception):
    """The row cannot be brought in as it is; words says why, a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it was shown to the author who acts on it."""

    ordinal: int
    stamp: int


@dataclass(frozen=True, slots=True)
class Other:
    """Whom a row doubles: a name on the letter (number, where it is listed) or another row (ordinal)."""

    entry: Entry
    number: int | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row beside the entry that it would become; None where no entry can be made of it, or for an aside."""

    row: Row
    entry: Entry | None
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of an import from one key on. sums: of all rows. following: the key of the next page, None at the end."""

    letter: Letter
    imported: Import
    sums: Sums
    rows: tuple[Shown, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """An import with its sums and who began it."""

    imported: Import
    sums: Sums
    by: Account | None


def past(db: Db, account: Account, slug: str) -> tuple[Letter, list[Past]]:
    """The letter and its imports, the newest first. Raises LookupError, NotYours."""
    raise NotImplementedError


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
    raise NotImplementedError


def one(db: Db, account: Account, slug: str, import_id: int, ordinal: int) -> Shown:
    """One row. Raises LookupError, NotYours."""
    raise NotImplementedError


def following(db: Db, account: Account, slug: str, import_id: int, ordinal: int) -> Shown | None:
    """The row with which a row would be joined; None behind the last. Raises LookupError, NotYours."""
    raise NotImplementedError


def replace(
    db: Db,
    account: Account,
    slug: str,
    import_id: int,
    seen: Sequence[Seen],
    people: Sequence[Person],
    now: datetime,
) -> list[Shown]:
    """Put people in the place of rows: one for one is an edit, several for one a split, one for two a join.

    The rows must follow one another. They are compared anew. Raises LookupError, NotYours, NotInReview, RowMoved.
    """
    raise NotImplementedError


def skip(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Leave a row out. Raises LookupError, NotYours, NotInReview, RowMoved."""
    raise NotImplementedError


def take(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Bring a row in all the same: a duplicate, a conflict, two people in one.

    Raises LookupError, NotYours, NotInReview, RowMoved, CannotTake.
    """
    raise NotImplementedError


def reconsider(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Take back skip() or take(): the row is compared anew. Raises LookupError, NotYours, NotInReview, RowMoved."""
    raise NotImplementedError


def discard(db: Db, account: Account, slug: str, import_id: int, now: datetime) -> None:
    """Let go of an import that was not brought in; its rows are deleted. Raises LookupError, NotYours, NotInReview."""
    raise NotImplementedError
