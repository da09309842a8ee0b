"""The lines of a roster gathered into entries, and apart from them the lines that are nobody."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from service.core.roster.aside_words import CLOSING, COLUMN, OPENING
from service.core.roster.asides import Nobody, heading_of, is_prose, nobody
from service.core.roster.items import Item
from service.core.roster.lines import Line
from service.core.roster.numbering import Marked
from service.core.roster.values import Aside, Code, Warning
from service.core.roster.wrapping import (
    HIGH,
    LOW,
    SEGMENT,
    Habits,
    begins,
    begins_with_role,
    is_open,
    is_plainly_a_person,
    numbered_tail,
    says_group,
    starts_inside,
    tail,
)

LABEL = re.compile(r"([^\W\d_][\w /.-]{1,20}?)\s*[:：]\s*(?=\S)")
ENOUGH = 2000
ARTICLES = ("The ", "Der ", "Die ", "Das ", "Le ", "La ", "Les ", "L’", "Los ", "Las ", "Il ")
QUOTE_MOST = 12
"""Lines of the longest comment that is read as one; a quotation mark that nobody closed ends there."""

JOIN, DOUBT = 0.55, 0.3
"""From JOIN on, a line is put to the entry before it; from DOUBT on, it stands alone and a warning says so."""


@dataclass(slots=True)
class Gatherer:
    """Walks the lines once. kind: what entries are marked with. blocks: a blank line ends an entry.
    stacked: a line with a name ends one. heads: what the pages of the text are headed with.
    """

    kind: str
    habits: Habits
    blocks: bool
    stacked: bool
    heads: frozenset[str]
    items: list[Item] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    current: Item | None = None
    doubt: Warning | None = None
    quote: int = 0

    def walk(self, lines: Sequence[Marked]) -> None:
        for at, one in enumerate(lines):
            following = lines[at + 1] if at + 1 < len(lines) else None
            found = self._nobody(one, following)
            if found is not None:
                self._put_aside(one.line, found)
            elif self.current is None or self._begins(one):
                self._begin(one)
            else:
                self.current.add(one.line, one.body)
            self.doubt = None

    def _put_aside(self, line: Line, found: Nobody) -> None:
        self.asides.append(Aside((line.number,), line.raw, found.warning, found.others))
        is_quote = found.warning.code is Code.COMMENT and line.text[0] in OPENING
        if is_quote and line.text.rstrip(".!? ")[-1:] not in CLOSING:
            self.quote = QUOTE_MOST
        if not found.goes_on:
            self.current = None

    def _begin(self, one: Marked) -> None:
        self.current = Item([one.line.number], [one.body] if one.body else [], [one.line.raw], one.value)
        if self.doubt:
            self.current.warnings.append(self.doubt)
        self.items.append(self.current)

    def _nobody(self, one: Marked, following: Marked | None) -> Nobody | None:
        if self.quote and not one.kind and not one.line.gap:
            self.quote = 0 if one.body.rstrip(".!? ")[-1:] in CLOSING else self.quote - 1
            return Nobody(Warning(Code.COMMENT, "This is read as part of a quoted comment."))
        if (one.kind == "number" and not one.body) or is_plainly_a_person(one.body):
            return None
        if one.body in self.heads and not one.kind:
            return Nobody(Warning(Code.LINE, f"“{one.body[:60]}” is read as the head or foot of a page."), 0, True)
        is_waiting = self.current is not None and not self.current.texts
        is_inside = not is_waiting and self.current is not None and not one.kind and self._goes_on(one)
        found = nobody(one.body, one.line.is_head, bool(one.kind) or is_waiting or is_inside)
        if found and is_inside and found.warning.code is Code.HEADING and not self._stands_apart(one, following):
            return None
        if found or one.kind or is_waiting:
            return found
        if not self.kind and (self.current is None or not starts_inside(one.body)) and (found := _prose(one.body)):
            return found
        if self._stands_apart(one, following) and not is_inside:
            return Nobody(heading_of(one.body))
        if self.kind and not is_inside and self._is_outside(one):
            words = f"“{one.body[:60]}” has no {self.kind} and begins like no name."
            return Nobody(Warning(Code.LINE, words))
        return _prose(one.body) if not is_inside or len(one.body) > 200 else None

    def _goes_on(self, one: Marked) -> bool:
        """Whether the line is plainly inside the entry before it."""
        if self.current is None or not self.current.texts:
            return False
        if self.blocks or self.kind == "number":
            return one.line.gap == 0 or is_open(self.current.texts[-1], self.habits)
        return is_open(self.current.texts[-1], self.habits) or starts_inside(one.body)

    def _is_outside(self, one: Marked) -> bool:
        """Whether a line without a mark stands before, between or behind the entries of a list that has marks."""
        if self.current is not None and (one.line.gap == 0 or starts_inside(one.body)):
            return False
        return begins(one.body) < (0.9 if self.current is None else LOW) or not SEGMENT.search(one.body)

    def _stands_apart(self, one: Marked, following: Marked | None) -> bool:
        """Whether a line stands as a heading does: alone, short, and what follows begins an entry."""
        text, line = one.body, one.line
        if one.kind or len(text) > 80 or following is None or SEGMENT.search(text) or starts_inside(text):
            return False
        if self.kind and not self.blocks and self.kind == following.kind:
            return line.gap > 0 or self.current is None or (following.value == 1 and not self._is_within())
        if self.kind or self.blocks or not (line.gap or self.current is None or text.isupper()):
            return False
        is_close = following.line.gap == 0 or line.gap > 0
        if begins(text) < LOW:
            return is_close and self.habits.has_people
        return is_close and self.habits.has_rest and following.line.gap == 0 and line.gap > 0

    def _is_within(self) -> bool:
        item = self.current
        return item is not None and bool(item.texts) and is_open(item.texts[-1], self.habits)

    def _begins(self, one: Marked) -> bool:
        """Whether the line begins an entry; doubts are noted with the entry that it begins or goes on with."""
        item = self.current
        if item is None or not item.texts:
            return item is None or one.kind == "number"
        if one.kind:
            return self._begins_marked(item, one)
        if self.blocks:
            return one.line.gap > 0 or self._are_groups(item, one)
        if self.stacked:
            return one.line.gap > 0 or (begins(one.body) >= HIGH and not one.body.startswith(ARTICLES))
        if self.kind:
            return self._begins_unmarked(item, one)
        return self._begins_plain(item, one)

    def _are_groups(self, item: Item, one: Marked) -> bool:
        """Whether a block is one organisation a line, and not a person with what belongs to them."""
        return all(begins(text) < LOW and says_group(text) for text in (*item.texts, one.body))

    def _begins_marked(self, item: Item, one: Marked) -> bool:
        is_inner = one.kind == "bullet" and one.line.indent >= self.habits.indent + 2
        if is_inner and begins(one.body) < HIGH:
            return False
        if not one.body:
            return True
        surely = numbered_tail(item.texts[-1], one.body, self.habits)
        if surely >= JOIN:
            own = f", though it has the number {one.value} of its own" if one.value is not None else ""
            item.doubt(Code.WRAPPED, f"Line {one.line.number} is read as the rest of line {item.numbers[0]}{own}.")
            return False
        if surely >= DOUBT:
            self.doubt = _may_go_on(one, item)
        return True

    def _begins_unmarked(self, item: Item, one: Marked) -> bool:
        """A line without a mark, in a list whose entries have marks."""
        likely = begins(one.body)
        is_open_before = is_open(item.texts[-1], self.habits)
        has_separator = bool(SEGMENT.search(one.body))
        if one.line.gap and likely >= LOW and not is_open_before and not starts_inside(one.body):
            self.doubt = self._without_mark(one)
            return True
        if likely >= 0.9 and has_separator and not is_open_before and one.line.indent <= self.habits.indent:
            self.doubt = self._without_mark(one)
            return True
        if likely >= HIGH and not is_open_before and one.line.indent <= self.habits.indent:
            item.doubt(Code.WRAPPED, f"Line {one.line.number} may be another person.")
        return False

    def _without_mark(self, one: Marked) -> Warning:
        words = f"Line {one.line.number} has no {self.kind} and is read as an entry of its own."
        return Warning(Code.NUMBER_MISSING if self.kind == "number" else Code.LINE, words)

    def _begins_plain(self, item: Item, one: Marked) -> bool:
        if one.line.indent >= self.habits.indent + 2 and begins(one.body) < 0.9:
            return False
        surely = tail(item.texts[-1], one.body, self.habits)
        if one.line.gap and surely < 0.8:
            surely -= 0.3
        if surely >= JOIN:
            return False
        if surely >= DOUBT:
            self.doubt = _may_go_on(one, item)
        return True


def _may_go_on(one: Marked, before: Item) -> Warning:
    words = f"Line {one.line.number} may be the rest of line {before.numbers[0]}; it is left as an entry."
    return Warning(Code.WRAPPED, words)


def _prose(text: str) -> Nobody | None:
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
    is_between = 0.15 * count <= people <= 0.6 * count
    return is_between and roles * 7 >= count and divided * 5 <= people and pairs * 10 >= people * 7


def telling(lines: Sequence[Marked]) -> list[Marked]:
    """The first lines that may be entries, from which it is told how the list is laid out."""
    return [one for one in lines[:ENOUGH] if not nobody(one.body, one.line.is_head) and not _prose(one.body)]


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
