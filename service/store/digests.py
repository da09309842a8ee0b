"""Who wants a daily mail at which hour, and what waits for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from service.core.signature import State
from service.store.accounts import Role
from service.store.database import Db
from service.store.tables import accounts, grants, letters, reports, signatures


def moderators_until(db: Db, midnight: datetime, hour: int) -> list[tuple[int, int]]:
    """Accounts that moderate a letter and chose this hour (UTC) of a day or an earlier one, with that hour.

    Who came after their hour was over has missed nothing.
    """
    moderates = select(grants.c.account_id).where(grants.c.role == Role.MODERATOR)
    found = db.execute(
        select(accounts.c.id, accounts.c.digest_hour, accounts.c.created_at)
        .where(accounts.c.digest_hour <= hour, accounts.c.id.in_(moderates))
        .order_by(accounts.c.id)
    )
    return [
        (row.id, row.digest_hour)
        for row in found
        if row.created_at < midnight + timedelta(hours=row.digest_hour + 1)
    ]


def waiting_for(db: Db, account_id: int, before: datetime) -> tuple[int, datetime | None]:
    """How many entries and reports wait for an account, and since when the oldest that came before a moment."""
    theirs = select(grants.c.letter_id).where(grants.c.account_id == account_id, grants.c.role == Role.MODERATOR)
    letter_ids = list(db.execute(theirs).scalars())
    waiting = db.execute(select(func.sum(letters.c.waiting)).where(letters.c.id.in_(letter_ids))).scalar() or 0
    still_open = select(reports.c.signature_id, reports.c.at).where(
        reports.c.letter_id.in_(letter_ids), reports.c.closed_at.is_(None)
    )
    reported = db.execute(still_open).all()
    early = [moment for moment in (*_oldest(db, letter_ids), *(row.at for row in reported)) if moment < before]
    return int(waiting) + len({row.signature_id for row in reported}), min(early, default=None)


def _oldest(db: Db, letter_ids: Sequence[int]) -> list[datetime]:
    """Since when the oldest entry of each letter waits."""
    found = []
    for letter_id in letter_ids:
        oldest = db.execute(
            select(signatures.c.changed_at)
            .where(signatures.c.letter_id == letter_id, signatures.c.state == State.CONFIRMED)
            .order_by(signatures.c.changed_at)
            .limit(1)
        ).scalar()
        found += [oldest] if oldest else []
    return found


def set_hour(db: Db, account_id: int, hour: int | None) -> None:
    db.execute(update(accounts).where(accounts.c.id == account_id).values(digest_hour=hour))


def hour_of(db: Db, account_id: int) -> int | None:
    return db.execute(select(accounts.c.digest_hour).where(accounts.c.id == account_id)).scalar()
