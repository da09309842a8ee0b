"""What an author sees of the order of names: a page of the list, one name, the orders beside the one shown."""

from dataclasses import dataclass
from itertools import groupby

from service.actions.authoring import authored
from service.actions.laying import Preview, preview
from service.core.letter import Letter
from service.core.ordering import Group, Ordering, Rule, Wish
from service.core.sort_names import sort_name_of
from service.core.text import fold
from service.store import roll, rolls, wishes
from service.store.accounts import Account
from service.store.database import Db
from service.store.roll import Standing
from service.store.rolls import Roll, RollState

PAGE = 100
SEARCH_MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A name with what can be done with it. first, last: the numbers of its part of the list."""

    standing: Standing
    group: Group
    is_pinned: bool
    first: int
    last: int

    @property
    def number(self) -> int:
        return self.standing.listed.number

    @property
    def is_movable(self) -> bool:
        return self.is_pinned or self.group.rule is Rule.HAND


@dataclass(frozen=True, slots=True)
class Orders:
    """A letter with its orders: the shown one, one that is laid or ready to be used, and the one before."""

    letter: Letter
    ordering: Ordering
    new: Roll | None
    former: Roll | None

    @property
    def is_being_laid(self) -> bool:
        return self.new is not None and self.new.state is RollState.LAYING


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of the list, from 1; or what a search found, and whether there is more."""

    orders: Orders
    rows: tuple[Row, ...]
    page: int
    is_capped: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.orders.letter.counts.named // PAGE))

    @property
    def runs(self) -> list[tuple[str, list[Row]]]:
        """The rows under the heading of each group."""
        return [(group, list(rows)) for group, rows in groupby(self.rows, lambda row: row.standing.listed.group)]


def orders_of(db: Db, account: Account, slug: str) -> Orders:
    """The author's letter with its orders. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    found = {each.state: each for each in rolls.rolls_of(db, letter.id, letter.era)}
    new = found.get(RollState.LAYING) or found.get(RollState.READY)
    return Orders(letter, rolls.ordering_of(db, letter.roll_id), new, found.get(RollState.KEPT))


def order_page(db: Db, account: Account, slug: str, page: int, query: str = "") -> OrderPage:
    """A page of the names, or those that hold a text. Raises LookupError, NotYours."""
    orders = orders_of(db, account, slug)
    roll_id = orders.letter.roll_id
    if query:
        folded = fold(query)
        found = roll.search_standing(db, roll_id, folded, SEARCH_MOST + 1) if folded else []
        return OrderPage(orders, _rows(db, orders, found[:SEARCH_MOST]), 1, len(found) > SEARCH_MOST)
    page = min(page, OrderPage(orders, (), 1).pages)
    found = roll.standing(db, roll_id, (page - 1) * PAGE + 1, PAGE)
    return OrderPage(orders, _rows(db, orders, found), page)


def order_page_with(db: Db, account: Account, slug: str, signature_id: int) -> OrderPage:
    """The page on which a name stands. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    found = roll.stands(db, letter.roll_id, signature_id)
    if found is None:
        raise LookupError(signature_id)
    return order_page(db, account, slug, (found.listed.number - 1) // PAGE + 1)


def one_name(db: Db, account: Account, slug: str, signature_id: int) -> tuple[Orders, Row, Wish, str]:
    """A name, what is wanted for it, and the sort name worked out. Raises LookupError, NotYours."""
    orders = orders_of(db, account, slug)
    found = roll.stands(db, orders.letter.roll_id, signature_id)
    if found is None:
        raise LookupError(signature_id)
    [row] = _rows(db, orders, [found])
    wish = wishes.wish_in(db, orders.letter.roll_id, signature_id)
    return orders, row, wish, sort_name_of(found.listed.entry)


def new_order(db: Db, account: Account, slug: str) -> tuple[Orders, Preview | None]:
    """The order that is not used yet, and once it is laid what it would change. Raises LookupError, NotYours."""
    orders = orders_of(db, account, slug)
    if orders.new is None or orders.new.state is RollState.LAYING:
        return orders, None
    return orders, preview(db, orders.letter, orders.new)


def _rows(db: Db, orders: Orders, found: list[Standing]) -> tuple[Row, ...]:
    ranges = {
        section: roll.section_range(db, orders.letter.roll_id, section)
        for section in sorted({each.section for each in found})
    }
    return tuple(
        Row(each, orders.ordering.groups[each.place[0]], each.section[1] == 0, *ranges[each.section])
        for each in found
    )
