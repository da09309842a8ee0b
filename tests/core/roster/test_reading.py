"""A source of either kind is read; of a table, the rows above and the header are said to be nobody."""

from service.core.roster.columns import Column, Columns, Kind
from service.core.roster.reading import columns_of, reading_of
from service.core.roster.source import Format, Table, Text

ROWS = (
    ("Export of 3 May", "", ""),
    ("Name", "Position", "Country"),
    ("Dr. Ana Brandt", "Professor", "Norway"),
    ("Bo Lind", "Teacher", "Sweden"),
)
TABLE = Table(ROWS, (1, 3, 4, 9), Format.CSV)


def test_a_table_is_read_by_its_columns_and_keeps_the_numbers_of_its_rows() -> None:
    read = reading_of(TABLE)
    assert [(p.lines, p.honorific, p.name, p.country) for p in read.people] == [
        ((4,), "Dr.", "Ana Brandt", "Norway"),
        ((9,), "", "Bo Lind", "Sweden"),
    ]
    assert [(aside.lines, aside.warning.words) for aside in read.asides] == [
        ((1,), "This row stands above the table."),
        ((3,), "This row heads the columns."),
    ]


def test_columns_that_somebody_chose_are_taken() -> None:
    guessed = columns_of(TABLE)
    assert [column.kind for column in guessed.columns] == [Kind.NAME, Kind.POSITION, Kind.COUNTRY]
    chosen = Columns((guessed.columns[0], Column(Kind.IGNORED), guessed.columns[2]))
    assert reading_of(TABLE, chosen).people[0].rest == "Norway"


def test_keys_of_objects_are_no_line_of_their_own() -> None:
    read = reading_of(Table(ROWS[1:], (0, 1, 2), Format.JSON))
    assert [person.lines for person in read.people] == [(1,), (2,)]
    assert read.asides == ()


def test_lines_are_read_as_lines() -> None:
    read = reading_of(Text("1. Ana Brandt\n2. Bo Lind\n"))
    assert [person.name for person in read.people] == ["Ana Brandt", "Bo Lind"]
