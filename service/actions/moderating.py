"""What a moderator does with entries: see the queue, decide, take a decision back, take an entry up again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.core.evidence import all_pass
from service.core.letter import Letter
from service.core.moderation import CLAIM_FOR, UNDO_FOR, Decision, Outcome, Policy
from service.core.signature import DECISIONS, Act, Signature, State, history, step
from service.core.signing import masked
from service.core.text import fold
from service.store import accounts, decisions, letters, outbox, queue, signatures
from service.store.accounts import Account, Role
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.outbox import Kind, Mail
from service.store.queue import EVERYTHING, Place, Sieve, WaitingEntry
from service.store.roll import number_at
from service.store.sealed import letter_vault
from service.store.signatures import Stored

QUEUE_MOST = 25
BATCH_MOST = 100


class NotYours(Exception):
    """The account may not act on this letter."""


class OwnEntry(Exception):
    """Nobody decides on their own entry."""


class EntryChanged(Exception):
    """The entry was edited after it was read; the decision names one that is not the newest."""


class NotUndoable(Exception):
    """Something followed the decision, or its mail is on its way."""


class AlreadyDecided(Exception):
    """Another act came first. by: the moderator who did it; None where the signatory did."""

    def __init__(self, state: State, at: datetime | None, by: Account | None) -> None:
        super().__init__(state)
        self.state = state
        self.at = at
        self.by = by


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry in the queue with what a moderator may see of its owner. history: earlier acts.

    reader: who else reads it now. approvers: who approved it already.
    """

    row: WaitingEntry
    masked: str
    history: list[LoggedAct]
    reader: Account | None
    approvers: list[Account]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of the queue. next: where the part after it begins, if there is more."""

    letter: Letter
    policy: Policy
    waiting: list[Waiting]
    reported: list[Waiting]
    next: Place | None
    last_decision_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. waits_for: how many more approvals the entry needs."""

    signature_id: int
    act: Act
    waits_for: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator asked the queue for; domain: a mail domain as typed."""

    words: str = ""
    domain: str = ""
    sieve: Sieve = EVERYTHING
    after: Place | None = None


def sieve_of(db: Db, letter_id: int, wanted: Wanted) -> Sieve:
    """The sieve with what was typed made comparable: folded words, a domain's blind index."""
    domain = db.vault(letter_vault(letter_id)).mark(wanted.domain.lower()) if wanted.domain else None
    return replace(wanted.sieve, words=fold(wanted.words), domain=domain)


def show_queue(db: Db, account: Account, slug: str, wanted: Wanted, now: datetime) -> Queue:
    """What waits on a letter, the longest first. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    rows = queue.waiting(db, letter.id, QUEUE_MOST + 1, sieve_of(db, letter.id, wanted), wanted.after)
    shown = rows[:QUEUE_MOST]
    more = Place(shown[-1].waiting_since, shown[-1].signature_id) if len(rows) > QUEUE_MOST else None
    return Queue(
        letter,
        letters.policy_of(db, letter.id),
        known(db, account, letter.id, shown, now),
        known(db, account, letter.id, queue.reported(db, letter.id, QUEUE_MOST), now),
        more,
        decisions.last_decision_at(db, letter.id),
    )


def known(db: Db, account: Account, letter_id: int, rows: Sequence[WaitingEntry], now: datetime) -> list[Waiting]:
    """Rows of the queue with their owners' masked addresses and their past."""
    vault = db.vault(letter_vault(letter_id))
    claims = queue.claims_on(db, [row.signature_id for row in rows], now)
    people: dict[int, Account | None] = {}

    def person(account_id: int | None) -> Account | None:
        if account_id is None:
            return None
        if account_id not in people:
            people[account_id] = accounts.account_by_id(db, account_id)
        return people[account_id]

    found = []
    for row in rows:
        email = vault.open(row.mailbox, row.signature_id)
        reader = person(claims.get(row.signature_id))
        approvers = [who for account_id in row.approved_by if (who := person(account_id))]
        found.append(
            Waiting(
                row,
                masked(email),
                decisions.acts_of(db, row.signature_id),
                reader if reader and reader.id != account.id else None,
                approvers,
                vault.index(email) == vault.index(account.email),
            )
        )
    return found


