"""Imports: each roster that an author brings in, its rows sealed, and what becomes of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.core.roster.values import Aside, Person, Warning
from service.core.roster.verdicts import Verdict


class ImportState(StrEnum):
    """GATHERING: rows are being kept and compared. STOPPED: the author halted it; it can go on."""

    GATHERING = "gathering"
    REVIEW = "review"
    BRINGING_IN = "bringing_in"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Import:
    """One roster on its way to a letter.

    source: the file's name, or "" for a paste; kind: what it was read as. consent: how consent was given.
    total: people and asides that were read; None while they are being kept. after: up to which row it has come.
    done: brought in, of them waiting: for a second moderator. left: found to stand already while bringing in.
    undone, stayed: taken off again, and kept because they confirmed.
    """

    id: int
    letter_id: int
    account_id: int
    state: ImportState
    source: str
    kind: str
    consent: str
    warnings: tuple[Warning, ...]
    total: int | None
    after: int
    wanted: int
    done: int
    waiting: int
    left: int
    undone: int
    stayed: int
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a roster. ordinal: its key and its order. stamp: grows with every change to it.

    person, aside: one of them; both None once its source is deleted. other_row, other_signature: whom it doubles.
    """

    ordinal: int
    stamp: int
    verdict: Verdict
    person: Person | None
    aside: Aside | None
    problem: str = ""
    is_taken: bool = False
    other_row: int | None = None
    other_signature: int | None = None
    signature_id: int | None = None


Counted = Counter[Verdict]
