"""What authors are writing: one draft for each letter, and how many people a change would touch."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from service.core.canonical import canonical
from service.core.letter import Wording, wording_from_record, wording_record
from service.core.signature import State
from service.store.database import Db
from service.store.tables import drafts, letters, signatures, versions

STANDING = (State.CONFIRMED, State.CHANGES_ASKED, State.LISTED, State.COUNTED)
"""Who confirmed, and neither withdrew nor was declined."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """revision: grows with every save. account_id: who saved last."""

    wording: Wording
    revision: int
    account_id: int | None
    saved_at: datetime


def draft_of(db: Db, letter_id: int) -> StoredDraft | None:
    """The draft of a letter; None where nobody wrote since the letter was brought in."""
    row = db.execute(select(drafts).where(drafts.c.letter_id == letter_id)).one_or_none()
    if row is None:
        return None
    wording = wording_from_record(json.loads(row.content))
    return StoredDraft(wording, row.revision, row.account_id, row.saved_at)


def keep_draft(
    db: Db, letter_id: int, wording: Wording, revision: int, account_id: int | None, now: datetime
) -> bool:
    """Keep a draft in place of the one with this revision, 0 for none; false where another came between."""
    values = {
        "content": canonical(wording_record(wording)).decode(),
        "revision": revision + 1,
        "account_id": account_id,
        "saved_at": now,
    }
    if revision == 0:
        db.execute(insert(drafts).values(letter_id=letter_id, **values))
        return True
    mine = update(drafts).where(drafts.c.letter_id == letter_id, drafts.c.revision == revision)
    return db.change(mine.values(**values)) == 1


def hold_letter(db: Db, slug: str) -> None:
    """Let nobody else, in any process, change this letter's texts before this transaction ends."""
    db.execute(select(letters.c.id).where(letters.c.slug == slug).with_for_update())


def signatories(db: Db, letter_id: int, era: int | None = None) -> int:
    """How many people stand on a letter, or on the text of one of its eras."""
    states = [state.value for state in STANDING]
    found = select(func.count()).select_from(signatures)
    found = found.where(signatures.c.letter_id == letter_id, signatures.c.state.in_(states))
    if era is not None:
        found = found.join(versions, versions.c.id == signatures.c.version_id).where(versions.c.era == era)
    return int(db.execute(found).scalar_one())
