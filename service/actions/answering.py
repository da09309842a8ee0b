"""What somebody answers who was named in a roster and invited to confirm: I sign, or take me off."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.actions import erasing
from service.actions.agreeing import CHANGEABLE
from service.actions.signing import LinkSpent, TextChanged
from service.core.entry import Entry
from service.core.letter import Letter
from service.core.signature import MOVES, Act, State, step
from service.store import decisions, eras, letters, limits, outbox, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entries_by_id
from service.store.roll import number_of
from service.store.sealed import letter_vault
from service.store.signatures import Stored

ANSWER_FOR = timedelta(days=90)
"""How long the link in an invitation works."""

NOT_ME = "Invited to confirm, the person said: this was not me, take me off."


class Answer(StrEnum):
    """Whether somebody is asked if they sign, and if not, why."""

    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Invited:
    """What the link in an invitation speaks of. number: the printed one, where the name is on the present text."""

    letter: Letter
    stored: Stored
    entry: Entry
    number: int | None
    answer: Answer


def look(db: Db, signature_id: int) -> Invited:
    """What is asked of the holder of a link; nothing changes. Raises LinkSpent."""
    return _invited(db, signatures.load_one(db, signature_id))


def sign(db: Db, signature_id: int, seal: str, now: datetime) -> Invited:
    """Make the name an ordinary signature on the present text, in its place; twice is harmless.

    seal: of the text that was shown. Raises LinkSpent; TextChanged where that is not the present one.
    """
    stored = signatures.load_one(db, signature_id, to_change=True)
    invited = _invited(db, stored)
    if stored is None or invited.answer is not Answer.ASKED:
        return invited
    version = invited.letter.version
    if seal != version.seal:
        raise TextChanged(invited.letter.slug)
    after = step(stored.signature, Act.CONFIRM)
    eras.bind(db, stored, after, version)
    signatures.confirm_imported(db, stored, after, now)
    decisions.log(
        db, [LoggedAct(stored.letter_id, stored.id, Act.CONFIRM, after.newest, now, version_id=version.id)]
    )
    outbox.cancel_kind(db, stored.id, outbox.Kind.INVITATION)
    return look(db, signature_id)


def take_off(db: Db, signature_id: int, suppress: bool, now: datetime) -> Letter:
    """Erase the name at once, with a report for the moderators' log. suppress: never write to the address again.

    Raises LinkSpent, also where the person has signed: they can withdraw as anybody can.
    """
    stored = signatures.load_one(db, signature_id, to_change=True)
    invited = _invited(db, stored)
    if stored is None or invited.answer is Answer.SIGNED:
        raise LinkSpent
    if suppress and stored.mailbox:
        limits.suppress(db, db.vault(letter_vault(stored.letter_id)).open(stored.mailbox, stored.id), now)
    if stored.signature.state in MOVES[Act.REPORT]:
        newest = stored.signature.newest
        decisions.log(db, [LoggedAct(stored.letter_id, stored.id, Act.REPORT, newest, now, note=NOT_ME)])
    erasing.erase(db, stored, now)
    return invited.letter


def _invited(db: Db, stored: Stored | None) -> Invited:
    if stored is None or stored.import_id is None or stored.signature.state is State.ERASED:
        raise LinkSpent
    letter = letters.letter_by_id(db, stored.letter_id)
    entry = entries_by_id(db, [stored.signature.newest.id]).get(stored.signature.newest.id)
    if letter is None or entry is None:
        raise LinkSpent
    return Invited(letter, stored, entry, number_of(db, stored.id), _answer(letter, stored))


def _answer(letter: Letter, stored: Stored) -> Answer:
    if not stored.signature.is_imported:
        return Answer.SIGNED
    if stored.signature.state not in MOVES[Act.CONFIRM]:
        return Answer.DECLINED
    return Answer.ASKED if letter.state in CHANGEABLE else Answer.CLOSED
