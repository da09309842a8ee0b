"""Letters, their versions and their addressees."""

import datetime as dt
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or institution the letter goes to, as printed."""

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
        below = (self.office, self.organisation, care_of, *self.postal)
        return (self.full_name(), *(line for line in below if line))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a seal covers: the letter's words and addressees as printed. The body is Markdown."""

    title: str
    language: str
    to: tuple[Addressee, ...]
    body: str
    cc: tuple[Addressee, ...] = ()
    date: dt.date | None = None
    salutation: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands around the wording and is not signed: where the letter lives and who started it."""

    slug: str
    hashtag: str = ""
    organiser: str = ""
    published: dt.date | None = None
    goal: int | None = None
    supporters_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable wording, numbered from 1 within its letter, and its seal (64 hex digits)."""

    id: int
    number: int
    seal: str
    wording: Wording
    created_at: dt.datetime


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


GOAL_STEPS = (
    100,
    250,
    500,
    1_000,
    1_500,
    2_500,
    5_000,
    7_500,
    10_000,
    15_000,
    25_000,
    35_000,
    50_000,
    75_000,
    100_000,
    150_000,
    250_000,
    500_000,
    1_000_000,
)


def goal_after(signed: int, goal: int | None) -> int:
    """The goal to show: the author's until it is reached, then the next step above the count."""
    if goal is not None and signed < goal:
        return goal
    return next((step for step in GOAL_STEPS if step > signed), (signed // 1_000_000 + 1) * 1_000_000)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its current version; revision grows with every change that a visitor could see."""

    id: int
    state: LetterState
    profile: Profile
    version: Version
    counts: Counts = field(default_factory=Counts)
    revision: int = 0

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
    return record


def wording_from_record(record: dict[str, Any]) -> Wording:
    """The inverse of wording_record()."""
    known = {f.name for f in fields(Wording)}
    values = {key: value for key, value in record.items() if key in known}
    for key in ("to", "cc"):
        values[key] = tuple(_addressee_from_record(a) for a in values.get(key, ()))
    if "date" in values:
        values["date"] = dt.date.fromisoformat(values["date"])
    return Wording(**values)


def _addressee_record(addressee: Addressee) -> dict[str, Any]:
    record = {name: value for name, value in asdict(addressee).items() if value}
    if addressee.postal:
        record["postal"] = list(addressee.postal)
    return record


def _addressee_from_record(record: dict[str, Any]) -> Addressee:
    return Addressee(**{**record, "postal": tuple(record.get("postal", ()))})
