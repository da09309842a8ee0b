"""What a moderator sees: the queue, one entry, who reads it, and the address behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.actions.moderating import Decided, approvals_wanted, decision_mail, logged, moderated, on_letter
from service.core.evidence import all_pass
from service.core.letter import Letter
from service.core.moderation import CLAIM_FOR, UNDO_FOR, Policy
from service.core.signature import DECISIONS, Act, State, step
from service.core.signing import masked
from service.core.text import fold
from service.store import accounts, decisions, letters, outbox, queue, signatures
from service.store.accounts import Account, Role
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.queue import EVERYTHING, Place, Sieve, WaitingEntry
from service.store.roll import number_of
from service.store.sealed import letter_vault

QUEUE_MOST = 25


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier act with the moderator who did it; None where the signatory did."""

    act: LoggedAct
    by: Account | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry with what a moderator may see of its owner.

    reader, until: who else reads it now. approvers: who approved it already. wanted: how many must.
    """

    row: WaitingEntry
    masked: str
    history: list[Past]
    reader: Account | None
    until: datetime | None
    approvers: list[Account]
    wanted: int
    is_mine: bool
    is_approved_by_me: bool

    @property
    def is_quick(self) -> bool:
        """Whether it may be listed together with others: all evidence passes and one approval is enough."""
        lacking = self.wanted - len(self.approvers) - int(not self.is_approved_by_me)
        may_list = self.row.state is State.CONFIRMED and not self.is_mine and lacking <= 0
        return may_list and all_pass(self.row.findings)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator asked the queue for; words, domain: as typed."""

    words: str = ""
    domain: str = ""
    sieve: Sieve = EVERYTHING
    after: Place | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.domain) or replace(self.sieve, state=State.CONFIRMED) != EVERYTHING


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
class LastAct:
    """An account's last act on an entry, for telling it. mail_at: when its mail goes; None when it went.

    is_undoable: whether the account can take it back. is_told: whether a mail tells of it.
    """

    waiting: WaitingEntry
    act: Act
    number: int | None
    mail_at: datetime | None
    is_undoable: bool = False
    is_told: bool = True


def sieve_of(db: Db, letter_id: int, wanted: Wanted) -> Sieve:
    """The sieve with what was typed made comparable: folded words, a domain's blind index."""
    domain = db.vault(letter_vault(letter_id)).mark(wanted.domain.lower()) if wanted.domain else None
    return replace(wanted.sieve, words=fold(wanted.words), domain=domain)


def show_queue(db: Db, account: Account, slug: str, wanted: Wanted, now: datetime) -> Queue:
    """What waits on a letter, the longest first. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    policy = letters.policy_of(db, letter.id)
    rows = queue.waiting(db, letter.id, QUEUE_MOST + 1, sieve_of(db, letter.id, wanted), wanted.after)
    shown = rows[:QUEUE_MOST]
    more = Place(shown[-1].waiting_since, shown[-1].signature_id) if len(rows) > QUEUE_MOST else None
    is_front = wanted.after is None and not wanted.is_filtered and wanted.sieve.state is State.CONFIRMED
    reported = queue.reported(db, letter.id, QUEUE_MOST) if is_front else []
    first = {row.signature_id for row in reported}
    shown = [row for row in shown if row.signature_id not in first]
    seen = known(db, account, letter.id, policy, [*reported, *shown], now)
    last = decisions.last_decision_at(db, letter.id)
    return Queue(letter, policy, seen[len(reported) :], seen[: len(reported)], more, last)


def show_entry(
    db: Db, account: Account, slug: str, signature_id: int, now: datetime
) -> tuple[Letter, Policy, Waiting]:
    """One entry of a letter, whatever became of it. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    on_letter(db, letter, signature_id, to_change=False)
    row = queue.one_waiting(db, signature_id)
    if row is None:
        raise LookupError(signature_id)
    policy = letters.policy_of(db, letter.id)
    return letter, policy, known(db, account, letter.id, policy, [row], now)[0]


