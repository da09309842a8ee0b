"""The seal of a wording."""

import hashlib
from typing import Any

from service.core.canonical import canonical
from service.core.letter import Wording, wording_record

SEAL_FORMAT = "undersigned-wording-1"
"""Stands inside the sealed record, so that a later format can never be mistaken for this one."""


def seal_of(wording: Wording) -> str:
    """The seal of a version: SHA-256 over its canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(sealed_record(wording))).hexdigest()


def sealed_record(wording: Wording) -> dict[str, Any]:
    """What the seal is taken over, as plain JSON values."""
    return {"format": SEAL_FORMAT, **wording_record(wording)}
