"""What a moderator decides about entries: list, ask for changes, decline, take off, look into a report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from service.core.evidence import all_pass, has_conflict
from service.core.letter import Letter
from service.core.moderation import UNDO_FOR, Decision, Outcome, Policy, Reason, approvals_needed
from service.core.signature import MOVES, QUIET, Act, Signature, State, step
from service.store import accounts, decisions, letters, outbox, queue, signatures
from service.store.accounts import Account, Role
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.outbox import Kind, Mail
from service.store.queue import Place, WaitingEntry
from service.store.roll import number_of
from service.store.sealed import letter_vault
from service.store.signatures import Stored

BATCH_MOST = 100
MAILS = {Outcome.LIST: Kind.LISTED, Outcome.ASK: Kind.CHANGES_ASKED, Outcome.DECLINE: Kind.DECLINED}


class NotYours(Exception):
    """The account may not act on this letter."""


class OwnEntry(Exception):
    """Nobody decides on their own entry."""


class EntryChanged(Exception):
    """The entry was edited after it was read; the decision names one that is not the newest."""


class NeedsAnother(Exception):
    """The account approved the entry before; the second approval is somebody else's."""


class AlreadyDecided(Exception):
    """Another act came first. act, at: what and when; by: the moderator, None where the signatory did it."""

    def __init__(self, state: State, act: Act | None, at: datetime | None, by: Account | None) -> None:
        super().__init__(state)
        self.state = state
        self.act = act
        self.at = at
        self.by = by


class Left(StrEnum):
    """Why an entry of a batch was left as it was."""

    CHANGED = "changed"
    EVIDENCE = "evidence"
    OWN = "own"
    SECOND = "second"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. waits_for: how many more approvals the entry needs. place: where it waited."""

    signature_id: int
    act: Act
    place: Place
    waits_for: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class BatchDecided:
    """The entries of a batch that were listed, and how many were left, by why."""

    done: list[Decided] = field(default_factory=list)
    left: Counter[Left] = field(default_factory=Counter)


def decide(db: Db, account: Account, slug: str, signature_id: int, decision: Decision, now: datetime) -> Decided:
    """Keep a decision on one exact entry, and promise the mail that tells its owner in five minutes.

    Raises LookupError, NotYours, OwnEntry, EntryChanged, AlreadyDecided, NeedsAnother.
    """
    letter = moderated(db, account, slug)
    stored = decidable(db, account, letter, signature_id)
    if stored.signature.state is not State.CONFIRMED:
        raise already(db, stored)
    if stored.signature.newest.hash != decision.entry_hash:
        raise EntryChanged
    if decision.outcome is Outcome.LIST:
        lacking = _approve(db, account, letter, stored, now)
        if lacking:
            return Decided(stored.id, Act.APPROVE, _place(stored), lacking)
    return _keep(db, account, stored, decision.outcome.act, MAILS[decision.outcome], decision, now)


def unlist(
    db: Db,
    account: Account,
    slug: str,
    signature_id: int,
    entry_hash: str,
    reason: Reason,
    note: str,
    now: datetime,
) -> Decided:
    """Take a listed entry off the letter. Raises LookupError, NotYours, OwnEntry, EntryChanged, AlreadyDecided."""
    letter = moderated(db, account, slug)
    stored = decidable(db, account, letter, signature_id)
    if stored.signature.standing is None or stored.signature.state not in MOVES[Act.UNLIST]:
        raise already(db, stored)
    if stored.signature.newest.hash != entry_hash:
        raise EntryChanged
    queue.close_reports(db, stored.id, now)
    decision = Decision(Outcome.DECLINE, entry_hash, reason, note)
    return _keep(db, account, stored, Act.UNLIST, Kind.DECLINED, decision, now)


def keep(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> None:
    """Say that a report was looked into and the entry stays. Raises as unlist()."""
    letter = moderated(db, account, slug)
    stored = decidable(db, account, letter, signature_id)
    standing = stored.signature.standing
    if standing is None or not queue.close_reports(db, stored.id, now):
        raise already(db, stored)
    step(stored.signature, Act.KEEP)
    decisions.log(db, [LoggedAct(letter.id, stored.id, Act.KEEP, standing, now, account.id)])


def list_all(
    db: Db, account: Account, slug: str, chosen: Sequence[tuple[int, str]], now: datetime
) -> BatchDecided:
    """List many entries of which all evidence passes; the others are left, and counted by why.

    chosen: signature and entry hash of each, as they were shown. Raises LookupError, NotYours.
    """
    letter = moderated(db, account, slug)
    policy = letters.policy_of(db, letter.id)
    batch = BatchDecided(left=Counter({Left.TOO_MANY: len(chosen[BATCH_MOST:])}))
    for signature_id, entry_hash in chosen[:BATCH_MOST]:
        row = queue.one_waiting(db, signature_id)
        if row is None or row.entry_hash != entry_hash:
            batch.left[Left.CHANGED] += 1
        elif not all_pass(row.findings):
            batch.left[Left.EVIDENCE] += 1
        elif approvals_wanted(row, policy) - len({*row.approved_by, account.id}) > 0:
            batch.left[Left.SECOND] += 1
        else:
            _list_one(db, account, slug, row, batch, now)
    return BatchDecided(batch.done, +batch.left)


def _list_one(db: Db, account: Account, slug: str, row: WaitingEntry, batch: BatchDecided, now: datetime) -> None:
    decision = Decision(Outcome.LIST, row.entry_hash)
    try:
        batch.done.append(decide(db, account, slug, row.signature_id, decision, now))
    except OwnEntry:
        batch.left[Left.OWN] += 1
    except (LookupError, EntryChanged, AlreadyDecided, NeedsAnother):
        batch.left[Left.CHANGED] += 1


def approvals_wanted(row: WaitingEntry, policy: Policy) -> int:
    """How many moderators must approve an entry; one without evidence yet is taken for one with a conflict."""
    may_conflict = has_conflict(row.findings) or not row.findings
    return max(row.approvals_needed, approvals_needed(row.entry, row.lane, policy, may_conflict))


def _approve(db: Db, account: Account, letter: Letter, stored: Stored, now: datetime) -> int:
    """Keep an approval; how many more the entry needs before it stands. Raises NeedsAnother."""
    row = queue.one_waiting(db, stored.id)
    assert row is not None, "the signature was loaded just now"
    wanted = approvals_wanted(row, letters.policy_of(db, letter.id))
    is_first = queue.approve(db, row.entry_id, account.id, now)
    lacking = max(0, wanted - len({*row.approved_by, account.id}))
    if lacking and not is_first:
        raise NeedsAnother
    queue.ask_approvals(db, row.entry_id, wanted)
    if lacking:
        step(stored.signature, Act.APPROVE)
        queue.end_claim(db, stored.id)
        decisions.log(db, [logged(stored, Act.APPROVE, account, now)])
    return lacking


def _keep(
    db: Db, account: Account, stored: Stored, act: Act, kind: Kind, decision: Decision, now: datetime
) -> Decided:
    after = step(stored.signature, act)
    position = signatures.save(db, stored, after, now)
    number = None if position is None else number_of(db, stored.id)
    reason = decision.reason.value if decision.reason else ""
    decisions.log(db, [logged(stored, act, account, now, reason, decision.note)])
    queue.end_claim(db, stored.id)
    data = {"entry": stored.signature.newest.id, "number": number, "reason": reason, "note": decision.note}
    promise_after(db, stored, after, kind, data, now)
    return Decided(stored.id, act, _place(stored), number=number)


def promise_after(
    db: Db, stored: Stored, after: Signature, kind: Kind, data: Mapping[str, Any], now: datetime
) -> None:
    """Promise the mail about a decision for when it can no longer be taken back.

    Not to somebody who was imported: they did not sign, and nobody writes to them but to invite them.
    """
    if stored.signature.is_imported:
        return
    mail = Mail(
        dedupe=decision_mail(stored.id, after.epoch),
        kind=kind,
        created_at=now,
        letter_id=stored.letter_id,
        signature_id=stored.id,
        epoch=after.epoch,
        data=dict(data),
        due_at=now + UNDO_FOR,
    )
    outbox.promise(db, [mail])


def decision_mail(signature_id: int, epoch: int) -> str:
    """The name of the mail about the decision that led to an epoch."""
    return f"decided:{signature_id}:{epoch}"


def moderated(db: Db, account: Account, slug: str) -> Letter:
    """The letter, for somebody who moderates it. Raises LookupError, NotYours."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if not accounts.is_granted(db, account.id, letter.id, Role.MODERATOR):
        raise NotYours
    return letter


