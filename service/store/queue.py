"""The queue: entries that wait for a decision, the longest first, with what is known of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select, update

from service.core.entry import Entry, Lane
from service.core.evidence import Check, Finding, Verdict
from service.core.signature import State
from service.store.database import Db
from service.store.entries import entries_by_id, entry_of
from service.store.tables import approvals, claims, entries, evidence, examinations, reports, signatures


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that waits, or waited. standing: the one on the letter meanwhile, if any.

    mailbox: None for somebody from a roster without an address.
    report: what was said against it by somebody who says "this is not me", while nobody has looked into it.
    waiting_since: for an entry that was decided, when that was.
    """

    signature_id: int
    entry_id: int
    entry: Entry
    entry_hash: str
    lane: Lane
    mailbox: bytes | None
    waiting_since: datetime
    standing: Entry | None
    approvals_needed: int
    approved_by: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    report: str = ""
    state: State = State.CONFIRMED


@dataclass(frozen=True, slots=True)
class Claim:
    """Who reads an entry now, by account, and until when."""

    account_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a moderator wants to see. words: folded text of the entry; domain: blind index of a mail domain.

    edit: whether the entry replaces one that stands.
    """

    words: str = ""
    domain: bytes | None = None
    verdict: Verdict | None = None
    titled: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    edit: bool | None = None
    state: State = State.CONFIRMED


EVERYTHING = Sieve()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, to go on from."""

    since: datetime
    signature_id: int


def waiting(
    db: Db, letter_id: int, most: int, sieve: Sieve = EVERYTHING, after: Place | None = None
) -> list[WaitingEntry]:
    """Up to so many entries, from a place on: those that wait the longest first, decided ones the newest first."""
    statement = _in_order(_entries(), letter_id, sieve, after).limit(most)
    return _with_knowledge(db, db.execute(statement).all())


def waiting_ids(
    db: Db, letter_id: int, sieve: Sieve = EVERYTHING, after: Place | None = None, most: int = 1
) -> list[int]:
    """As waiting(), the signatures' ids alone."""
    joined = select(signatures.c.id).join(entries, entries.c.id == signatures.c.newest_entry_id)
    return list(db.execute(_in_order(joined, letter_id, sieve, after).limit(most)).scalars())


def _in_order(statement: Select[Any], letter_id: int, sieve: Sieve, after: Place | None) -> Select[Any]:
    since, key = signatures.c.changed_at, signatures.c.id
    statement = statement.where(signatures.c.letter_id == letter_id, *_conditions(sieve))
    if sieve.state is State.CONFIRMED:
        if after:
            beyond = or_(since > after.since, key > after.signature_id)
            statement = statement.where(since >= after.since, beyond)
        return statement.order_by(since, key)
    if after:
        beyond = or_(since < after.since, key < after.signature_id)
        statement = statement.where(since <= after.since, beyond)
    return statement.order_by(since.desc(), key.desc())


def reported(db: Db, letter_id: int, most: int) -> list[WaitingEntry]:
    """Entries that stand and of which somebody says "this is not me", the first report first."""
    open_reports = (
        select(reports.c.signature_id, func.min(reports.c.id).label("first"))
        .where(reports.c.letter_id == letter_id, reports.c.closed_at.is_(None))
        .group_by(reports.c.signature_id)
        .subquery()
    )
    statement = (
        _entries()
        .join(open_reports, open_reports.c.signature_id == signatures.c.id)
        .where(signatures.c.standing_entry_id.is_not(None))
        .order_by(open_reports.c.first)
        .limit(most)
    )
    return _with_knowledge(db, db.execute(statement).all())


def close_reports(db: Db, signature_id: int, now: datetime) -> int:
    """Say that a moderator has looked into what was reported; how many reports that were."""
    still_open = and_(reports.c.signature_id == signature_id, reports.c.closed_at.is_(None))
    return db.change(update(reports).where(still_open).values(closed_at=now))


def open_reports_again(db: Db, signature_id: int, closed_at: datetime) -> None:
    """Take back that reports were looked into at a moment."""
    then = and_(reports.c.signature_id == signature_id, reports.c.closed_at == closed_at)
    db.execute(update(reports).where(then).values(closed_at=None))


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


