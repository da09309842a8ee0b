"""What an author changes of single rows of a roster: edit, split, join, leave out, take all the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.actions.gathering import new_row, verdict_of
from service.actions.reviewing import UNREADABLE, NotInReview, Shown, on_letter, shown
from service.core.letter import Letter
from service.core.roster.printing import address_of, faults_of
from service.core.roster.same import Named, Same, bare_name, compare, name_mark
from service.core.roster.values import Person
from service.core.roster.verdicts import Verdict
from service.store import imports, roster_rows, standing_names
from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import Import, ImportState
from service.store.roster_rows import APART, Judged, Row
from service.store.sealed import letter_vault

IN_ONE_MOST = 100
"""People into whom rows are split at once."""

NOBODY = "This line is read as nobody. Say first who the person is."


class RowMoved(Exception):
    """Another author changed a row meanwhile. shown: the rows as they are now; empty where they are gone."""

    def __init__(self, shown: Sequence[Shown]) -> None:
        super().__init__(len(shown))
        self.shown = tuple(shown)


class CannotTake(Exception):
    """The row cannot be brought in as it is, or not be split any further; words says why, a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it was shown to the author who acts on it."""

    ordinal: int
    stamp: int


def put(
    db: Db,
    account: Account,
    slug: str,
    import_id: int,
    seen: Sequence[Seen],
    people: Sequence[Person],
) -> list[Shown]:
    """Put people in the place of rows: one for one is an edit, several for one a split, one for two a join.

    The rows must follow one another, the first first. The new ones are compared with the letter and the others.
    Raises LookupError, NotYours, NotInReview, RowMoved, CannotTake.
    """
    letter, found = _in_review(db, account, slug, import_id)
    rows = _as_seen(db, letter, found, seen)
    _check_people(db, found, rows, people)
    ordinals = _places(db, found, rows, len(people))
    stamp = max(row.stamp for row in rows) + 1
    doubles = [each for row in rows for each in roster_rows.doubles_of(db, found.id, row.ordinal)]
    roster_rows.delete_rows(db, found.id, [row.ordinal for row in rows])
    fresh = [new_row(person, ordinal, stamp) for person, ordinal in zip(people, ordinals, strict=True)]
    roster_rows.add_rows(db, letter.id, found.id, fresh)
    imports.set_import(db, found.id, total=(found.total or 0) + len(people) - len(rows))
    made = _reconsidered(db, letter, found, ordinals)
    _reconsidered(db, letter, found, [each for each in doubles if each not in {row.ordinal for row in rows}])
    return made


def _check_people(db: Db, found: Import, rows: Sequence[Row], people: Sequence[Person]) -> None:
    if not 0 < len(people) <= IN_ONE_MOST:
        raise CannotTake(f"One entry can be split into 1 to {IN_ONE_MOST} people at once.")
    for one, other in pairwise(rows):
        if roster_rows.next_ordinal(db, found.id, one.ordinal) != other.ordinal:
            raise RowMoved(())


def _places(db: Db, found: Import, rows: Sequence[Row], count: int) -> list[int]:
    """Keys for so many rows in the place of these."""
    first = rows[0].ordinal
    behind = roster_rows.next_ordinal(db, found.id, rows[-1].ordinal)
    apart = ((first + APART if behind is None else behind) - first) // count
    if not apart:
        raise CannotTake("This was split too often. Leave it out, and bring these people in as another roster.")
    return [first + at * apart for at in range(count)]


def skip(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Leave a person out. Raises LookupError, NotYours, NotInReview, RowMoved, CannotTake."""
    letter, found = _in_review(db, account, slug, import_id)
    row = _somebody(db, letter, found, seen)
    judged = Judged(row.ordinal, Verdict.SKIPPED, row.other_row, row.other_signature)
    roster_rows.judge(db, found.id, [judged], is_taken=False)
    _free(db, letter, found, row)
    return _shown(db, letter, found, [row.ordinal])[0]


def _free(db: Db, letter: Letter, found: Import, row: Row) -> None:
    """Compare anew what doubled a row that is left out now: it may be the one to bring in."""
    _reconsidered(db, letter, found, roster_rows.doubles_of(db, found.id, row.ordinal))