def next_after(db: Db, letter_slug: str, wanted: Wanted, decided: Decided) -> int | None:
    """The signature that comes after a decided one in the same view of the queue, or else the first of it."""
    letter = letters.letter_by_slug(db, letter_slug)
    if letter is None or wanted.sieve.state is not State.CONFIRMED:
        return None
    sieve = sieve_of(db, letter.id, wanted)
    found = queue.waiting_ids(db, letter.id, sieve, decided.place) or queue.waiting_ids(db, letter.id, sieve)
    return found[0] if found else None


def known(
    db: Db, account: Account, letter_id: int, policy: Policy, rows: Sequence[WaitingEntry], now: datetime
) -> list[Waiting]:
    """Rows of the queue with their owners' masked addresses and their past."""
    claims = queue.claims_on(db, [row.signature_id for row in rows], now)
    acts = decisions.acts_of_many(db, [row.signature_id for row in rows])
    vault = db.vault(letter_vault(letter_id))
    mine = vault.index(account.email)
    people = _People(db)
    found = []
    for row in rows:
        email = vault.open(row.mailbox, row.signature_id) if row.mailbox else ""
        claim = claims.get(row.signature_id)
        is_others = claim is not None and claim.account_id != account.id
        found.append(
            Waiting(
                row,
                masked(email) if email else "",
                [Past(act, people.get(act.account_id)) for act in acts.get(row.signature_id, [])],
                people.get(claim.account_id) if claim and is_others else None,
                claim.until if claim and is_others else None,
                [who for account_id in row.approved_by if (who := people.get(account_id))],
                approvals_wanted(row, policy),
                bool(email) and vault.index(email) == mine,
                account.id in row.approved_by,
            )
        )
    return found


class _People:
    """Accounts by id, each opened once for a page."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._known: dict[int, Account | None] = {}

    def get(self, account_id: int | None) -> Account | None:
        if account_id is None:
            return None
        if account_id not in self._known:
            self._known[account_id] = accounts.account_by_id(self._db, account_id)
        return self._known[account_id]


def last_act(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> LastAct | None:
    """What the account did to an entry in the last minutes, if nothing followed it. Raises as show_queue()."""
    letter = moderated(db, account, slug)
    stored = signatures.load_one(db, signature_id)
    row = queue.one_waiting(db, signature_id)
    if stored is None or row is None or stored.letter_id != letter.id:
        return None
    acts = [act for act in decisions.acts_of(db, signature_id) if act.act is not Act.REVEAL]
    if not acts or acts[-1].account_id != account.id or now > acts[-1].at + UNDO_FOR:
        return None
    number = None if stored.position is None else number_of(db, stored.id)
    mail = decision_mail(signature_id, stored.signature.epoch)
    is_told = acts[-1].act in DECISIONS and bool(outbox.promised(db, [mail]))
    mail_at = outbox.waits_until(db, mail) if is_told else None
    is_silent = stored.signature.is_imported and acts[-1].act in DECISIONS
    is_undoable = acts[-1].act is Act.APPROVE or is_silent or (mail_at is not None and mail_at > now)
    return LastAct(row, acts[-1].act, number, mail_at, is_undoable, is_told)


def claim(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> None:
    """Say that an account reads an entry now, unless somebody else does. Raises as show_queue()."""
    letter = moderated(db, account, slug)
    stored = on_letter(db, letter, signature_id)
    if stored.signature.state is State.CONFIRMED:
        queue.claim_entry(db, signature_id, account.id, now + CLAIM_FOR, now)


def reveal(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> str:
    """The address behind an entry; the log says who saw it. Raises LookupError, NotYours, NotAllowed."""
    letter = moderated(db, account, slug)
    stored = on_letter(db, letter, signature_id)
    step(stored.signature, Act.REVEAL)
    if stored.mailbox is None:
        raise LookupError(signature_id)
    decisions.log(db, [logged(stored, Act.REVEAL, account, now)])
    return db.vault(letter_vault(letter.id)).open(stored.mailbox, stored.id)


def my_letters(db: Db, account: Account) -> list[tuple[Letter, datetime | None]]:
    """The letters an account moderates, each with since when its oldest entry waits."""
    found = []
    for letter_id in accounts.letters_of(db, account.id, Role.MODERATOR):
        letter = letters.letter_by_id(db, letter_id)
        if letter:
            oldest = queue.waiting(db, letter.id, 1)
            found.append((letter, oldest[0].waiting_since if oldest else None))
    return found
