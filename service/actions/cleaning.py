"""The worker's part of a clean-up: a few hundred signatures at a time, taken off or put back."""

from collections.abc import Sequence
from datetime import datetime

from service.actions.moderating import decision_mail
from service.core.moderation import UNDO_FOR
from service.core.signature import QUIET, Act, Signature, State, history, step
from service.store import batches, decisions, outbox
from service.store.batches import Batch, BatchState, Change, Fate, Member
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.outbox import Kind, Mail
from service.store.signatures import Stored

STEP_MOST = 200
"""Signatures changed in one transaction: everybody else's writes wait no longer than that takes."""


def work(db: Db, now: datetime, most: int = STEP_MOST) -> int:
    """Do the next part of the oldest batch that is not at its end; how many signatures were looked at."""
    batch = batches.unfinished(db)
    if batch is None:
        return 0
    is_undo = batch.state is BatchState.UNDOING
    members = batches.members_with(db, batch.id, Fate.DONE if is_undo else Fate.WAITS, most)
    if not members:
        batches.set_state(db, batch.id, BatchState.UNDONE if is_undo else BatchState.DONE)
        return 0
    stored = batches.load_free(db, batch.letter_id, [member.signature_id for member in members])
    pairs = [(member, stored[member.signature_id]) for member in members if member.signature_id in stored]
    if is_undo:
        _put_back(db, batch, pairs, now)
    else:
        _take_off(db, batch, pairs, now)
    return len(pairs)


def _take_off(db: Db, batch: Batch, pairs: Sequence[tuple[Member, Stored]], now: datetime) -> None:
    """Decline what waits, and take off what stands; what was changed since the start is left."""
    same = [stored for member, stored in pairs if stored.signature.epoch == member.epoch]
    acts = {stored.id: _act_on(stored.signature) for stored in same}
    changes = [Change(stored, step(stored.signature, acts[stored.id]), now, now) for stored in same]
    batches.save_many(db, changes)
    _log(db, batch, [(stored, acts[stored.id]) for stored in same], batch.account_id, now)
    batches.end_claims(db, list(acts))
    if batch.tells:
        told = [change for change in changes if not change.before.signature.is_imported]
        outbox.promise(db, [_mail(batch, change, now) for change in told])
    done = {stored.id for stored in same}
    batches.set_fate(db, batch.id, done, Fate.DONE)
    batches.set_fate(db, batch.id, {stored.id for _, stored in pairs} - done, Fate.LEFT)


def _act_on(signature: Signature) -> Act:
    """Declining would leave an earlier entry where it stands: that is taken off, with the edit that waits."""
    is_new = signature.state is State.CONFIRMED and signature.standing is None
    return Act.DECLINE if is_new else Act.UNLIST


def _put_back(db: Db, batch: Batch, pairs: Sequence[tuple[Member, Stored]], now: datetime) -> None:
    """Reverse what the batch did, where nothing followed."""
    same = [(member, stored) for member, stored in pairs if stored.signature.epoch == member.epoch + 1]
    acts = decisions.acts_of_many(db, [stored.id for _, stored in same])
    changes = [
        Change(
            stored, step(stored.signature, Act.REVERSE, earlier=_earlier(acts[stored.id])), member.changed_at, now
        )
        for member, stored in same
    ]
    batches.save_many(db, changes)
    taken_back = [_moves(acts[stored.id])[-1] for _, stored in same]
    by = batch.undone_by or batch.account_id
    _log(db, batch, [(stored, Act.REVERSE) for _, stored in same], by, now, taken_back)
    if batch.tells:
        for _, stored in same:
            outbox.cancel_one(db, decision_mail(stored.id, stored.signature.epoch))
    back = {stored.id for _, stored in same}
    batches.set_fate(db, batch.id, back, Fate.UNDONE)
    batches.set_fate(db, batch.id, {stored.id for _, stored in pairs} - back, Fate.STAYED)


def _earlier(acts: Sequence[LoggedAct]) -> Signature:
    """The signature as it was before the last act that moved it."""
    moves = _moves(acts)
    return history(moves[0].revision, [(act.act, act.revision) for act in moves[:-1]])[-1]


def _moves(acts: Sequence[LoggedAct]) -> list[LoggedAct]:
    return [act for act in acts if act.act not in QUIET]


def _log(
    db: Db,
    batch: Batch,
    done: Sequence[tuple[Stored, Act]],
    account_id: int,
    now: datetime,
    taken_back: Sequence[LoggedAct] = (),
) -> None:
    if done:
        why = ("", "") if done[0][1] is Act.REVERSE else (batch.reason, batch.note)
        decisions.log(
            db,
            [
                LoggedAct(
                    batch.letter_id, stored.id, act, stored.signature.newest, now, account_id, *why, batch.id
                )
                for stored, act in done
            ],
            taken_back,
        )


def _mail(batch: Batch, change: Change, now: datetime) -> Mail:
    before, after = change.before, change.after
    return Mail(
        dedupe=decision_mail(before.id, after.epoch),
        kind=Kind.DECLINED,
        created_at=now,
        letter_id=batch.letter_id,
        signature_id=before.id,
        epoch=after.epoch,
        data={"entry": before.signature.newest.id, "number": None, "reason": batch.reason, "note": batch.note},
        due_at=now + UNDO_FOR,
    )
