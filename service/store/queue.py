"""The queue: entries that wait for a decision, the longest first, with what is known of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select, update

from service.core.entry import Entry, Lane
from service.core.evidence import Check, Finding, Verdict
from service.core.signature import State
from service.store.database import Db
from service.store.entries import entries_by_id, entry_of
from service.store.tables import approvals, claims, entries, evidence, examinations, reports, signatures


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that waits. standing: the one on the letter meanwhile, if any. report: what was said against it."""

    signature_id: int
    entry_id: int
    entry: Entry
    entry_hash: str
    lane: Lane
    mailbox: bytes
    waiting_since: datetime
    standing: Entry | None
    approvals_needed: int
    approved_by: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    report: str = ""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a moderator wants to see. words: folded text of the entry; domain: blind index of a mail domain."""

    words: str = ""
    domain: bytes | None = None
    verdict: Verdict | None = None
    titled: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Sieve()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, to go on from."""

    since: datetime
    signature_id: int


def waiting(
    db: Db, letter_id: int, most: int, sieve: Sieve = EVERYTHING, after: Place | None = None
) -> list[WaitingEntry]:
    """Up to so many entries that wait, the longest first, from a place on."""
    statement = (
        _entries()
        .where(signatures.c.letter_id == letter_id, signatures.c.state == State.CONFIRMED, *_conditions(sieve))
        .order_by(signatures.c.changed_at, signatures.c.id)
        .limit(most)
    )
    if after:
        later = and_(signatures.c.changed_at == after.since, signatures.c.id > after.signature_id)
        statement = statement.where(or_(signatures.c.changed_at > after.since, later))
    return _with_knowledge(db, db.execute(statement).all())


def reported(db: Db, letter_id: int, most: int) -> list[WaitingEntry]:
    """Listed entries of which somebody says "this is not me", the first report first."""
    found = db.execute(
        select(reports.c.signature_id, reports.c.words)
        .where(reports.c.letter_id == letter_id, reports.c.closed_at.is_(None))
        .order_by(reports.c.id)
        .limit(most)
    )
    words = {row.signature_id: row.words for row in found}
    statement = _entries().where(signatures.c.id.in_(words), signatures.c.state == State.LISTED)
    return _with_knowledge(db, db.execute(statement).all(), words)


def one_waiting(db: Db, signature_id: int) -> WaitingEntry | None:
    """The newest entry of one signature, whatever its state."""
    rows = db.execute(_entries().where(signatures.c.id == signature_id)).all()
    found = _with_knowledge(db, rows)
    return found[0] if found else None


def findings_of(db: Db, entry_ids: Collection[int]) -> dict[int, tuple[Finding, ...]]:
    """The evidence on each entry, in the order in which it is shown."""
    found: dict[int, list[Finding]] = {}
    for row in db.execute(select(evidence).where(evidence.c.entry_id.in_(entry_ids))):
        finding = Finding(Check(row.kind), Verdict(row.verdict), row.why, row.basis)
        found.setdefault(row.entry_id, []).append(finding)
    order = list(Check)
    return {key: tuple(sorted(each, key=lambda f: order.index(f.check))) for key, each in found.items()}


def keep_findings(
    db: Db, entry_id: int, findings: Sequence[Finding], approvals_needed: int, now: datetime
) -> None:
    """Replace the evidence on an entry, and take it off the list of those to examine."""
    db.execute(delete(evidence).where(evidence.c.entry_id == entry_id))
    db.execute(
        insert(evidence),
        [
            {
                "entry_id": entry_id,
                "kind": finding.check.value,
                "verdict": finding.verdict.value,
                "why": finding.why,
                "basis": dict(finding.basis),
                "at": now,
            }
            for finding in findings
        ],
    )
    db.execute(update(entries).where(entries.c.id == entry_id).values(approvals_needed=approvals_needed))
    db.execute(delete(examinations).where(examinations.c.entry_id == entry_id))


def ask_examination(db: Db, wanted: Sequence[tuple[int, int, int]], now: datetime) -> None:
    """Put entries on the list of those to examine: entry, signature and letter of each."""
    db.execute(
        insert(examinations),
        [
            {"entry_id": entry_id, "signature_id": signature_id, "letter_id": letter_id, "asked_at": now}
            for entry_id, signature_id, letter_id in wanted
        ],
    )


def to_examine(db: Db, most: int) -> list[tuple[int, int, int]]:
    """Up to so many entries to examine, the longest waiting first: entry, signature and letter of each."""
    found = db.execute(select(examinations).order_by(examinations.c.asked_at, examinations.c.entry_id).limit(most))
    return [(row.entry_id, row.signature_id, row.letter_id) for row in found]


