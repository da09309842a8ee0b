"""A reviewed roster is brought in, a few hundred names at a time, as a decision of the author who imports it."""

from datetime import datetime

from service.store.accounts import Account
from service.store.database import Db
from service.store.imports import Import

CONSENT_LEAST, CONSENT_MOST = 10, 1_000
"""Characters of the basis of consent."""


class NoConsent(Exception):
    """The author did not say how consent was given, or said it too shortly or at too great length."""


class OtherNumber(Exception):
    """Not as many names as the author was shown. number: how many are new now."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} names")
        self.number = number


def start(
    db: Db, account: Account, slug: str, import_id: int, consent: str, number: int, now: datetime
) -> Import:
    """Let the worker bring in what is new. number: how many names the author was shown; twice is harmless.

    Raises LookupError, NotYours, NotInReview, NotForNames, NoConsent, OtherNumber.
    """
    raise NotImplementedError


def stop(db: Db, account: Account, slug: str, import_id: int) -> None:
    """Bring in no more for now; what is in stays. Raises LookupError, NotYours, NotInReview."""
    raise NotImplementedError


def go_on(db: Db, account: Account, slug: str, import_id: int) -> None:
    """Go on with what was stopped. Raises LookupError, NotYours, NotInReview, NotForNames."""
    raise NotImplementedError


def work(db: Db, now: datetime) -> int:
    """Bring in the next names of the oldest import that is not at its end; how many rows were looked at."""
    raise NotImplementedError
