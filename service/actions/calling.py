"""The invitation to confirm: once for each imported person whose address is known, by the author's act."""

from dataclasses import dataclass
from datetime import datetime

from service.actions.importing import OtherNumber
from service.actions.reviewing import NotInReview, on_letter
from service.store import imports, rounds
from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import ImportState
from service.store.rounds import Round, RoundKind


@dataclass(frozen=True, slots=True)
class Callees:
    """How many of an import have an address and did not confirm, and the round that invites them, None before."""

    number: int
    round: Round | None


def to_call(db: Db, account: Account, slug: str, import_id: int) -> Callees:
    """Who of an import can be invited to confirm, or was. Raises LookupError, NotYours."""
    _, found = on_letter(db, account, slug, import_id)
    return Callees(imports.reachable(db, found.id), rounds.round_about(db, RoundKind.INVITATION, found.id))


def call(db: Db, account: Account, slug: str, import_id: int, number: int, now: datetime) -> None:
    """Let the worker invite them, once; twice is harmless. number: how many the author was shown.

    Raises LookupError, NotYours, NotInReview where the import is not done, OtherNumber.
    """
    letter, found = on_letter(db, account, slug, import_id, to_change=True)
    if rounds.round_about(db, RoundKind.INVITATION, found.id):
        return
    if found.state is not ImportState.DONE:
        raise NotInReview(found)
    if not number or imports.reachable(db, found.id) != number:
        raise OtherNumber(imports.reachable(db, found.id))
    rounds.start_round(db, letter.id, RoundKind.INVITATION, found.id, number, account.id, now)