def take(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Bring a row in all the same: a duplicate, a conflict, two people in one.

    Raises LookupError, NotYours, NotInReview, RowMoved, CannotTake.
    """
    letter, found = _in_review(db, account, slug, import_id)
    row = _somebody(db, letter, found, seen)
    if row.person is None:
        raise CannotTake(UNREADABLE)
    if problems := faults_of(row.person):
        raise CannotTake(problems[0])
    same = _same(db, letter, found, row)
    if same is not None and same.is_by_mailbox:
        raise CannotTake("Somebody with this address is there already. Take the address out to bring in both.")
    judged = Judged(row.ordinal, Verdict.NEW, row.other_row, row.other_signature)
    roster_rows.judge(db, found.id, [judged], is_taken=True)
    return _shown(db, letter, found, [row.ordinal])[0]


def reconsider(db: Db, account: Account, slug: str, import_id: int, seen: Seen) -> Shown:
    """Take back skip() or take(): the row is compared anew.

    Raises LookupError, NotYours, NotInReview, RowMoved, CannotTake.
    """
    letter, found = _in_review(db, account, slug, import_id)
    row = _somebody(db, letter, found, seen)
    roster_rows.judge(db, found.id, [Judged(row.ordinal, Verdict.NEW)], is_taken=False)
    return _reconsidered(db, letter, found, [row.ordinal])[0]


def _in_review(db: Db, account: Account, slug: str, import_id: int) -> tuple[Letter, Import]:
    letter, found = on_letter(db, account, slug, import_id, to_change=True)
    if found.state is not ImportState.REVIEW:
        raise NotInReview(found)
    return letter, found


def _as_seen(db: Db, letter: Letter, found: Import, seen: Sequence[Seen]) -> list[Row]:
    """The people that were shown, if nobody changed them since. Raises RowMoved."""
    rows = roster_rows.rows_by_ordinal(db, letter.id, found.id, [each.ordinal for each in seen])
    now = [rows[each.ordinal] for each in seen if each.ordinal in rows]
    if not now or [Seen(row.ordinal, row.stamp) for row in now] != list(seen):
        raise RowMoved(shown(db, letter.id, found.id, now))
    return now


def _somebody(db: Db, letter: Letter, found: Import, seen: Seen) -> Row:
    """A row that is somebody, as it was shown. Raises RowMoved, CannotTake where it is nobody."""
    (row,) = _as_seen(db, letter, found, [seen])
    if row.person is None and not row.is_unreadable:
        raise CannotTake(NOBODY)
    return row


def _reconsidered(db: Db, letter: Letter, found: Import, ordinals: Sequence[int]) -> list[Shown]:
    """Judge rows by themselves and beside the others; those of which an author said what becomes stay so."""
    rows = roster_rows.rows_by_ordinal(db, letter.id, found.id, ordinals)
    for ordinal in ordinals:
        row = rows[ordinal]
        if row.verdict is not Verdict.SKIPPED and not row.is_taken:
            roster_rows.judge(db, found.id, [verdict_of(row, _same(db, letter, found, row))])
    return _shown(db, letter, found, ordinals)


def _shown(db: Db, letter: Letter, found: Import, ordinals: Sequence[int]) -> list[Shown]:
    rows = roster_rows.rows_by_ordinal(db, letter.id, found.id, ordinals)
    return shown(db, letter.id, found.id, [rows[ordinal] for ordinal in ordinals])


def _same(db: Db, letter: Letter, found: Import, row: Row) -> Same | None:
    """Whom one row doubles: on the letter, also nearly; in the roster, by the same name or address alone."""
    person = row.person
    if person is None:
        return None
    address = address_of(person)
    index = db.vault(letter_vault(letter.id)).index(address) if address else None
    one = Named(row.ordinal, person.name, person.latin_name, person.rest, index)
    of_letter = compare([one], standing_names.alike(db, letter.id, bare_name(person.name), index)).get(row.ordinal)
    if of_letter is not None:
        return replace(of_letter, is_on_letter=True)
    with_mailbox = roster_rows.row_with_mailbox(db, found.id, index, row.ordinal) if index else None
    if with_mailbox is not None:
        return Same(Verdict.DUPLICATE, with_mailbox, is_on_letter=False, is_by_mailbox=True)
    others = roster_rows.rows_with_name(db, letter.id, found.id, name_mark(person.name), row.ordinal)
    known = [Named(each.ordinal, each.person.name, "", each.person.rest) for each in others if each.person]
    same = compare([one], known).get(row.ordinal)
    return same and replace(same, is_on_letter=False)
