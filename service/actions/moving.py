"""How an author moves single names: up, down, to a number, to a group, pinned or not; and takes a move back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from service.actions import hand_keys
from service.actions.authoring import authored
from service.actions.hand_keys import NoRoom
from service.core.entry import Entry
from service.core.letter import Letter
from service.core.ordering import Group, Ordering, Rule, Wish, after_section, place_of, section_of
from service.store import roll, rolls, wishes
from service.store.accounts import Account
from service.store.database import Db
from service.store.roll import Standing
from service.store.rolls import RollState


class Way(StrEnum):
    """Where to a name is moved."""

    UP = "up"
    DOWN = "down"
    TOP = "top"
    NUMBER = "number"
    PIN = "pin"
    UNPIN = "unpin"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Move:
    """way: where to. to: the printed number, or the id of the group."""

    way: Way
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move, and what takes it back. was, now: numbers; before, after: what was wanted."""

    signature_id: int
    entry: Entry
    way: Way
    was: int
    now: int
    before: Wish
    after: Wish
    group: str = ""


class BeingLaid(Exception):
    """A new order is being laid: moves wait until it is used or discarded."""


class ByRule(Exception):
    """The name's group is ordered by its rule, not by hand."""

    def __init__(self, group: Group) -> None:
        super().__init__(group.rule)
        self.group = group


class OutOfReach(Exception):
    """A number that the name cannot have: those of its part of the list are first to last."""

    def __init__(self, first: int, last: int, is_pinned: bool, group: str) -> None:
        super().__init__(f"{first} to {last}")
        self.first = first
        self.last = last
        self.is_pinned = is_pinned
        self.group = group


class NoSuchGroup(Exception):
    """The letter's names are in other groups now."""


class MovedSince(Exception):
    """The name was moved again since, so that there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter that is held, and the order in which its names stand."""

    letter: Letter
    ordering: Ordering

    @property
    def roll_id(self) -> int:
        return self.letter.roll_id


def held(db: Db, account: Account, slug: str) -> Shown:
    """The author's letter, which nobody else changes meanwhile; an order that was not used yet is discarded.

    Raises LookupError, NotYours, BeingLaid.
    """
    rolls.hold_letter(db, slug)
    letter = authored(db, account, slug)
    for each in rolls.rolls_of(db, letter.id, letter.era):
        if each.state is RollState.LAYING:
            raise BeingLaid
        if each.state is RollState.READY:
            rolls.set_roll_state(db, each.id, RollState.GOING)
    return Shown(letter, rolls.ordering_of(db, letter.roll_id))


def move(db: Db, account: Account, slug: str, signature_id: int, wanted: Move) -> Moved:
    """Move one name on the list that is shown.

    Raises LookupError where it stands on no list of this letter, NotYours, BeingLaid, ByRule, OutOfReach,
    NoSuchGroup.
    """
    shown = held(db, account, slug)
    try:
        return _move(db, shown, signature_id, wanted)
    except NoRoom as spot:
        hand_keys.put_apart(db, shown.roll_id, spot.section, spot.place)
        return _move(db, shown, signature_id, wanted)


def _move(db: Db, shown: Shown, signature_id: int, wanted: Move) -> Moved:
    standing = stands(db, shown, signature_id)
    before = wishes.wish_in(db, shown.roll_id, signature_id)
    after = _WAYS[wanted.way](db, shown, standing, before, wanted)
    return _keep(db, shown, standing, before, after, wanted.way)


def take_back(db: Db, account: Account, slug: str, moved: Moved) -> Moved:
    """Take a move back, unless the name was moved again. Raises as move(), and MovedSince."""
    shown = held(db, account, slug)
    standing = stands(db, shown, moved.signature_id)
    present = wishes.wish_in(db, shown.roll_id, moved.signature_id)
    if _where(present) != _where(moved.after):
        raise MovedSince
    back = replace(moved.before, sort_name=present.sort_name)
    return _keep(db, shown, standing, present, back, moved.way)


