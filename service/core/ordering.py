"""The order of the names: groups, a rule for each, pins, and the bytes that put every name in its place."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from service.core.collation import sort_key
from service.core.entry import Entry
from service.core.sort_names import sort_name_of
from service.core.text import fold, holds_words

GROUPS_MOST = 20
WORDS_MOST = 60
TEXT_MOST = 80
MIDDLE = b"\x80"
PUNCTUATION = ".,;:()"


class Rule(StrEnum):
    """How the names of a group follow one another."""

    LISTED = "listed"
    ALPHABETICAL = "alphabetical"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand together. words: an entry that holds one of them belongs here by itself.

    id: what the wishes of an author name it by, wherever it stands; never given again on its letter.
    """

    name: str = ""
    rule: Rule = Rule.LISTED
    words: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Ordering:
    """The groups of a letter from the first to the last; the last takes whoever belongs nowhere else."""

    groups: tuple[Group, ...] = (Group(),)

    def group(self, group_id: int) -> Group | None:
        return next((group for group in self.groups if group.id == group_id), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the author wants for one signature, whatever the rules say; None where nothing was said.

    group: the id of one. pin, hand: where among the pinned, or by hand, as bytes that order.
    sort_name: the sort name where the one worked out is wrong.
    """

    group: int | None = None
    pin: bytes | None = None
    hand: bytes | None = None
    sort_name: str | None = None


NO_WISH = Wish()


def group_of(ordering: Ordering, entry: Entry, wish: Wish = NO_WISH) -> int:
    """Which group an entry stands in, by its place among the groups, from 0."""
    if wish.group is not None:
        for number, group in enumerate(ordering.groups):
            if group.id == wish.group:
                return number
    claimed = " ".join([entry.honorific, *(part for p in entry.positions for part in (p.position, p.affiliation))])
    words = fold(claimed).split()
    for number, group in enumerate(ordering.groups):
        if any(holds_words(words, wanted) for wanted in _folded(group.words)):
            return number
    return len(ordering.groups) - 1


@lru_cache(maxsize=256)
def _folded(words: tuple[str, ...]) -> list[list[str]]:
    return [bare_words(each) for each in words]


def bare_words(text: str) -> list[str]:
    """The words of a text, folded and without the punctuation around them."""
    return [bare for word in fold(text).split() if (bare := word.strip(PUNCTUATION))]


def place_of(ordering: Ordering, entry: Entry, position: int, wish: Wish = NO_WISH) -> bytes:
    """Where an entry stands: bytes that order as the letter does, another for each position.

    position: in which turn it was listed, which breaks every tie. The first byte is the group, the second tells
    the pinned, who stand first.
    """
    number = group_of(ordering, entry, wish)
    if wish.pin is not None:
        return place_by_key(section_of(number, is_pinned=True), wish.pin, position)
    match ordering.groups[number].rule:
        case Rule.LISTED:
            return section_of(number) + turn_of(position)
        case Rule.ALPHABETICAL:
            return section_of(number) + sort_key(wish.sort_name or sort_name_of(entry)) + turn_of(position)
        case Rule.HAND:
            return place_by_key(section_of(number), hand_key(wish, position), position)


def place_by_key(section: bytes, key: bytes, position: int) -> bytes:
    """Where a name stands that is pinned, or put there by hand.

    The key gets an end of its own, so that a longer key which begins with it orders after it.
    """
    return section + key.replace(b"\x00", b"\x00\xff") + b"\x00\x00" + turn_of(position)


def section_of(number: int, is_pinned: bool = False) -> bytes:
    """What every place in a group begins with, for its pinned names or for the others."""
    return bytes((number, 0 if is_pinned else 1))


def after_section(section: bytes) -> bytes:
    """What orders after every place of a section, and before every place of the next."""
    return (int.from_bytes(section, "big") + 1).to_bytes(2, "big")


def turn_of(position: int) -> bytes:
    return position.to_bytes(8, "big")


def hand_key(wish: Wish, position: int) -> bytes:
    """The author's place for it by hand, or the one that all have by their turn of whom nothing was said."""
    return wish.hand if wish.hand is not None else MIDDLE + turn_of(position) + MIDDLE


def between(before: bytes, after: bytes) -> bytes:
    """Bytes that order after the first and before the second, however often the gap is halved.

    before: empty for the beginning. after: empty for the end. At most one byte longer than the longer of them.
    Never ends in a zero byte, before which nothing more could be put; nor may those given. Raises ValueError
    where before does not order before after.
    """
    if after and before >= after:
        raise ValueError("there is nothing between these")
    found = bytearray()
    at = 0
    is_below = bool(after)
    while True:
        low = before[at] if at < len(before) else 0
        high = after[at] if is_below and at < len(after) else 256
        if high - low > 1:
            found.append((low + high) // 2)
            return bytes(found)
        found.append(low)
        is_below = is_below and low == high
        at += 1


def spread(before: bytes, after: bytes, count: int) -> list[bytes]:
    """So many keys in order between two, as short as halving makes them. Raises ValueError as between()."""
    if count == 0:
        return []
    middle = between(before, after)
    left = (count - 1) // 2
    return [*spread(before, middle, left), middle, *spread(middle, after, count - 1 - left)]


def ordering_errors(groups: tuple[Group, ...]) -> dict[str, str]:
    """What is wrong with groups that were typed, by field: "name-0", "words-0", or "groups" for all of them."""
    errors = {}
    if len(groups) > GROUPS_MOST:
        errors["groups"] = f"There are {len(groups)} groups. Keep to {GROUPS_MOST}: put some of them together."
    names = [fold(group.name) for group in groups]
    for at, group in enumerate(groups):
        if not group.name and len(groups) > 1:
            errors[f"name-{at}"] = "Give this group a name, so that it can stand as a heading."
        elif len(group.name) > TEXT_MOST:
            errors[f"name-{at}"] = f"Shorten this name to {TEXT_MOST} characters."
        elif names[at] in names[:at]:
            errors[f"name-{at}"] = "Another group has this name. Give each a name of its own."
        if problem := _words_problem(group.words):
            errors[f"words-{at}"] = problem
    return errors


def _words_problem(words: tuple[str, ...]) -> str:
    if len(words) > WORDS_MOST:
        return f"These are {len(words)} lines. Keep to {WORDS_MOST}."
    if any(len(each) > TEXT_MOST for each in words):
        return f"Shorten each line to {TEXT_MOST} characters."
    if bare := next((each for each in words if not bare_words(each)), ""):
        return f"“{bare}” holds no word. Write a word of a title, a position or an affiliation."
    return ""


def ordering_record(ordering: Ordering) -> dict[str, Any]:
    """The ordering as plain JSON values; the default one is empty."""
    if ordering == Ordering():
        return {}
    return {
        "groups": [
            {"name": g.name, "rule": g.rule.value, "words": list(g.words), "id": g.id} for g in ordering.groups
        ],
    }


def ordering_from_record(record: dict[str, Any]) -> Ordering:
    """The inverse of ordering_record()."""
    if not record:
        return Ordering()
    return Ordering(tuple(Group(g["name"], Rule(g["rule"]), tuple(g["words"]), g["id"]) for g in record["groups"]))
