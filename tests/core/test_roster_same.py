"""Who in a roster stands already, and how a person of it prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.entry import Position, printed_text
from service.core.roster.kept import person_from_record, person_record
from service.core.roster.printing import doubts_of, entry_of_person, faults_of
from service.core.roster.same import Named, bare_name, compare, name_mark
from service.core.roster.values import Code, Person, Warning
from service.core.roster.verdicts import Sums, sums_in_words


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Lena Haas, PhD", "Lena Haas"),
        ("Lena Haas OBE", "Lena Haas"),
        ("Lena Haas, OBE, FRSE", "Lena Haas"),
        ("Haas, Lena", "Haas, Lena"),
        ("Jean Paul DUPONT", "Jean Paul DUPONT"),
        ("MA", "MA"),
        ("Yo-Yo Ma", "Yo-Yo Ma"),
        ("李明", "李明"),
    ],
)
def test_what_stands_behind_a_name_is_not_the_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize("other", ["HAAS, Léna", "lena haas", "Lena Haas, PhD", "Haas  Lena"])
def test_a_name_is_the_same_in_any_case_order_and_accents(other: str) -> None:
    assert name_mark(other) == name_mark("Lena Haas") != name_mark("Lena Hass")


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("Lena Haas", "Judge, Court of Tarn"), ("Lena Haas", "Judge, Court of Tarn"), "duplicate"),
        (("Lena Haas", "Judge, Court of Tarn"), ("Lena Haas", "judge at the Court of Tarn"), "duplicate"),
        (("Lena Haas", ""), ("Lena Haas", "Judge"), "duplicate"),
        (("Lena Haas", "Baker in Morrow"), ("Lena Haas", "Judge, Court of Tarn"), "conflict"),
        (("Jonathan Katzenberg", "Judge, Tarn"), ("Jonathon Katzenberg", "Judge, Tarn"), "duplicate"),
        (("Jonathan Katzenberg", ""), ("Jonathon Katzenberg", ""), "conflict"),
        (("Maria Rossi", ""), ("Mario Rossi", ""), None),
        (("Jonathan Katzenberg", "Baker, Morrow"), ("Jonathon Katzenberg", "Judge, Tarn"), None),
        (("", ""), ("", ""), None),
    ],
)
def test_two_of_a_name(one: tuple[str, str], other: tuple[str, str], verdict: str | None) -> None:
    known, row = Named(7, other[0], rest=other[1]), Named(1, one[0], rest=one[1])
    found = compare([row], [known]).get(1)
    assert (found and (found.verdict, found.key, found.is_on_letter)) == (verdict and (verdict, 7, True))
    again = compare([known, row], []).get(1)
    assert (again and (again.verdict, again.key, again.is_on_letter)) == (verdict and (verdict, 7, False))


def test_an_address_tells_more_than_a_name() -> None:
    quists = [Named(1, "A. Quist", mailbox=b"one"), Named(2, "Ada Quist", mailbox=b"one")]
    rows = [*quists, Named(3, "Bo", mailbox=b"x")]
    found = compare(rows, [Named(9, "Somebody Else", mailbox=b"x")])
    assert {key: (same.key, same.is_by_mailbox) for key, same in found.items()} == {2: (1, True), 3: (9, True)}


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=60))
def test_whoever_stands_already_is_found_among_however_many(names: list[str]) -> None:
    named = [each for each in names if name_mark(each)]
    found = compare(
        (Named(at, name) for at, name in enumerate(named)), (Named(at, name) for at, name in enumerate(named))
    )
    assert set(found) == set(range(len(named))) and all(each.is_on_letter for each in found.values())


@pytest.mark.parametrize(
    ("person", "printed"),
    [
        (
            Person((1,), name="Lena Haas", post_nominals="PhD", rest="Judge", source="1. Lena Haas, PhD, Judge"),
            "Lena Haas, PhD, Judge",
        ),
        (
            Person((1,), name="Lena Haas", post_nominals="OBE", honorific="Dame", source="Dame Lena Haas OBE"),
            "Dame Lena Haas OBE",
        ),
        (Person((1,), name="Bo Lind", rest="who bakes in Morrow"), "Bo Lind, who bakes in Morrow"),
        (Person((1,), name="Bo Lind", rest="Morrow", country="Morrow"), "Bo Lind, Morrow"),
        (
            Person((1,), name="Bo", rest="Judge, Tarn", positions=(Position("Judge", "Tarn"),), country="Sill"),
            "Bo, Judge, Tarn, Sill",
        ),
        (Person((1,), name="李明", latin_name="Li Ming"), "李明 (Li Ming)"),
        (
            Person((1,), name="Bo", rest="Head of BAY Tarn", positions=(Position("Head of BAY"),), country="Tarn"),
            "Bo, Head of BAY Tarn",
        ),
        (
            Person((1,), name="Bo", rest="Host, retired", positions=(Position("", "Host"), Position("retired"))),
            "Bo, Host, retired",
        ),
    ],
)
def test_a_person_prints_as_the_roster_did(person: Person, printed: str) -> None:
    assert printed_text(entry_of_person(person)) == printed
    assert person_from_record(person_record(person)) == person


def test_what_cannot_be_printed_and_what_is_doubtful_is_said() -> None:
    assert faults_of(Person((1,), name="Bo")) == []
    assert faults_of(Person((1,))) == ["No name was recognised here."]
    assert len(faults_of(Person((1,), name="B\x07o" * 200, email="nobody"))) == 2
    two = Person((1,), name="Bo", warnings=(Warning(Code.TWO_PEOPLE, "These may be two."),))
    assert doubts_of(two) == ["These may be two."] and person_from_record(person_record(two)) == two


def test_sums_add_up_in_words() -> None:
    assert sums_in_words(Sums(57, 2, 0, 1, 0, 9)) == "57 new, 2 duplicates, 1 problem = 60"
    assert sums_in_words(Sums()) == "0 new = 0"
    assert sums_in_words(Sums(1200, 0, 1, 2, 3)) == "1,200 new, 1 conflict, 2 problems, 3 skipped = 1,206"
