"""Places: the bytes that order as the letter does, and the keys that fit between any two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.collation import sort_key
from service.core.entry import Entry, Position
from service.core.ordering import (
    GROUPS_MOST,
    TEXT_MOST,
    WORDS_MOST,
    Group,
    Ordering,
    Rule,
    Wish,
    after_section,
    between,
    group_of,
    hand_key,
    ordering_errors,
    ordering_from_record,
    ordering_record,
    place_of,
    section_of,
    spread,
)
from service.core.sort_names import sort_name_of

KEYS = st.binary(max_size=6).map(lambda key: key.rstrip(b"\0"))
WORDS = st.sampled_from(["Founder", "Reader", "Guest", "Reader emeritus", ""])
NAMES = st.sampled_from(["Ada Zell", "Bo Ärm", "Cy van Aak", "李明", "Dee", "ada zell"])
ENTRIES = st.builds(lambda name, title: Entry(name, positions=(Position(title),)), NAMES, WORDS)
WISHES = st.builds(
    Wish,
    st.none() | st.integers(0, 5),
    st.none() | KEYS.filter(bool),
    st.none() | KEYS.filter(bool),
    st.none() | st.sampled_from(["Aak, Cy", "Zell"]),
)
ORDERINGS = st.lists(
    st.builds(Group, st.text(max_size=3), st.sampled_from(Rule), st.lists(WORDS, max_size=2).map(tuple)),
    min_size=1,
    max_size=4,
).map(lambda groups: Ordering(tuple(Group(g.name, g.rule, g.words, at) for at, g in enumerate(groups))))


@given(KEYS, KEYS)
def test_a_key_between_two_stands_between_them_and_is_hardly_longer(one: bytes, other: bytes) -> None:
    before, after = sorted((one, other))
    if before == after and after:
        with pytest.raises(ValueError, match="nothing between"):
            between(before, after)
        return
    found = between(before, after)
    assert before < found and (found < after or not after)
    assert not found.endswith(b"\0") and len(found) <= max(len(before), len(after)) + 1


@given(st.lists(st.integers(0, 100), max_size=60))
def test_keys_put_in_anywhere_keep_the_order_of_a_list(spots: list[int]) -> None:
    keys: list[bytes] = []
    for spot in spots:
        at = spot % (len(keys) + 1)
        keys.insert(at, between(keys[at - 1] if at else b"", keys[at] if at < len(keys) else b""))
    assert keys == sorted(set(keys))


@given(KEYS, KEYS, st.integers(0, 300))
def test_keys_that_are_spread_stand_between_two_in_order_and_short(one: bytes, other: bytes, count: int) -> None:
    before, after = sorted((one, other))
    if before == after and after:
        return
    found = spread(before, after, count)
    assert len(found) == count and [before, *found] == sorted({before, *found})
    assert not after or not found or found[-1] < after
    assert max(map(len, found), default=0) <= max(len(before), len(after)) + 3


def plain_order(ordering: Ordering, entry: Entry, position: int, wish: Wish) -> tuple[object, ...]:
    """What a place says, as values that Python compares."""
    number = group_of(ordering, entry, wish)
    if wish.pin is not None:
        return (number, 0, wish.pin, position)
    by_rule = {
        Rule.LISTED: b"",
        Rule.ALPHABETICAL: sort_key(wish.sort_name or sort_name_of(entry)),
        Rule.HAND: hand_key(wish, position),
    }
    return (number, 1, by_rule[ordering.groups[number].rule], position)


@given(ORDERINGS, st.lists(st.tuples(ENTRIES, WISHES), max_size=12), st.integers(0, 2**40))
def test_places_order_as_groups_pins_rules_and_turns_do(
    ordering: Ordering, people: list[tuple[Entry, Wish]], first: int
) -> None:
    rows = [(entry, first + 251 * turn, wish) for turn, (entry, wish) in enumerate(people)]
    places = [place_of(ordering, *row) for row in rows]
    assert len(set(places)) == len(places)
    assert sorted(rows, key=lambda row: place_of(ordering, *row)) == sorted(
        rows, key=lambda row: plain_order(ordering, *row)
    )
    for (entry, _, wish), place in zip(rows, places, strict=True):
        section = section_of(group_of(ordering, entry, wish), wish.pin is not None)
        assert section < place < after_section(section)


def test_an_entry_goes_by_its_words_unless_its_author_says_where() -> None:
    ordering = Ordering((
        Group("Envoys", words=("ambassador",), id=4),
        Group("Scholars", words=("Prof.", "university of tarn"), id=2),
        Group("Others", id=9),
    ))
    cases = [
        (Entry("A", honorific="H.E. Ambassador"), Wish(), 0),
        (Entry("B", honorific="Prof. Dr."), Wish(), 1),
        (Entry("C", positions=(Position("Cook", "University of Tarn"),)), Wish(), 1),
        (Entry("D", positions=(Position("Professional diver"),)), Wish(), 2),
        (Entry("Ambassador Prof"), Wish(), 2),
        (Entry("E", honorific="Prof."), Wish(group=4), 0),
        (Entry("F", honorific="Prof."), Wish(group=77), 1),
    ]
    assert [group_of(ordering, entry, wish) for entry, wish, _ in cases] == [number for _, _, number in cases]


@given(ORDERINGS)
def test_an_ordering_is_read_back_as_it_was_kept(ordering: Ordering) -> None:
    assert ordering_from_record(ordering_record(ordering)) == ordering


def named(*groups: Group) -> dict[str, str]:
    return ordering_errors(groups)


def test_what_is_wrong_with_groups_is_said_in_words() -> None:
    assert named(Group()) == {} == named(Group("One"), Group("Two", words=("a", "b")))
    assert list(named(Group("One"), Group(""))) == ["name-1"]
    assert list(named(Group("One"), Group("ÔNE"))) == ["name-1"]
    assert list(named(Group("x" * (TEXT_MOST + 1)))) == ["name-0"]
    assert list(named(Group("One", words=(";.",)), Group("Two"))) == ["words-0"]
    assert list(named(Group("One", words=("w",) * (WORDS_MOST + 1)))) == ["words-0"]
    assert list(named(Group("One", words=("w" * (TEXT_MOST + 1),)))) == ["words-0"]
    many = tuple(Group(f"Group {n}") for n in range(GROUPS_MOST + 1))
    assert list(named(*many)) == ["groups"] and named(*many[1:]) == {}
