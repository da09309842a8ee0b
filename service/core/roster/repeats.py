"""People who seem to stand in a roster twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from service.core.roster.values import Code, Person, Warning
from service.core.text import fold

ALIKE = 93
"""Of 100: how alike two names must be for a warning; one wrong letter in twelve is."""

BLOCK = 6
"""How many earlier names of a key one is compared with, so that the work grows with the list and not faster."""


def mark_repeated(people: Sequence[Person]) -> tuple[Person, ...]:
    """The people; of two with nearly the same name the later has a warning that names the earlier line."""
    same: dict[str, int] = {}
    near: dict[str, list[tuple[int, str]]] = defaultdict(list)
    found = list(people)
    for at, person in enumerate(people):
        words = sorted(_words(person.name))
        if not words:
            continue
        whole = " ".join(words)
        if (earlier := same.get(whole)) is not None:
            found[at] = _warned(person, people[earlier], "has the same name")
            continue
        same[whole] = at
        keys = list(_keys(words))
        if (other := _nearest(whole, keys, near)) is not None:
            found[at] = _warned(person, people[other], f"has nearly the same name, “{people[other].name}”")
        for key in keys:
            if len(near[key]) < BLOCK:
                near[key].append((at, whole))
    return tuple(found)


def _words(name: str) -> list[str]:
    """The name's words, folded; initials and marks do not tell people apart."""
    words = ["".join(filter(str.isalnum, word)) for word in fold(name[:200]).replace("-", " ").split()]
    return [word for word in words if len(word) > 1] or [word for word in words if word]


def _keys(words: Sequence[str]) -> Iterator[str]:
    """All words but one, with the initial and the end of that one: a slip in one word leaves a key alike."""
    if len(words) == 1:
        return
    for at, word in enumerate(words[:5]):
        others = " ".join((*words[:at], *words[at + 1 :]))
        yield f"{others} {word[0]}"
        yield f"{others} …{word[-2:]}"


def _nearest(whole: str, keys: Sequence[str], near: dict[str, list[tuple[int, str]]]) -> int | None:
    for key in keys:
        for other, spelt in near.get(key, ()):
            if spelt != whole and fuzz.ratio(whole, spelt) >= ALIKE:
                return other
    return None


def _warned(person: Person, earlier: Person, says: str) -> Person:
    words = f"Line {earlier.lines[0]} {says}."
    return replace(person, warnings=(*person.warnings, Warning(Code.SAME_PERSON, words)))
