"""Workbooks, XLSX and ODS: looked through unopened, then read for what their cells show; no formula is run."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from service.core.docx import DAMAGED, PARTS_MOST
from service.core.roster.source import Format, Table
from service.intake.bounds import EMPTY, INFLATED_MOST, ROWS_MOST, refuse
from service.intake.tables import table

CHUNK = 256 * 1024
LARGEST = (
    f"The workbook unpacks to more than {INFLATED_MOST // 2**20} MB. "
    "Copy the list into a new workbook, or save it as CSV."
)
FORMULAS = "The sheet holds formulas: what they came to when the workbook was saved was read."
BROKEN = "The workbook is damaged. Open it, save it as .xlsx or .csv again, and bring that."


def read_sheets(content: bytes, kind: Format) -> Table:
    """The first visible sheet of more than one row, or else the first with any. Raises Unreadable."""
    has_formulas = _check(content, kind)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        rows, name = _chosen(book, shown or book.sheet_names)
        return table(rows, kind, _notes(book.sheet_names, name, len(rows), has_formulas))
    except PasswordError:
        refuse("The workbook has a password. Save it without one.")
    except CalamineError:
        refuse(BROKEN)


def _notes(names: list[str], name: str, rows: int, has_formulas: bool) -> list[str]:
    notes = [FORMULAS] if has_formulas else []
    if len(names) > 1:
        others = ", ".join(f"“{other[:40]}”" for other in names[:20] if other != name)
        notes.append(f"The sheet “{name[:40]}” was read, {rows:,} rows; left out: {others}.")
    return notes


def _chosen(book: CalamineWorkbook, names: list[str]) -> tuple[list[tuple[int, list[str]]], str]:
    best: tuple[list[tuple[int, list[str]]], str] = ([], "")
    for name in names:
        rows = list(islice(_rows(book, name), ROWS_MOST + 2))
        if len(rows) > 1:
            return rows, name
        best = best if best[0] else (rows, name)
    if not best[0]:
        refuse(EMPTY)
    return best


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with words in them."""
    for number, cells in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
        shown = list(map(_shown, cells))
        if any(shown):
            yield number, shown


def _shown(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)


def _check(content: bytes, kind: Format) -> bool:
    """Whether formulas stand in it. Unpacks every part once to count it. Raises Unreadable."""
    room, has_formulas = INFLATED_MOST, False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = file.infolist()
            if len(parts) > PARTS_MOST:
                refuse(f"The workbook holds more than {PARTS_MOST:,} parts. Copy the list into a new one.")
            if any("vbaproject" in part.filename.lower() for part in parts):
                refuse("The workbook holds macros, which are programs. Save it as .xlsx, without macros.")
            for part in parts:
                looks = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
                size, found = _looked_through(file, part, room, looks)
                room -= size
                has_formulas = has_formulas or found
    except DAMAGED as error:
        refuse(str(error) if str(error) == LARGEST else BROKEN)
    return has_formulas


def _looked_through(file: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, looks: bool) -> tuple[int, bool]:
    """How large a part unpacks, counted and not believed, and whether a formula was seen."""
    size, tail, found = 0, b"", False
    with file.open(part) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > room:
                refuse(LARGEST)
            if looks and not found:
                seen = tail + piece
                found = b"<f>" in seen or b"<f " in seen or b"table:formula=" in seen
                tail = piece[-20:]
    return size, found
