"""The numbers and bullets before entries: which a list uses, and which belong to it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.core.roster.lines import EDGE, Line

NUMBER = re.compile(
    r"^(?:[#№]|(?:No|Nr|N[º°o]|Num|Núm)\.?(?=\s?\d))?\s?([(\[（]?)(\d{1,7})"
    r"(\s*[.)\]:）．。、،,|]+[\-–]?|[º°]?\s?[\-–—]|\.?[º°]|\t|\s|$)[\s\u200e\u200f]*(?=(\S?))"
)
BULLET = re.compile(
    r"^([•·▪▫‣◦●○■□◆◇►▶➢➤✓✔☑✦❖⁃∙・※→»☐\uf0b7\uf0a7]+\s*|/s/\s*|[*–—+~\-](?:\s+|(?=[^\W\d_]))|o(?=\s+[A-Z])\s+)(?=\S)"
)
OTHER_MARK = re.compile(r"^\(?([IVXLC]{1,7}|[A-Z]|[a-z])[.)]\s+(?=\S)")
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
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
    if counted := in_other_marks(lines):
        return counted
    numbered = [one for one in lines if one.kind == "number"]
    bullets = Counter(one.sign for one in lines if one.kind == "bullet")
    count = max(bullets.values(), default=0)
    if numbered and _is_numbering(numbered, len(lines)) and len(numbered) * 2 >= count:
        signs = Counter(_kind_of_sign(one.sign) for one in numbered)
        usual = {each for each, times in signs.items() if times * (5 if each else 2) >= len(numbered)}
        return "number", _in_sequence([_kept(one, usual) for one in lines])
    if count >= 2 and count * 4 >= len(lines):
        return "bullet", [one if one.kind == "bullet" else unmarked(one) for one in lines]
    return "", [one if one.kind == "bullet" and one.sign not in "-–—+~*o" else unmarked(one) for one in lines]


def in_other_marks(lines: Sequence[Marked]) -> tuple[str, list[Marked]] | None:
    """Lines counted by Roman numbers or by letters, where these follow each other from the first."""
    found = [OTHER_MARK.match(one.line.text) if one.kind == "" else None for one in lines]
    marks = [one[1] for one in found if one]
    if len(marks) < 3 or len(marks) * 3 < len(lines):
        return None
    letters = [ord(mark[0]) for mark in marks]
    for kind, values in (("number", [_roman(mark) for mark in marks]), ("bullet", letters)):
        steps = sum(after - before == 1 for before, after in pairwise(values))
        if values[0] in (1, ord("a"), ord("A")) and steps * 10 >= 9 * (len(values) - 1):
            left: Iterator[int | None] = iter(values if kind == "number" else [None] * len(values))
            return kind, [
                replace(one, body=one.line.text[at.end() :], kind=kind, value=next(left)) if at else unmarked(one)
                for one, at in zip(lines, found, strict=True)
            ]
    return None


def _roman(mark: str) -> int:
    """The value of a Roman number, 0 for what is none."""
    values = [ROMAN.get(char, 0) for char in mark]
    if 0 in values:
        return 0
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))


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
