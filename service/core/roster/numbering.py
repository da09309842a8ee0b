"""The numbers and bullets before entries: which a list uses, which belong to it, and which are missing."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.core.roster.lines import EDGE, Line
from service.core.roster.values import Code, Person, Warning

NUMBER = re.compile(
    r"^(?:[#№]|(?:No|Nr|N[º°o]|Num|Núm)\.?(?=\s?\d))?\s?([(\[（]?)(\d{1,7})"
    r"(\s*[.)\]:）．。、،,|]+[\-–]?|[º°]?\s?[\-–—]|\.?[º°]|\t|\s|$)[\s\u200e\u200f]*(?=(\S?))"
)
BULLET = re.compile(
    r"^([•·▪▫‣◦●○■□◆◇►▶➢➤✓✔☑✦❖⁃∙・※→»☐\uf0b7\uf0a7]+\s*|[*–—+~\-](?:\s+|(?=[^\W\d_]))|o(?=\s+[A-Z])\s+)(?=\S)"
)
NO_ENTRY = re.compile(
    r"\s(?:second|minute|hour|day|week|month|year|others?|more|people|signator|signature|supporter)", re.IGNORECASE
)
MOST_INSIDE = 20
"""Numbers that are looked for inside one line; where more of them stand, the list runs on."""

FAR = 200
"""How far a number may be from the one before and still be one of the list's."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A line and its mark. kind: "number", "bullet" or ""; sign: the bullet, or what is around the number."""

    line: Line
    body: str
    kind: str = ""
    sign: str = ""
    value: int | None = None


def marked(line: Line) -> Marked:
    """The line with its mark apart; whether the list uses such marks is decided later."""
    if found := NUMBER.match(line.text):
        value, body = int(found[2]), line.text[found.end() :].strip(EDGE)
        sign = f"{found[1]}{found[3].strip() or ' ' * bool(found[3])}"
        if not (sign == " " and (not found[4].isalpha() or NO_ENTRY.match(f" {body[:12]}"))):
            return Marked(line, body, "number", sign, value)
    if found := BULLET.match(line.text):
        inner = marked(replace(line, text=line.text[found.end() :]))
        if inner.kind == "number" and inner.sign != " ":
            return inner
        return Marked(line, line.text[found.end() :].strip(EDGE), "bullet", found[1].strip())
    return Marked(line, line.text)


def unmarked(one: Marked) -> Marked:
    """The line with its mark taken for text."""
    return Marked(one.line, one.line.text)


def settled(lines: Sequence[Marked]) -> tuple[str, list[Marked]]:
    """What this list marks its entries with ("number", "bullet" or ""), and its lines without other marks.

    Decided on the whole list: numbers that follow each other, or one bullet that stands before many lines.
    """
    numbered = [one for one in lines if one.kind == "number"]
    bullets = Counter(one.sign for one in lines if one.kind == "bullet")
    count = max(bullets.values(), default=0)
    if numbered and _is_numbering(numbered, len(lines)) and len(numbered) * 2 >= count:
        signs = Counter(_kind_of_sign(one.sign) for one in numbered)
        usual = {each for each, times in signs.items() if times * 5 >= len(numbered)}
        return "number", _in_sequence([_kept(one, usual) for one in lines])
    if count >= 2 and count * 4 >= len(lines):
        return "bullet", [one if one.kind == "bullet" else unmarked(one) for one in lines]
    return "", [one if one.kind == "bullet" and one.sign not in "-–—+~*o" else unmarked(one) for one in lines]


def _kind_of_sign(sign: str) -> str:
    """Signs that may stand for each other in one list: a stop by any name, a bracket, a bare space."""
    if sign in ("", " "):
        return sign
    return ")" if ")" in sign or "）" in sign or "]" in sign else "."


def _kept(one: Marked, usual: set[str]) -> Marked:
    return one if one.kind != "number" or _kind_of_sign(one.sign) in usual else unmarked(one)


def _is_numbering(numbered: Sequence[Marked], total: int) -> bool:
    """Whether numbers stand before entries, and not before days, streets or years."""
    values = [one.value or 0 for one in numbered]
    if len(values) == 1:
        return values[0] == 1 and total <= 3 and numbered[0].sign != " "
    steps = [after - before for before, after in pairwise(values)]
    near = sum(abs(step) <= 2 or after == 1 for step, after in zip(steps, values[1:], strict=False))
    bare = sum(one.sign == " " for one in numbered)
    alone = sum(one.sign == "" for one in numbered)
    if alone * 2 > len(numbered):
        return near >= 0.8 * len(steps) and alone * 4 >= total and alone >= 3
    needed = 0.8 if bare * 2 > len(numbered) else 0.5
    return near >= needed * len(steps) and (len(numbered) * 8 >= total or near >= 3)


def _in_sequence(lines: Sequence[Marked]) -> list[Marked]:
    """A number that is far from both of its neighbours is no number of the list but a year or a street."""
    numbered = [at for at, one in enumerate(lines) if one.kind == "number"]
    found = list(lines)
    before: int | None = None
    for place, at in enumerate(numbered):
        value = lines[at].value or 0
        after = lines[numbered[place + 1]].value if place + 1 < len(numbered) else None
        is_far = before is not None and abs(value - before) > FAR
        if is_far and before is not None and (after is None or abs(after - before) < abs(value - before)):
            found[at] = unmarked(lines[at])
        else:
            before = value
    return found


def parted_at_numbers(lines: Sequence[Marked]) -> list[Marked]:
    """A line in which the next number stands too, and no line of its own has it, made into two."""
    found: list[Marked] = []
    own = {one.value for one in lines}
    for one in lines:
        found.append(one)
        for next_value in range((one.value or 0) + 1, (one.value or 0) + MOST_INSIDE):
            if next_value == 1 or next_value in own:
                break
            inner = re.search(rf"[\s,;]+[(\[]?{next_value}[.)\]]\s*(?=[^\W\d])", found[-1].body)
            if not inner or not inner.start():
                break
            last = found.pop()
            found.append(replace(last, body=last.body[: inner.start()]))
            found.append(replace(last, body=last.body[inner.end() :], value=next_value))
    return found


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
