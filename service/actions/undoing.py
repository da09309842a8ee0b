"""An import is undone as a whole: every name that it brought in and that nobody confirmed is erased."""

from datetime import datetime

from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import Import


def start(db: Db, account: Account, slug: str, import_id: int, now: datetime) -> Import:
    """Let the worker erase what an import (done or stopped) brought in; whoever confirmed stays.

    Raises LookupError, NotYours, NotInReview.
    """
    raise NotImplementedError


def work(db: Db, now: datetime) -> int:
    """Erase the next names of an import that is being undone; how many rows were looked at."""
    raise NotImplementedError
