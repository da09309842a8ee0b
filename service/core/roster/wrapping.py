"""Whether a line goes on with the entry before it, although it stands alone or behind a number of its own."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from service.core.roster.lines import set_of
from service.core.roster.numbering import Marked
from service.core.roster.understanding import begins_person

SEGMENT = re.compile(r"[,;:|(（،؛，、\t]| [–—-] ")
OPEN_END = re.compile(
    r"(?:[&/+(\[–—،，、‐-]|\b(?:and|of|at|the|for|in|on|to|with|from|by|und|für|der|des|von|an|am|im|et|de|du|la|le|les|à|"
    r"pour|y|del|en|e|di|della|dell[’']|do|da|dos|и|в|на|по|при|та|і|у|ve|və|och|för|av|og|van|het|voor))$|(?:^|\s)(?:و|في|من|در|از|به|برای)$",
    re.IGNORECASE,
)
STARTS_INSIDE = re.compile(
    r"^(?:[,;)\]&/،؛，、]|(?:and|of|at|for|und|für|et|du|des|de l[’']|y|del|och|och|ve|и|при|та)\s)"
)
STARTS_INSIDE_ARABIC = re.compile(r"^(?:في|من|در|از|به|برای|لدى|على|بجامعة|و)\s")
PARTICLES = set_of(
    "de da di do du del della der den van von vom zu ter ten al el la le las los bin ibn bint abu ad af "
    "av ap ’t 't e y d "
)
INNER_END = re.compile(r"[,;،；，]$")
LOW, HIGH = 0.35, 0.7
"""Below LOW a text hardly begins an entry; from HIGH on it looks like one."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the lines of this list are, by count.

    width: letters of a full line, 0 where lines are not broken at a width. ends_inside: most lines end with a
    comma or a semicolon. has_people: most lines begin with a name, so that one without is conspicuous.
    indent: of the lines that begin entries. has_rest: most lines say more than a name.
    """

    width: int = 0
    ends_inside: bool = False
    has_people: bool = True
    has_rest: bool = True
    indent: int = 0
    separator: str = ","


def habits_of(lines: Sequence[Marked]) -> Habits:
    """Counted on all lines; whether they begin with names on an even sample of 400."""
    if not lines:
        return Habits()
    texts = [one.body for one in lines]
    sample = texts[:: max(1, len(texts) // 400)]
    likely = sum(begins_person(text[:200]) >= HIGH for text in sample)
    cut = Counter(found[0].strip() for text in sample if (found := SEGMENT.search(text[:400])))
    return Habits(
        width=_width(texts),
        ends_inside=sum(bool(INNER_END.search(text)) for text in texts) * 2 > len(texts),
        has_people=likely * 2 >= len(sample),
        has_rest=sum(cut.values()) * 2 > len(sample),
        indent=int(median(one.line.indent for one in lines)),
        separator=cut.most_common(1)[0][0] if cut else "",
    )


def _width(texts: Sequence[str]) -> int:
    """The width at which lines were broken: many lines nearly as long as the longest, none much longer."""
    lengths = sorted(map(len, texts))
    longest = lengths[-1 - len(lengths) // 50]
    near = sum(longest * 0.85 <= length for length in lengths)
    return longest if len(texts) >= 4 and 40 <= longest <= 130 and near * 10 >= len(texts) else 0


def is_open(text: str, habits: Habits) -> bool:
    """Whether a text ends in the middle: with a comma where lines do not, a small word, an open bracket."""
    end = text[-60:]
    if OPEN_END.search(end) or text.count("(") > text.count(")"):
        return True
    return bool(INNER_END.search(end)) and not habits.ends_inside


def starts_inside(text: str) -> bool:
    """Whether a text begins as no entry does: with a comma, a small word, a small letter that is no "van"."""
    if STARTS_INSIDE.match(text) or STARTS_INSIDE_ARABIC.match(text):
        return True
    word = re.split(r"[\s,;:.’'-]", text, maxsplit=1)[0]
    return word[:1].islower() and word.lower() not in PARTICLES and begins_person(text[:200]) < HIGH


def tail(before: str, text: str, habits: Habits) -> float:
    """From 0 to 1: how surely a text goes on with the entry that stands before it."""
    if STARTS_INSIDE.match(text):
        return 1.0
    likely = begins_person(text[:200])
    if starts_inside(text):
        return 0.9 if habits.has_people else 0.7
    opens = is_open(before, habits)
    if opens:
        return 0.95 if likely < LOW else 0.85 if likely < HIGH else 0.5
    if not habits.has_people:
        return 0.0
    is_full = habits.width > 0 and len(before) >= 0.8 * habits.width
    if is_full:
        return 0.85 if likely < LOW else 0.6 if likely < HIGH else 0.1
    return 0.6 if likely < LOW else 0.3 if likely < HIGH else 0.0


def numbered_tail(before: str, text: str, habits: Habits) -> float:
    """The same for a line that has a number of its own, which speaks for an entry."""
    found = SEGMENT.search(text)
    first, sign = (text[: found.start()], found[0].strip()) if found else (text, "")
    likely = begins_person(text[:200])
    if STARTS_INSIDE.match(text) or (starts_inside(text) and habits.has_people):
        return 0.95
    if is_open(before, habits) and likely < HIGH:
        return 0.9
    is_odd = bool(sign) and sign != habits.separator and " " not in first.strip()
    if is_odd and habits.has_people:
        return 0.85
    return 0.5 if likely < LOW and habits.has_people else 0.0
