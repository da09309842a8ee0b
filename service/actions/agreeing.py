"""Agreeing again after a material change: silence is never yes, and each says it for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.actions import managing
from service.actions.signing import LinkSpent, TextChanged
from service.core.entry import Entry
from service.core.letter import Letter, LetterState, Version
from service.core.signature import ASKED_AGAIN, ENDS_ASKING, QUIET, Act, Signature, State, step
from service.store import decisions, eras, letters, outbox, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entries_by_id
from service.store.signatures import Stored

AGREE_FOR = timedelta(days=90)
"""How long the link in the mail about a changed text works."""

CHANGEABLE = frozenset({LetterState.OPEN, LetterState.CLOSED})


class Whether(StrEnum):
    """Whether somebody is asked if they sign the present text, and if not, why."""

    ASKED = "asked"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a link about a changed text speaks of. signed: the text that its holder agreed to last."""

    letter: Letter
    signed: Version
    signature: Signature
    entry: Entry
    whether: Whether

    @property
    def present(self) -> Version:
        return self.letter.version


def look(db: Db, signature_id: int, epoch: int) -> Asking:
    """What is asked of the holder of a link; nothing changes. Raises LinkSpent."""
    return _asking(db, _spoken_of(db, signature_id, epoch, to_change=False))


def agree(db: Db, signature_id: int, epoch: int, seal: str, now: datetime) -> Asking:
    """Bind the signature to the letter's present text, if it is the one that was read; twice is harmless.

    seal: of the text that was shown. Raises LinkSpent; TextChanged where that is not the present one.
    """
    stored = _spoken_of(db, signature_id, epoch)
    asking = _asking(db, stored)
    if asking.whether is not Whether.ASKED:
        return asking
    if seal != asking.present.seal:
        raise TextChanged(asking.letter.slug)
    version = asking.present
    after = step(stored.signature, Act.AGREE)
    eras.bind(db, stored, after, version)
    signatures.confirm_imported(db, stored, after, now)
    decisions.log(
        db,
        [LoggedAct(stored.letter_id, stored.id, Act.AGREE, after.newest, now, version_id=version.id)],
    )
    outbox.cancel_kind(db, stored.id, outbox.Kind.TEXT_CHANGED)
    return asking


def take_off(db: Db, signature_id: int, epoch: int, now: datetime) -> Asking:
    """Withdraw the signature instead; twice is harmless. Raises LinkSpent."""
    stored = _spoken_of(db, signature_id, epoch)
    asking = _asking(db, stored)
    if asking.whether in {Whether.ASKED, Whether.CLOSED}:
        managing.withdraw(db, stored.id, stored.signature.epoch, now)
    return asking


def _spoken_of(db: Db, signature_id: int, epoch: int, to_change: bool = True) -> Stored:
    """The signature, as long as its owner has not answered since the link was made. Raises LinkSpent.

    What moderators decided meanwhile, and what the owner corrected, is not what the link asks about.
    """
    stored = signatures.load_one(db, signature_id, to_change)
    if stored is None or stored.signature.state in {State.PENDING, State.ERASED}:
        raise LinkSpent
    if _answered(decisions.acts_of(db, stored.id), epoch) and not _is_settled(db, stored):
        raise LinkSpent
    return stored


def _is_settled(db: Db, stored: Stored) -> bool:
    """Whether nothing is asked any more, so that even a used link can say how things stand."""
    letter = letters.letter_by_id(db, stored.letter_id)
    return letter is not None and (stored.era == letter.era or stored.signature.state is State.WITHDRAWN)


def _answered(acts: Sequence[LoggedAct], epoch: int) -> bool:
    """An epoch is the number of acts before it that moved the signature."""
    moves = [act.act for act in acts if act.act not in QUIET]
    return any(act in ENDS_ASKING for act in moves[epoch:])


def _asking(db: Db, stored: Stored) -> Asking:
    letter = letters.letter_by_id(db, stored.letter_id)
    signed = letters.version_by_id(db, stored.version_id)
    entry = entries_by_id(db, [stored.signature.newest.id]).get(stored.signature.newest.id)
    if letter is None or signed is None or entry is None:
        raise LinkSpent
    return Asking(letter, signed, stored.signature, entry, whether(letter, stored))


def whether(letter: Letter, stored: Stored) -> Whether:
    """Whether the owner of a signature is asked if they sign the letter's present text."""
    state = stored.signature.state
    if state is State.WITHDRAWN:
        return Whether.WITHDRAWN
    if stored.era == letter.era:
        return Whether.AGREED
    if state not in ASKED_AGAIN:
        return Whether.DECLINED
    return Whether.ASKED if letter.state in CHANGEABLE else Whether.CLOSED
