"""What a letter holds that bears on one entry: similar names, the same network, the same mailbox's past."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, literal, or_, select, text

from service.core.entry import Entry, Lane
from service.core.evidence import Check, Finding, Past, Verdict
from service.core.signature import ACTIVE, Act, State
from service.store.database import Db
from service.store.entries import entry_of
from service.store.tables import Moment, acts, entries, evidence, examinations, name_keys, signatures

SIMILAR_MOST = 100
"""Names with the most keys in common that are compared in full."""


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry to be examined, with what its signature's row says, and when that was asked for last."""

    entry_id: int
    signature_id: int
    letter_id: int
    entry: Entry
    mailbox: bytes | None
    mailbox_index: bytes | None
    network_index: bytes | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another entry of the letter that may bear nearly the same name."""

    entry_id: int
    name: str
    latin_name: str
    state: State
    signature_id: int


def load_examined(db: Db, entry_ids: Collection[int]) -> list[Examined]:
    """The entries with these ids; those that were erased are missing."""
    found = db.execute(
        select(
            signatures.c.letter_id,
            signatures.c.mailbox,
            signatures.c.mailbox_index,
            signatures.c.network_index,
            examinations.c.asked_at,
            entries,
        )
        .join(signatures, signatures.c.id == entries.c.signature_id)
        .outerjoin(examinations, examinations.c.entry_id == entries.c.id)
        .where(entries.c.id.in_(entry_ids))
    )
    return [
        Examined(
            row.id,
            row.signature_id,
            row.letter_id,
            entry_of(row),
            row.mailbox,
            row.mailbox_index,
            row.network_index,
            row.asked_at,
        )
        for row in found
    ]


def still_asked(db: Db, entry_ids: Collection[int]) -> dict[int, tuple[Entry, Lane, int]]:
    """Which of these entries are still to be examined, with their approvals needed; held until the end."""
    found = db.execute(
        select(entries)
        .join(examinations, examinations.c.entry_id == entries.c.id)
        .where(entries.c.id.in_(entry_ids))
        .order_by(entries.c.id)
        .with_for_update(of=examinations)
    )
    return {row.id: (entry_of(row), Lane(row.lane), row.approvals_needed) for row in found}


def examine_waiting_again(db: Db, letter_id: int, now: datetime) -> int:
    """Put every waiting entry of a letter on the list of those to examine; how many were added."""
    listed = exists().where(examinations.c.entry_id == signatures.c.newest_entry_id)
    waiting = select(
        signatures.c.newest_entry_id, signatures.c.id, signatures.c.letter_id, literal(now, Moment)
    ).where(signatures.c.letter_id == letter_id, signatures.c.state == State.CONFIRMED, ~listed)
    return db.change(
        insert(examinations).from_select(["entry_id", "signature_id", "letter_id", "asked_at"], waiting)
    )


def keep_keys(db: Db, letter_id: int, keys: Mapping[int, Collection[int]]) -> None:
    """Remember the keys of entries' names, by entry; an entry never changes, so neither do they."""
    known = set(
        db.execute(select(name_keys.c.entry_id).where(name_keys.c.entry_id.in_(list(keys))).distinct()).scalars()
    )
    rows: list[dict[str, Any]] = [
        {"letter_id": letter_id, "key": key, "entry_id": entry_id}
        for entry_id in keys
        if entry_id not in known
        for key in sorted(keys[entry_id])
    ]
    if rows:
        db.execute(insert(name_keys), rows)


def similar(db: Db, letter_id: int, signature_id: int, keys: Collection[int]) -> list[Similar]:
    """Entries of other signatures that have keys in common, those with the most first."""
    common = (
        select(name_keys.c.entry_id, func.count().label("keys"))
        .where(name_keys.c.letter_id == letter_id, name_keys.c.key.in_(keys))
        .group_by(name_keys.c.entry_id)
        .order_by(func.count().desc(), name_keys.c.entry_id)
        .limit(SIMILAR_MOST)
        .subquery()
    )
    found = db.execute(
        select(
            signatures.c.id.label("signature_id"),
            signatures.c.state,
            entries.c.id,
            entries.c.name,
            entries.c.latin_name,
        )
        .join(common, common.c.entry_id == entries.c.id)
        .join(signatures, signatures.c.id == entries.c.signature_id)
        .where(
            signatures.c.id != signature_id,
            signatures.c.state.in_(ACTIVE),
            or_(signatures.c.newest_entry_id == entries.c.id, signatures.c.standing_entry_id == entries.c.id),
        )
    )
    return [Similar(row.id, row.name, row.latin_name, State(row.state), row.signature_id) for row in found]


