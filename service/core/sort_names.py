"""The name by which an entry is sorted: the family name first, in Latin letters where they are given."""

import re

from service.core.entry import Entry
from service.core.name_words import (
    BEHIND,
    EAST_ASIAN,
    HUNGARIAN_FAMILY,
    HUNGARIAN_GIVEN,
    MIDDLE_NAMES,
    PART_OF,
    POST_NOMINALS,
    SUFFIXES,
    VIETNAMESE,
)
from service.core.text import fold

JOINED = re.compile(r"^((?:al|el|ul|as|ad|an|ar|at|az|ash|adh)-|[dl]['’])(?=\w)")
"""The Arabic article and a small French one, written with the name by which one is sorted."""

INNER = re.compile(r"^(Mc|Mac|[Oo]['’]|[Dd]['’]|[a-z]{2,4}-)?(\w.*)$")

LINKS = frozenset({"y", "i", "&"})
"""Between two family names: "Ortega y Gasset"."""

POST_NOMINAL = re.compile(r"^(?:[A-Z]\.){2,}$|^[A-Z][A-Za-z]*[A-Z]$")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3005"
FAMILY_FIRST = re.compile(f"[{HAN}\u3040-\u30ff\uac00-\ud7af]")
"""Chinese, Japanese and Korean letters: the family name stands first as it is."""

VIETNAMESE_LETTERS = re.compile("[ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def sort_name_of(entry: Entry) -> str:
    """The family name, a comma, and the rest: "Haas, Lena"; a single name as it is.

    A good guess where a name does not tell; an author can put another in its place.
    """
    name = entry.latin_name or entry.name
    if FAMILY_FIRST.search(name):
        return name
    before, comma, after = name.partition(",")
    if comma and not _is_behind_a_name(before, after):
        return name
    words = before.split()
    suffix = words.pop() if len(words) > 1 and words[-1].lower() in SUFFIXES else _suffix_in(after)
    family, rest = _split(words, bool(FAMILY_FIRST.search(entry.name)))
    return _joined(family, [*rest, suffix] if suffix else rest) or name


def _is_behind_a_name(before: str, after: str) -> bool:
    """Whether what follows a comma is no given name: "Ana Brandt, PhD, Jr.", but not "Brandt, Ana"."""
    parts = [part.strip() for part in after.split(",")]
    known = SUFFIXES | POST_NOMINALS | {""}
    if len(before.split()) < 2:
        return all(part.lower() in known for part in parts)
    return all(part.lower() in known or all(map(POST_NOMINAL.match, part.split())) for part in parts)


def _suffix_in(after: str) -> str:
    return next((part.strip() for part in after.split(",") if part.strip().lower() in SUFFIXES), "")


def _split(words: list[str], is_written_family_first: bool) -> tuple[list[str], list[str]]:
    """Which words are the family name, in order, and which the rest."""
    if len(words) < 2:
        return words, []
    capitals = [at for at, word in enumerate(words) if _is_in_capitals(word)]
    if capitals and len(capitals) < len(words):
        return _around(words, capitals[0], capitals[-1] + 1)
    if _is_family_first(words, is_written_family_first):
        return words[:1], words[1:]
    return _around(words, _family_begins(words), len(words))


def _is_in_capitals(word: str) -> bool:
    """Whether a word was written large to tell that it is the family name; initials are not."""
    found = INNER.match(word)
    if found is None or "." in word or not found[2].isupper():
        return False
    letters = sum(char.isalpha() for char in found[2])
    return letters > 2 or (letters == 2 and (word.lower() in EAST_ASIAN or found[1] is not None))


def _is_family_first(words: list[str], is_written_family_first: bool) -> bool:
    first, last = fold(words[0]), fold(words[-1])
    if is_written_family_first:
        return first in EAST_ASIAN or last not in EAST_ASIAN
    if first in VIETNAMESE and last not in VIETNAMESE:
        is_told = VIETNAMESE_LETTERS.search(" ".join(words)) or first == "nguyen"
        return bool(is_told) or (len(words) > 2 and fold(words[1]) in MIDDLE_NAMES)
    if last in HUNGARIAN_GIVEN:
        return first in HUNGARIAN_FAMILY
    return False


def _family_begins(words: list[str]) -> int:
    """Where the family name begins in a name that ends with it, its own small words included."""
    at = len(words) - 1
    while at > 1:
        word = words[at - 1]
        if word.lower() in LINKS and at > 2:
            at -= 2
        elif word.lower() in PART_OF or (word[0].isupper() and word.lower() in BEHIND):
            at -= 1
        else:
            break
    return at if words[at - 1].lower() not in PART_OF or at > 1 else 0


def _around(words: list[str], begins: int, ends: int) -> tuple[list[str], list[str]]:
    """The family name, and what stands before it and behind."""
    if begins > 0 and all(word.lower() in BEHIND | PART_OF for word in words[:begins]):
        if ends == len(words):
            return words, []
        return words[begins:ends], [*words[ends:], *words[:begins]]
    return words[begins:ends], [*words[:begins], *words[ends:]]


def _joined(family: list[str], rest: list[str]) -> str:
    """Family name and the rest, what is written with the family name behind it."""
    whole = " ".join(family)
    if (found := JOINED.match(whole)) and (rest or len(family) == 1):
        whole, rest = whole[found.end() :], [*rest, found[1]]
    return f"{whole}, {' '.join(rest)}" if rest else whole
