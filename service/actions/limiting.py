"""Limits that several acts share."""

from datetime import datetime

from service.core.limits import LOOKUPS_BY_NETWORK, MAILS_TO_ADDRESS, Limit
from service.core.signing import mailbox_of
from service.store import limits
from service.store.database import Db


class TooMany(Exception):
    """A limit is reached; until says when it ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__(str(until))
        self.until = until


def count_one(db: Db, limit: Limit, subject: str, now: datetime) -> int:
    """Count one hit of a subject; how many there were in this window, this one included."""
    key = limits.mark(db, limit, subject, now)
    return limits.count(db, [(key, limit.window_end(now))])[key]


def may_write_to(db: Db, email: str, network: str, now: datetime) -> bool:
    """Count a mail that a stranger causes to an address; whether it may be sent.

    Raises TooMany where the network has asked too often.
    """
    key = limits.network_mark(db, LOOKUPS_BY_NETWORK, network, now)
    asked = limits.count(db, [(key, LOOKUPS_BY_NETWORK.window_end(now))])[key]
    if asked > LOOKUPS_BY_NETWORK.most:
        raise TooMany(LOOKUPS_BY_NETWORK.window_end(now))
    mails = count_one(db, MAILS_TO_ADDRESS, mailbox_of(email), now)
    return mails <= MAILS_TO_ADDRESS.most and not limits.suppressed(db, [email])
