"""A new order of all names: laid beside the one that is shown, looked at, then shown or discarded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from service.actions.authoring import authored
from service.actions.moving import BeingLaid
from service.core.entry import ListedEntry
from service.core.letter import Letter
from service.core.ordering import Group, Ordering, Wish, after_section, place_of, section_of
from service.store import orders, roll, rolls, wishes
from service.store.accounts import Account
from service.store.database import Db
from service.store.orders import SavedOrder
from service.store.rolls import Roll, RollState

AT_ONCE = 2_000
"""Names that are laid while the author waits; more are left to the worker."""

STEP = 300
"""Names that the worker lays in one transaction: everybody else's writes wait no longer than that takes."""

SWEEP = 2_000
COMPARED_MOST = 100_000
"""Names of which each number is compared for the preview."""

FIRST_NAMES = 5
SAVED_MOST = 50
LABEL_MOST = 80


class ChangedSince(Exception):
    """The order that the form speaks of was used, discarded or replaced since."""


class TooManySaved(Exception):
    """Old saved orders have to go before another is kept."""


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group as it stands in a roll: how many names it has, and the first of them."""

    group: Group
    named: int
    first: tuple[ListedEntry, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order changes. changed: names by the groups they leave and enter. moved: None where too many."""

    before: tuple[GroupSeen, ...]
    after: tuple[GroupSeen, ...]
    changed: tuple[tuple[Group, Group, int], ...]
    moved: int | None


def propose(db: Db, account: Account, slug: str, ordering: Ordering, now: datetime) -> int:
    """Lay the names in another order, with the same wishes; the roll's id. Raises LookupError, NotYours.

    A group with a negative id is new, and gets its own.
    """
    letter = _held(db, account, slug)
    fresh = rolls.next_group(db, letter.id)
    named = []
    for group in ordering.groups:
        named.append(replace(group, id=fresh) if group.id < 0 else group)
        fresh += group.id < 0
    roll_id = _begin(db, letter, Ordering(tuple(named)), account, now)
    wishes.copy_wishes(db, letter.roll_id, roll_id)
    return _lay_if_small(db, letter, roll_id)


def propose_saved(db: Db, account: Account, slug: str, number: int, now: datetime) -> int:
    """Lay the names as a saved order has them; sort names stay as they are now. Raises as propose()."""
    letter = _held(db, account, slug)
    found = orders.saved_order(db, letter.id, number)
    if found is None:
        raise LookupError(number)
    saved, wanted = found
    roll_id = _begin(db, letter, saved.ordering, account, now)
    merged = {
        signature_id: Wish(sort_name=wish.sort_name)
        for signature_id, wish in wishes.every_wish(db, letter.roll_id)
        if wish.sort_name
    }
    for signature_id, wish in wanted:
        sort_name = merged[signature_id].sort_name if signature_id in merged else None
        merged[signature_id] = replace(wish, sort_name=sort_name)
    _set_many(db, roll_id, merged)
    return _lay_if_small(db, letter, roll_id)


def _set_many(db: Db, roll_id: int, wanted: dict[int, Wish]) -> None:
    items = list(wanted.items())
    for at in range(0, len(items), SWEEP):
        wishes.set_wishes(db, roll_id, dict(items[at : at + SWEEP]))


def _held(db: Db, account: Account, slug: str) -> Letter:
    """The author's letter, which nobody else changes meanwhile; an order that was begun before is discarded."""
    rolls.hold_letter(db, slug)
    letter = authored(db, account, slug)
    for each in rolls.rolls_of(db, letter.id, letter.era):
        if each.state in (RollState.LAYING, RollState.READY):
            rolls.set_roll_state(db, each.id, RollState.GOING)
    return letter


def _begin(db: Db, letter: Letter, ordering: Ordering, account: Account, now: datetime) -> int:
    total = letter.counts.named
    return rolls.make_roll(db, letter.id, letter.era, ordering, RollState.LAYING, now, total, account.id)


def _lay_if_small(db: Db, letter: Letter, roll_id: int) -> int:
    if letter.counts.named <= AT_ONCE:
        while _lay(db, _roll(db, roll_id)):
            pass
    return roll_id


def _roll(db: Db, roll_id: int) -> Roll:
    found = rolls.roll_by_id(db, roll_id)
    if found is None:
        raise ChangedSince
    return found


def _lay(db: Db, laid: Roll, most: int = STEP) -> int:
    """Put the next names in their places, and say when there are none left; how many there were."""
    rows = rolls.to_lay(db, laid.letter_id, laid.era, laid.after, most)
    if not rows:
        rolls.set_roll_state(db, laid.id, RollState.READY)
        return 0
    wanted = wishes.wishes_in(db, laid.id, [row[0] for row in rows])
    entering = [
        (place_of(laid.ordering, entry, position, wanted.get(signature_id, Wish())), signature_id)
        for signature_id, position, entry in rows
    ]
    roll.enter_many(db, laid.id, entering)
    rolls.note_laid(db, laid.id, rows[-1][0], len(rows))
    return len(rows)


