"""Signed, expiring, single-purpose links, and the short codes that stand in for them."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer

SKEW = timedelta(minutes=5)
"""How far apart two machines' clocks may be before a link that is not expired is called so."""

CODE_DIGITS = 8


class Purpose(StrEnum):
    CONFIRM = "confirm"
    MINE = "mine"
    UNDO = "undo"
    SIGN_IN = "sign-in"
    SET_UP = "set-up"
    NO_DIGEST = "no-digest"
    AGREE = "agree"
    NO_UPDATES = "no-updates"
    INVITED = "invited"


class LinkProblem(Exception):
    """A link that opens nothing."""


class Forged(LinkProblem):
    """Not made here, cut short, or made for another purpose."""


class Expired(LinkProblem):
    """Genuine, but its time is over; link holds what it named."""

    def __init__(self, link: "Link") -> None:
        super().__init__("expired")
        self.link = link


@dataclass(frozen=True, slots=True)
class Link:
    """What a link names: a subject (a signature's or an account's id) as it was at one epoch.

    seal: the first 16 hex digits of the version's seal, or empty where no letter is meant.
    """

    subject: int
    epoch: int
    expires: datetime
    seal: str = ""


class _Plain(URLSafeSerializer):
    """Never compresses: a token that begins with a dot would be a path that careful proxies refuse."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


class LinkSigner:
    """Mints and reads links. keys: secrets, the newest first; older ones only read."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = list(keys)
        self._serializers = {purpose: self._serializer(purpose) for purpose in Purpose}

    def _serializer(self, purpose: Purpose) -> _Plain:
        return _Plain(
            list(reversed(self._keys)),
            salt=f"undersigned.link.{purpose}",
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def mint(self, purpose: Purpose, link: Link) -> str:
        """The token of a link; the same link gives the same token."""
        parts = [link.subject, link.epoch, int(link.expires.timestamp()), link.seal]
        token = self._serializers[purpose].dumps(parts)
        return token if isinstance(token, str) else token.decode()

    def read(self, purpose: Purpose, token: str, now: datetime) -> Link:
        """What a token names. Raises Forged or Expired."""
        try:
            subject, epoch, expires, seal = self._serializers[purpose].loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise Forged from error
        link = Link(subject, epoch, datetime.fromtimestamp(expires, UTC), seal)
        if now > link.expires + SKEW:
            raise Expired(link)
        return link

    def code(self, signature_id: int, epoch: int) -> str:
        """The digits that stand in for a confirmation link in the browser that signed."""
        return self._code(self._keys[0], signature_id, epoch)

    def is_code(self, typed: str, signature_id: int, epoch: int) -> bool:
        """Whether what was typed is the code, by any key that is still read."""
        digits = "".join(char for char in typed if char.isdigit()).encode()
        codes = [self._code(key, signature_id, epoch).encode() for key in self._keys]
        return any([hmac.compare_digest(digits, code) for code in codes])

    @staticmethod
    def _code(key: bytes, signature_id: int, epoch: int) -> str:
        digest = hmac.digest(key, f"undersigned.code.{signature_id}.{epoch}".encode(), "sha256")
        return str(int.from_bytes(digest, "big") % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def spaced(code: str) -> str:
    """A code as it is read aloud: "4821 0937"."""
    return f"{code[:4]} {code[4:]}"
