"""Letters, their versions and their addressees."""

import datetime as dt
import re
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from service.core.entry import Lane


class LetterState(StrEnum):
    """Where a letter stands; only an open letter takes signatures."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    FINAL = "final"
    DELIVERED = "delivered"
    ARCHIVED = "archived"


LETTER_MOVES: dict[LetterState, frozenset[LetterState]] = {
    LetterState.DRAFT: frozenset({LetterState.OPEN}),
    LetterState.OPEN: frozenset({LetterState.CLOSED}),
    LetterState.CLOSED: frozenset({LetterState.OPEN}),
}
"""Which state may follow which; the states after closing are reached by freezing and delivering."""


class DemandMarks(StrEnum):
    """What stands before each demand: a bullet, or 1. 2. 3., or a) b) c)."""

    BULLETS = "bullets"
    NUMBERS = "numbers"
    LETTERS = "letters"


class VersionKind(StrEnum):
    """How a version came to be. A material change asks everybody who signed to sign again."""

    FIRST = "first"
    CORRECTION = "correction"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or institution the letter goes to, as printed. An office may take several lines."""

    name: str
    honorific: str = ""
    post_nominals: str = ""
    office: str = ""
    organisation: str = ""
    care_of: str = ""
    postal: tuple[str, ...] = ()

    def full_name(self) -> str:
        """Honorific, name and post-nominals on one line."""
        named = f"{self.honorific} {self.name}".strip()
        return f"{named}, {self.post_nominals}" if self.post_nominals else named

    def lines(self) -> tuple[str, ...]:
        """The printed block, a line each, the full name first."""
        care_of = f"c/o {self.care_of}" if self.care_of else ""
        below = (*self.office.split("\n"), self.organisation, care_of, *self.postal)
        return (self.full_name(), *(line for line in below if line))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a seal covers: the letter's words and addressees as printed.

    The body is Markdown, and so is each demand; the texts of footnotes stand in the body.
    """

    title: str
    language: str
    to: tuple[Addressee, ...]
    body: str
    cc: tuple[Addressee, ...] = ()
    date: dt.date | None = None
    salutation: str = ""
    closing: str = ""
    re: str = ""
    demands: tuple[str, ...] = ()
    demand_marks: DemandMarks = DemandMarks.BULLETS


@dataclass(frozen=True, slots=True)
class Link:
    """A way out to another site, such as "Donate"; its address passes leads_out()."""

    label: str
    url: str


OUTGOING = re.compile(r"(?:https?://[^\s/?#]+\S*|mailto:[^\s@]+@[^\s@]+)", re.IGNORECASE)
URL_LIMIT = 2_000


def leads_out(url: str) -> bool:
    """Whether this is an address that a link may have: http, https or mailto, and nothing else."""
    return len(url) <= URL_LIMIT and OUTGOING.fullmatch(url) is not None


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands around the wording and is not signed: where the letter lives and who started it.

    until: the last day of collecting, to its end, UTC. lanes: the ways to sign that are open.
    terms: what signing means here, shown at the consent. supporters_elsewhere is shown apart and never added.
    """

    slug: str
    hashtag: str = ""
    organiser: str = ""
    published: dt.date | None = None
    goal: int | None = None
    supporters_elsewhere: int = 0
    about: str = ""
    contact: str = ""
    links: tuple[Link, ...] = ()
    until: dt.date | None = None
    lanes: tuple[Lane, ...] = tuple(Lane)
    terms: str = ""
    elsewhere_label: str = ""
    elsewhere_url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable wording, numbered from 1 within its letter, and its seal (64 hex digits).

    note: what changed and why, for the public. era: grows with every material change.
    """

    id: int
    number: int
    seal: str
    wording: Wording
    created_at: dt.datetime
    kind: VersionKind = VersionKind.FIRST
    note: str = ""
    era: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many signatures stand where; only confirmed ones are ever counted.

    named: listed cosigners. unnamed: verified cosigners who are not named. supporters: counted, not named.
    waiting: entries that wait for a decision, corrections of listed ones included.
    """

    named: int = 0
    unnamed: int = 0
    supporters: int = 0
    waiting: int = 0

    @property
    def signed(self) -> int:
        """Everybody the letter counts: named, verified but not named, and supporters."""
        return self.named + self.unnamed + self.supporters


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its current version.

    revision: grows with every change that a visitor could see. era: grows with every material change. roll_id:
    the order in which its names are shown.
    """

    id: int
    state: LetterState
    profile: Profile
    version: Version
    counts: Counts = field(default_factory=Counts)
    revision: int = 0
    era: int = 1
    roll_id: int = 0

    @property
    def slug(self) -> str:
        return self.profile.slug

    @property
    def title(self) -> str:
        return self.version.wording.title

    @property
    def language(self) -> str:
        return self.version.wording.language

    @property
    def is_public(self) -> bool:
        """Whether a visitor may read it at all."""
        return self.state not in {LetterState.DRAFT, LetterState.ARCHIVED}


def wording_record(wording: Wording) -> dict[str, Any]:
    """The wording as plain JSON values; what its seal is taken over. Empty fields are left out."""
    record = {name: value for name, value in asdict(wording).items() if value}
    record["to"] = [_addressee_record(a) for a in wording.to]
    if wording.cc:
        record["cc"] = [_addressee_record(a) for a in wording.cc]
    if wording.date:
        record["date"] = wording.date.isoformat()
    if wording.demands:
        record["demands"] = list(wording.demands)
    if wording.demand_marks is DemandMarks.BULLETS:
        del record["demand_marks"]
    return record


def wording_from_record(record: dict[str, Any]) -> Wording:
    """The inverse of wording_record()."""
    known = {f.name for f in fields(Wording)}
    values = {"body": "", **{key: value for key, value in record.items() if key in known}}
    for key in ("to", "cc"):
        values[key] = tuple(_addressee_from_record(a) for a in values.get(key, ()))
    if "date" in values:
        values["date"] = dt.date.fromisoformat(values["date"])
    values["demands"] = tuple(values.get("demands", ()))
    values["demand_marks"] = DemandMarks(values.get("demand_marks", DemandMarks.BULLETS))
    return Wording(**values)


def _addressee_record(addressee: Addressee) -> dict[str, Any]:
    record = {name: value for name, value in asdict(addressee).items() if value}
    if addressee.postal:
        record["postal"] = list(addressee.postal)
    return record


def _addressee_from_record(record: dict[str, Any]) -> Addressee:
    return Addressee(**{**record, "postal": tuple(record.get("postal", ()))})
