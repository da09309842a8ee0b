"""CSV, TSV and the like: the delimiter is found by how well it makes columns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from service.core.roster import columns
from service.core.roster.source import Format, Source, Text
from service.intake.bounds import check_lines, refuse
from service.intake.tables import table

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 200
"""Rows by which the delimiter is decided."""

EVEN = 0.6
"""The share of rows that must have as many cells as most have: there may be junk above and below a table."""

RECORD_MOST = 30
"""Lines that a record may take; one that takes more began with a quotation mark that nobody closed."""

LINE_MOST = 100_000
"""Characters in a line; a longer one is a list that runs on, and no row."""

EXCEL_HINT = re.compile(r"sep=(.)\n", re.IGNORECASE)
NAMES = (columns.Kind.NAME, columns.Kind.GIVEN, columns.Kind.FAMILY)
"""The one column that every list of people has."""

QUOTES = "A quotation mark is opened and never closed, so quotation marks were read as text."
UNEVEN = "The lines have no columns in common, so the file was read as text."
Row = tuple[int, list[str]]


class _Unclosed(Exception):
    """A quotation mark swallows the rest of the file."""


def read_delimited(text: str, notes: list[str]) -> Source:
    """A file that is named as a table. Raises Unreadable."""
    delimiter = delimiter_of(text)
    if not delimiter and not _is_one_column(text):
        check_lines(text)
        return Text(text, Format.TEXT, (*notes, UNEVEN))
    return read_with(delimiter or ",", text, notes)


def read_with(delimiter: str, text: str, notes: list[str]) -> Source:
    """The table that a delimiter makes of a text. Raises Unreadable."""
    try:
        return table(_rows(text, delimiter), Format.CSV, notes)
    except _Unclosed:
        return table(_rows(text, delimiter, quoted=False), Format.CSV, [*notes, QUOTES])


def delimiter_of(text: str) -> str:
    """The delimiter that splits most rows into the same number of cells, two at least; "" where none does."""
    if hint := EXCEL_HINT.match(text):
        return hint[1]
    scored = [(_evenness(text, delimiter), delimiter) for delimiter in DELIMITERS]
    (share, _), best = max(scored, key=lambda each: each[0])
    return best if share >= EVEN else ""


def _is_one_column(text: str) -> bool:
    """Whether each of the first rows is one cell, in quotation marks where a comma stands in it."""
    try:
        return all(len(cells) < 2 for _, cells in islice(_rows(text, ","), LOOKED_AT))
    except _Unclosed:
        return False


def delimiter_by_content(text: str) -> str:
    """The delimiter of a text that is not named a table; "" unless a header or three columns by tabs show it."""
    lines = text.split("\n", LOOKED_AT)[:LOOKED_AT]
    if max(map(len, lines)) > LINE_MOST:
        return ""
    head = "\n".join(lines) + "\n"
    delimiter = delimiter_of(head)
    if not delimiter:
        return ""
    rows = [cells for _, cells in islice(_rows(head, delimiter, quoted=False), LOOKED_AT)]
    header = columns.find_header(rows)
    has_header = header is not None and any(columns.kind_of_title(cell) in NAMES for cell in rows[header])
    is_sheet = delimiter == "\t" and _evenness(head, delimiter)[1] > 2
    return delimiter if has_header or is_sheet else ""


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of the first rows with the most frequent number of cells, and that number."""
    try:
        rows = list(islice(_rows(text, delimiter), LOOKED_AT))
    except _Unclosed:
        rows = list(islice(_rows(text, delimiter, quoted=False), LOOKED_AT))
    widths = Counter(len(cells) for _, cells in rows if any(cells))
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return (count / widths.total(), width) if width > 1 else (0, 0)


def _rows(text: str, delimiter: str, quoted: bool = True) -> Iterator[Row]:
    """Each record with the line on which it begins."""
    lines = io.StringIO(text, newline="\n")
    quoting: Any = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, skipinitialspace=True)
    before = 0
    try:
        for cells in reader:
            if quoted and reader.line_num - before > RECORD_MOST:
                raise _Unclosed
            if before or not EXCEL_HINT.fullmatch(f"{delimiter.join(cells)}\n"):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        if quoted:
            raise _Unclosed from error
        refuse(f"Line {before + 1:,} holds a cell that is longer than a list of people needs. Look at that line.")
