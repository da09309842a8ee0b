"""Which characters the PDF's fonts can print, and what is done with the others."""

import unicodedata
from functools import cache

from service.core.text import describe
from service.paths import FONTS

STAND_IN = "\u25a1"
"""Printed where every font lacks a glyph: a hollow square."""


@cache
def covered() -> frozenset[str]:
    """Every character that some font has, from the ranges in coverage.ranges."""
    chars: set[str] = set()
    for line in (FONTS / "coverage.ranges").read_text("ascii").split():
        first, _, last = line.partition("-")
        chars.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(chars)


def missing(text: str) -> list[str]:
    """The characters of the text that no font can print, each once, in the order of their code points."""
    return sorted(c for c in set(text) - covered() if not _is_invisible(c))


def with_stand_ins(text: str) -> str:
    """The text with a hollow square for each character that no font can print."""
    return text.translate(dict.fromkeys(map(ord, missing(text)), STAND_IN))


def warning(place: str, text: str) -> str | None:
    """A sentence that names the characters of this place that no font can print; None where all print."""
    chars = missing(text)
    if not chars:
        return None
    names = ", ".join(describe(c) for c in chars)
    return f"{place}: no font of the PDF has {names}; printed as {STAND_IN}."


def _is_invisible(char: str) -> bool:
    """Joiners, isolates, variation selectors and white space need no glyph."""
    return char.isspace() or unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"
