"""Reports on listed entries: somebody says "this is not me"."""

from datetime import datetime

from sqlalchemy import func, insert, select

from service.store.database import Db
from service.store.tables import reports


def add_report(db: Db, letter_id: int, signature_id: int, words: str, now: datetime) -> None:
    db.execute(insert(reports).values(letter_id=letter_id, signature_id=signature_id, words=words, at=now))


def open_reports(db: Db, signature_id: int) -> int:
    """How many reports on an entry nobody has looked into."""
    still_open = select(func.count()).where(reports.c.signature_id == signature_id, reports.c.closed_at.is_(None))
    return int(db.execute(still_open).scalar_one())
