"""Master keys, newest first: they wrap the data keys and sign the links."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
NAME_BYTES = 4


class KeyProblem(Exception):
    """Keys that cannot be used; the message says what to do."""


class Keyring:
    """The master keys of an installation. The first one wraps and signs, the others still open and read."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise KeyProblem("There is no master key.")
        self._keys = list(keys)

    def derived(self, purpose: str) -> list[bytes]:
        """A key for one purpose from each master key, in their order."""
        return [hmac.digest(key, b"undersigned." + purpose.encode(), "sha256") for key in self._keys]

    def wrap(self, name: str, secret: bytes) -> bytes:
        """The secret, sealed by the newest key for the thing it is named after."""
        return _seal(self.derived("wrap")[0], secret, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """The secret again, by whichever key sealed it. Raises KeyProblem."""
        for key in self.derived("wrap"):
            if _name(key) == wrapped[:NAME_BYTES]:
                try:
                    return _open(key, wrapped, name.encode())
                except InvalidTag as error:
                    raise KeyProblem(f"The stored key of {name} is damaged.") from error
        raise KeyProblem(f"No master key opens the stored key of {name}: the keys do not belong to this database.")


def read_keys(text: str) -> list[bytes]:
    """Keys from text, one a line, newest first, each 32 bytes in base64. Raises KeyProblem."""
    keys = []
    for number, line in enumerate(text.split(), start=1):
        try:
            key = base64.b64decode(line, validate=True)
        except binascii.Error as error:
            raise KeyProblem(f"Master key {number} is not base64.") from error
        if len(key) != KEY_BYTES:
            raise KeyProblem(f"Master key {number} has {len(key)} bytes; it needs {KEY_BYTES}.")
        keys.append(key)
    return keys


def load_or_make(path: Path) -> Keyring:
    """The keyring in a file; on the first run the file is made, readable by its owner alone."""
    try:
        return Keyring(read_keys(path.read_text()))
    except FileNotFoundError:
        add_key(path, [])
        return Keyring(read_keys(path.read_text()))


def add_key(path: Path, older: Sequence[bytes]) -> None:
    """Write the file anew with a fresh key before the older ones; never half of it."""
    keys = [os.urandom(KEY_BYTES), *older]
    text = "".join(base64.b64encode(key).decode() + "\n" for key in keys)
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class Box:
    """Encrypts small values under one key; what a value belongs to is bound to it."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, belongs_to: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, belongs_to)

    def open(self, sealed: bytes, belongs_to: bytes) -> bytes:
        """The plain value. Raises KeyProblem where it was changed, cut short or belongs elsewhere."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to)
        except (InvalidTag, ValueError) as error:
            raise KeyProblem("A sealed value cannot be opened.") from error


def _name(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:NAME_BYTES]


def _seal(key: bytes, plain: bytes, belongs_to: bytes) -> bytes:
    return _name(key) + Box(key).seal(plain, belongs_to)


def _open(key: bytes, sealed: bytes, belongs_to: bytes) -> bytes:
    return AESGCM(key).decrypt(
        sealed[NAME_BYTES : NAME_BYTES + NONCE_BYTES], sealed[NAME_BYTES + NONCE_BYTES :], belongs_to
    )
