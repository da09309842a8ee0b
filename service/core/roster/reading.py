"""Lines or rows, whatever file they came from, become people and warnings."""

from dataclasses import replace

from service.core.roster.columns import Columns, find_header, guess_columns
from service.core.roster.layout import read_roster
from service.core.roster.source import Source, Table
from service.core.roster.tables import read_table
from service.core.roster.values import Aside, Code, Reading, Warning

HEADER = Warning(Code.HEADING, "This row heads the columns.")
ABOVE = Warning(Code.HEADING, "This row stands above the table.")


def columns_of(table: Table) -> Columns:
    """What each column of a table is guessed to hold, with samples."""
    header = find_header(table.rows)
    if header is None:
        return guess_columns(None, table.rows)
    return guess_columns(table.rows[header], table.rows[header + 1 :])


def reading_of(source: Source, columns: Columns | None = None) -> Reading:
    """The people of a source. columns: what a table's hold, where somebody has said so; else they are guessed."""
    if not isinstance(source, Table):
        return read_roster(source.text)
    header = find_header(source.rows)
    first = 0 if header is None else header + 1
    read = read_table(source.rows[first:], columns or columns_of(source), source.numbers[first:])
    above = tuple(
        Aside((number,), "\t".join(row).rstrip(), HEADER if at == header else ABOVE)
        for at, (number, row) in enumerate(zip(source.numbers[:first], source.rows[:first], strict=True))
        if number
    )
    return replace(read, asides=above + read.asides)
