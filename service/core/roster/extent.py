"""Where the list stands in the text of a whole letter: what is before and behind it is nobody."""

from collections.abc import Sequence
from itertools import pairwise

from service.core.roster.aside_words import GREETING, STRONG_HEAD
from service.core.roster.asides import PLAIN
from service.core.roster.lines import Line
from service.core.roster.numbering import marked
from service.core.roster.values import Aside, Code, Warning

SHORTEST_LIST = 3
"""Numbers that have to follow each other before they are a list that ends a letter."""

SHORTEST_TEXT = 80
"""Words of the shortest text that is taken for a letter."""

FARTHEST = 8
"""Lines from one number to the next: an entry over several lines, with the foot of a page between."""

LONG_LINE = 120
"""Characters of a line that is a paragraph, in scripts without small letters."""

MOST_LETTER = 3_000
"""Lines of the longest letter; a list that begins later begins where its text says."""


def extent(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Aside]]:
    """The lines of the list, and the text around it; all lines where there is no letter before the list."""
    begin, end = _numbered(lines) or _headed(lines)
    if not begin:
        return lines, []
    around = [_aside(lines[:begin], "before"), *([_aside(lines[end:], "behind")] if lines[end:] else [])]
    return lines[begin:end], around


def _aside(lines: Sequence[Line], where: str) -> Aside:
    numbers = tuple(dict.fromkeys(line.number for line in lines))
    told = f"Lines {numbers[0]} to {numbers[-1]} are" if len(numbers) > 1 else f"Line {numbers[0]} is"
    words = f"{told} read as the text {where} the list, not as names."
    return Aside(numbers, "\n".join(line.raw for line in lines), Warning(Code.LINE, words))


def is_text(lines: Sequence[Line]) -> bool:
    """Whether lines read like a letter: most words begin small, as they never do in a list of people."""
    words = [word for line in lines for word in PLAIN.findall(line.text)]
    cased = [word for word in words if word[0].lower() != word[0].upper()]
    if len(cased) * 2 < len(words):
        return sum(len(line.text) > LONG_LINE for line in lines) >= SHORTEST_LIST
    return len(cased) >= SHORTEST_TEXT and sum(word[0].islower() for word in cased) * 20 >= 11 * len(cased)


def _numbered(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Where the longest list that counts from one begins and ends, if a letter stands before it."""
    if not any(map(_is_long, lines[:MOST_LETTER])):
        return None
    values = [marked(line).value for line in lines]
    begins = [at for at, value in enumerate(values[:MOST_LETTER]) if value == 1]
    chain = max((_chain(values, begin) for begin in begins[-20:]), key=len, default=[])
    if len(chain) < SHORTEST_LIST or not is_text(lines[: chain[0]]):
        return None
    behind = chain[-1] + 1 + max(after - at - 1 for at, after in pairwise(chain))
    while behind > chain[-1] + 1 and any(line.gap for line in lines[chain[-1] + 1 : behind]):
        behind -= 1
    return chain[0], behind if is_text(lines[behind:]) or len(lines) - behind < FARTHEST else len(lines)


def _chain(values: Sequence[int | None], begin: int) -> list[int]:
    """The places of 1, 2, 3 and so on, each near the one before."""
    found, wanted = [begin], 2
    for at in range(begin + 1, len(values)):
        if at - found[-1] > FARTHEST or values[at] == 1:
            break
        if values[at] == wanted:
            found.append(at)
            wanted += 1
    return found


def _headed(lines: Sequence[Line]) -> tuple[int, int]:
    """Where a list without numbers begins: at its heading, or behind the greeting, under a letter."""
    for at, line in enumerate(lines[:MOST_LETTER]):
        is_greeting = bool(GREETING.match(line.text))
        if len(line.text) > LONG_LINE or not (is_greeting or STRONG_HEAD.search(line.text)):
            continue
        rest = lines[at + is_greeting :]
        if len(rest) > 1 and is_text(lines[:at]) and not is_text(rest):
            return at + is_greeting, len(lines)
    return 0, len(lines)


def _is_long(line: Line) -> bool:
    return len(line.text) > LONG_LINE or sum(word[0].islower() for word in PLAIN.findall(line.text)) >= 7
