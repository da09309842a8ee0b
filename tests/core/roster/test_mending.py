"""Rows that an author edits, splits and joins: what was typed is what prints, and no line is lost."""

import pytest

from service.core.entry import Position, printed_text
from service.core.roster.layout import read_roster
from service.core.roster.mending import Mended, edited, joined, parts_to_mend, people_in
from service.core.roster.printing import entry_of_person
from service.core.roster.values import Aside, Code, Person, Warning

ANA = Person(
    (3,),
    3,
    "Dr.",
    "Ana Reiter",
    "PhD",
    "Professor, College of the Delta, Norway",
    (Position("Professor", "College of the Delta"),),
    "Norway",
    "ana@bays.example",
    "3. Dr. Ana Reiter, PhD, Professor, College of the Delta, Norway",
    (Warning(Code.NAME, "A guess."), Warning(Code.NO_CONSENT, "They said no.")),
)


def test_an_edit_that_changes_nothing_prints_the_same() -> None:
    entry = entry_of_person(ANA)
    after = edited(ANA, entry, parts_to_mend(ANA, entry))
    assert entry_of_person(after) == entry and after.positions == ANA.positions
    assert (after.lines, after.source, after.number) == (ANA.lines, ANA.source, ANA.number)


def test_what_an_author_typed_is_what_prints() -> None:
    typed = Mended("Prof.", "Ana Reiter-Voss", "OBE", "", "Dean\nProfessor, College of the Delta", "Oslo", "")
    after = edited(ANA, entry_of_person(ANA), typed)
    expected = "Prof. Ana Reiter-Voss, OBE, Dean; Professor, College of the Delta; Oslo"
    assert printed_text(entry_of_person(after)) == expected
    assert after.positions == (Position("Dean"), Position("Professor", "College of the Delta"))
    assert [each.code for each in after.warnings] == [Code.NO_CONSENT], "an edit is no consent"


def test_somebody_without_a_name_can_be_given_one() -> None:
    nameless = Person((1,), rest="University of the Delta", source=", University of the Delta")
    typed = parts_to_mend(nameless, None)
    assert typed.positions == "University of the Delta"
    after = edited(nameless, None, Mended(name="Bo Lind", positions=typed.positions))
    assert printed_text(entry_of_person(after)) == "Bo Lind, University of the Delta"


@pytest.mark.parametrize("mark", ["", "12. ", "• ", "- "])
def test_each_line_of_a_split_is_a_person_of_its_own(mark: str) -> None:
    people = people_in(f"{mark}Dr. Ana Reiter, Nurse\n\n  Bo Lind, Pilot  \n", (4, 5))
    assert [(each.honorific, each.name, each.rest) for each in people] == [
        ("Dr.", "Ana Reiter", "Nurse"),
        ("", "Bo Lind", "Pilot"),
    ]
    assert {each.lines for each in people} == {(4, 5)} and people[1].source == "Bo Lind, Pilot"


@pytest.mark.parametrize("text", ["Signatories", "and 120 others", "12", "—", "X"])
def test_a_line_that_would_be_nobody_is_a_person_where_an_author_says_so(text: str) -> None:
    assert [each.name for each in people_in(text, (1,))] == [text]


def test_a_broken_line_is_read_anew_with_its_end() -> None:
    one, other = read_roster("1. Ana Reiter, Director of the\n").people + read_roster("2. Lightship, Oslo").people
    whole = joined(one, other)
    assert (whole.name, whole.rest) == ("Ana Reiter", "Director of the Lightship, Oslo")
    assert whole.source == f"{one.source}\n{other.source}" and whole.number == 1 and whole.warnings == ()


def test_what_follows_is_added_as_it_stands_where_the_name_would_change() -> None:
    one = Person((1,), None, "", "Ana", "", "Nurse", source="Ana, Nurse")
    whole = joined(one, Aside((2,), "of the Bay Hospital", Warning(Code.HEADING, "A heading.")))
    assert (whole.name, whole.rest, whole.lines) == ("Ana", "Nurse of the Bay Hospital", (1, 2))
