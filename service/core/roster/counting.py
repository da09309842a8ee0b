"""Numbers of entries that are missing, repeated or out of order."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from service.core.roster.lines import EDGE
from service.core.roster.numbering import NUMBER
from service.core.roster.values import Code, Person, Warning


def check_numbers(people: Sequence[Person]) -> tuple[tuple[Person, ...], tuple[Warning, ...]]:
    """The people with warnings about their own numbers, and what is said of the list's numbers as a whole."""
    numbered = _first_of_each(people)
    if len(numbered) < 2:
        return tuple(people), ()
    values = [person.number or 0 for person in numbered]
    falls = sum(after < before for before, after in pairwise(values))
    if falls > 0.8 * (len(values) - 1) and len(values) > 2:
        words = f"The numbers go down, from {values[0]} to {values[-1]}: the newest entry seems to stand first."
        return tuple(people), (Warning(Code.NEWEST_FIRST, words), *_missing(numbered))
    if len(set(values)) * 2 <= len(values) and _restarts(values) * 4 > len(values):
        words = f"Most numbers are repeated ({values[0]} stands first): they say nothing about the order."
        return tuple(people), (Warning(Code.NUMBER_REPEATED, words),)
    return _checked(people), (*_begun_again(numbered), *_missing(numbered))


def _first_of_each(people: Sequence[Person]) -> list[Person]:
    """Those who have a number, of two on one line the first."""
    found: list[Person] = []
    for person in people:
        if person.number is not None and not _is_second(person, found[-1:]):
            found.append(person)
    return found


def _is_second(person: Person, before: Sequence[Person]) -> bool:
    return any(one.lines == person.lines and one.number == person.number for one in before)


def _restarts(values: Sequence[int]) -> int:
    return sum(after == 1 for after in values[1:])


def _checked(people: Sequence[Person]) -> tuple[Person, ...]:
    """A warning for each number that was there before, or is lower than one before it."""
    found: list[Person] = []
    seen: dict[int, int] = {}
    highest = 0
    own = {id(person) for person in _first_of_each(people)}
    for person in people:
        number, warning = person.number, None
        if number is not None and id(person) in own:
            if number == 1 and highest > 1:
                seen, highest = {}, 0
            if number in seen:
                words = f"Number {number} stands before line {seen[number]} too."
                warning = Warning(Code.NUMBER_REPEATED, words)
            elif number < highest:
                words = f"Number {number} comes after number {highest}."
                warning = Warning(Code.NUMBER_ORDER, words)
            seen.setdefault(number, person.lines[0])
            highest = max(highest, number)
        found.append(replace(person, warnings=(*person.warnings, warning)) if warning else person)
    return tuple(found)


def _begun_again(numbered: Sequence[Person]) -> list[Warning]:
    highest, places = 0, []
    for person in numbered:
        if person.number == 1 and highest > 1:
            places.append(person.lines[0])
            highest = 0
        highest = max(highest, person.number or 0)
    if not places:
        return []
    where = ", ".join(map(str, places[:5])) + (" and others" if len(places) > 5 else "")
    words = f"The numbering begins again at line {where}."
    return [Warning(Code.NUMBER_ORDER, words)]


def _missing(numbered: Sequence[Person]) -> list[Warning]:
    """Gaps in the numbers, by runs; a number that a joined line had of its own is not missing."""
    gaps: list[str] = []
    at = 0
    while at < len(numbered):
        stop = at + 1
        while stop < len(numbered) and not (numbered[stop].number == 1 and (numbered[stop - 1].number or 0) > 1):
            stop += 1
        gaps += _gaps(numbered[at:stop])
        at = stop
    if not gaps:
        return []
    shown = ", ".join(gaps[:10]) + (f" and {len(gaps) - 10} other gaps" if len(gaps) > 10 else "")
    return [Warning(Code.NUMBER_MISSING, f"No entry has the number {shown}.")]


def _gaps(run: Sequence[Person]) -> list[str]:
    values = {person.number or 0 for person in run}
    for person in run:
        values.update(own_numbers(person))
    ordered, gaps = sorted(values), []
    for before, after in pairwise(ordered):
        if after == before + 2:
            gaps.append(str(before + 1))
        elif after > before + 2:
            gaps.append(f"{before + 1} to {after - 1}")
    return gaps


def own_numbers(person: Person) -> list[int]:
    """Numbers that stand before the later lines of a joined entry."""
    if len(person.lines) < 2 or not any(warning.code is Code.WRAPPED for warning in person.warnings):
        return []
    found = (NUMBER.match(text.lstrip(EDGE)) for text in person.source.split("\n")[1:])
    return [int(one[2]) for one in found if one]