def same_networks(db: Db, letter_id: int, indexes: Collection[bytes]) -> dict[bytes, int]:
    """How many asked to sign from each of these networks on the same day."""
    found = db.execute(
        select(signatures.c.network_index, func.count().label("signatures"))
        .where(signatures.c.letter_id == letter_id, signatures.c.network_index.in_(indexes))
        .group_by(signatures.c.network_index)
    )
    return {row.network_index: row.signatures for row in found}


def pasts(db: Db, letter_id: int, mailbox_indexes: Collection[bytes]) -> dict[bytes, Past]:
    """What was decided on earlier signatures of these mailboxes on the letter: all of them were withdrawn."""
    withdrawn = (
        select(signatures.c.id, signatures.c.mailbox_index)
        .where(
            signatures.c.letter_id == letter_id,
            signatures.c.mailbox_index.in_(mailbox_indexes),
            text("signatures.state = 'withdrawn'"),
        )
        .subquery()
    )
    found = db.execute(
        select(withdrawn.c.mailbox_index, acts.c.signature_id, acts.c.act)
        .join(acts, acts.c.signature_id == withdrawn.c.id)
        .where(acts.c.act.in_([Act.LIST, Act.DECLINE, Act.UNLIST, Act.REVERSE]))
        .order_by(acts.c.id)
    )
    logged: dict[tuple[bytes, int], list[Act]] = {}
    for row in found:
        _add_decision(logged.setdefault((row.mailbox_index, row.signature_id), []), Act(row.act))
    totals: dict[bytes, Past] = {}
    for (mailbox_index, _), decided in logged.items():
        known = totals.get(mailbox_index, Past())
        is_listed = decided[-1:] == [Act.LIST]
        is_declined = bool(decided) and not is_listed
        totals[mailbox_index] = Past(known.listed + is_listed, known.declined + is_declined)
    return totals


def _add_decision(decided: list[Act], act: Act) -> None:
    """The decisions on a signature that were not taken back."""
    if act is not Act.REVERSE:
        decided.append(act)
    elif decided:
        decided.pop()


def verdicts_on(db: Db, entry_ids: Collection[int]) -> dict[int, dict[Check, Verdict]]:
    """What the checks said of each of these entries; nothing of one that was not examined yet."""
    found: dict[int, dict[Check, Verdict]] = {}
    for row in db.execute(select(evidence).where(evidence.c.entry_id.in_(entry_ids))):
        found.setdefault(row.entry_id, {})[Check(row.kind)] = Verdict(row.verdict)
    return found


def keep_findings(
    db: Db, found: Mapping[int, Sequence[Finding]], asked_at: Mapping[int, datetime | None], now: datetime
) -> None:
    """Replace the evidence on entries, by entry, and take them off the list of those to examine.

    asked_at: when that was asked for last, as it was known to the examination; one that was asked for anew
    meanwhile stays on the list.
    """
    rows = [
        {
            "entry_id": entry_id,
            "kind": finding.check.value,
            "verdict": finding.verdict.value,
            "why": finding.why,
            "basis": dict(finding.basis),
            "other_entry_id": finding.other,
            "at": now,
        }
        for entry_id, findings in found.items()
        for finding in findings
    ]
    if rows:
        db.execute(delete(evidence).where(evidence.c.entry_id.in_(list(found))))
        db.execute(insert(evidence), rows)
        moment = bindparam("moment", type_=Moment)
        done = delete(examinations).where(
            examinations.c.entry_id == bindparam("key"), examinations.c.asked_at == moment
        )
        db.execute(done, [{"key": entry_id, "moment": asked_at[entry_id]} for entry_id in found])
