"""What a moderator does: sign in, see the queue, decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.actions.limiting import may_write_to
from service.core.letter import Letter
from service.core.moderation import Decision, Outcome
from service.core.signature import NotAllowed, State, step
from service.core.signing import masked
from service.store import accounts, decisions, letters, outbox, signatures
from service.store.accounts import Account, Role
from service.store.database import Db
from service.store.decisions import LoggedAct, WaitingEntry
from service.store.outbox import Kind, Mail
from service.store.roll import number_at
from service.store.sealed import letter_vault
from service.store.signatures import Stored

SESSION_FOR = timedelta(hours=12)
QUEUE_MOST = 50


class NotYours(Exception):
    """The account may not act on this letter."""


class OwnEntry(Exception):
    """Nobody decides on their own entry."""


class EntryChanged(Exception):
    """The entry was edited after it was read; the decision names one that is not the newest."""


class AlreadyDecided(Exception):
    """Another decision, a withdrawal or an erasure came first."""

    def __init__(self, state: State, at: datetime | None, by_moderator: bool) -> None:
        super().__init__(state)
        self.state = state
        self.at = at
        self.by_moderator = by_moderator


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry in the queue with what a moderator may see of its owner. history: earlier acts."""

    row: WaitingEntry
    masked: str
    history: list[LoggedAct]


@dataclass(frozen=True, slots=True)
class Queue:
    letter: Letter
    waiting: list[Waiting]
    total: int
    last_decision_at: datetime | None


def ask_to_sign_in(db: Db, email: str, network: str, nonce: int, now: datetime) -> None:
    """Promise a sign-in link to an address that has an account; the answer is the same for every other.

    Raises TooMany.
    """
    may_write = may_write_to(db, email, network, now)
    account = accounts.account_by_email(db, email)
    if account and may_write:
        mail = Mail(f"signin:{nonce}", Kind.SIGN_IN, now, account_id=account.id, epoch=account.epoch)
        outbox.promise(db, [mail])


def sign_in(db: Db, account_id: int, epoch: int, token_hash: bytes, now: datetime) -> bool:
    """Open a session by a link that nobody used before; whether it was so."""
    if not accounts.use_epoch(db, account_id, epoch):
        return False
    accounts.sweep_sessions(db, now)
    accounts.add_session(db, token_hash, account_id, now + SESSION_FOR)
    return True


def add_moderator(db: Db, email: str, slug: str, role: Role, now: datetime) -> Account:
    """Give an address a role on a letter. Raises LookupError for no such letter."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    account = accounts.add_account(db, email, now)
    accounts.grant(db, account.id, letter.id, role)
    return account


def queue(db: Db, account: Account, slug: str) -> Queue:
    """What waits on a letter, the longest first. Raises LookupError, NotYours."""
    letter = _letter(db, account, slug)
    vault = db.vault(letter_vault(letter.id))
    rows = decisions.waiting(db, letter.id, QUEUE_MOST)
    waiting = [
        Waiting(row, masked(vault.open(row.mailbox, row.signature_id)), decisions.acts_of(db, row.signature_id))
        for row in rows
    ]
    total = decisions.waiting_count(db, letter.id)
    return Queue(letter, waiting, total, decisions.last_decision_at(db, letter.id))


def my_letters(db: Db, account: Account) -> list[tuple[Letter, int, datetime | None]]:
    """The letters an account moderates: how many entries wait, and since when the oldest does."""
    found = []
    for letter_id in accounts.letters_of(db, account.id, Role.MODERATOR):
        letter = letters.letter_by_id(db, letter_id)
        if letter:
            oldest = decisions.waiting(db, letter.id, 1)
            since = oldest[0].waiting_since if oldest else None
            found.append((letter, decisions.waiting_count(db, letter.id), since))
    return found


def decide(db: Db, account: Account, slug: str, signature_id: int, decision: Decision, now: datetime) -> None:
    """Keep a decision on one exact entry, and promise the mail that tells its owner.

    Raises LookupError, NotYours, OwnEntry, EntryChanged, AlreadyDecided.
    """
    letter = _letter(db, account, slug)
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or stored.letter_id != letter.id:
        raise LookupError(signature_id)
    if stored.mailbox_index == db.vault(letter_vault(letter.id)).index(account.email):
        raise OwnEntry
    if stored.signature.state is not State.CONFIRMED:
        raise _decided(db, stored)
    if stored.signature.newest.hash != decision.entry_hash:
        raise EntryChanged
    _keep(db, account, stored, decision, now)


def _keep(db: Db, account: Account, stored: Stored, decision: Decision, now: datetime) -> None:
    try:
        after = step(stored.signature, decision.outcome.act)
    except NotAllowed as error:
        raise _decided(db, stored) from error
    position = signatures.save(db, stored, after, now)
    reason = decision.reason.value if decision.reason else ""
    decisions.log(
        db,
        [
            LoggedAct(
                stored.letter_id,
                stored.id,
                decision.outcome.act,
                stored.signature.newest,
                now,
                account.id,
                reason,
                decision.note,
            )
        ],
    )
    number = None if position is None else number_at(db, stored.letter_id, position)
    data = {"entry": stored.signature.newest.id, "number": number, "reason": reason, "note": decision.note}
    kinds = {Outcome.LIST: Kind.LISTED, Outcome.ASK: Kind.CHANGES_ASKED, Outcome.DECLINE: Kind.DECLINED}
    mail = Mail(
        dedupe=f"decided:{stored.id}:{after.epoch}",
        kind=kinds[decision.outcome],
        created_at=now,
        letter_id=stored.letter_id,
        signature_id=stored.id,
        epoch=after.epoch,
        data=data,
    )
    outbox.promise(db, [mail])


def _decided(db: Db, stored: Stored) -> AlreadyDecided:
    acts = decisions.acts_of(db, stored.id)
    last = acts[-1] if acts else None
    return AlreadyDecided(stored.signature.state, last.at if last else None, bool(last and last.account_id))


def _letter(db: Db, account: Account, slug: str) -> Letter:
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if not accounts.is_granted(db, account.id, letter.id, Role.MODERATOR):
        raise NotYours
    return letter