def approve(db: Db, entry_id: int, account_id: int, now: datetime) -> bool:
    """Keep one moderator's approval of one exact entry; whether it is their first."""
    known = db.execute(
        select(approvals.c.at).where(approvals.c.entry_id == entry_id, approvals.c.account_id == account_id)
    ).first()
    if known is None:
        db.execute(insert(approvals).values(entry_id=entry_id, account_id=account_id, at=now))
    return known is None


def approvals_of(db: Db, entry_id: int) -> tuple[int, ...]:
    """Who approved an entry, by account."""
    found = db.execute(
        select(approvals.c.account_id).where(approvals.c.entry_id == entry_id).order_by(approvals.c.at)
    )
    return tuple(found.scalars())


def take_back_approvals(db: Db, entry_id: int, account_id: int) -> None:
    """Delete a moderator's approval of an entry, when the decision is undone."""
    db.execute(delete(approvals).where(approvals.c.entry_id == entry_id, approvals.c.account_id == account_id))


def approvals_needed(db: Db, entry_id: int) -> int:
    return int(db.execute(select(entries.c.approvals_needed).where(entries.c.id == entry_id)).scalar_one())


def claim_entry(db: Db, signature_id: int, account_id: int, until: datetime, now: datetime) -> int:
    """Say that a moderator reads an entry; whose claim holds now."""
    held = db.execute(select(claims).where(claims.c.signature_id == signature_id)).one_or_none()
    if held and held.until > now and held.account_id != account_id:
        return int(held.account_id)
    db.execute(delete(claims).where(claims.c.signature_id == signature_id))
    db.execute(insert(claims).values(signature_id=signature_id, account_id=account_id, until=until))
    return account_id


def claims_on(db: Db, signature_ids: Collection[int], now: datetime) -> dict[int, int]:
    """Who reads which of these entries now, by account."""
    found = db.execute(
        select(claims.c.signature_id, claims.c.account_id).where(
            claims.c.signature_id.in_(signature_ids), claims.c.until > now
        )
    )
    return {row.signature_id: row.account_id for row in found}


def _entries() -> Select[Any]:
    return select(
        signatures.c.id.label("signature_id"),
        signatures.c.mailbox,
        signatures.c.changed_at,
        signatures.c.standing_entry_id,
        entries,
    ).join(entries, entries.c.id == signatures.c.newest_entry_id)


def _conditions(sieve: Sieve) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sieve.words:
        found.append(entries.c.folded.contains(sieve.words, autoescape=True))
    if sieve.domain is not None:
        found.append(signatures.c.domain_index == sieve.domain)
    if sieve.verdict is not None:
        has = exists().where(evidence.c.entry_id == entries.c.id, evidence.c.verdict == sieve.verdict)
        found.append(has if sieve.verdict is not Verdict.PASS else _all_pass())
    if sieve.titled is not None:
        found.append(entries.c.is_titled == sieve.titled)
    if sieve.since is not None:
        found.append(signatures.c.created_at >= sieve.since)
    if sieve.until is not None:
        found.append(signatures.c.created_at < sieve.until)
    return found


def _all_pass() -> ColumnElement[bool]:
    """Evidence was gathered, and none of it is anything but a pass."""
    some = exists().where(evidence.c.entry_id == entries.c.id)
    other = exists().where(evidence.c.entry_id == entries.c.id, evidence.c.verdict != Verdict.PASS)
    return and_(some, ~other)


def _with_knowledge(db: Db, rows: Sequence[Any], words: Mapping[int, str] | None = None) -> list[WaitingEntry]:
    """Rows of _entries() with what stands meanwhile, the evidence, and who approved."""
    standing = entries_by_id(db, [row.standing_entry_id for row in rows if row.standing_entry_id is not None])
    entry_ids = [row.id for row in rows]
    findings = findings_of(db, entry_ids)
    approved: dict[int, list[int]] = {}
    for row in db.execute(select(approvals).where(approvals.c.entry_id.in_(entry_ids)).order_by(approvals.c.at)):
        approved.setdefault(row.entry_id, []).append(row.account_id)
    return [
        WaitingEntry(
            row.signature_id,
            row.id,
            entry_of(row),
            row.hash,
            Lane(row.lane),
            row.mailbox,
            row.changed_at,
            standing.get(row.standing_entry_id),
            row.approvals_needed,
            tuple(approved.get(row.id, ())),
            findings.get(row.id, ()),
            (words or {}).get(row.signature_id, ""),
        )
        for row in rows
    ]
