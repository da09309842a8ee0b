"""The invitation to confirm: once for each imported person whose address is known, by the author's act."""

from dataclasses import dataclass
from datetime import datetime

from service.store.accounts import Account
from service.store.database import Db
from service.store.rounds import Round


@dataclass(frozen=True, slots=True)
class Callees:
    """How many of an import can be invited, and the round that invites them, None before."""

    number: int
    round: Round | None


def to_call(db: Db, account: Account, slug: str, import_id: int) -> Callees:
    """How many people of a done import have an address, have not confirmed and were not invited.

    Raises LookupError, NotYours.
    """
    raise NotImplementedError


def call(db: Db, account: Account, slug: str, import_id: int, number: int, now: datetime) -> None:
    """Let the worker invite them. number: how many the author was shown.

    Raises LookupError, NotYours, NotInReview, OtherNumber.
    """
    raise NotImplementedError
