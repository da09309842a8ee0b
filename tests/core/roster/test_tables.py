"""Tables: the header among junk, what each column holds, and rows that become people."""

from collections.abc import Sequence

import pytest

from service.core.entry import Position
from service.core.roster.columns import Columns, Kind, find_header, guess_columns, kind_of_title
from service.core.roster.tables import read_table
from service.core.roster.values import Code, Reading

FULL = [
    ["Open letter, all answers", "", ""],
    [],
    ["No.", "Title", "First name", "Last name", "Position", "Affiliation", "Country", "Email", "I agree"],
    ["1", "Dr", "Ana", "Brandt", "Professor", "Nordmark University", "Norway", "ana@example.org", "Yes"],
    ["2", "", "Bo", "Lind", "Nurse", "", "Sweden", "bo@example.org", "No"],
    ["3", "Mr", "", "Karim", "=1+1", "Harbour Trust", "UK", "", ""],
]  # fmt: skip


def read(rows: Sequence[Sequence[str]]) -> tuple[Columns, Reading]:
    """A table as an import reads it: header, columns, people; lines are counted from 1."""
    header = find_header(rows)
    begin = 0 if header is None else header + 1
    columns = guess_columns(None if header is None else rows[header], rows[begin:])
    return columns, read_table(rows[begin:], columns, range(begin + 1, len(rows) + 1))


def kinds(columns: Columns) -> list[str]:
    return [column.kind.value for column in columns.columns]


def test_the_header_is_found_below_other_rows() -> None:
    assert find_header(FULL) == 2
    assert find_header([["Name"], ["Ana Brandt"]]) == 0
    assert find_header([["Ana Brandt", "Oslo"], ["Bo Lind", "Bergen"]]) is None
    assert find_header([]) is None


def test_columns_are_known_by_their_headers() -> None:
    columns, _ = read(FULL)
    assert kinds(columns) == [
        "number", "honorific", "given", "family", "position", "affiliation", "country", "email", "consent",
    ]  # fmt: skip
    assert columns.columns[3].samples == ("Brandt", "Lind", "Karim")


def test_a_row_becomes_a_person() -> None:
    _, reading = read(FULL)
    ana = reading.people[0]
    assert (ana.lines, ana.number, ana.honorific, ana.name) == ((4,), 1, "Dr", "Ana Brandt")
    assert (ana.rest, ana.country) == ("Professor, Nordmark University, Norway", "Norway")
    assert (ana.positions, ana.email) == ((Position("Professor", "Nordmark University"),), "ana@example.org")
    assert ana.warnings == ()


def test_who_does_not_consent_is_said_and_so_is_what_is_missing() -> None:
    _, reading = read(FULL)
    assert [warning.code for warning in reading.people[1].warnings] == [Code.NO_CONSENT]
    assert [warning.code for warning in reading.people[2].warnings] == [
        Code.NAME, Code.NO_CONSENT, Code.CHARACTERS,
    ]  # fmt: skip
    assert reading.people[2].rest == "=1+1, Harbour Trust, UK"


def test_a_title_column_holds_honorifics_or_positions_by_its_values() -> None:
    honorifics, _ = read([["Name", "Title"], ["Ana Brandt", "Dr."], ["Bo Lind", "Prof."]])
    positions, _ = read([["Name", "Title"], ["Ana Brandt", "Nurse"], ["Bo Lind", "Poet"]])
    assert (kinds(honorifics), kinds(positions)) == (["name", "honorific"], ["name", "position"])


def test_a_cell_may_hold_a_whole_entry() -> None:
    _, reading = read([["Dr. Ana Brandt, Nurse, Oslo"], ["Bo Lind, PhD, Poet"], ["Cem Aksoy"]])
    found = [(each.honorific, each.name, each.post_nominals, each.rest) for each in reading.people]
    assert found == [
        ("Dr.", "Ana Brandt", "", "Nurse, Oslo"), ("", "Bo Lind", "PhD", "Poet"), ("", "Cem Aksoy", "", ""),
    ]  # fmt: skip


def test_one_column_has_one_style() -> None:
    _, reading = read([["Brandt, Ana", "Norway"], ["Lind, Bo", "Sweden"], ["Aksoy, Cem", "Turkey"]])
    assert [each.name for each in reading.people] == ["Brandt, Ana", "Lind, Bo", "Aksoy, Cem"]
    assert reading.warnings[0].code is Code.NAME


