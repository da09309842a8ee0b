"""What typed text may contain, and how it is folded for searching."""

import re
import unicodedata

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they can make a name display as another. Unicode TR9."""

JOINERS = frozenset("\u200c\u200d")
JOINING_SCRIPTS = (
    "ARABIC",
    "SYRIAC",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "MONGOLIAN",
    "NKO",
    "THAANA",
    "KHMER",
    "MYANMAR",
)


class Unprintable(ValueError):
    """Text holds a character that cannot stand in a printed entry; the message says which."""


def clean(text: str) -> str:
    """The text in NFC with runs of white space made one space and the ends trimmed.

    Raises Unprintable for control characters, direction overrides, invisible characters where the script
    does not need them, lone surrogates and unassigned or private characters.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    text = re.sub(r" {2,}", " ", text.replace("\u00a0", " "))
    for index, char in enumerate(text):
        if char.isascii() and char.isprintable():
            continue
        if char in JOINERS and _joins(text, index):
            continue
        category = unicodedata.category(char)
        if char in BIDI_CONTROLS or category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise Unprintable(describe(char))
    return text


def clean_lines(text: str) -> str:
    """Like clean(), for text of several lines: line breaks stay, as LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip()


def describe(char: str) -> str:
    """A character by its code point and name, as in "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    if unicodedata.category(char) == "Cc":
        return f"U+{ord(char):04X}, a control character"
    return f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}"


def fold(text: str) -> str:
    """The text for searching: without case, diacritics and joiners."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in JOINERS)
    return " ".join(kept.split())


def holds_words(claimed: list[str], words: list[str]) -> bool:
    """Whether the words stand in a row among those claimed, punctuation aside; both folded."""
    bare = [word.strip(".,;:()") for word in claimed]
    size = len(words)
    return size > 0 and any(bare[at : at + size] == words for at in range(len(bare) - size + 1))


def _joins(text: str, index: int) -> bool:
    """Whether a joiner at index stands after a letter of a script that uses joiners."""
    if index == 0:
        return False
    return unicodedata.name(text[index - 1], "").startswith(JOINING_SCRIPTS)
