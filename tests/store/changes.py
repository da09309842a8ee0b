"""What an author does to a text that people have signed, as the composer saves it."""

from dataclasses import replace
from datetime import datetime

from service.actions import rounds
from service.core.letter import VersionKind
from service.store import letters
from service.store.database import Db
from service.store.rounds import RoundKind, start_round


def change_text(db: Db, slug: str, body: str, kind: VersionKind, now: datetime, note: str = "One word.") -> int:
    """Make another wording the letter's text, and let everybody be asked where that is material; its id."""
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    concerned = rounds.count_concerned(db, letter)
    wording = replace(letter.version.wording, body=body)
    version_id = letters.add_version(db, letter, wording, kind, note, None, now)
    if kind is VersionKind.MATERIAL:
        start_round(db, letter.id, RoundKind.MATERIAL, version_id, concerned, None, now)
    return version_id
