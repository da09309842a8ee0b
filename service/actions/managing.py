"""What a signatory does with a signature that was confirmed: look, correct, withdraw, undo, erase."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.actions import erasing
from service.actions.limiting import may_write_to
from service.actions.signing import LetterNotOpen, LinkSpent
from service.core.entry import Entry, Lane
from service.core.letter import Letter, LetterState
from service.core.signature import UNDO_FOR, Act, NotAllowed, Signature, State, step
from service.store import decisions, letters, outbox, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import NewEntry, entries_by_id, insert_entries
from service.store.outbox import Kind, Mail
from service.store.roll import number_of
from service.store.sealed import letter_vault
from service.store.signatures import Stored

GRACE = timedelta(hours=1)
"""An undo that is sent at the last moment is not swept away from under its sender."""

MINE_FOR = timedelta(hours=2)
"""How long a link to somebody's own signature opens it."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A signature as its owner sees it. number: the printed one, if it is named now."""

    letter: Letter
    stored: Stored
    entry: Entry
    standing: Entry | None
    number: int | None
    email: str
    acts: list[LoggedAct]

    @property
    def signature(self) -> Signature:
        return self.stored.signature

    @property
    def undo_until(self) -> datetime | None:
        """Until when a withdrawal can be taken back."""
        return self.stored.changed_at + UNDO_FOR if self.signature.state is State.WITHDRAWN else None


def ask_for_link(db: Db, slug: str, email: str, network: str, nonce: int, now: datetime) -> None:
    """Promise a mail with a link to the signature of a mailbox, or one that says there is none.

    nonce: a random number that names this promise. Raises LookupError, TooMany.
    """
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if not may_write_to(db, email, network, now):
        return
    vault = db.vault(letter_vault(letter.id))
    signature_id = signatures.newest_of_mailbox(db, letter.id, vault.index(email))
    stored = signature_id and signatures.load_one(db, signature_id)
    if stored:
        mail = Mail(f"mine:{nonce}", Kind.MINE, now, letter.id, stored.id, epoch=stored.signature.epoch)
    else:
        mail = Mail(f"mine:{nonce}", Kind.MINE_NONE, now, letter.id, mailbox=vault.seal(email, 0))
    outbox.promise(db, [mail])


def look(db: Db, signature_id: int, epoch: int) -> Mine:
    """Somebody's own signature. Raises LinkSpent where it changed since the link was made, or was erased."""
    return _mine(db, _spendable(db, signature_id, epoch, to_change=False))


def _mine(db: Db, stored: Stored) -> Mine:
    letter = letters.letter_by_id(db, stored.letter_id)
    standing = stored.signature.standing
    found = entries_by_id(db, [stored.signature.newest.id, *([standing.id] if standing else [])])
    entry = found.get(stored.signature.newest.id)
    if letter is None or entry is None or stored.mailbox is None:
        raise LinkSpent
    return Mine(
        letter,
        stored,
        entry,
        found.get(standing.id) if standing else None,
        None if stored.position is None else number_of(db, stored.id),
        db.vault(letter_vault(stored.letter_id)).open(stored.mailbox, stored.id),
        decisions.acts_of(db, stored.id),
    )


def edit(
    db: Db, signature_id: int, epoch: int, entry: Entry, lane: Lane, entry_id: int, salt: bytes, now: datetime
) -> Signature:
    """Replace the entry; what stands on the letter stays until the new one is decided.

    Raises LinkSpent, NotAllowed, LetterNotOpen where the letter is not open or closed.
    """
    stored = _spendable(db, signature_id, epoch)
    letter = letters.letter_by_id(db, stored.letter_id)
    if letter is None or letter.state not in {LetterState.OPEN, LetterState.CLOSED}:
        raise LetterNotOpen(letter) if letter else LinkSpent
    new = NewEntry(entry_id, stored.id, entry, lane, salt, now)
    after = step(stored.signature, Act.EDIT, new.revision())
    insert_entries(db, [new])
    _keep(db, stored, after, Act.EDIT, now)
    return after


def withdraw(db: Db, signature_id: int, epoch: int, now: datetime) -> Signature:
    """Take the name off the letter at once, and promise a mail with the link that undoes it.

    Raises LinkSpent, NotAllowed.
    """
    stored = _spendable(db, signature_id, epoch)
    after = step(stored.signature, Act.WITHDRAW)
    _keep(db, stored, after, Act.WITHDRAW, now)
    outbox.cancel(db, stored.id)
    dedupe = f"withdrawn:{stored.id}:{after.epoch}"
    outbox.promise(db, [Mail(dedupe, Kind.WITHDRAWN, now, stored.letter_id, stored.id, epoch=after.epoch)])
    return after


def undo(db: Db, signature_id: int, epoch: int, now: datetime) -> Signature:
    """Put a withdrawn signature back where it was.

    Raises LinkSpent, also where the mailbox has signed anew since; NotAllowed, also when it is too late.
    """
    stored = _spendable(db, signature_id, epoch)
    if stored.mailbox_index is None or now > stored.changed_at + UNDO_FOR:
        raise NotAllowed(Act.UNDO, stored.signature.state)
    if signatures.active_mailboxes(db, stored.letter_id, [stored.mailbox_index]):
        raise LinkSpent
    after = step(stored.signature, Act.UNDO)
    _keep(db, stored, after, Act.UNDO, now)
    return after


def erase(db: Db, signature_id: int, epoch: int, now: datetime) -> str:
    """Delete name, entry and address; a tombstone with dates and hashes remains. The letter's slug.

    Raises LinkSpent, NotAllowed.
    """
    stored = _spendable(db, signature_id, epoch)
    erasing.erase(db, stored, now)
    return stored.slug


def sweep_withdrawn(db: Db, now: datetime, most: int) -> int:
    """Erase up to so many signatures whose withdrawal can no longer be undone; how many went."""
    late = signatures.withdrawn_before(db, now - UNDO_FOR - GRACE, most)
    for stored in signatures.load(db, late, to_change=True).values():
        erasing.erase(db, stored, now)
    return len(late)


def _spendable(db: Db, signature_id: int, epoch: int, to_change: bool = True) -> Stored:
    stored = signatures.load_one(db, signature_id, to_change)
    if (
        stored is None
        or stored.signature.epoch != epoch
        or stored.signature.state in {State.PENDING, State.ERASED}
    ):
        raise LinkSpent
    return stored


def _keep(db: Db, stored: Stored, after: Signature, act: Act, now: datetime) -> None:
    """Store the change and log it with the entry that it was about."""
    signatures.save(db, stored, after, now)
    decisions.log(db, [LoggedAct(stored.letter_id, stored.id, act, after.newest, now)])
