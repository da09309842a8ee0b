"""Moves of single names against a plain Python list, on both databases."""

import copy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from service.actions import hand_keys, laying, moving
from service.actions.moving import BeingLaid, ByRule, Move, Moved, MovedSince, NoSuchGroup, OutOfReach, Way
from service.core.collation import sort_key
from service.core.entry import Entry, Position
from service.core.ordering import Group, Ordering, Rule
from service.core.sort_names import sort_name_of
from service.store import roll, rolls, wishes
from service.store.database import Database, Db
from tests.rig.databases import KINDS
from tests.store.named import author, bring_in, revision, take_off
from tests.store.people import NOW, letter_of, open_letter
from tests.store.test_life import running

GROUPS = (
    Group("Founders", Rule.HAND, ("founder",), -1),
    Group("Scholars", Rule.ALPHABETICAL, ("reader", "professor"), -1),
    Group("Others", Rule.HAND, (), -1),
    Group("Guests", Rule.LISTED, ("guest",), -1),
)
TITLES = ("Founder", "Reader", "", "Guest")
LAST = len(GROUPS) - 1
PICK = st.integers(0, 10_000)


@dataclass
class Plain:
    """The list as one would keep it on paper: pinned and others of each group, by signature."""

    pinned: list[list[int]] = field(default_factory=lambda: [[] for _ in GROUPS])
    others: list[list[int]] = field(default_factory=lambda: [[] for _ in GROUPS])

    def whole(self) -> list[int]:
        return [each for one, other in zip(self.pinned, self.others, strict=True) for each in [*one, *other]]

    def of(self, signature_id: int) -> tuple[list[int], int]:
        """The part of the list that it stands in, and of which group."""
        for at in range(len(GROUPS)):
            for part in (self.pinned[at], self.others[at]):
                if signature_id in part:
                    return part, at
        raise AssertionError("everybody stands somewhere")