def on_letter(db: Db, letter: Letter, signature_id: int, to_change: bool = True) -> Stored:
    """A confirmed signature of this letter; to_change as load_one() has it. Raises LookupError."""
    stored = signatures.load_one(db, signature_id, to_change)
    if stored is None or stored.letter_id != letter.id or stored.signature.state is State.PENDING:
        raise LookupError(signature_id)
    return stored


def decidable(db: Db, account: Account, letter: Letter, signature_id: int) -> Stored:
    """As on_letter(), and not the account's own. Raises OwnEntry too."""
    stored = on_letter(db, letter, signature_id)
    if is_own(db, account, stored):
        raise OwnEntry
    return stored


def is_own(db: Db, account: Account, stored: Stored) -> bool:
    """Whether a signature was made with the account's own mailbox."""
    return stored.mailbox_index == db.vault(letter_vault(stored.letter_id)).index(account.email)


def logged(
    stored: Stored, act: Act, account: Account, now: datetime, reason: str = "", note: str = ""
) -> LoggedAct:
    """An account's act on the newest entry of a signature, as the log keeps it."""
    return LoggedAct(stored.letter_id, stored.id, act, stored.signature.newest, now, account.id, reason, note)


def already(db: Db, stored: Stored) -> AlreadyDecided:
    """What was done to a signature before, by whom and when."""
    last = next((act for act in reversed(decisions.acts_of(db, stored.id)) if act.act not in QUIET), None)
    by = accounts.account_by_id(db, last.account_id) if last and last.account_id else None
    return AlreadyDecided(stored.signature.state, last.act if last else None, last.at if last else None, by)


def how_it_stands(db: Db, account: Account, slug: str, signature_id: int) -> AlreadyDecided:
    """What was done last to an entry, for a moderator who comes too late. Raises LookupError, NotYours."""
    return already(db, on_letter(db, moderated(db, account, slug), signature_id, to_change=False))


def _place(stored: Stored) -> Place:
    return Place(stored.changed_at, stored.id)
