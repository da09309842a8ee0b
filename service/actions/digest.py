"""The daily mail to moderators: how much waits and since when, at the hour that each has chosen."""

from datetime import datetime, timedelta

from service.store import accounts, digests, outbox
from service.store.database import Db
from service.store.outbox import Kind, Mail

STOP_FOR = timedelta(days=90)
"""How long the link in a digest that ends the digests works."""


def promise_digests(db: Db, now: datetime) -> int:
    """Promise a mail to each moderator whose hour has begun today and for whom something waits; how many.

    Who was not written to at their hour, because nothing ran then, is written to as soon as something runs, that
    day. What came after their hour began is left for the next day: the answer does not change once it was given.
    """
    accounts.lock_accounts(db)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    due = digests.moderators_until(db, midnight, now.hour)
    done = outbox.promised(db, [_dedupe(account_id, now) for account_id, _ in due]) if due else set()
    mails = [
        mail
        for account_id, hour in due
        if _dedupe(account_id, now) not in done
        and (mail := _mail(db, account_id, midnight + timedelta(hours=hour), now))
    ]
    outbox.promise(db, mails)
    return len(mails)


def _mail(db: Db, account_id: int, hour: datetime, now: datetime) -> Mail | None:
    waiting, oldest = digests.waiting_for(db, account_id, hour)
    if oldest is None:
        return None
    hours = int((now - oldest) / timedelta(hours=1))
    data = {"waiting": waiting, "hours": hours}
    return Mail(_dedupe(account_id, now), Kind.DIGEST, now, account_id=account_id, data=data)


def _dedupe(account_id: int, now: datetime) -> str:
    return f"digest:{account_id}:{now.date()}"


def set_hour(db: Db, account_id: int, hour: int | None) -> None:
    """Choose the hour (UTC, 0 to 23) of the daily mail, or none. Raises ValueError for any other number."""
    if hour is not None and hour not in range(24):
        raise ValueError(hour)
    digests.set_hour(db, account_id, hour)


def hour_of(db: Db, account_id: int) -> int | None:
    """The hour that an account has chosen, in UTC; None where it wants no digest."""
    return digests.hour_of(db, account_id)