class Moving(RuleBasedStateMachine):
    """One author, one letter with four groups, and many moves."""

    runner: object
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.letter = self.run(open_letter(self.database))
        self.slug = self.letter.slug
        self.account = self.run(author(self.database, self.slug))
        self.write(laying.use, self.account, self.slug, self.propose(GROUPS))
        self.letter = self.run(letter_of(self.database, self.slug))
        self.groups = self.read(rolls.ordering_of, self.letter.roll_id).groups
        self.plain = Plain()
        self.entries: dict[int, Entry] = {}
        self.turn: dict[int, int] = {}
        self.last: tuple[Moved, Plain] | None = None
        for at in range(len(GROUPS)):
            for _ in range(3):
                self.listed(at, "Person")

    def run(self, task):  # type: ignore[no-untyped-def]
        return self.runner.run(task)  # type: ignore[attr-defined]

    def write(self, action, *args):  # type: ignore[no-untyped-def]
        return self.run(self.database.write(action, *args))

    def read(self, query, *args):  # type: ignore[no-untyped-def]
        return self.run(self.database.read(query, *args))

    def propose(self, groups: tuple[Group, ...]) -> int:
        return int(self.write(laying.propose, self.account, self.slug, Ordering(groups), NOW))

    @rule(at=st.integers(0, LAST), name=st.sampled_from(["Ada Zell", "Bo Ärm", "Cy van Aak", "李明", "Dee"]))
    def listed(self, at: int, name: str) -> None:
        entry = Entry(name, positions=(Position(TITLES[at]),) if TITLES[at] else ())
        # Whom no word claims stands in the last group, whatever the group for others is called.
        at = at if TITLES[at] else LAST
        [signature_id] = self.write(bring_in, self.letter, [entry])
        self.entries[signature_id] = entry
        self.turn[signature_id] = len(self.turn)
        self.plain.others[at].append(signature_id)
        self.sorted()
        self.last = None

    def sorted(self) -> None:
        """What rules order is in order."""
        self.plain.others[LAST].sort(key=self.turn.__getitem__)
        self.plain.others[1].sort(key=lambda s: (sort_key(sort_name_of(self.entries[s])), self.turn[s]))

    def pick(self, pick: int) -> int:
        found = self.plain.whole()
        return found[pick % len(found)]

    @precondition(lambda self: len(self.plain.whole()) > 1)
    @rule(pick=PICK)
    def gone(self, pick: int) -> None:
        signature_id = self.pick(pick)
        self.write(take_off, self.letter, signature_id)
        self.plain.of(signature_id)[0].remove(signature_id)
        self.last = None
        with pytest.raises(LookupError):
            self.move(signature_id, Move(Way.PIN))

    def move(self, signature_id: int, wanted: Move) -> Moved:
        moved: Moved = self.write(moving.move, self.account, self.slug, signature_id, wanted)
        return moved

    @rule(pick=PICK, way=st.sampled_from([Way.UP, Way.DOWN, Way.TOP, Way.NUMBER]), to=st.integers(0, 30))
    def shift(self, pick: int, way: Way, to: int) -> None:
        signature_id = self.pick(pick)
        part, at = self.plain.of(signature_id)
        is_pinned = part is self.plain.pinned[at]
        if not is_pinned and GROUPS[at].rule is not Rule.HAND:
            with pytest.raises(ByRule):
                self.move(signature_id, Move(way, to))
            return
        before, index = copy.deepcopy(self.plain), part.index(signature_id)
        first = self.plain.whole().index(part[0]) + 1
        target = {Way.UP: index - 1, Way.DOWN: index + 1, Way.TOP: 0, Way.NUMBER: to - first}[way]
        if way is Way.NUMBER and not 0 <= target < len(part):
            with pytest.raises(OutOfReach) as found:
                self.move(signature_id, Move(way, to))
            assert (found.value.first, found.value.last) == (first, first + len(part) - 1)
            return
        part.remove(signature_id)
        part.insert(max(0, target), signature_id)
        self.keep(self.move(signature_id, Move(way, to)), before, first + index)

    def keep(self, moved: Moved, before: Plain, was: int) -> None:
        assert (moved.was, moved.now) == (was, self.plain.whole().index(moved.signature_id) + 1)
        self.last = (moved, before)

    @rule(pick=PICK)
    def pin_or_unpin(self, pick: int) -> None:
        signature_id = self.pick(pick)
        part, at = self.plain.of(signature_id)
        before, was = copy.deepcopy(self.plain), self.plain.whole().index(signature_id) + 1
        if part is self.plain.others[at]:
            part.remove(signature_id)
            self.plain.pinned[at].append(signature_id)
            self.keep(self.move(signature_id, Move(Way.PIN)), before, was)
            return
        moved = self.move(signature_id, Move(Way.UNPIN))
        part.remove(signature_id)
        self.plain.others[at].append(signature_id)
        self.sorted()
        if GROUPS[at].rule is Rule.HAND:
            self.take_order_of(self.plain.others[at])
        self.keep(moved, before, was)

    def take_order_of(self, part: list[int]) -> None:
        """A name that is unpinned stands where it stood by hand; the others keep their order."""
        shown = [int(each.ref, 16) for each in self.read(roll.listed, self.letter.roll_id, 1, 1000)]
        former = part[:-1]
        part.sort(key=shown.index)
        assert [each for each in part if each in former] == former

    @rule(pick=PICK, to=st.integers(0, LAST))
    def to_group(self, pick: int, to: int) -> None:
        signature_id = self.pick(pick)
        part, at = self.plain.of(signature_id)
        before, was = copy.deepcopy(self.plain), self.plain.whole().index(signature_id) + 1
        moved = self.move(signature_id, Move(Way.GROUP, self.groups[to].id))
        if to != at:
            part.remove(signature_id)
            self.plain.others[to].append(signature_id)
            self.sorted()
        self.keep(moved, before, was)

    @precondition(lambda self: self.last)
    @rule()
    def undo(self) -> None:
        assert self.last
        moved, self.plain = self.last
        back = self.write(moving.take_back, self.account, self.slug, moved)
        assert back.now == moved.was
        if moved.before != moved.after:
            with pytest.raises(MovedSince):
                self.write(moving.take_back, self.account, self.slug, moved)
        self.last = None

    @invariant()
    def the_list_is_the_plain_one(self) -> None:
        found = self.read(roll.listed, self.letter.roll_id, 1, 1000)
        assert [int(each.ref, 16) for each in found] == self.plain.whole()
        assert [each.number for each in found] == list(range(1, len(found) + 1))
        names = [GROUPS[self.plain.of(int(each.ref, 16))[1]].name for each in found]
        assert [each.group for each in found] == names


