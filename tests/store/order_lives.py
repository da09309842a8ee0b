"""What an author does to the order of names, while people sign and moderators decide: rules of a random test."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from service.actions import laying, moving
from service.actions.moving import BeingLaid, ByRule, Move, Moved, MovedSince, NoSuchGroup, OutOfReach, Way
from service.core.ordering import Group, Ordering, Rule
from service.store import orders, rolls
from service.store.rolls import Roll, RollState
from tests.store.desk_lives import DeskLives
from tests.store.named import author
from tests.store.people import letter_of
from tests.store.test_life import PICK

RULES = st.lists(st.sampled_from(Rule), min_size=1, max_size=3)
REFUSED = (BeingLaid, ByRule, OutOfReach, NoSuchGroup, LookupError)


class OrderLives(DeskLives):
    """The ledger says after each step whether everybody stands where they should.

    To be run with laying.AT_ONCE at 0, so that every order is laid in parts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.author = self.run(author(self.database, *self.places, email=f"author@{self.host}"))
        self.moved: dict[str, Moved] = {}

    def teardown(self) -> None:
        while self.write(laying.work):
            pass
        super().teardown()

    def check_order(self, printed: list[tuple[int, str]], listed: list[str]) -> None:
        assert [number for number, _ in printed] == list(range(1, len(listed) + 1))
        assert sorted(name for _, name in printed) == sorted(listed)

    def slug(self, letter: int) -> str:
        return str(self.letters[letter].slug)

    def of_state(self, letter: int, *states: RollState) -> Roll | None:
        present = self.run(letter_of(self.database, self.slug(letter)))
        found = self.run(self.database.read(rolls.rolls_of, present.id, present.era))
        return next((each for each in found if each.state in states), None)

    @initialize(letter=st.integers(0, 1))
    def one_list_is_by_hand(self, letter: int) -> None:
        self.propose(letter=letter, rules=[Rule.HAND])
        self.lay(parts=9)
        self.use(letter=letter)

    @rule(letter=st.integers(0, 1), rules=RULES)
    def propose(self, letter: int, rules: list[Rule]) -> None:
        """Judges first, where there are several groups."""
        groups = [Group(f"Group {at}", each, ("judge",) if at == 0 else (), -1) for at, each in enumerate(rules)]
        ordering = Ordering(tuple(replace(group, words=()) if len(rules) == 1 else group for group in groups))
        self.write(laying.propose, self.author, self.slug(letter), ordering, self.now)

    @rule(parts=st.integers(1, 4))
    def lay(self, parts: int) -> None:
        for _ in range(parts):
            self.write(laying.work, 2)

    @rule(letter=st.integers(0, 1))
    def use(self, letter: int) -> None:
        if found := self.of_state(letter, RollState.READY):
            self.write(laying.use, self.author, self.slug(letter), found.id)

    @rule(letter=st.integers(0, 1))
    def back(self, letter: int) -> None:
        if found := self.of_state(letter, RollState.KEPT):
            self.write(laying.undo, self.author, self.slug(letter), found.id)

    @precondition(lambda self: any(each.place for each in self.known.values()))
    @rule(pick=PICK, way=st.sampled_from(Way), to=st.integers(0, 4))
    def move(self, pick: int, way: Way, to: int) -> None:
        each = self.pick(pick, "listed", "confirmed")
        if each is None:
            return
        try:
            call = (moving.move, self.author, each.slug, each.id, Move(way, to))
            self.moved[each.slug] = self.write(*call)
        except REFUSED:
            self.moved.pop(each.slug, None)

    @rule(letter=st.integers(0, 1))
    def take_back(self, letter: int) -> None:
        if moved := self.moved.pop(self.slug(letter), None):
            try:
                self.write(moving.take_back, self.author, self.slug(letter), moved)
            except (MovedSince, *REFUSED):
                return

    @rule(pick=PICK, sort_name=st.sampled_from(["Aa", "Zz", None]))
    def sort_name(self, pick: int, sort_name: str | None) -> None:
        if each := self.pick(pick, "listed"):
            try:
                self.write(moving.set_sort_name, self.author, each.slug, each.id, sort_name)
            except REFUSED:
                return

    @rule(letter=st.integers(0, 1))
    def save_or_restore(self, letter: int) -> None:
        present = self.run(letter_of(self.database, self.slug(letter)))
        saved = self.run(self.database.read(orders.saved_orders, present.id))
        if saved:
            self.write(laying.propose_saved, self.author, present.slug, saved[0].number, self.now)
        else:
            self.write(laying.save, self.author, present.slug, "Kept", self.now)
