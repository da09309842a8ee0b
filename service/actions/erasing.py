"""Deleting a person from a letter: name, entry and address go, a tombstone with dates and hashes remains."""

from datetime import datetime

from service.core.signature import ACTIVE, Act, step
from service.store import decisions, outbox, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import erase_entries
from service.store.signatures import Stored


def erase(db: Db, stored: Stored, now: datetime) -> None:
    """Erase a signature that is held. Raises NotAllowed."""
    after = step(stored.signature, Act.ERASE)
    signatures.save(db, stored, after, now)
    decisions.log(db, [LoggedAct(stored.letter_id, stored.id, Act.ERASE, after.newest, now)])
    signatures.forget(db, stored.id, now)
    erase_entries(db, stored.id)
    outbox.cancel(db, stored.id)


def give_way(db: Db, imported_id: int, heir_id: int, now: datetime) -> None:
    """Let a name from a roster go for the signature that its own person makes, which gets its place."""
    stored = signatures.load_one(db, imported_id, to_change=True)
    if stored is not None and stored.signature.is_imported and stored.signature.state in ACTIVE:
        signatures.inherit(db, stored, heir_id)
        erase(db, stored, now)
