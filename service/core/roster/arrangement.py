"""How a roster is laid out as a whole: in blocks, one line below the other, on pages, with labels."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from service.core.roster.aside_words import COLUMN
from service.core.roster.asides import Nobody, is_prose, nobody
from service.core.roster.beginnings import HIGH, LOW, SEGMENT, begins, begins_with_role, says_group
from service.core.roster.lines import Line
from service.core.roster.numbering import Marked
from service.core.roster.values import Code, Warning

LABEL = re.compile(r"([^\W\d_][\w /.-]{1,20}?)\s*[:：]\s*(?=\S)")
ENOUGH = 2000
"""Lines from which it is told how a list is laid out."""


def as_prose(text: str) -> Nobody | None:
    """What a line of a letter is, and not of its list; None for any other."""
    if begins(text) >= HIGH or not is_prose(text):
        return None
    return Nobody(Warning(Code.LINE, "This reads like a sentence, not like an entry."))


def page_heads(lines: Sequence[Line]) -> frozenset[str]:
    """Lines that stand at the top or the foot of several pages, of a text that has pages."""
    starts = [at for at, line in enumerate(lines) if line.is_new_page]
    if not starts:
        return frozenset()
    tops = Counter(line.text for at in [0, *starts] for line in lines[at : at + 2])
    feet = Counter(line.text for at in [*starts, len(lines)] for line in lines[max(0, at - 2) : at])
    return frozenset(text for counts in (tops, feet) for text, count in counts.items() if count > 1)


def is_in_blocks(lines: Sequence[Marked]) -> bool:
    """Whether blank lines part the entries: blocks of a few lines, of which only the first begins with a name."""
    sizes: list[int] = []
    for one in lines:
        if one.line.gap or not sizes:
            sizes.append(0)
        sizes[-1] += 1
    several = sum(1 < size <= 7 for size in sizes)
    if len(sizes) < 2 or several * 2 < len(sizes):
        return False
    firsts = [begins(one.body) >= HIGH for at, one in enumerate(lines) if one.line.gap or at == 0]
    others = [begins(one.body) >= HIGH for at, one in enumerate(lines) if not one.line.gap and at > 0]
    high, low = sum(firsts) / len(firsts), sum(others) / max(1, len(others))
    return high >= 0.5 and low < 0.6 * high


def is_stacked(lines: Sequence[Marked]) -> bool:
    """Whether entries stand on top of each other without blank lines: a name, below it what the person is."""
    if len(lines) < 4 or begins(lines[0].body) < HIGH:
        return False
    people = sum(begins(one.body) >= HIGH for one in lines)
    roles = sum(begins_with_role(one.body) or says_group(one.body) for one in lines)
    pairs = sum(begins(one.body) >= HIGH > begins(after.body) for one, after in pairwise(lines))
    divided = sum(bool(SEGMENT.search(one.body)) for one in lines if begins(one.body) >= HIGH)
    count = len(lines)
    unclear = sum(LOW <= begins(one.body) < HIGH for one in lines)
    is_between = 0.15 * count <= people <= 0.6 * count and unclear * 5 <= count
    alternate = pairs * 10 >= people * 9 and people >= 3
    return is_between and roles * 7 >= count and pairs * 10 >= people * 7 and (divided * 5 <= people or alternate)


def telling(lines: Sequence[Marked]) -> list[Marked]:
    """The first lines that may be entries, from which it is told how the list is laid out."""
    return [one for one in lines[:ENOUGH] if not nobody(one.body, one.line.is_head) and not as_prose(one.body)]


def without_labels(lines: Sequence[Marked]) -> list[Marked]:
    """The lines of a list that puts "Name:", "Title:" before them, without these words."""
    found = [LABEL.match(one.body) for one in lines[:ENOUGH]]
    if sum(bool(one and COLUMN.match(one[1])) for one in found) * 5 < len(found) * 2:
        return list(lines)
    labels = [LABEL.match(one.body) for one in lines]
    return [
        replace(one, body=one.body[label.end() :]) if label and COLUMN.match(label[1]) else one
        for one, label in zip(lines, labels, strict=True)
    ]
