"""How much a text begins as an entry does: asked of the first words of lines and of their parts."""

import re
from functools import lru_cache

from service.core.roster.places import place_kind
from service.core.roster.understanding import begins_person
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    CAPITAL,
    FAMILY_TOO,
    GIVEN,
    LOWER,
    PARTICLE,
    POSITION,
    RANK,
    TITLE,
    TOPIC,
    UNIT,
    UPPER,
    look,
)

SEGMENT = re.compile(r"[,;:|(（،؛，、\t]| [–—-] ")
STARTS_INSIDE = re.compile(
    r"^(?:[,;)\]&/،؛，、]|[–—]\s|(?:and|of|at|for|und|für|et|du|des|de l[’']|y|del|och|och|ve|и|при|та)\s)"
)
STARTS_INSIDE_ARABIC = re.compile(r"^(?:في|من|در|از|به|برای|لدى|على|بجامعة|و)\s")
PARTICLES = words_of(
    "de da di do du del della der den van von vom zu ter ten al el la le las los bin ibn bint abu ad af "
    "av ap ’t 't e y d "
)
NO_NAME = UNIT | POSITION | TOPIC | TITLE | UPPER
LOW, HIGH = 0.35, 0.7
"""Below LOW a text hardly begins an entry; from HIGH on it looks like one."""


def begins(text: str) -> float:
    """How much a line begins as an entry does; asked of its first words, where a name must stand."""
    return _begins(text[:72])


@lru_cache(maxsize=1 << 12)
def _begins(text: str) -> float:
    if is_plainly_a_person(text):
        return 1.0
    if _is_of_bare_words(text):
        return 0.8
    words = [look(word).flags for word in text.split(None, 2)[:2]]
    is_phrase = len(words) == 2 and bool(words[0] & CAPITAL and words[1] & LOWER) and not (
        words[0] & (TITLE | RANK) or words[1] & PARTICLE
    )
    chance = min(begins_person(text), 0.3 if is_phrase else 1.0)
    if chance < HIGH and _has_given_behind(text):
        return 0.75
    return 0.4 if chance < LOW and is_one_word_before_comma(text) else chance


def is_one_word_before_comma(text: str) -> bool:
    """Whether a text begins with a word that may be a family name before its comma, or a single name."""
    before, comma, _ = text.partition(",")
    flags = look(before.strip()).flags
    is_word = bool(comma) and " " not in before.strip() and bool(flags & CAPITAL)
    return is_word and not flags & (UNIT | POSITION | TOPIC | TITLE) and not place_kind(before)


def _has_given_behind(text: str) -> bool:
    """Whether a text begins like "Brandt, Ana" or "BRANDT, Ana"."""
    before, comma, after = text.partition(",")
    family = [look(word).flags for word in before.split()]
    given = [look(word).flags for word in re.split(SEGMENT, after)[0].split()]
    if not comma or not 1 <= len(family) <= 3 or not 1 <= len(given) <= 3:
        return False
    if any(each & (UNIT | POSITION | TOPIC) for each in (*family, *given)) or not family[-1] & CAPITAL:
        return False
    is_shouted = bool(family[-1] & UPPER) and bool(given[0] & CAPITAL) and not given[0] & UPPER
    return bool(given[0] & GIVEN) or (is_shouted and not place_kind(after.split(",")[0]))


def is_plainly_a_person(text: str) -> bool:
    """A title or a known given name, and other names, before a comma: most lines, told at little cost."""
    return _is_plain(text[:72])


@lru_cache(maxsize=1 << 12)
def _is_plain(text: str) -> bool:
    before, comma, _ = text.partition(",")
    words = before.split()
    if not comma or not 2 <= len(words) <= 6:
        return False
    flags = [look(word).flags for word in words]
    titles = next((at for at, each in enumerate(flags) if not each & TITLE or each & FAMILY_TOO), len(flags))
    names = flags[titles:]
    if not 2 <= len(names) <= 4 or not (titles or names[0] & GIVEN):
        return False
    return all(each & CAPITAL and not each & NO_NAME for each in names)


def _is_of_bare_words(text: str) -> bool:
    """Two or three words before a comma of which nothing but their capitals is known: most other lines."""
    before, comma, _ = text.partition(",")
    words = before.split(" ", 3)
    if not comma or not 2 <= len(words) <= 3:
        return False
    return all(look(word)[:1] == (CAPITAL,) and word.isalpha() for word in words) and not place_kind(before)


def begins_with_role(text: str) -> bool:
    """Whether a text begins with what somebody is, and not with a name."""
    word = text[:72].split()[:1]
    return bool(word) and bool(look(word[0].rstrip(",")).flags & POSITION) and begins(text) < HIGH


def says_group(text: str) -> bool:
    """Whether a text has the word of an organisation, and does not begin with what somebody is."""
    words = [look(word.rstrip(",")).flags for word in text[:120].split()]
    return any(each & UNIT for each in words) and not words[0] & POSITION


def starts_inside(text: str) -> bool:
    """Whether a text begins as no entry does: with a comma, a small word, a small letter that is no "van"."""
    if STARTS_INSIDE.match(text) or STARTS_INSIDE_ARABIC.match(text):
        return True
    word = re.split(r"[\s,;:.’'-]", text, maxsplit=1)[0]
    return word[:1].islower() and word.lower() not in PARTICLES and begins(text) < HIGH
