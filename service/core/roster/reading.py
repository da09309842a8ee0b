"""Lines or rows, whatever file they came from, become people and warnings."""

from dataclasses import replace

from service.core.roster.layout import read_roster
from service.core.roster.source import Source, Table
from service.core.roster.values import Reading


def reading_of(source: Source) -> Reading:
    """The people of a source. A row of a table is read as one line, its cells apart by commas."""
    if not isinstance(source, Table):
        return read_roster(source.text)
    lines = [", ".join(" ".join(cell.split()) for cell in row if cell) for row in source.rows]
    read = read_roster("\n".join(lines))
    numbers = source.numbers
    return replace(
        read,
        people=tuple(replace(p, lines=tuple(numbers[n - 1] for n in p.lines)) for p in read.people),
        asides=tuple(replace(a, lines=tuple(numbers[n - 1] for n in a.lines)) for a in read.asides),
    )