@pytest.mark.parametrize("kind", KINDS)
def test_moves_do_what_they_would_do_to_a_plain_list(kind: str, tmp_path: Path) -> None:
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    with running(kind, tmp_path) as (runner, database):
        machine = type("MovingHere", (Moving,), {"runner": runner, "database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(max_examples=10, stateful_step_count=40, deadline=None, suppress_health_check=quiet),
        )


async def by_hand(database: Database, count: int):  # type: ignore[no-untyped-def]
    """A letter of which all names are in one group by hand."""
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    ordering = Ordering((Group("", Rule.HAND, (), 0),))
    await database.write(laying.use, account, letter.slug, await database.write(
        laying.propose, account, letter.slug, ordering, NOW
    ))
    letter = await letter_of(database, letter.slug)
    ids = await database.write(bring_in, letter, [Entry(f"Person {n:04}") for n in range(count)])
    return letter, account, ids


def shown(db: Db, roll_id: int) -> list[int]:
    return [int(each.ref, 16) for each in roll.all_listed(db, roll_id)]


@pytest.mark.parametrize("to", [1, 7])
async def test_hundreds_of_moves_to_one_spot_keep_keys_short(
    database: Database, to: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_keys, "LONGEST", 12)
    monkeypatch.setattr(hand_keys, "WINDOWS", (16, 64))
    letter, account, ids = await by_hand(database, 40)
    plain = list(ids)
    for _ in range(300):
        last = plain.pop()
        plain.insert(to - 1, last)
        await database.write(moving.move, account, letter.slug, last, Move(Way.NUMBER, to))
    assert await database.read(shown, letter.roll_id) == plain
    kept = await database.read(lambda db: dict(wishes.every_wish(db, letter.roll_id)))
    assert max(len(wish.hand or b"") for wish in kept.values()) <= 12


async def test_who_is_listed_next_stands_behind_who_was_moved_to_the_end(database: Database) -> None:
    letter, account, ids = await by_hand(database, 3)
    await database.write(moving.move, account, letter.slug, ids[0], Move(Way.NUMBER, 3))
    [new] = await database.write(bring_in, letter, [Entry("Late Person")])
    assert await database.read(shown, letter.roll_id) == [ids[1], ids[2], ids[0], new]


async def test_two_authors_at_once_both_move_what_they_named(database: Database) -> None:
    """The second sees the first's result: the move is of a name, not of a number."""
    letter, account, ids = await by_hand(database, 5)
    await database.write(moving.move, account, letter.slug, ids[4], Move(Way.TOP))
    moved = await database.write(moving.move, account, letter.slug, ids[1], Move(Way.UP))
    assert (moved.was, moved.now) == (3, 2)
    assert await database.read(shown, letter.roll_id) == [ids[4], ids[1], ids[0], ids[2], ids[3]]


async def test_a_move_makes_the_letter_new_to_visitors_and_one_that_changes_nothing_does_not(
    database: Database,
) -> None:
    letter, account, ids = await by_hand(database, 3)
    before = await database.read(revision, letter)
    await database.write(moving.move, account, letter.slug, ids[0], Move(Way.UP))
    assert await database.read(revision, letter) == before
    await database.write(moving.move, account, letter.slug, ids[0], Move(Way.DOWN))
    assert await database.read(revision, letter) > before


async def test_what_a_move_may_not_name(database: Database) -> None:
    letter, account, ids = await by_hand(database, 3)
    other, other_account, other_ids = await by_hand(database, 1)
    for number in (0, -1, 4, 10**9):
        with pytest.raises(OutOfReach):
            await database.write(moving.move, account, letter.slug, ids[0], Move(Way.NUMBER, number))
    with pytest.raises(NoSuchGroup):
        await database.write(moving.move, account, letter.slug, ids[0], Move(Way.GROUP, 77))
    with pytest.raises(LookupError):
        await database.write(moving.move, account, letter.slug, other_ids[0], Move(Way.TOP))
    roll_id = await database.write(laying.propose, account, letter.slug, Ordering(), NOW)
    await database.write(rolls.set_roll_state, roll_id, rolls.RollState.LAYING)
    with pytest.raises(BeingLaid):
        await database.write(moving.move, account, letter.slug, ids[0], Move(Way.TOP))
    await database.write(laying.discard, account, letter.slug, roll_id)
    assert await database.read(shown, letter.roll_id) == ids and other.id and other_account


async def test_a_sort_name_moves_its_entry_and_is_gone_with_it(database: Database) -> None:
    letter, account, ids = await by_hand(database, 3)
    ordering = Ordering((Group("", Rule.ALPHABETICAL, (), 0),))
    roll_id = await database.write(laying.propose, account, letter.slug, ordering, NOW)
    await database.write(laying.use, account, letter.slug, roll_id)
    await database.write(moving.set_sort_name, account, letter.slug, ids[2], "0")
    assert await database.read(shown, roll_id) == [ids[2], ids[0], ids[1]]
    await database.write(moving.set_sort_name, account, letter.slug, ids[2], None)
    assert await database.read(shown, roll_id) == ids
    assert await database.read(wishes.wishes_for, ids[2]) == {}
