"""An import is undone as a whole: every name that it brought in and that nobody confirmed is erased."""

from collections.abc import Sequence
from datetime import datetime

from service.actions.importing import holding
from service.actions.reviewing import NotInReview, on_letter
from service.core.signature import Act, State, step
from service.store import batches, decisions, imports, newcomers, roster_rows
from service.store.accounts import Account
from service.store.batches import Change
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.imports import Import, ImportState
from service.store.rolls import hold_letter
from service.store.signatures import Stored

STEP_MOST = 200
"""Names erased by one transaction: everybody else's writes wait no longer than that takes."""

UNDOABLE = frozenset({ImportState.DONE, ImportState.STOPPED})


def start(db: Db, account: Account, slug: str, import_id: int, now: datetime) -> Import:
    """Let the worker erase what an import (done or stopped) brought in; whoever confirmed stays.

    Twice is harmless. Raises LookupError, NotYours, NotInReview.
    """
    hold_letter(db, slug)
    _, found = on_letter(db, account, slug, import_id, to_change=True)
    if found.state in {ImportState.UNDOING, ImportState.UNDONE}:
        return found
    if found.state not in UNDOABLE:
        raise NotInReview(found)
    if found.state is ImportState.STOPPED:
        imports.end(db, found, ImportState.STOPPED, now)
    imports.set_import(db, found.id, state=ImportState.UNDOING.value, undone_by=account.id, after=-1)
    return on_letter(db, account, slug, import_id)[1]


def work(db: Db, now: datetime, most: int = STEP_MOST) -> int:
    """Erase the next names of an import that is being undone; how many rows were looked at.

    A signature that somebody else changes just now is left for the next step.
    """
    held = holding(db, ImportState.UNDOING)
    if held is None:
        return 0
    letter, found = held
    rows = roster_rows.brought_in(db, found.id, found.after, most)
    if not rows:
        imports.end(db, found, ImportState.UNDONE, now)
        imports.compare_again(db, letter.id)
        return 1
    free = batches.load_free(db, letter.id, [signature_id for _, signature_id in rows])
    reached = _until_held(rows, free)
    going = [free[each] for _, each in reached if _goes(free[each])]
    _erase(db, found, going, now)
    stayed = found.stayed + sum(not free[each].signature.is_imported for _, each in reached)
    after = reached[-1][0] if reached else found.after
    imports.set_import(db, found.id, after=after, undone=found.undone + len(going), stayed=stayed)
    return len(reached)


def _until_held(rows: Sequence[tuple[int, int]], free: dict[int, Stored]) -> list[tuple[int, int]]:
    """The rows before the first of which somebody else holds the signature."""
    reached: list[tuple[int, int]] = []
    for ordinal, signature_id in rows:
        if signature_id not in free:
            break
        reached.append((ordinal, signature_id))
    return reached


def _goes(stored: Stored) -> bool:
    return stored.signature.is_imported and stored.signature.state is not State.ERASED


def _erase(db: Db, found: Import, going: Sequence[Stored], now: datetime) -> None:
    if not going:
        return
    changes = [Change(each, step(each.signature, Act.ERASE), now, now) for each in going]
    batches.save_many(db, changes)
    decisions.log(db, [_logged(found, each, now) for each in going])
    newcomers.forget_many(db, [each.id for each in going])


def _logged(found: Import, each: Stored, now: datetime) -> LoggedAct:
    newest = each.signature.newest
    return LoggedAct(found.letter_id, each.id, Act.ERASE, newest, now, found.undone_by, import_id=found.id)