def set_sort_name(db: Db, account: Account, slug: str, signature_id: int, sort_name: str | None) -> None:
    """Sort a name as its author says, in every order that is kept; None sorts it as it is written.

    Raises LookupError, NotYours, BeingLaid.
    """
    shown = held(db, account, slug)
    standing = stands(db, shown, signature_id)
    for each in rolls.rolls_of(db, shown.letter.id, shown.letter.era):
        wish = replace(wishes.wish_in(db, each.id, signature_id), sort_name=sort_name)
        wishes.set_wishes(db, each.id, {signature_id: wish})
        place = place_of(each.ordering, standing.listed.entry, standing.position, wish)
        roll.move(db, each.id, signature_id, place)
    rolls.touch_letter(db, shown.letter.id)


def stands(db: Db, shown: Shown, signature_id: int) -> Standing:
    """Where a signature stands on the letter. Raises LookupError."""
    found = roll.stands(db, shown.roll_id, signature_id)
    if found is None:
        raise LookupError(signature_id)
    return found


def _where(wish: Wish) -> Wish:
    return replace(wish, sort_name=None)


def _keep(db: Db, shown: Shown, standing: Standing, before: Wish, after: Wish, way: Way) -> Moved:
    place = place_of(shown.ordering, standing.listed.entry, standing.position, after)
    if after != before:
        wishes.set_wishes(db, shown.roll_id, {standing.signature_id: after})
        roll.move(db, shown.roll_id, standing.signature_id, place)
        rolls.touch_letter(db, shown.letter.id)
    number = roll.number_at(db, shown.roll_id, place)
    group = shown.ordering.groups[place[0]].name
    entry = standing.listed.entry
    return Moved(standing.signature_id, entry, way, standing.listed.number, number, before, after, group)


def _pinned(db: Db, shown: Shown, standing: Standing, wish: Wish, wanted: Move) -> Wish:
    """At the top of its group, behind those that are pinned there already."""
    if wish.pin is not None:
        return wish
    section = section_of(standing.place[0], is_pinned=True)
    return replace(wish, pin=hand_keys.key_before(db, shown.roll_id, section, after_section(section)))


def _unpinned(db: Db, shown: Shown, standing: Standing, wish: Wish, wanted: Move) -> Wish:
    return replace(wish, pin=None)


def _grouped(db: Db, shown: Shown, standing: Standing, wish: Wish, wanted: Move) -> Wish:
    """In another group, at its end where it is ordered by hand. Raises NoSuchGroup."""
    numbers = [number for number, group in enumerate(shown.ordering.groups) if group.id == wanted.to]
    if not numbers:
        raise NoSuchGroup
    if numbers[0] == standing.place[0]:
        return replace(wish, group=wanted.to)
    section, hand = section_of(numbers[0]), None
    if shown.ordering.groups[numbers[0]].rule is Rule.HAND:
        hand = hand_keys.key_before(db, shown.roll_id, section, after_section(section))
    return replace(wish, group=wanted.to, pin=None, hand=hand)


def _shifted(db: Db, shown: Shown, standing: Standing, wish: Wish, wanted: Move) -> Wish:
    """Elsewhere within its part of the list. Raises ByRule, OutOfReach."""
    group = shown.ordering.groups[standing.place[0]]
    if wish.pin is None and group.rule is not Rule.HAND:
        raise ByRule(group)
    first, last = roll.section_range(db, shown.roll_id, standing.section)
    now = standing.listed.number
    to = {Way.UP: max(first, now - 1), Way.DOWN: min(last, now + 1), Way.TOP: first}.get(wanted.way, wanted.to)
    if to is None or not first <= to <= last:
        raise OutOfReach(first, last, wish.pin is not None, group.name)
    if to == now:
        return wish
    spot = roll.place_at(db, shown.roll_id, to if to < now else to + 1) if to < last else None
    place = spot[0] if spot else after_section(standing.section)
    key = hand_keys.key_before(db, shown.roll_id, standing.section, place, standing.signature_id)
    return replace(wish, pin=key) if wish.pin is not None else replace(wish, hand=key)


_WAYS: dict[Way, Callable[[Db, Shown, Standing, Wish, Move], Wish]] = {
    Way.UP: _shifted,
    Way.DOWN: _shifted,
    Way.TOP: _shifted,
    Way.NUMBER: _shifted,
    Way.PIN: _pinned,
    Way.UNPIN: _unpinned,
    Way.GROUP: _grouped,
}
