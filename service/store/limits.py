"""Counters that end with their window, and the addresses that nobody may write to."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from service.core.limits import Limit
from service.core.signing import mailbox_of
from service.store.database import Db, padded
from service.store.sealed import LIMITS, LIMITS_OF_DAY, SUPPRESSIONS, Vault
from service.store.tables import limits, suppressions, vaults


def mark(db: Db, limit: Limit, subject: str, now: datetime) -> bytes:
    """The counter of a subject in the window that holds now."""
    return db.vault(LIMITS).mark(f"{limit.name}|{limit.window_end(now).timestamp()}|{subject}")


def network_mark(db: Db, limit: Limit, network: str, now: datetime) -> bytes:
    """Like mark(), under a key of the day that is deleted after it: no network can be found from its counter."""
    return _vault_of_day(db, now).mark(f"{limit.name}|{limit.window_end(now).timestamp()}|{network}")


def network_index(db: Db, letter_id: int, network: str, now: datetime) -> bytes:
    """What sign-ups of one network on one day and letter have in common, and nothing else has."""
    return _vault_of_day(db, now).mark(f"network|{letter_id}|{network}")


def _vault_of_day(db: Db, now: datetime) -> Vault:
    name = f"{LIMITS_OF_DAY}{now.date()}"
    if not db.vaults.knows(name):
        db.vaults.make(db.connection, name)
    return db.vault(name)


def count(db: Db, hits: Sequence[tuple[bytes, datetime]]) -> dict[bytes, int]:
    """Add each hit (a counter and the end of its window) to its counter; the counters after all of them."""
    if not hits:
        return {}
    untils = dict(hits)
    added = Counter(key for key, _ in hits)
    upsert = postgresql_insert if db.connection.dialect.name == "postgresql" else sqlite_insert
    statement = upsert(limits)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=[limits.c.key], set_={"hits": limits.c.hits + statement.excluded.hits}
        ),
        [{"key": key, "hits": added[key], "until": untils[key]} for key in sorted(added)],
    )
    found = db.execute(select(limits.c.key, limits.c.hits).where(limits.c.key.in_(padded(added))))
    return {row.key: row.hits for row in found}


def sweep_limits(db: Db, now: datetime) -> None:
    """Delete counters whose window is over, and the keys of past days."""
    db.execute(delete(limits).where(limits.c.until < now))
    kept = [f"{LIMITS_OF_DAY}{day}" for day in (now.date(), now.date() - timedelta(days=1))]
    db.execute(delete(vaults).where(vaults.c.name.startswith(LIMITS_OF_DAY), vaults.c.name.not_in(kept)))


def suppressed(db: Db, emails: Collection[str]) -> set[str]:
    """Which of these mailboxes, in the form in which they are compared, asked never to be written to."""
    vault = db.vault(SUPPRESSIONS)
    by_index = {vault.index(email): mailbox_of(email) for email in emails}
    found = db.execute(
        select(suppressions.c.mailbox_index).where(suppressions.c.mailbox_index.in_(padded(by_index)))
    )
    return {by_index[index] for index in found.scalars()}


def suppress(db: Db, email: str, now: datetime) -> None:
    """Never write to an address again."""
    if not suppressed(db, [email]):
        db.execute(insert(suppressions).values(mailbox_index=db.vault(SUPPRESSIONS).index(email), at=now))
