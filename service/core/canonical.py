"""The one canonical form of a record, over which seals and hashes are taken."""

import json
from typing import Any


def canonical(record: Any) -> bytes:
    """The record's one canonical form, JSON by RFC 8785.

    For texts, whole numbers, lists and mappings with ASCII keys, which is all that a record holds, Python's own
    writer gives exactly that form; a test compares it with the reference.
    """
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