def claim(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> Account | None:
    """Say that an account reads an entry now; who else reads it already, if anybody. Raises as show_queue()."""
    moderated(db, account, slug)
    holder = queue.claim_entry(db, signature_id, account.id, now + CLAIM_FOR, now)
    return None if holder == account.id else accounts.account_by_id(db, holder)


def decide(db: Db, account: Account, slug: str, signature_id: int, decision: Decision, now: datetime) -> Decided:
    """Keep a decision on one exact entry, and promise the mail that tells its owner in five minutes.

    Raises LookupError, NotYours, OwnEntry, EntryChanged, AlreadyDecided.
    """
    letter = moderated(db, account, slug)
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or stored.letter_id != letter.id:
        raise LookupError(signature_id)
    if stored.mailbox_index == db.vault(letter_vault(letter.id)).index(account.email):
        raise OwnEntry
    if stored.signature.state is not State.CONFIRMED:
        raise _decided(db, stored)
    if stored.signature.newest.hash != decision.entry_hash:
        raise EntryChanged
    if decision.outcome is Outcome.LIST:
        lacking = _approve(db, account, stored, now)
        if lacking:
            return Decided(stored.id, Act.APPROVE, lacking)
    return _keep(db, account, stored, decision, now)


def _approve(db: Db, account: Account, stored: Stored, now: datetime) -> int:
    """Keep an approval; how many more the entry needs before it stands."""
    entry_id = stored.signature.newest.id
    if not queue.approve(db, entry_id, account.id, now):
        raise _decided(db, stored)
    lacking = queue.approvals_needed(db, entry_id) - len(queue.approvals_of(db, entry_id))
    if lacking > 0:
        after = step(stored.signature, Act.APPROVE)
        signatures.save(db, stored, after, stored.changed_at)
        decisions.log(db, [_act(stored, Act.APPROVE, account, now)])
    return max(0, lacking)


def list_all(
    db: Db, account: Account, slug: str, chosen: Sequence[tuple[int, str]], now: datetime
) -> tuple[list[Decided], int]:
    """List many entries of which all evidence passes: those listed, and how many were left as they had changed.

    chosen: signature and entry hash of each, as they were shown. Raises LookupError, NotYours.
    """
    moderated(db, account, slug)
    done: list[Decided] = []
    left = 0
    for signature_id, entry_hash in chosen[:BATCH_MOST]:
        row = queue.one_waiting(db, signature_id)
        if row is None or not all_pass(row.findings):
            left += 1
            continue
        try:
            done.append(decide(db, account, slug, signature_id, Decision(Outcome.LIST, entry_hash), now))
        except (LookupError, OwnEntry, EntryChanged, AlreadyDecided):
            left += 1
    return done, left + len(chosen[BATCH_MOST:])


def _keep(db: Db, account: Account, stored: Stored, decision: Decision, now: datetime) -> Decided:
    act = decision.outcome.act
    after = step(stored.signature, act)
    position = signatures.save(db, stored, after, now)
    number = None if position is None else number_at(db, stored.letter_id, position)
    reason = decision.reason.value if decision.reason else ""
    decisions.log(db, [_act(stored, act, account, now, reason, decision.note)])
    kinds = {Outcome.LIST: Kind.LISTED, Outcome.ASK: Kind.CHANGES_ASKED, Outcome.DECLINE: Kind.DECLINED}
    data = {"entry": stored.signature.newest.id, "number": number, "reason": reason, "note": decision.note}
    promise_after(db, stored, after, kinds[decision.outcome], data, now)
    return Decided(stored.id, act, number=number)


def promise_after(
    db: Db, stored: Stored, after: Signature, kind: Kind, data: Mapping[str, Any], now: datetime
) -> None:
    """Promise the mail about a decision for when it can no longer be taken back."""
    mail = Mail(
        dedupe=f"decided:{stored.id}:{after.epoch}",
        kind=kind,
        created_at=now,
        letter_id=stored.letter_id,
        signature_id=stored.id,
        epoch=after.epoch,
        data=dict(data),
        due_at=now + UNDO_FOR,
    )
    outbox.promise(db, [mail])


def undo(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> None:
    """Take back the account's own last decision on an entry, while its mail waits.

    Raises LookupError, NotYours, NotUndoable.
    """
    letter = moderated(db, account, slug)
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or stored.letter_id != letter.id:
        raise LookupError(signature_id)
    acts = decisions.acts_of(db, stored.id)
    last = acts[-1] if acts else None
    if last is None or last.act not in DECISIONS or last.account_id != account.id or now > last.at + UNDO_FOR:
        raise NotUndoable
    if not outbox.cancel_one(db, f"decided:{stored.id}:{stored.signature.epoch}"):
        raise NotUndoable
    earlier = history(acts[0].revision, [(act.act, act.revision) for act in acts[:-1]])[-1]
    after = step(stored.signature, Act.REVERSE, earlier=earlier)
    signatures.save(db, stored, after, _waiting_since(acts[:-1]))
    queue.take_back_approvals(db, last.revision.id, account.id)
    decisions.log(db, [LoggedAct(letter.id, stored.id, Act.REVERSE, last.revision, now, account.id)])


def _waiting_since(acts: Sequence[LoggedAct]) -> datetime:
    """Since when an entry waits: a decision that was taken back does not send it to the end of the queue."""
    return next(act.at for act in reversed(acts) if act.act in {Act.CONFIRM, Act.EDIT, Act.REOPEN, Act.UNDO})


def reopen(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> None:
    """Take a declined entry up again. Raises LookupError, NotYours, NotAllowed."""
    letter = moderated(db, account, slug)
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or stored.letter_id != letter.id:
        raise LookupError(signature_id)
    after = step(stored.signature, Act.REOPEN)
    signatures.save(db, stored, after, now)
    decisions.log(db, [_act(stored, Act.REOPEN, account, now)])


def moderated(db: Db, account: Account, slug: str) -> Letter:
    """The letter, for somebody who moderates it. Raises LookupError, NotYours."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if not accounts.is_granted(db, account.id, letter.id, Role.MODERATOR):
        raise NotYours
    return letter


def my_letters(db: Db, account: Account) -> list[tuple[Letter, datetime | None]]:
    """The letters an account moderates, each with since when its oldest entry waits."""
    found = []
    for letter_id in accounts.letters_of(db, account.id, Role.MODERATOR):
        letter = letters.letter_by_id(db, letter_id)
        if letter:
            oldest = queue.waiting(db, letter.id, 1)
            found.append((letter, oldest[0].waiting_since if oldest else None))
    return found


def _act(stored: Stored, act: Act, account: Account, now: datetime, reason: str = "", note: str = "") -> LoggedAct:
    return LoggedAct(stored.letter_id, stored.id, act, stored.signature.newest, now, account.id, reason, note)


def _decided(db: Db, stored: Stored) -> AlreadyDecided:
    acts = decisions.acts_of(db, stored.id)
    last = acts[-1] if acts else None
    by = accounts.account_by_id(db, last.account_id) if last and last.account_id else None
    return AlreadyDecided(stored.signature.state, last.at if last else None, by)
