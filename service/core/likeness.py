"""How alike two people's names are, and the keys by which names that may be alike find each other."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from service.core.text import fold

PART, LONG_PART = 3, 6
"""Letters of a word that a key is made of: enough to tell most names apart, few enough to bear a slip."""

WORDS_MOST = 4
"""Words of a name that keys are made of; longer names are found by their first ones."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a name is written. forms: folded, in its own letters and in Latin ones.

    looks: folded, each letter put as the Latin letter that it looks like.
    """

    forms: tuple[str, ...]
    looks: str


def spelling_of(name: str, latin_name: str, looks: str) -> Spelling:
    """looks: the name as written, its look-alikes put in Latin letters."""
    forms = dict.fromkeys(folded for form in (name, latin_name) if (folded := fold(form)))
    return Spelling(tuple(forms), next(iter(forms), "") if looks == name else fold(looks))


def likeness(one: Spelling, other: Spelling) -> float:
    """How alike two names are, of 100, in whatever order their words stand: the better of all their forms."""
    found = [fuzz.token_sort_ratio(a, b) for a in one.forms for b in other.forms]
    return max(found, default=0.0)


def looks_same(one: Spelling, other: Spelling) -> bool:
    """Whether two names are written in other letters and look the same."""
    return one.looks == other.looks and one.forms[:1] != other.forms[:1]


@dataclass(frozen=True, slots=True)
class Near:
    """Which of several names it is, and how alike."""

    index: int
    likeness: float
    looks_same: bool


def by_likeness(one: Spelling, others: Sequence[Spelling]) -> list[Near]:
    """The others, the most alike first; one that looks the same comes before any other."""
    found = [Near(at, likeness(one, other), looks_same(one, other)) for at, other in enumerate(others)]
    return sorted(found, key=lambda each: (each.looks_same, each.likeness), reverse=True)


def name_keys(spelling: Spelling) -> set[int]:
    """Positive 63-bit keys: names that are nearly the same have one in common, most others have none.

    Each word with the initial of each other, and the endings of each two, so that a slip in one word is borne by
    the other; and the whole without its spaces, for a name that is one word or is written together elsewhere.
    """
    return {_number(words) for form in {*spelling.forms, spelling.looks} for words in _key_words(form)}


def _key_words(form: str) -> Iterable[str]:
    bare = ("".join(filter(str.isalnum, word)) for word in form.split())
    words = [word for word in bare if word]
    long = [word for word in words if len(word) > 1] or words
    whole = "".join(long)
    yield f"{whole[:PART]}…{whole[-PART:]}"
    for one, other in combinations(sorted(long[:WORDS_MOST]), 2):
        yield f"{one[0]}… {other[:LONG_PART]}"
        yield f"{other[0]}… {one[:LONG_PART]}"
        yield "+".join(sorted([f"…{one[-PART:]}", f"…{other[-PART:]}"]))


def _number(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big") >> 1
