"""What a visitor reads: letters, lists, and the document that exports are made from."""

from datetime import datetime

from service.core.document import Document
from service.core.entry import ListedEntry
from service.core.letter import Letter, LetterState
from service.core.markdown import read_wording
from service.core.text import fold
from service.store import letters, roll, statements
from service.store.database import Db
from service.store.statements import Statement

INLINE = 100
"""Names printed below the text itself; more stand on pages of their own."""

PAGE = 500
SEARCH_MOST = 100
STATEMENTS = 50
STATEMENTS_INLINE = 3
PUBLIC = tuple(state for state in LetterState if state not in {LetterState.DRAFT, LetterState.ARCHIVED})


def public_letters(db: Db) -> list[Letter]:
    return letters.letters_in(db, PUBLIC)


def public_letter(db: Db, slug: str) -> Letter | None:
    """The letter, unless it is a draft or archived."""
    letter = letters.letter_by_slug(db, slug)
    return letter if letter and letter.is_public else None


def letter_page(db: Db, slug: str, now: datetime) -> Document | None:
    """A public letter with its first names."""
    letter = public_letter(db, slug)
    return _document(letter, tuple(roll.listed(db, letter.roll_id, 1, INLINE)), now) if letter else None


def document_page(db: Db, slug: str, page: int, now: datetime) -> Document | None:
    """A public letter with one page of its names, from 1."""
    found = list_page(db, slug, page)
    return _document(found[0], tuple(found[1]), now) if found else None


def list_page(db: Db, slug: str, page: int) -> tuple[Letter, list[ListedEntry]] | None:
    """A public letter and one page of its list, from 1."""
    letter = public_letter(db, slug)
    return (letter, roll.listed(db, letter.roll_id, (page - 1) * PAGE + 1, PAGE)) if letter else None


def entry_at(db: Db, roll_id: int, number: int) -> list[ListedEntry]:
    """The entry with a printed number, if the list is that long."""
    return roll.listed(db, roll_id, number, 1)


def some_statements(db: Db, letter: Letter) -> list[Statement]:
    """The last statements of support, for the letter's own page; one more than it shows where there are more."""
    return statements.newest(db, letter.id, letter.era, STATEMENTS_INLINE + 1) or []


def statements_page(db: Db, slug: str, after: int | None) -> tuple[Letter, list[Statement]] | None:
    """A public letter and a page of its statements, after that of a signature; one more where there are more.

    Raises LookupError where that one is gone.
    """
    letter = public_letter(db, slug)
    if letter is None:
        return None
    found = statements.newest(db, letter.id, letter.era, STATEMENTS + 1, after)
    if found is None:
        raise LookupError(after)
    return letter, found


def search(db: Db, slug: str, query: str) -> tuple[Letter, list[ListedEntry], bool] | None:
    """A public letter, the first entries that match a query, and whether there are more."""
    letter = public_letter(db, slug)
    if letter is None:
        return None
    folded = fold(query)
    found = roll.search(db, letter.roll_id, folded, SEARCH_MOST + 1) if folded else []
    return letter, found[:SEARCH_MOST], len(found) > SEARCH_MOST


def whole_document(db: Db, slug: str, now: datetime) -> Document:
    """A letter in any state with every name, for an export. Raises LookupError."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    return _document(letter, tuple(roll.all_listed(db, letter.roll_id)), now)


def pages(letter: Letter) -> int:
    """How many pages the list has; an empty one has one."""
    return max(1, -(-letter.counts.named // PAGE))


def _document(letter: Letter, entries: tuple[ListedEntry, ...], now: datetime) -> Document:
    return Document(letter, read_wording(letter.version.wording), entries, now)
