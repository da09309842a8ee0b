"""How large a file may be, and the words for what is not read."""

from typing import NoReturn

BYTES_MOST = 10 * 1024 * 1024
ROWS_MOST = 100_000
"""People, as rows of a table; the header comes on top."""

LINES_MOST = 500_000
"""Of text, where a person may take several lines."""

COLUMNS_MOST = 200
CELLS_MOST = 2_000_000
CELL_MOST = 20_000
"""Characters in one cell: a statement may stand there, no book."""

INFLATED_MOST = 200 * 1024 * 1024
"""Bytes of a workbook's parts together, once they are unpacked."""

DEPTH_MOST = 20
"""Lists and objects of JSON or YAML within one another."""

TOO_LARGE = f"The file is larger than {BYTES_MOST // 2**20} MB. Split the list into several files."
EMPTY = "The file is empty."
NO_WORDS = "There is no text in the file that a name could stand in."


class Unreadable(ValueError):
    """A file that is not read; the message is a whole sentence that says why and what to do."""


def refuse(words: str) -> NoReturn:
    raise Unreadable(words)


def whole(text: str) -> str:
    """The text with a mark in place of what no database takes: NUL, and halves of characters."""
    if text.isprintable():
        return text
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def check_rows(count: int, columns: int) -> None:
    """Raises Unreadable for more rows or columns than a list of people has."""
    if count > ROWS_MOST + 1:
        refuse(f"The table has more than {ROWS_MOST:,} rows, which is the most. Split it into several files.")
    if columns > COLUMNS_MOST or count * columns > CELLS_MOST:
        refuse(
            f"The table has {columns:,} columns and {count:,} rows; {COLUMNS_MOST} columns and {CELLS_MOST:,} "
            "cells are the most. Keep the columns that say who signed."
        )


def check_lines(text: str) -> None:
    """Raises Unreadable for text without words, or of more lines than a list of people has."""
    if not any(map(str.isalpha, text)):
        refuse(NO_WORDS)
    if text.count("\n") > LINES_MOST:
        refuse(f"The text has more than {LINES_MOST:,} lines, which is the most. Split it into several files.")
