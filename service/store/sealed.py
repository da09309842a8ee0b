"""Addresses at rest: encrypted under a key of what they belong to, found by a blind index under another."""

import hmac
import os

from sqlalchemy import Connection, insert, select, update

from service.core.signing import mailbox_of
from service.store.keyring import KEY_BYTES, Box, Keyring
from service.store.tables import vaults

ACCOUNTS = "accounts"
LIMITS = "limits"
SUPPRESSIONS = "suppressions"


LIMITS_OF_DAY = "limits of "


def letter_vault(letter_id: int) -> str:
    """The name of a letter's vault."""
    return f"letter {letter_id}"


class Vault:
    """The two data keys of one thing: a letter, the accounts, the limits, the suppression list."""

    def __init__(self, secret: bytes) -> None:
        self._box = Box(secret[:KEY_BYTES])
        self._index_key = secret[KEY_BYTES:]

    def seal(self, address: str, owner: int) -> bytes:
        """An address encrypted for the row that owns it."""
        return self._box.seal(address.encode(), owner.to_bytes(8, "big"))

    def open(self, sealed: bytes, owner: int) -> str:
        """The address again. Raises KeyProblem where it was moved to another row."""
        return self._box.open(sealed, owner.to_bytes(8, "big")).decode()

    def index(self, address: str) -> bytes:
        """What an address is found by: HMAC-SHA256, 32 bytes, useless without the key."""
        return self.mark(mailbox_of(address))

    def mark(self, text: str) -> bytes:
        """HMAC-SHA256 of any text under this vault's index key."""
        return hmac.digest(self._index_key, text.encode(), "sha256")


class Vaults:
    """Opens vaults by name with the keyring, and remembers them."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._known: dict[str, Vault] = {}

    def of(self, db: Connection, name: str) -> Vault:
        """The vault of that name. Raises LookupError where it was never made, KeyProblem where no key opens it."""
        if name not in self._known:
            wrapped = db.execute(select(vaults.c.wrapped).where(vaults.c.name == name)).scalar_one_or_none()
            if wrapped is None:
                raise LookupError(f"there is no vault {name!r}")
            self._known[name] = Vault(self._keyring.unwrap(name, wrapped))
        return self._known[name]

    def knows(self, name: str) -> bool:
        """Whether it was opened before, and so need not be looked up."""
        return name in self._known

    def make(self, db: Connection, name: str) -> None:
        """Store fresh keys under a name; nothing where they are there already."""
        found = db.execute(select(vaults.c.name).where(vaults.c.name == name)).first()
        if found is None:
            wrapped = self._keyring.wrap(name, os.urandom(2 * KEY_BYTES))
            db.execute(insert(vaults).values(name=name, wrapped=wrapped))

    def rewrap(self, db: Connection) -> int:
        """Wrap every data key anew by the newest master key; how many there are."""
        rows = db.execute(select(vaults).with_for_update()).all()
        for row in rows:
            wrapped = self._keyring.wrap(row.name, self._keyring.unwrap(row.name, row.wrapped))
            db.execute(update(vaults).where(vaults.c.name == row.name).values(wrapped=wrapped))
        return len(rows)
