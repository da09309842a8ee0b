"""Waves of false sign-ups: which signatures have something in common, how many they are, and a sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from service.core.entry import Entry
from service.core.evidence import Check, Verdict
from service.core.signature import ACTIVE, State
from service.store.database import Db
from service.store.entries import entry_of
from service.store.tables import entries, evidence, signatures

REACHED = tuple(ACTIVE - {State.DECLINED})
"""What a clean-up may touch: what stands on the letter, or waits to."""

MARK = 2**31


@dataclass(frozen=True, slots=True)
class Wave:
    """What the sign-ups that are looked for have in common. domain, network: blind indexes.

    since, until: when they asked to sign. conflict: a check that speaks against them, or any of them.
    but: the mailbox of whoever looks.
    """

    but: bytes
    domain: bytes | None = None
    network: bytes | None = None
    since: datetime | None = None
    until: datetime | None = None
    conflict: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """How many a wave holds, by state. mark: another one where the entries are others."""

    by_state: Mapping[State, int]
    mark: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a wave, with the entry that it asks for."""

    signature_id: int
    state: State
    entry: Entry


def size_of(db: Db, letter_id: int, wave: Wave) -> Size:
    """How many signatures a wave holds."""
    found = db.execute(
        select(
            signatures.c.state,
            func.count().label("signatures"),
            func.sum(signatures.c.newest_entry_id % MARK).label("mark"),
        )
        .where(*conditions(letter_id, wave))
        .group_by(signatures.c.state)
    ).all()
    by_state = {State(row.state): int(row.signatures) for row in found}
    return Size(by_state, sum(int(row.mark) for row in found))


def sample_of(db: Db, letter_id: int, wave: Wave, most: int) -> list[Found]:
    """Some signatures of a wave. Their ids are random, so that the first by id are a fair sample."""
    rows = db.execute(
        select(signatures.c.id.label("key"), signatures.c.state, entries)
        .join(entries, entries.c.id == signatures.c.newest_entry_id)
        .where(*conditions(letter_id, wave))
        .order_by(signatures.c.id)
        .limit(most)
    )
    return [Found(row.key, State(row.state), entry_of(row)) for row in rows]


def network_of(db: Db, letter_id: int, signature_id: int) -> bytes | None:
    """From which network a signature came, as a blind index; None where that is not known."""
    return db.execute(
        select(signatures.c.network_index).where(
            signatures.c.id == signature_id, signatures.c.letter_id == letter_id
        )
    ).scalar()


def conditions(letter_id: int, wave: Wave) -> list[ColumnElement[bool]]:
    """What holds of every signature of a wave, and of no other."""
    found: list[ColumnElement[bool]] = [
        signatures.c.letter_id == letter_id,
        signatures.c.state.in_(REACHED),
        signatures.c.mailbox_index != wave.but,
    ]
    if wave.domain is not None:
        found.append(signatures.c.domain_index == wave.domain)
    if wave.network is not None:
        found.append(signatures.c.network_index == wave.network)
    if wave.since is not None:
        found.append(signatures.c.created_at >= wave.since)
    if wave.until is not None:
        found.append(signatures.c.created_at < wave.until)
    if wave.conflict:
        found.append(
            exists().where(
                evidence.c.entry_id == signatures.c.newest_entry_id,
                evidence.c.verdict == Verdict.CONFLICT,
                evidence.c.kind.in_(wave.conflict),
            )
        )
    return found
