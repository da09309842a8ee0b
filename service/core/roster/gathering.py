"""The lines of a roster gathered into entries, and apart from them the lines that are nobody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.core.roster.arrangement import as_prose
from service.core.roster.aside_words import CLOSING, FOOTNOTE, OPENING, PAGE
from service.core.roster.asides import Nobody, heading_of, nobody
from service.core.roster.beginnings import (
    HIGH,
    LOW,
    SEGMENT,
    begins,
    begins_with_role,
    is_plainly_a_person,
    says_group,
    starts_inside,
)
from service.core.roster.items import Item
from service.core.roster.lines import Line
from service.core.roster.numbering import Marked
from service.core.roster.places import COUNTRY, place_kind
from service.core.roster.values import Aside, Code, Warning
from service.core.roster.wrapping import Habits, is_open, is_shouted, numbered_tail, tail

ARTICLES = ("The ", "Der ", "Die ", "Das ", "Le ", "La ", "Les ", "L’", "Los ", "Las ", "Il ")
FIRM = re.compile(r" (?:and|&|et|und|y) [^,]*$")
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
        if not self.stacked and not self.blocks and is_shouted(one.body, self.habits):
            self.current.doubt(Code.NAME, "This is in capitals, as other lines are not, and may be a heading.")
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
        if one.kind == "bullet" and one.line.gap and FOOTNOTE.match(f"*{one.body}"):
            return Nobody(Warning(Code.DISCLAIMER, "This is read as a footnote."))
        is_waiting = self.current is not None and not self.current.texts
        is_inside = not is_waiting and self.current is not None and not one.kind and self._goes_on(one)
        is_text = bool(one.kind) or is_waiting or (is_inside and not PAGE.match(one.body))
        found = nobody(one.body, one.line.is_head, is_text)
        if found and is_inside and found.warning.code is Code.HEADING:
            return found if self._stands_apart(one, following) or self._interrupts(one, following) else None
        if is_inside and self._is_country(one) and self._interrupts(one, following):
            return Nobody(heading_of(one.body))
        if found or one.kind or is_waiting:
            return found
        begins_inside = self.current is not None and starts_inside(one.body)
        if not self.kind and not begins_inside and (found := as_prose(one.body)):
            return found
        if self.habits.has_whole_lines and following and not is_inside and is_shouted(one.body, self.habits):
            return Nobody(heading_of(one.body))
        if self._stands_apart(one, following) and not is_inside:
            return Nobody(heading_of(one.body))
        if self.kind and not is_inside and self._is_outside(one):
            words = f"“{one.body[:60]}” has no {self.kind} and begins like no name."
            return Nobody(Warning(Code.LINE, words))
        return as_prose(one.body) if not is_inside or len(one.body) > 200 else None

    def _goes_on(self, one: Marked) -> bool:
        """Whether the line is plainly inside the entry before it."""
        if self.current is None or not self.current.texts:
            return False
        if self.blocks or self.kind:
            return one.line.gap == 0 or is_open(self.current.texts[-1], self.habits)
        return is_open(self.current.texts[-1], self.habits) or starts_inside(one.body)

    def _interrupts(self, one: Marked, following: Marked | None) -> bool:
        """Whether what says that it is a heading stands between two entries, and none of them goes on with it."""
        is_between = following is not None and bool(following.kind) and one.line.indent <= self.habits.indent
        return is_between and not self._is_within()

    def _is_country(self, one: Marked) -> bool:
        """Whether a line is a country, and the entry before it ends with a place already."""
        before = SEGMENT.split(self.current.texts[-1])[-1] if self.current and self.current.texts else ""
        return bool(place_kind(before.strip())) and place_kind(one.body) == COUNTRY

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
            is_firm = one.body.startswith(ARTICLES) or bool(FIRM.search(one.body))
            return one.line.gap > 0 or (begins(one.body) >= HIGH and not is_firm)
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
        is_beside = one.line.indent <= self.habits.indent or is_plainly_a_person(one.body)
        says_role = bool(parts := SEGMENT.split(one.body, maxsplit=1)[1:]) and begins_with_role(parts[0])
        if likely >= (HIGH if says_role else 0.9) and has_separator and not is_open_before and is_beside:
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
    before.doubt(Code.WRAPPED, f"Line {one.line.number} may be a part of this entry.")
    words = f"Line {one.line.number} may be the rest of line {before.numbers[0]}; it is left as an entry."
    return Warning(Code.WRAPPED, words)
