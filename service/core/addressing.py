"""Rows of addressees as an author types them: read, added, moved, taken away."""

from dataclasses import dataclass, field, replace

from service.core.fields import Fields, Reader
from service.core.letter import Addressee

ROWS_MOST = 100
VALUE_MOST = 200
OFFICE_LINES = 4
POSTAL_LINES = 8
CONTACT_MOST = 500
VALUES = ("honorific", "name", "post_nominals", "office", "organisation", "care_of", "postal", "contact")
LABELS = {
    "honorific": "The title before the name",
    "name": "The name",
    "post_nominals": "What stands after the name",
    "office": "The office",
    "organisation": "The organisation",
    "care_of": "The c/o line",
    "postal": "The address",
    "contact": "The private contact",
}
SEVERAL_LINES = {"office": OFFICE_LINES, "postal": POSTAL_LINES}


@dataclass(frozen=True, slots=True)
class Row:
    """One addressee as typed. kind: "to" or "cc". contact: private, never printed."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Addressed:
    """What was read: the addressees as they print, with the private contact of each that has one."""

    to: tuple[Addressee, ...]
    cc: tuple[Addressee, ...]
    contacts: tuple[tuple[Addressee, str], ...]


def rows_of(fields: Fields) -> list[Row]:
    """The rows of a form, To before CC, each as it was typed."""
    kinds = list(fields.get("kind", ()))[: ROWS_MOST + 1]
    rows = []
    for index, kind in enumerate(kinds):
        values = {name: _at(fields, name, index) for name in VALUES}
        rows.append(Row("cc" if kind == "cc" else "to", values))
    return sorted(rows, key=lambda row: row.kind == "cc")


def _at(fields: Fields, name: str, index: int) -> str:
    values = fields.get(name, ())
    return values[index].replace("\r\n", "\n") if index < len(values) else ""


def rows_from(to: tuple[Addressee, ...], cc: tuple[Addressee, ...], contacts: dict[Addressee, str]) -> list[Row]:
    """The rows that show these addressees."""
    return [_row("to", each, contacts) for each in to] + [_row("cc", each, contacts) for each in cc]


def _row(kind: str, one: Addressee, contacts: dict[Addressee, str]) -> Row:
    values = {name: getattr(one, name) for name in VALUES if name not in {"postal", "contact"}}
    return Row(kind, {**values, "postal": "\n".join(one.postal), "contact": contacts.get(one, "")})


def changed(rows: list[Row], step: str) -> tuple[list[Row], int]:
    """The rows after a button was pressed, and the row to go on with; -1 for none.

    step: "add:to", "add:cc", or "up", "down", "turn" (from To to CC or back) or "remove" with ":" and the row.
    """
    act, _, where = step.partition(":")
    if act == "add" and len(rows) < ROWS_MOST:
        made = Row("cc" if where == "cc" else "to")
        at = len(rows) if made.kind == "cc" else sum(row.kind == "to" for row in rows)
        return [*rows[:at], made, *rows[at:]], at
    at = int(where) if where.isascii() and where.isdigit() and len(where) < 4 else -1
    if not 0 <= at < len(rows):
        return rows, -1
    others = rows[:at] + rows[at + 1 :]
    match act:
        case "remove":
            return others, min(at, len(others) - 1)
        case "turn":
            turned = replace(rows[at], kind="to" if rows[at].kind == "cc" else "cc")
            new = sum(row.kind == "to" for row in others)
            return [*others[:new], turned, *others[new:]], new
        case "up" | "down":
            new = at + (1 if act == "down" else -1)
            if 0 <= new < len(rows) and rows[new].kind == rows[at].kind:
                return [*others[:new], rows[at], *others[new:]], new
    return rows, at


def read_rows(rows: list[Row]) -> tuple[Addressed, dict[str, str]]:
    """The addressees that rows hold, and errors by field; empty rows are left out."""
    errors: dict[str, str] = {}
    found: dict[str, list[Addressee]] = {"to": [], "cc": []}
    contacts: list[tuple[Addressee, str]] = []
    for index, row in enumerate(rows):
        if row.is_empty:
            continue
        one, contact = _addressee(row, index, errors)
        found[row.kind].append(one)
        if contact:
            contacts.append((one, contact))
    if len(rows) > ROWS_MOST:
        errors["form"] = f"A letter takes up to {ROWS_MOST} addressees."
    return Addressed(tuple(found["to"]), tuple(found["cc"]), tuple(contacts)), errors


def _addressee(row: Row, index: int, errors: dict[str, str]) -> tuple[Addressee, str]:
    reader = Reader({}, errors)
    values = {}
    for name in VALUES:
        most = CONTACT_MOST if name == "contact" else VALUE_MOST
        several = SEVERAL_LINES.get(name, 4 if name == "contact" else 1)
        values[name] = _value(reader, row.value(name), f"{name}-{index}", most, LABELS[name], several)
    if not values["name"]:
        errors.setdefault(f"name-{index}", "An addressee has a name; an institution's name goes there too.")
    contact, postal = values.pop("contact"), values.pop("postal")
    return Addressee(**values, postal=tuple(line for line in postal.split("\n") if line)), contact


def _value(reader: Reader, typed: str, at: str, most: int, label: str, several: int) -> str:
    if several == 1:
        return reader.cleaned(typed, at, most, label)
    text = reader.cleaned(typed, at, most * several, label, keep_lines=True)
    lines = [line for line in text.split("\n") if line]
    if at not in reader.errors and len(lines) > several:
        reader.errors[at] = f"{label} takes up to {several} lines; this is {len(lines)}."
    return "\n".join(lines)
