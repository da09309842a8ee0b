"""Sort keys by the Unicode Collation Algorithm."""

from functools import cache, lru_cache

from pyuca import Collator

LONGEST = 480
"""Bytes of a key: what names have in common beyond some eighty letters, the order of listing decides."""

END = b"\x00\x00"


@cache
def _collator() -> Collator:
    return Collator()


def load() -> None:
    """Read Unicode's table, which takes a moment, before anybody waits for it."""
    _collator()


@lru_cache(maxsize=4096)
def sort_key(text: str) -> bytes:
    """Bytes that order as the texts do by the default table of Unicode, two for each weight."""
    weights = b"".join(weight.to_bytes(2, "big") for weight in _collator().sort_key(text))
    return weights[:LONGEST] + END
