"""What a file holds before it is understood: lines of text, or rows of a table."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """What a file was read as."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    CSV = "CSV"
    XLSX = "XLSX"
    ODS = "ODS"
    PDF = "PDF"
    DOCX = "DOCX"
    JSON = "JSON"
    YAML = "YAML"


@dataclass(frozen=True, slots=True)
class Text:
    """Lines, ended by LF; a page of a PDF is ended by a form feed. notes: a sentence each, about the file."""

    text: str
    kind: Format = Format.TEXT
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text, the header among them; rows without anything are left out.

    numbers: for each row, where it begins in the source, from 1: the line of a CSV or Markdown file, the row of a
    sheet or of an HTML table, the number of an object in JSON or YAML (0 for the row of its keys).
    """

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    kind: Format
    notes: tuple[str, ...] = ()


Source = Text | Table
