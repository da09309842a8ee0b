"""A roster that was read becomes an import to review: its rows are kept, sealed, and compared with the letter."""

from datetime import datetime

from service.core.roster.values import Reading
from service.store.accounts import Account
from service.store.database import Database


class NotForNames(Exception):
    """The letter's state takes no names, or another import of it has not ended."""


async def gather(
    database: Database, account: Account, slug: str, source: str, kind: str, reading: Reading, now: datetime
) -> int:
    """Keep a reading as an import, a few hundred rows in each write; its id. It is compared before it returns
    where it is small, else by the worker: its state is GATHERING until then, then REVIEW.

    Raises LookupError, NotYours, NotForNames.
    """
    raise NotImplementedError
