"""How a moderator takes back a decision, lets its mail go early, or takes an entry up again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from service.actions.moderating import already, decidable, decision_mail, logged, moderated, on_letter
from service.core.moderation import UNDO_FOR
from service.core.signature import BESIDE, DECISIONS, QUIET, Act, State, history, step
from service.store import decisions, outbox, queue, signatures
from service.store.accounts import Account
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.signatures import Stored

STARTS_WAITING = frozenset({Act.CONFIRM, Act.IMPORT, Act.PROPOSE, Act.EDIT, Act.REOPEN, Act.UNDO})


class Why(StrEnum):
    """Why a decision cannot be taken back. UNTOLD: a clean-up made it, and promised no mail."""

    LATE = "late"
    SENT = "sent"
    UNTOLD = "untold"
    FOLLOWED = "followed"
    OTHERS = "others"


class NotUndoable(Exception):
    """The decision cannot be taken back any more, or not by this account."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def undo(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> None:
    """Take back the account's own last decision on an entry, while its mail waits; or its approval.

    Raises LookupError, NotYours, NotUndoable.
    """
    letter = moderated(db, account, slug)
    stored = on_letter(db, letter, signature_id)
    acts = [act for act in decisions.acts_of(db, stored.id) if act.act not in BESIDE]
    last = _undoable(acts, account, now)
    if last.act is Act.APPROVE:
        _retract(db, account, stored, now)
    else:
        _reverse(db, account, stored, [act for act in acts if act.act not in QUIET], now)


def _retract(db: Db, account: Account, stored: Stored, now: datetime) -> None:
    """Take back an approval that waits for another moderator's; nobody was told of it."""
    step(stored.signature, Act.RETRACT)
    queue.take_back_approvals(db, stored.signature.newest.id, account.id)
    decisions.log(db, [logged(stored, Act.RETRACT, account, now)])


def _reverse(db: Db, account: Account, stored: Stored, moves: Sequence[LoggedAct], now: datetime) -> None:
    """Put back everything that the last of these acts changed. Raises NotUndoable."""
    last = moves[-1]
    mail = decision_mail(stored.id, stored.signature.epoch)
    if not outbox.cancel_one(db, mail) and not stored.signature.is_imported:
        raise NotUndoable(Why.SENT if outbox.promised(db, [mail]) else Why.UNTOLD)
    earlier = history(moves[0].revision, [(act.act, act.revision) for act in moves[:-1]])[-1]
    after = step(stored.signature, Act.REVERSE, earlier=earlier)
    signatures.save(db, stored, after, _waiting_since(moves[:-1]), done_at=now)
    if last.act is Act.LIST:
        queue.take_back_approvals(db, last.revision.id, account.id)
    if last.act is Act.UNLIST:
        queue.open_reports_again(db, stored.id, last.at)
    reversal = LoggedAct(stored.letter_id, stored.id, Act.REVERSE, last.revision, now, account.id)
    decisions.log(db, [reversal], taken_back=[last])


def undo_all(
    db: Db, account: Account, slug: str, signature_ids: Sequence[int], now: datetime
) -> tuple[list[int], int]:
    """Take back many decisions: those that were, and how many could not be any more. Raises as undo()."""
    done: list[int] = []
    for signature_id in signature_ids:
        try:
            undo(db, account, slug, signature_id, now)
        except NotUndoable:
            if len(signature_ids) == 1:
                raise
            continue
        done.append(signature_id)
    return done, len(signature_ids) - len(done)


def _undoable(acts: Sequence[LoggedAct], account: Account, now: datetime) -> LoggedAct:
    """The last of these acts, for the account to take back. Raises NotUndoable."""
    last = acts[-1] if acts else None
    if last is None or last.act not in DECISIONS | {Act.APPROVE}:
        raise NotUndoable(Why.FOLLOWED)
    if last.account_id != account.id:
        raise NotUndoable(Why.OTHERS)
    if now > last.at + UNDO_FOR:
        raise NotUndoable(Why.LATE)
    return last


def _waiting_since(moves: Sequence[LoggedAct]) -> datetime:
    """Since when an entry waits: a decision that was taken back does not send it to the end of the queue."""
    return next(act.at for act in reversed(moves) if act.act in STARTS_WAITING)


def send_now(db: Db, account: Account, slug: str, signature_ids: Sequence[int], now: datetime) -> int:
    """Let the mails about the account's own decisions go at once; how many still waited.

    Raises LookupError, NotYours.
    """
    letter = moderated(db, account, slug)
    sent = 0
    for signature_id in signature_ids:
        stored = on_letter(db, letter, signature_id)
        moves = [act for act in decisions.acts_of(db, stored.id) if act.act not in QUIET]
        if moves and moves[-1].account_id == account.id:
            sent += outbox.hasten(db, decision_mail(stored.id, stored.signature.epoch), now)
    return sent


def reopen(db: Db, account: Account, slug: str, signature_id: int, now: datetime) -> Stored:
    """Take up again an entry that was declined, or of which changes were asked.

    Its approvals are asked anew, and a mail that still waits is taken back.
    Raises LookupError, NotYours, OwnEntry, AlreadyDecided.
    """
    letter = moderated(db, account, slug)
    stored = decidable(db, account, letter, signature_id)
    if stored.signature.state not in {State.DECLINED, State.CHANGES_ASKED}:
        raise already(db, stored)
    outbox.cancel_one(db, decision_mail(stored.id, stored.signature.epoch))
    queue.forget_approvals(db, stored.signature.newest.id)
    signatures.save(db, stored, step(stored.signature, Act.REOPEN), now)
    decisions.log(db, [logged(stored, Act.REOPEN, account, now)])
    return stored
