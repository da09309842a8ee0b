"""The page that asks what each column of a table is, before anything of it is kept."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from litestar import Request, post

from service.actions import reviewing
from service.actions.gathering import NotForNames
from service.core.letter import Letter
from service.core.roster.columns import NAMING, Columns, Kind, find_header
from service.core.roster.printing import entry_of_person
from service.core.roster.reading import columns_of
from service.core.roster.source import Format, Source, Table, Text
from service.core.roster.tables import read_table
from service.core.roster.values import Person, Reading
from service.intake.bounds import BYTES_MOST, Unreadable
from service.render.bidi import only_direction
from service.web import roster_rows
from service.web import roster_words as words
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page
from service.web.guards import Who, check_token
from service.web.roster_reading import keep, understood
from service.web.site import FormProblem, site_of

CARRIED_MOST = 3 * BYTES_MOST
"""Bytes of the form: the table comes back with it, packed and sealed."""

FIRST, LOOKED_AT = 3, 20
"""People shown as they would be read, and the rows that are looked at for them."""

KINDS = {
    Kind.NAME: "Name, or the whole entry",
    Kind.GIVEN: "Given name",
    Kind.FAMILY: "Family name",
    Kind.LATIN: "Name in Latin letters",
    Kind.HONORIFIC: "Title before the name",
    Kind.POST_NOMINALS: "Letters after the name",
    Kind.POSITION: "Position",
    Kind.AFFILIATION: "Affiliation",
    Kind.PLACE: "Place",
    Kind.COUNTRY: "Country",
    Kind.EMAIL: "Mail address (never shown)",
    Kind.CONSENT: "Whether they agreed to be named",
    Kind.NUMBER: "Number",
    Kind.DATE: "Date (not brought in)",
    Kind.COMMENT: "Comment (not brought in)",
    Kind.IGNORED: "Nothing to bring in",
}
NO_NAME_COLUMN = "Say which column holds the names."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what its columns are. header: where its headings stand, None where it has none."""

    table: Table
    name: str
    columns: Columns
    header: int | None

    @property
    def first(self) -> int:
        """Where its people begin."""
        return 0 if self.header is None else self.header + 1

    def read_first(self) -> Reading:
        """The first people as they are read now."""
        end = self.first + LOOKED_AT
        return read_table(self.table.rows[self.first : end], self.columns, self.table.numbers[self.first : end])


def sheet_of(table: Table, name: str) -> Sheet:
    """A table with its columns as they are guessed."""
    return Sheet(table, name, columns_of(table), find_header(table.rows))


async def columns_page(request: Request[Any, Any, Any], letter: Letter, table: Table, name: str) -> Answer:
    """What the columns seem to be, to be corrected; nothing is kept yet."""
    sheet = await asyncio.to_thread(sheet_of, table, name)
    carried = await asyncio.to_thread(_carried, request, table, name)
    return await _page(request, letter, sheet, carried, {})


@post(
    "/compose/{slug:str}/roster/columns",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=ENDS,
    request_max_body_size=CARRIED_MOST,
)
async def columns(request: Request[Any, Any, Any]) -> Answer:
    """Read the table anew with what its columns are said to be, or begin its review."""
    site, slug = site_of(request), request.path_params["slug"]
    letter, _ = await site.database.read(reviewing.past, request.state.account, slug)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormProblem("type")
    form = {name: str(value) for name, value in (await request.form()).items()}
    check_token(request, {"csrf": [form.get("csrf", "")]})
    step = form.get("step", "")
    table, name = await asyncio.to_thread(_brought, request, form.get("table", ""))
    sheet = _chosen(await asyncio.to_thread(sheet_of, table, name), form)
    errors: dict[str, str] = {}
    try:
        if step == "lines":
            return await keep(request, name, Format.TEXT, await understood(_as_lines(table)))
        if not any(sheet.columns.at(kind) for kind in NAMING):
            errors = {"column-0": NO_NAME_COLUMN}
        elif step == "review":
            return await keep(request, name, table.kind, await understood(table, sheet.columns))
    except Unreadable as error:
        errors = {"column-0": str(error)}
    except NotForNames as error:
        errors = {"form": words.no_names_words(error.letter)}
    return await _page(request, letter, sheet, form["table"], errors)


def _chosen(sheet: Sheet, form: Mapping[str, str]) -> Sheet:
    """The sheet with its columns as the form has them."""
    columns = sheet.columns
    for at in range(len(columns.columns)):
        said = form.get(f"column-{at}", "")
        if said in set(Kind):
            columns = columns.with_kind(at, Kind(said))
    return Sheet(sheet.table, sheet.name, columns, sheet.header)


def _as_lines(table: Table) -> Source:
    """A table that is none: its rows as lines, each where it stood."""
    lines = [""] * max((0, *table.numbers))
    for number, row in zip(table.numbers, table.rows, strict=True):
        if number:
            lines[number - 1] = ", ".join(" ".join(cell.split()) for cell in row if cell.strip())
    return Text("\n".join(lines), Format.TEXT, table.notes)


def _purpose(request: Request[Any, Any, Any]) -> str:
    return f"roster|{request.path_params['slug']}|{request.state.account.id}"


def _carried(request: Request[Any, Any, Any], table: Table, name: str) -> str:
    """The table as the page carries it to the next form: nothing of it is stored before the review."""
    record = [table.rows, table.numbers, table.kind, table.notes, name]
    return site_of(request).carried(json.dumps(record).encode(), _purpose(request))


def _brought(request: Request[Any, Any, Any], text: str) -> tuple[Table, str]:
    """The table that a form brought back, and its file's name. Raises FormProblem."""
    rows, numbers, kind, notes, name = json.loads(site_of(request).brought(text, _purpose(request)))
    return Table(tuple(map(tuple, rows)), tuple(numbers), Format(kind), tuple(notes)), name


async def _page(
    request: Request[Any, Any, Any], letter: Letter, sheet: Sheet, carried: str, errors: dict[str, str]
) -> Answer:
    table = sheet.table
    first = (await asyncio.to_thread(sheet.read_first)).people[:FIRST]
    return await page(
        request,
        "compose/roster_columns.html",
        letter,
        422 if errors else 200,
        called=f"{sheet.name} ({table.kind})" if sheet.name else "Pasted table",
        rows=len(table.rows) - sheet.first,
        header_at=table.numbers[sheet.header] if sheet.header is not None else 0,
        notes=table.notes,
        carried=carried,
        columns=sheet.columns.columns,
        kinds=list(KINDS.items()),
        first=[_seen(person) for person in first],
        errors=errors,
    )


def _seen(person: Person) -> SimpleNamespace:
    entry = entry_of_person(person) if person.name else None
    parts = roster_rows.parts_of(entry, person)
    direction = only_direction(" ".join(text for _, text, _ in parts))
    return SimpleNamespace(parts=parts, direction=direction)
