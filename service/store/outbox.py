"""The outbox: each row is a mail that a transaction promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from service.store.database import Db, padded
from service.store.keyring import KeyProblem
from service.store.milestones import Event
from service.store.sealed import ACCOUNTS, letter_vault
from service.store.tables import accounts, outbox, signatures


class Kind(StrEnum):
    """Which mail it is; its templates have the same name."""

    CONFIRM = "confirm"
    ALREADY_SIGNED = "already_signed"
    MINE = "mine"
    MINE_NONE = "mine_none"
    LISTED = "listed"
    CHANGES_ASKED = "changes_asked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SIGN_IN = "signin"
    INVITED = "invited"
    DIGEST = "digest"
    SECOND_STEP = "second_step"
    TEXT_CHANGED = "text_changed"
    UPDATE = "update"
    INVITATION = "invitation"


class MailState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


CLAIM_FOR = timedelta(minutes=10)
"""A claim that a dead worker left is taken over after this."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A promised mail. dedupe: the promise's own name, so that it is made once.

    epoch: that of the signature or account whose link it carries. mailbox: a sealed address where neither
    a signature nor an account has it.
    """

    dedupe: str
    kind: Kind
    created_at: datetime
    letter_id: int | None = None
    signature_id: int | None = None
    account_id: int | None = None
    mailbox: bytes | None = None
    epoch: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed mail with the sealed address it goes to; None where there is nobody to write to any more."""

    id: int
    kind: Kind
    letter_id: int | None
    subject: int
    epoch: int
    data: dict[str, Any]
    created_at: datetime
    attempts: int
    address: str | None


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a claimed mail. problem: the reply's code and class, never its text or an address."""

    id: int
    state: MailState
    problem: str = ""
    due_at: datetime | None = None
    was_tried: bool = True


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How many mails stand in each state, and since when the oldest unsent one is due."""

    queued: int
    claimed: int
    sent: int
    failed: int
    oldest_due: datetime | None


def promise(db: Db, mails: Sequence[Mail]) -> None:
    """Queue mails in the transaction that promises them."""
    if not mails:
        return
    db.execute(
        insert(outbox),
        [
            {
                "dedupe": mail.dedupe,
                "kind": mail.kind.value,
                "letter_id": mail.letter_id,
                "signature_id": mail.signature_id,
                "account_id": mail.account_id,
                "mailbox": mail.mailbox,
                "epoch": mail.epoch,
                "data": mail.data,
                "state": MailState.QUEUED.value,
                "due_at": mail.due_at or mail.created_at,
                "problem": "",
                "created_at": mail.created_at,
            }
            for mail in mails
        ],
    )


def promised(db: Db, dedupes: Collection[str]) -> set[str]:
    """Which of these promises were made already."""
    return set(db.execute(select(outbox.c.dedupe).where(outbox.c.dedupe.in_(padded(dedupes)))).scalars())


def claim(db: Db, now: datetime, most: int) -> list[Claimed]:
    """Take up to so many due mails, so that no other worker sends them meanwhile."""
    due = (
        select(outbox.c.id)
        .where(outbox.c.state.in_([MailState.QUEUED, MailState.CLAIMED]), outbox.c.due_at <= now)
        .order_by(outbox.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = db.execute(
        update(outbox)
        .where(outbox.c.id.in_(due))
        .values(state=MailState.CLAIMED, due_at=now + CLAIM_FOR, attempts=outbox.c.attempts + 1)
        .returning(outbox)
    ).all()
    sealed = _mailboxes(db, signatures, [row.signature_id for row in rows if row.signature_id])
    account_mailboxes = _mailboxes(db, accounts, [row.account_id for row in rows if row.account_id])
    claimed = []
    for row in rows:
        if row.account_id is not None:
            mailbox, vault = account_mailboxes.get(row.account_id), ACCOUNTS
        else:
            mailbox, vault = row.mailbox or sealed.get(row.signature_id), letter_vault(row.letter_id)
        subject = row.signature_id or row.account_id or 0
        address = _opened(db, vault, mailbox, subject)
        claimed.append(
            Claimed(
                row.id,
                Kind(row.kind),
                row.letter_id,
                subject,
                row.epoch,
                row.data,
                row.created_at,
                row.attempts,
                address,
            )
        )
    return claimed


def _opened(db: Db, vault: str, mailbox: bytes | None, subject: int) -> str | None:
    """The address, or None where there is none any more or no key opens it: the other mails go on."""
    try:
        return db.vault(vault).open(mailbox, subject) if mailbox else None
    except (KeyProblem, LookupError):
        return None


def _mailboxes(db: Db, table: Any, ids: Collection[int]) -> dict[int, bytes | None]:
    if not ids:
        return {}
    found = db.execute(select(table.c.id, table.c.mailbox).where(table.c.id.in_(ids)))
    return {row.id: row.mailbox for row in found}


def record(db: Db, handed: Sequence[Handed], now: datetime) -> None:
    """Write down what became of claimed mails."""
    if not handed:
        return
    db.execute(
        update(outbox)
        .where(outbox.c.id == bindparam("key"))
        .values(
            state=bindparam("new_state"),
            problem=bindparam("new_problem"),
            attempts=outbox.c.attempts - bindparam("untried"),
            due_at=func.coalesce(bindparam("new_due_at", type_=outbox.c.due_at.type), outbox.c.due_at),
        ),
        [
            {
                "key": each.id,
                "new_state": each.state.value,
                "new_problem": each.problem,
                "new_due_at": each.due_at,
                "untried": int(not each.was_tried),
            }
            for each in handed
        ],
    )
    ended = [each.id for each in handed if each.state in {MailState.SENT, MailState.FAILED}]
    if ended:
        db.execute(
            update(outbox).where(outbox.c.id.in_(ended), outbox.c.mailbox.is_not(None)).values(mailbox=None)
        )
    _tally(db, ended, now)


def _tally(db: Db, ended: Collection[int], now: datetime) -> None:
    """Count which first mails to signatories the servers took, and which they did not."""
    if not ended:
        return
    provider = func.coalesce(signatures.c.provider, "")
    found = db.execute(
        select(outbox.c.letter_id, outbox.c.state, provider.label("provider"), func.count().label("mails"))
        .outerjoin(signatures, signatures.c.id == outbox.c.signature_id)
        .where(outbox.c.id.in_(padded(ended)), outbox.c.kind == Kind.CONFIRM, outbox.c.dedupe.startswith("sign:"))
        .group_by(outbox.c.letter_id, outbox.c.state, provider)
    )
    for row in found:
        event = Event.MAILED if row.state == MailState.SENT else Event.BOUNCED
        db.tally(row.letter_id, now, event, row.provider, row.mails)


def cancel_one(db: Db, dedupe: str) -> bool:
    """Take back one promise while its mail waits; whether that was in time."""
    return db.change(delete(outbox).where(outbox.c.dedupe == dedupe, outbox.c.state == MailState.QUEUED)) == 1


def hasten(db: Db, dedupe: str, now: datetime) -> bool:
    """Let one waiting mail go now; whether it still waited."""
    waiting = update(outbox).where(outbox.c.dedupe == dedupe, outbox.c.state == MailState.QUEUED)
    return db.change(waiting.values(due_at=now)) == 1


def waits_until(db: Db, dedupe: str) -> datetime | None:
    """When a promised mail goes; None where it went, is on its way, or was taken back."""
    waiting = select(outbox.c.due_at).where(outbox.c.dedupe == dedupe, outbox.c.state == MailState.QUEUED)
    return db.execute(waiting).scalar()


def cancel(db: Db, signature_id: int) -> None:
    """Take back what was promised to a signature and not sent yet."""
    db.execute(delete(outbox).where(outbox.c.signature_id == signature_id, outbox.c.state == MailState.QUEUED))


def cancel_kind(db: Db, signature_id: int, kind: Kind) -> None:
    """Take back mails of one kind that were promised to a signature and not sent yet."""
    waiting = outbox.c.state == MailState.QUEUED
    db.execute(delete(outbox).where(outbox.c.signature_id == signature_id, outbox.c.kind == kind.value, waiting))


def cancel_many(db: Db, letter_id: int, kind: Kind, dedupe: str = "") -> int:
    """Take back the mails of one kind that wait for a letter's signatories and whose names begin so; how many."""
    mine = (outbox.c.letter_id == letter_id, outbox.c.kind == kind.value, outbox.c.dedupe.startswith(dedupe))
    return db.change(delete(outbox).where(outbox.c.state == MailState.QUEUED, *mine))


