"""Rows as a container gives them become a table within the limits."""

from collections.abc import Iterable, Sequence

from service.core.roster.source import Format, Table
from service.intake.bounds import CELL_MOST, NO_WORDS, ROWS_MOST, check_rows, refuse, whole


def table(rows: Iterable[tuple[int, Sequence[str]]], kind: Format, notes: Sequence[str] = ()) -> Table:
    """A table of numbered rows; blank rows and blank columns at the right go. Raises Unreadable."""
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    width = 0
    for number, cells in rows:
        trimmed = _trimmed(number, cells)
        if not trimmed:
            continue
        kept.append(trimmed)
        numbers.append(number)
        width = max(width, len(trimmed))
        if len(kept) > ROWS_MOST + 1:
            break
    check_rows(len(kept), width)
    if not any(char.isalpha() for row in kept for cell in row for char in cell):
        refuse(NO_WORDS)
    padded = tuple(row + ("",) * (width - len(row)) for row in kept)
    return Table(padded, tuple(numbers), kind, tuple(notes))


def _trimmed(number: int, cells: Sequence[str]) -> tuple[str, ...]:
    trimmed = [whole(cell).strip() for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    if any(len(cell) > CELL_MOST for cell in trimmed):
        refuse(f"A cell of row {number:,} holds more than {CELL_MOST:,} characters. Shorten it, or take it out.")
    return tuple(trimmed)
