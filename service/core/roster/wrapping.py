"""Whether a line goes on with the entry before it, although it stands alone or behind a number of its own."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from service.core.roster.beginnings import (
    HIGH,
    LOW,
    PARTICLES,
    SEGMENT,
    STARTS_INSIDE,
    begins,
    begins_with_role,
    is_one_word_before_comma,
    is_plainly_a_person,
    says_group,
    starts_inside,
)
from service.core.roster.numbering import Marked
from service.core.roster.words import BEFORE, GIVEN, LINK, LOWER, POSITION, RANK, TITLE, TOPIC, UNIT, look

OPEN_SIGN = re.compile(r"[&/+(\[–—‐-]$")
OPEN_WORD = re.compile(
    r"(?:\b(?:and|of|at|the|for|with|from|und|für|der|des|von|dem|den|am|im|zur|zum|et|du|les|pour|aux?|del|por|"
    r"para|di|della|dello|degli|per|dos|das|при|для|по|та|від|ve|och|för|av|voor|het|AND|OF|FOR|THE)|"
    r"(?:^|\s)(?:و|في|من|در|از|به|برای))$"
)
LONGEST_OPEN = 5
"""Letters of the longest of these words."""

OPEN_PARTICLE = re.compile(r"\b(?:in|on|to|by|an|de|la|le|à|y|en|e|da|do|и|в|на|і|у|og|van)$")
"""Words that a name may end with too, so that they tell nothing at the end of a name alone."""

LAST_BUT_ONE = re.compile(r"[,;،؛]\s*(?:and|et|und|y|e|и|و)$", re.IGNORECASE)
"""Behind the last entry but one of a list whose lines end with commas or semicolons."""

INNER_END = re.compile(r"[,;،；，]$")
@dataclass(frozen=True, slots=True)
class Habits:
    """How the lines of this list are, by count.

    width: letters of a full line, 0 where lines are not broken at a width. ends_inside: most lines end with a
    comma or a semicolon. has_people: most lines begin with a name, so that one without is conspicuous.
    has_rest: most lines say more than a name. has_capitals: a line that begins with a small letter is conspicuous.
    indent: of the lines that begin entries. has_whole_lines: nearly every line is a person and more, none broken.
    has_shouts: most lines are in capitals.
    """

    width: int = 0
    ends_inside: bool = False
    has_people: bool = True
    has_rest: bool = True
    has_capitals: bool = True
    indent: int = 0
    separator: str = ","
    has_whole_lines: bool = False
    has_shouts: bool = False


def habits_of(lines: Sequence[Marked]) -> Habits:
    """Counted on all lines; whether they begin with names on an even sample of 400."""
    if not lines:
        return Habits()
    texts = [one.body for one in lines]
    sample = texts[:: max(1, len(texts) // 400)]
    people = sum(begins(text) >= HIGH for text in sample)
    whole = sum(begins(text) >= HIGH and bool(SEGMENT.search(text[:400])) for text in sample)
    cut = Counter(found[0].strip() for text in sample if (found := SEGMENT.search(text[:400])))
    width = _width(texts)
    return Habits(
        width=width,
        ends_inside=sum(bool(INNER_END.search(text)) for text in texts) * 2 > len(texts),
        has_people=people * 2 >= len(sample),
        has_rest=sum(cut.values()) * 2 > len(sample),
        has_capitals=sum(text[:1].islower() for text in sample) * 2 <= len(sample),
        indent=int(median(one.line.indent for one in lines)),
        separator=cut.most_common(1)[0][0] if cut else "",
        has_whole_lines=whole * 5 >= len(sample) * 3 and not width,
        has_shouts=sum(map(str.isupper, sample)) * 2 > len(sample),
    )


def _width(texts: Sequence[str]) -> int:
    """The width at which lines were broken: many lines nearly as long as the longest, none much longer."""
    lengths = sorted(map(len, texts))
    longest = lengths[-1 - len(lengths) // 50]
    near = sum(longest * 0.85 <= length for length in lengths)
    return longest if len(texts) >= 4 and 50 <= longest <= 130 and near * 10 >= len(texts) else 0


def is_open(text: str, habits: Habits) -> bool:
    """Whether a text ends in the middle: with a comma where lines do not, a small word, an open bracket."""
    end = LAST_BUT_ONE.sub("", text[-60:]) if habits.ends_inside else text[-60:]
    return breaks_off(end) or text.count("(") > text.count(")") or (
        bool(INNER_END.search(end)) and not habits.ends_inside
    )


def breaks_off(text: str) -> bool:
    """Whether a text ends with a word or a sign that something must follow."""
    last = text.rpartition(" ")[2]
    if len(last) > LONGEST_OPEN and last.isalpha():
        return False
    if OPEN_SIGN.search(text) or OPEN_WORD.search(text):
        return True
    return bool(OPEN_PARTICLE.search(text) and (SEGMENT.search(text) or len(text.split()) > 4))


def is_shouted(text: str, habits: Habits) -> bool:
    """Whether a line is in capitals as others are not, and holds no separator and no known given name."""
    if habits.has_shouts or not text.isupper() or SEGMENT.search(text):
        return False
    words = text.split()
    return any(len(word) > 3 for word in words) and not any(look(word).flags & GIVEN for word in words)


def tail(before: str, text: str, habits: Habits) -> float:
    """From 0 to 1: how surely a text goes on with the entry that stands before it."""
    if STARTS_INSIDE.match(text):
        return 1.0
    chance = begins(text)
    if is_small_name(text, habits) and not is_open(before, habits):
        return 0.0
    if habits.has_capitals and starts_inside(text):
        return 0.9 if habits.has_people else 0.7
    opens = is_open(before, habits)
    if opens:
        return 0.95 if chance < LOW else 0.85 if chance < HIGH or breaks_off(before) else 0.5
    if not habits.has_people:
        return 0.0
    if text[:1].islower() and habits.has_capitals and habits.has_rest and not SEGMENT.search(text):
        return 0.7
    if not habits.has_rest or text.split(None, 1)[0].lower() in PARTICLES:
        return 0.4 if chance < LOW else 0.0
    is_full = habits.width > 0 and len(before) >= 0.8 * habits.width
    if is_full and chance < HIGH:
        return 0.85 if chance < LOW else 0.5 if is_one_word_before_comma(text) else 0.6
    if chance < LOW and habits.has_whole_lines and text[:1].isupper() and says_group(text):
        return 0.4
    return 0.6 if chance < LOW else 0.3 if chance < HIGH else 0.0


def is_small_name(text: str, habits: Habits) -> bool:
    """Whether a line in small letters can be a name, in a list of names and nothing else: "finn mulroy"."""
    words = text.split()
    if habits.has_rest or not 2 <= len(words) <= 4:
        return False
    flags = [look(word).flags for word in words]
    return all(each & LOWER and not each & (LINK | POSITION | TOPIC | UNIT | TITLE) for each in flags)


def numbered_tail(before: str, text: str, habits: Habits) -> float:
    """The same for a line that has a number of its own, which speaks for an entry."""
    if is_plainly_a_person(text) or (is_small_name(text, habits) and not is_open(before, habits)):
        return 0.0
    found = SEGMENT.search(text)
    first, sign = (text[: found.start()], found[0].strip()) if found else (text, "")
    chance = begins(text)
    if STARTS_INSIDE.match(text) or (habits.has_capitals and starts_inside(text)):
        return 0.95
    if is_open(before, habits) and (chance < HIGH or breaks_off(before)):
        return 0.9
    is_odd = bool(sign) and sign != habits.separator and " " not in first.strip()
    if is_odd and chance < HIGH and habits.has_people:
        return 0.85
    if chance < LOW and habits.has_people:
        is_title = look(text.split(None, 1)[0]).flags & (TITLE | RANK | BEFORE)
        return 0.6 if begins_with_role(text) and not is_title else 0.5
    return 0.0