def ask_approvals(db: Db, entry_id: int, needed: int) -> None:
    """Set how many moderators must approve an entry, unless it stands already: it was approved as it was."""
    stands = exists().where(signatures.c.standing_entry_id == entry_id, signatures.c.id == entries.c.signature_id)
    db.execute(update(entries).where(entries.c.id == entry_id, ~stands).values(approvals_needed=needed))


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


def take_back_approvals(db: Db, entry_id: int, account_id: int) -> None:
    """Delete a moderator's approval of an entry, when the decision is undone."""
    db.execute(delete(approvals).where(approvals.c.entry_id == entry_id, approvals.c.account_id == account_id))


def forget_approvals(db: Db, entry_id: int) -> None:
    """Delete every approval of an entry that is taken up again: who approved it has to look once more."""
    db.execute(delete(approvals).where(approvals.c.entry_id == entry_id))


def claim_entry(db: Db, signature_id: int, account_id: int, until: datetime, now: datetime) -> Claim:
    """Say that a moderator reads an entry, and no other any more; whose claim holds now."""
    held = db.execute(select(claims).where(claims.c.signature_id == signature_id)).one_or_none()
    if held and held.until > now and held.account_id != account_id:
        return Claim(held.account_id, held.until)
    db.execute(delete(claims).where(or_(claims.c.signature_id == signature_id, claims.c.account_id == account_id)))
    db.execute(insert(claims).values(signature_id=signature_id, account_id=account_id, until=until))
    return Claim(account_id, until)


def end_claim(db: Db, signature_id: int) -> None:
    """Nobody reads an entry any more that was decided."""
    db.execute(delete(claims).where(claims.c.signature_id == signature_id))


def claims_on(db: Db, signature_ids: Collection[int], now: datetime) -> dict[int, Claim]:
    """Who reads which of these entries now."""
    found = db.execute(select(claims).where(claims.c.signature_id.in_(signature_ids), claims.c.until > now))
    return {row.signature_id: Claim(row.account_id, row.until) for row in found}


def _entries() -> Select[Any]:
    return select(
        signatures.c.id.label("signature_id"),
        signatures.c.mailbox,
        signatures.c.changed_at,
        signatures.c.standing_entry_id,
        signatures.c.state,
        entries,
    ).join(entries, entries.c.id == signatures.c.newest_entry_id)


def _conditions(sieve: Sieve) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [signatures.c.state == sieve.state]
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
    if sieve.edit is not None:
        stands = signatures.c.standing_entry_id
        found.append(stands.is_not(None) if sieve.edit else stands.is_(None))
    return found


def _all_pass() -> ColumnElement[bool]:
    """Evidence was gathered, and none of it is anything but a pass."""
    some = exists().where(evidence.c.entry_id == entries.c.id)
    other = exists().where(evidence.c.entry_id == entries.c.id, evidence.c.verdict != Verdict.PASS)
    return and_(some, ~other)


def _with_knowledge(db: Db, rows: Sequence[Any]) -> list[WaitingEntry]:
    """Rows of _entries() with what stands meanwhile, the evidence, who approved and what was reported."""
    if not rows:
        return []
    standing = entries_by_id(db, [row.standing_entry_id for row in rows if row.standing_entry_id is not None])
    findings = findings_of(db, [row.id for row in rows])
    approved = _approved(db, [row.id for row in rows])
    words = _reported_words(db, [row.signature_id for row in rows])
    return [
        WaitingEntry(
            row.signature_id,
            row.id,
            entry_of(row),
            row.hash,
            Lane(row.lane),
            row.mailbox,
            row.changed_at,
            standing.get(row.standing_entry_id) if row.standing_entry_id != row.id else None,
            row.approvals_needed,
            tuple(approved.get(row.id, ())),
            findings.get(row.id, ()),
            words.get(row.signature_id, ""),
            State(row.state),
        )
        for row in rows
    ]


def _approved(db: Db, entry_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in db.execute(select(approvals).where(approvals.c.entry_id.in_(entry_ids)).order_by(approvals.c.at)):
        found.setdefault(row.entry_id, []).append(row.account_id)
    return found


def _reported_words(db: Db, signature_ids: Collection[int]) -> dict[int, str]:
    still_open = and_(reports.c.signature_id.in_(signature_ids), reports.c.closed_at.is_(None))
    found = db.execute(select(reports.c.signature_id, reports.c.words).where(still_open).order_by(reports.c.id))
    words: dict[int, str] = {}
    for row in found:
        words.setdefault(row.signature_id, row.words or "It is not me.")
    return words
