"""Canonical bytes and their hash."""

import hashlib
import json
from typing import Any

from service.core.letter import Wording, wording_record

SEAL_FORMAT = "undersigned-wording-1"
"""Stands inside the sealed record, so that a later format can never be mistaken for this one."""


def canonical(record: Any) -> bytes:
    """The record's one canonical form, JSON by RFC 8785.

    For texts, whole numbers, lists and mappings with ASCII keys, which is all that a record holds, Python's own
    writer gives exactly that form; a test compares it with the reference.
    """
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal_of(wording: Wording) -> str:
    """The seal of a version: SHA-256 over its canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(sealed_record(wording))).hexdigest()


def sealed_record(wording: Wording) -> dict[str, Any]:
    """What the seal is taken over, as plain JSON values."""
    return {"format": SEAL_FORMAT, **wording_record(wording)}
