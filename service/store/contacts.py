"""Private contacts of addressees, sealed; only the author's pages ever open them."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select

from service.core.drafting import block_key
from service.core.letter import Addressee
from service.store.database import Db
from service.store.sealed import letter_vault
from service.store.tables import contacts


def contacts_of(db: Db, letter_id: int, addressees: Collection[Addressee]) -> dict[Addressee, str]:
    """The contact of each of these addressees that has one."""
    keys = {block_key(each): each for each in addressees}
    rows = db.execute(select(contacts).where(contacts.c.letter_id == letter_id)).all()
    vault = db.vault(letter_vault(letter_id)) if rows else None
    return {
        keys[row.addressee]: vault.open(row.contact, _owner(row.addressee))
        for row in rows
        if vault and row.addressee in keys
    }


def keep_contacts(
    db: Db, letter_id: int, wanted: Mapping[Addressee, str], others: Collection[Addressee] = ()
) -> None:
    """Keep exactly these contacts, and those of others as they are; every other one goes."""
    kept = {block_key(each) for each in others} - {block_key(each) for each in wanted}
    stored = db.execute(select(contacts.c.addressee).where(contacts.c.letter_id == letter_id)).scalars().all()
    for key in stored:
        if key not in kept:
            db.execute(delete(contacts).where(contacts.c.letter_id == letter_id, contacts.c.addressee == key))
    vault = db.vault(letter_vault(letter_id))
    for addressee, contact in wanted.items():
        key = block_key(addressee)
        sealed = vault.seal(contact, _owner(key))
        db.execute(insert(contacts).values(letter_id=letter_id, addressee=key, contact=sealed))


def _owner(key: str) -> int:
    """The row that a sealed contact belongs to, as the vault asks for it."""
    return int(key[:16], 16)
