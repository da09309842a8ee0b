"""What an author does: bring a letter in, open it, close it."""

from datetime import datetime

from service.core.letter import LETTER_MOVES, Letter, LetterState, Profile, Wording
from service.store import letters
from service.store.database import Db


class SlugTaken(Exception):
    """Another letter has this slug."""


class LetterMove(Exception):
    """A letter in this state cannot go to that one."""

    def __init__(self, letter: Letter, wanted: LetterState) -> None:
        super().__init__(f"the letter is {letter.state} and cannot become {wanted}")
        self.letter = letter


def add_letter(db: Db, profile: Profile, wording: Wording, now: datetime) -> None:
    """Store a letter as a draft. Raises SlugTaken."""
    if letters.letter_by_slug(db, profile.slug):
        raise SlugTaken(profile.slug)
    letters.add_letter(db, profile, wording, now)


def move_letter(db: Db, slug: str, wanted: LetterState) -> Letter:
    """Open or close a letter; the letter as it was before. Raises LookupError, LetterMove."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if wanted not in LETTER_MOVES.get(letter.state, frozenset()):
        raise LetterMove(letter, wanted)
    letters.set_state(db, letter.id, wanted)
    return letter
