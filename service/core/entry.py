"""What is printed of a signatory, and how it reads on the letter."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from service.core.canonical import canonical


class Capacity(StrEnum):
    """In what capacity somebody signs."""

    PERSONAL = "personal"
    ON_BEHALF = "on_behalf"
    FORMER = "former"


class Lane(StrEnum):
    """How a signature stands on the letter: named, verified but not named, or counted only."""

    COSIGNER = "cosigner"
    WITHHELD = "withheld"
    SUPPORTER = "supporter"


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody is, and where; either may be empty, not both."""

    position: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One immutable revision of what is printed, each value exactly as its owner wrote it.

    statement: why they sign, a paragraph a line; shown beside the list, and no part of the printed line.
    """

    name: str
    honorific: str = ""
    latin_name: str = ""
    positions: tuple[Position, ...] = ()
    place: str = ""
    capacity: Capacity = Capacity.PERSONAL
    evidence_url: str = ""
    statement: str = ""

    @property
    def is_titled(self) -> bool:
        """Whether it claims a standing that a moderator must have approved."""
        return bool(self.honorific or self.positions)


class Part(StrEnum):
    """What a printed segment is; GLUE is punctuation between values and carries no value."""

    HONORIFIC = "honorific"
    NAME = "name"
    LATIN_NAME = "latin-name"
    CAPACITY = "capacity"
    POSITION = "position"
    AFFILIATION = "affiliation"
    PLACE = "place"
    GLUE = "glue"


@dataclass(frozen=True, slots=True)
class Segment:
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry on the letter. number: its printed rank, from 1. ref: its permanent anchor. group: its heading.

    is_confirmed: false for a name from a roster that nobody has confirmed by mail.
    """

    number: int
    ref: str
    entry: Entry
    group: str = ""
    is_confirmed: bool = True

    @property
    def mark(self) -> str:
        """What stands behind an entry that is not confirmed by mail."""
        return "" if self.is_confirmed else UNCONFIRMED


UNCONFIRMED = "*"
UNCONFIRMED_WORDS = (
    f"{UNCONFIRMED} Brought in by the author from a list that was gathered elsewhere; not confirmed by mail."
)


def unconfirmed_words(listed: Iterable[ListedEntry]) -> str:
    """The line that explains the mark; empty where no entry has it."""
    return "" if all(each.is_confirmed for each in listed) else UNCONFIRMED_WORDS


def in_groups(listed: Iterable[ListedEntry]) -> list[tuple[str, list[ListedEntry]]]:
    """Entries with the heading that each run of them stands under; an empty one is not printed."""
    return [(group, list(entries)) for group, entries in groupby(listed, lambda each: each.group)]


CAPACITY_WORDS = {Capacity.ON_BEHALF: "on behalf of", Capacity.FORMER: "formerly"}


def printed(entry: Entry) -> tuple[Segment, ...]:
    """The entry as it prints: values in order with the punctuation between them.

    "Prof. Dr. Name (Latin name), Position, Affiliation; Position, Affiliation; Place". A renderer isolates
    each value from its neighbours, so that right-to-left and left-to-right text do not mix.
    """
    segments: list[Segment] = []

    def add(part: Part, text: str, before: str = "") -> None:
        if before:
            segments.append(Segment(Part.GLUE, before))
        segments.append(Segment(part, text))

    if entry.honorific:
        add(Part.HONORIFIC, entry.honorific)
    add(Part.NAME, entry.name, " " if entry.honorific else "")
    if entry.latin_name:
        add(Part.LATIN_NAME, entry.latin_name, " (")
        segments.append(Segment(Part.GLUE, ")"))
    between = ", "
    if entry.positions and entry.capacity in CAPACITY_WORDS:
        add(Part.CAPACITY, CAPACITY_WORDS[entry.capacity], ", ")
        between = " "
    for held in entry.positions:
        for part, text in ((Part.POSITION, held.position), (Part.AFFILIATION, held.affiliation)):
            if text:
                add(part, text, between)
                between = ", "
        between = "; "
    if entry.place:
        add(Part.PLACE, entry.place, "; " if len(entry.positions) > 1 else ", ")
    return tuple(segments)


def printed_text(entry: Entry) -> str:
    """The entry as one line of plain text."""
    return "".join(segment.text for segment in printed(entry))


def entry_record(entry: Entry) -> dict[str, Any]:
    """What is published of the entry, as plain JSON values; empty fields are left out."""
    record: dict[str, Any] = {"name": entry.name}
    for key in ("honorific", "latin_name", "place", "statement"):
        if value := getattr(entry, key):
            record[key] = value
    if entry.positions:
        record["positions"] = [
            {key: value for key, value in (("position", p.position), ("affiliation", p.affiliation)) if value}
            for p in entry.positions
        ]
    if entry.capacity is not Capacity.PERSONAL:
        record["capacity"] = entry.capacity.value
    return record


def entry_hash(entry: Entry, lane: Lane, salt: bytes) -> str:
    """What a decision names: SHA-256 over the entry, its lane and a salt, 64 hex digits.

    The salt goes when the entry is erased, so that the hash in the log cannot be guessed back to a name.
    """
    record = {
        "entry": entry_record(entry),
        "evidence_url": entry.evidence_url,
        "lane": lane.value,
        "salt": salt.hex(),
    }
    return hashlib.sha256(canonical(record)).hexdigest()