def work(db: Db, most: int = STEP) -> int:
    """The worker's next part: lay some names, or sweep some of a roll that is going; 0 when nothing is left."""
    found = rolls.unfinished(db)
    if found is None:
        return 0
    roll_id, slug = found
    rolls.hold_letter(db, slug)
    present = rolls.roll_by_id(db, roll_id)
    if present is None:
        return 1
    if present.state is RollState.LAYING:
        return _lay(db, present, most) or 1
    return rolls.sweep(db, roll_id, SWEEP) if present.state is RollState.GOING else 1


def use(db: Db, account: Account, slug: str, roll_id: int) -> None:
    """Show the names in the new order; the former is kept, so that this can be undone.

    Raises LookupError, NotYours, BeingLaid, ChangedSince.
    """
    rolls.hold_letter(db, slug)
    letter = authored(db, account, slug)
    wanted = _of_letter(db, letter, roll_id)
    if wanted.state is RollState.LAYING:
        raise BeingLaid
    if wanted.state is not RollState.READY:
        raise ChangedSince
    _swap(db, letter, roll_id)


def undo(db: Db, account: Account, slug: str, roll_id: int) -> None:
    """Show the names in the order before again; the present one is kept in its turn. Raises as use()."""
    letter = _held(db, account, slug)
    if _of_letter(db, letter, roll_id).state is not RollState.KEPT:
        raise ChangedSince
    _swap(db, letter, roll_id)


def _swap(db: Db, letter: Letter, roll_id: int) -> None:
    for each in rolls.rolls_of(db, letter.id, letter.era):
        if each.state is RollState.KEPT and each.id != roll_id:
            rolls.set_roll_state(db, each.id, RollState.GOING)
    rolls.set_roll_state(db, letter.roll_id, RollState.KEPT)
    rolls.set_roll_state(db, roll_id, RollState.SHOWN)
    rolls.show_roll(db, letter.id, roll_id)


def discard(db: Db, account: Account, slug: str, roll_id: int) -> None:
    """Let go of an order that is not used. Raises LookupError, NotYours, ChangedSince."""
    rolls.hold_letter(db, slug)
    letter = authored(db, account, slug)
    if _of_letter(db, letter, roll_id).state not in (RollState.LAYING, RollState.READY):
        raise ChangedSince
    rolls.set_roll_state(db, roll_id, RollState.GOING)


def _of_letter(db: Db, letter: Letter, roll_id: int) -> Roll:
    found = _roll(db, roll_id)
    if found.letter_id != letter.id or found.era != letter.era:
        raise ChangedSince
    return found


def preview(db: Db, letter: Letter, new: Roll) -> Preview:
    """What an order that is laid would change."""
    former = rolls.ordering_of(db, letter.roll_id)
    pairs = roll.pairs_of_groups(db, letter.roll_id, new.id)
    changed = [
        (former.groups[one], new.ordering.groups[other], count)
        for (one, other), count in sorted(pairs.items())
        if former.groups[one].id != new.ordering.groups[other].id
    ]
    moved = roll.moved(db, letter.roll_id, new.id) if letter.counts.named <= COMPARED_MOST else None
    before, after = seen(db, letter.roll_id, former.groups), seen(db, new.id, new.ordering.groups)
    return Preview(before, after, tuple(changed), moved)


def seen(db: Db, roll_id: int, groups: Iterable[Group]) -> tuple[GroupSeen, ...]:
    """Each group with how many stand in it, and the first of them."""
    found = []
    for number, group in enumerate(groups):
        before = roll.number_at(db, roll_id, section_of(number, is_pinned=True))
        named = roll.number_at(db, roll_id, after_section(section_of(number))) - before
        first = roll.listed(db, roll_id, before + 1, min(named, FIRST_NAMES)) if named else []
        found.append(GroupSeen(group, named, tuple(first)))
    return tuple(found)


def save(db: Db, account: Account, slug: str, label: str, now: datetime) -> int:
    """Keep the order that is shown under a label; its number. Raises LookupError, NotYours, TooManySaved."""
    rolls.hold_letter(db, slug)
    letter = authored(db, account, slug)
    if len(orders.saved_orders(db, letter.id)) >= SAVED_MOST:
        raise TooManySaved
    ordering = rolls.ordering_of(db, letter.roll_id)
    wanted = wishes.every_wish(db, letter.roll_id)
    return orders.save_order(db, letter.id, label, ordering, wanted, account.id, now)


def remove_saved(db: Db, account: Account, slug: str, number: int) -> None:
    """Delete a saved order. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    if not orders.remove_order(db, letter.id, number):
        raise LookupError(number)


def saved(db: Db, account: Account, slug: str) -> tuple[Letter, list[SavedOrder]]:
    """The author's letter and its saved orders. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    return letter, orders.saved_orders(db, letter.id)