def test_columns_without_a_header_are_known_by_their_values() -> None:
    rows = [
        ["1", "Ana Brandt", "Teacher", "Harbour School", "ana@example.org", "2024-05-01", "Norway"],
        ["2", "Bo Lind", "Nurse", "City Hospital", "bo@example.org", "2024-05-02", "Sweden"],
    ]
    columns, reading = read(rows)
    assert kinds(columns) == ["number", "name", "position", "affiliation", "email", "date", "country"]
    assert [each.name for each in reading.people] == ["Ana Brandt", "Bo Lind"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Prénom", Kind.GIVEN), ("Nom de famille", Kind.FAMILY), ("Vorname", Kind.GIVEN),
        ("Apellidos", Kind.FAMILY),
        ("Фамилия", Kind.FAMILY), ("ФИО", Kind.NAME), ("姓名", Kind.NAME), ("نام", Kind.NAME),
        ("الاسم", Kind.NAME),
        ("What is your full name?", Kind.NAME), ("Name of your organisation", Kind.AFFILIATION),
        ("E-Mail:", Kind.EMAIL),
        ("Job title", Kind.POSITION), ("Ad Soyad", Kind.NAME), ("Страна", Kind.COUNTRY), ("Comment", Kind.COMMENT),
        ("Ville", Kind.PLACE), ("#", Kind.NUMBER), ("Timestamp", Kind.DATE), ("Ana Brandt", None), ("", None),
    ],
)  # fmt: skip
def test_headers_in_many_languages(title: str, kind: Kind | None) -> None:
    assert kind_of_title(title) is kind


def test_a_name_beside_a_first_name_is_the_family_name() -> None:
    columns, reading = read([["Nom", "Prénom", "Ville"], ["Duval", "Claire", "Paris"], ["Petit", "Jean", "Nice"]])
    assert kinds(columns) == ["family", "given", "place"]
    assert [each.name for each in reading.people] == ["Claire Duval", "Jean Petit"]


def test_a_latin_name_is_kept_beside_the_name() -> None:
    rows = [["姓名", "Name in Latin letters"], ["李明", "Li Ming"], ["王芳", "Wang Fang"]]
    _, reading = read(rows)
    found = [(each.name, each.latin_name) for each in reading.people]
    assert found == [("李明", "Li Ming"), ("王芳", "Wang Fang")]


def test_a_column_can_be_given_another_meaning() -> None:
    rows = [["Ana Brandt", "Harbour"], ["Bo Lind", "Hill"]]
    columns = guess_columns(None, rows).with_kind(1, Kind.AFFILIATION)
    assert read_table(rows, columns, (1, 2)).people[1].positions == (Position("", "Hill"),)


def test_a_position_stays_one_unless_it_holds_an_affiliation_too() -> None:
    rows = [
        ["Name", "Role"],
        ["Oto Lind", "Keeper of the lamp, retired"],
        ["Ida Byr", "Professor, College of the Delta"],
    ]
    people = read(rows)[1].people
    assert people[0].positions == (Position("Keeper of the lamp, retired"),)
    assert people[1].positions == (Position("Professor", "College of the Delta"),)


def test_every_row_that_holds_anything_is_a_person_or_an_aside() -> None:
    header = ["Name", "Country"]
    rows = [header, ["Ana Brandt", "Norway"], ["", ""], header, ["", "Sweden"], ["n/a", "Peru"]]
    _, reading = read(rows)
    assert [each.lines for each in reading.people] == [(2,)]
    assert [(aside.lines, aside.warning.code) for aside in reading.asides] == [
        ((4,), Code.HEADING), ((5,), Code.NO_NAME), ((6,), Code.NO_NAME),
    ]  # fmt: skip


def test_who_stands_twice_is_said() -> None:
    _, reading = read([["Name", "City"], ["Ana Brandt", "Oslo"], ["Bo Lind", "Oslo"], ["Ana Brandt", "Oslo"]])
    assert [warning.code for warning in reading.people[2].warnings] == [Code.SAME_PERSON]


def test_a_table_without_a_name_says_so() -> None:
    columns = guess_columns(["Country"], [["Norway"]])
    assert [warning.code for warning in read_table([["Norway"]], columns, (2,)).warnings] == [Code.NO_NAME]