def sweep_sent(db: Db, before: datetime, most: int) -> int:
    """Delete up to so many mails that were sent before a moment; how many went."""
    old = select(outbox.c.id).where(outbox.c.state == MailState.SENT, outbox.c.due_at < before).limit(most)
    return db.change(delete(outbox).where(outbox.c.id.in_(old)))


def failures(db: Db, letter_id: int) -> list[tuple[MailState, str, int]]:
    """What mail servers said of mails about a letter that they did not take, and how often; no addresses."""
    found = db.execute(
        select(outbox.c.state, outbox.c.problem, func.count().label("mails"))
        .where(
            outbox.c.letter_id == letter_id,
            outbox.c.state.in_([MailState.FAILED, MailState.QUEUED]),
            outbox.c.problem != "",
        )
        .group_by(outbox.c.state, outbox.c.problem)
        .order_by(func.count().desc(), outbox.c.problem)
    )
    return [(MailState(row.state), row.problem, int(row.mails)) for row in found]


def health(db: Db) -> OutboxHealth:
    found = db.execute(select(outbox.c.state, func.count().label("mails")).group_by(outbox.c.state))
    counts: dict[str, int] = {row.state: row.mails for row in found}
    oldest = db.execute(select(func.min(outbox.c.due_at)).where(outbox.c.state == MailState.QUEUED)).scalar()
    queued, claimed, sent, failed = (counts.get(state.value, 0) for state in MailState)
    return OutboxHealth(queued, claimed, sent, failed, oldest)
