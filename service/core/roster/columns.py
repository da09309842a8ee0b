"""What each column of a table holds, told by its header and by its values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from service.core.roster.header_words import HEADERS
from service.core.roster.holdings import is_role
from service.core.roster.honorifics import honorific_at
from service.core.roster.places import place_kind
from service.core.roster.tokens import head_of
from service.core.roster.understanding import begins_person
from service.core.roster.words import GIVEN, POSITION, TITLE, UNIT, look
from service.core.text import fold

SAMPLES = 3
LOOKED_AT = 200
"""Rows by whose values a column is judged."""

HEADER_WITHIN = 30
"""Rows among which the header is looked for."""

WIDEST = 200
"""Columns of a table that are read."""

LONE = frozenset(("m", "me", "d"))
MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}\.\w{2,}")
DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.{0,20}|\d{4}-\d{2}-\d{2}[T ].{0,20}")
NUMBER = re.compile(r"[#(]?\d{1,7}[.)]?(?:\.0)?")


class Kind(StrEnum):
    """What a column holds. ENTRY: all of somebody in one cell."""

    NUMBER = "number"
    HONORIFIC = "honorific"
    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    LATIN = "latin"
    POST_NOMINALS = "post_nominals"
    POSITION = "position"
    AFFILIATION = "affiliation"
    PLACE = "place"
    COUNTRY = "country"
    EMAIL = "email"
    CONSENT = "consent"
    COMMENT = "comment"
    DATE = "date"
    IGNORED = "ignored"


NAMING = (Kind.NAME, Kind.GIVEN, Kind.FAMILY)


@dataclass(frozen=True, slots=True)
class Column:
    """title: its header, or "". samples: some of its values, to show."""

    kind: Kind
    title: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, in order."""

    columns: tuple[Column, ...]

    def at(self, kind: Kind) -> list[int]:
        """Where columns of a kind stand, from 0."""
        return [at for at, column in enumerate(self.columns) if column.kind is kind]

    def with_kind(self, at: int, kind: Kind) -> "Columns":
        """The same with one column holding something else."""
        changed = [replace(column, kind=kind) if n == at else column for n, column in enumerate(self.columns)]
        return Columns(tuple(changed))


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that holds the header, from 0, or None; rows above it are no table."""
    best, best_at = 0, None
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [cell for cell in row[:WIDEST] if cell.strip()]
        known = sum(kind_of_title(cell) is not None for cell in cells)
        if known > best and known * 2 >= len(cells) and not any(MAIL.search(cell[:400]) for cell in cells):
            best, best_at = known, at
    if best_at is None:
        return None
    width = max((sum(bool(cell.strip()) for cell in row) for row in rows[:LOOKED_AT]), default=0)
    return best_at if best > 1 or width == 1 else None


def kind_of_title(title: str) -> Kind | None:
    """What a column with this header holds, or None where the words are not known."""
    text = fold(title[:200]).strip(" *:?.#°()[]_-")
    if title.strip() in ("#", "№", "N°", "Nº"):
        return Kind.NUMBER
    if not text:
        return None
    spaced = re.sub(r"[^\w#&+'-]+|_", " ", text).strip()
    for kind, exact, inside in HEADERS:
        if spaced in exact or any(f" {words} " in f" {spaced} " for words in inside):
            return Kind(kind)
    return None


def guess_columns(header: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> Columns:
    """What each column holds. rows: those under the header."""
    looked_at = rows[:: max(1, len(rows) // LOOKED_AT)][: LOOKED_AT * 2]
    width = min(WIDEST, max((len(row) for row in (*looked_at, header or ())), default=0))
    found: list[Column] = []
    for at in range(width):
        values = [text for row in looked_at if at < len(row) and (text := row[at].strip())]
        title = header[at].strip() if header and at < len(header) else ""
        kind = kind_of_title(title) if title else None
        if kind in (None, Kind.HONORIFIC):
            kind = _kind_of_values(values, kind)
        found.append(Column(kind, title, tuple(dict.fromkeys(value[:120] for value in values))[:SAMPLES]))
    return _settled(found)


def _kind_of_values(values: Sequence[str], titled: Kind | None) -> Kind:
    """What values tell. titled: HONORIFIC where the header says "Title", which may be a position."""
    if titled is Kind.HONORIFIC:
        return Kind.HONORIFIC if not values or _hold_titles(values) else Kind.POSITION
    if not values:
        return Kind.IGNORED
    if _share(values, is_title) >= 0.7 and not _hold_titles(values):
        return Kind.POSITION
    for kind, tells, least in TELLS:
        if _share(values, tells) >= least:
            return kind
    return Kind.COMMENT if sum(map(len, values)) > 80 * len(values) else Kind.IGNORED


def _share(values: Sequence[str], tells: Callable[[str], object]) -> float:
    return sum(bool(tells(value)) for value in values) / len(values) if values else 0.0


def is_title(value: str) -> bool:
    """Whether a cell holds an honorific and nothing else."""
    words = value.split()
    if not 0 < len(words) < 7:
        return False
    if not any(look(word).flags & TITLE or look(word).key.startswith(("prof", "doc", "dok")) for word in words):
        return False
    end, doubt = honorific_at(head_of(f"{value[:80]} Ana Brandt"), LONE)
    return not doubt and end >= len(words)


def _hold_titles(values: Sequence[str]) -> bool:
    """Whether most values are honorifics; "Professor" is none beside "Teacher" and "Nurse"."""
    titles = [value for value in values if is_title(value)]
    if any(is_role(value) and not is_title(value) for value in values):
        titles = [value for value in titles if not look(value).flags & POSITION]
    return len(titles) * 2 >= len(values)


def _is_given(value: str) -> bool:
    return len(value) < 40 and bool(look(value.split()[0]).flags & GIVEN)


def _is_place(value: str) -> bool:
    return len(value) < 100 and all(place_kind(part) for part in value.split(","))


def _is_unit(value: str) -> bool:
    return any(look(word).flags & UNIT for word in value.split(None, 8)[:8])


TELLS: tuple[tuple[Kind, Callable[[str], object], float], ...] = (
    (Kind.EMAIL, MAIL.fullmatch, 0.5),
    (Kind.NUMBER, NUMBER.fullmatch, 0.8),
    (Kind.DATE, DATE.fullmatch, 0.7),
    (Kind.HONORIFIC, is_title, 0.7),
    (Kind.COUNTRY, _is_place, 0.6),
    (Kind.NAME, lambda value: begins_person(value) >= 0.7, 0.6),
    (Kind.POSITION, is_role, 0.5),
    (Kind.AFFILIATION, _is_unit, 0.5),
    (Kind.GIVEN, _is_given, 0.4),
)


def _settled(found: list[Column]) -> Columns:
    """Columns that depend on one another: "Name" beside "First name", a second name, none at all."""
    kinds = [column.kind for column in found]
    titled = [bool(column.title and kind_of_title(column.title)) for column in found]
    named = [at for at, kind in enumerate(kinds) if kind is Kind.NAME]
    if Kind.GIVEN in kinds and Kind.FAMILY not in kinds:
        given = kinds.index(Kind.GIVEN)
        beside = [at for at in named if titled[at] == titled[given] or abs(at - given) == 1]
        beside += [at for at in (given + 1, given - 1) if 0 <= at < len(kinds) and kinds[at] is Kind.IGNORED]
        if beside and not (titled[given] is False and any(titled[at] for at in named)):
            kinds[beside[0]] = Kind.FAMILY
    named = [at for at, kind in enumerate(kinds) if kind is Kind.NAME]
    if len(named) > 1:
        kept = next((at for at in named if titled[at]), named[0])
        kinds = [
            Kind.IGNORED if at in named and at != kept and not titled[at] else kind
            for at, kind in enumerate(kinds)
        ]
    if not any(kind in NAMING for kind in kinds):
        _choose_a_name(found, kinds)
    return Columns(tuple(replace(column, kind=kind) for column, kind in zip(found, kinds, strict=True)))


def _choose_a_name(found: Sequence[Column], kinds: list[Kind]) -> None:
    """The column whose samples look most like people becomes the name."""
    scores = [
        sum(begins_person(sample) for sample in column.samples) / len(column.samples)
        if column.samples and column.kind in (Kind.IGNORED, Kind.POSITION, Kind.AFFILIATION, Kind.COMMENT) else 0.0
        for column in found
    ]  # fmt: skip
    if scores and max(scores) > 0:
        kinds[scores.index(max(scores))] = Kind.NAME
