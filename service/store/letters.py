"""Letters and their versions."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from service.core.letter import (
    Counts,
    Letter,
    LetterState,
    Profile,
    Version,
    Wording,
    wording_from_record,
    wording_record,
)
from service.core.moderation import Policy
from service.core.seal import canonical, seal_of
from service.store.database import Db
from service.store.sealed import letter_vault
from service.store.tables import letters, versions


def add_letter(db: Db, profile: Profile, wording: Wording, now: datetime) -> int:
    """Store a draft with its first version and keys of its own; the letter's id."""
    letter_id = db.execute(
        insert(letters)
        .values(slug=profile.slug, state=LetterState.DRAFT, profile=_profile_record(profile), created_at=now)
        .returning(letters.c.id)
    ).scalar_one()
    db.vaults.make(db.connection, letter_vault(letter_id))
    version_id = db.execute(
        insert(versions)
        .values(
            letter_id=letter_id,
            number=1,
            seal=seal_of(wording),
            wording=canonical(wording_record(wording)).decode(),
            created_at=now,
        )
        .returning(versions.c.id)
    ).scalar_one()
    db.execute(update(letters).where(letters.c.id == letter_id).values(version_id=version_id))
    return int(letter_id)


def letter_by_slug(db: Db, slug: str) -> Letter | None:
    row = db.execute(_letters().where(letters.c.slug == slug)).one_or_none()
    return row and _letter(row)


def letter_by_id(db: Db, letter_id: int) -> Letter | None:
    row = db.execute(_letters().where(letters.c.id == letter_id)).one_or_none()
    return row and _letter(row)


def letters_in(db: Db, states: Collection[LetterState] = tuple(LetterState)) -> list[Letter]:
    """Letters in any of these states, the newest first."""
    found = db.execute(_letters().where(letters.c.state.in_(states)).order_by(letters.c.id.desc()))
    return [_letter(row) for row in found]


def revisions(db: Db, slugs: Collection[str]) -> dict[str, int]:
    """The present revision of each letter."""
    found = db.execute(select(letters.c.slug, letters.c.revision).where(letters.c.slug.in_(slugs)))
    return {row.slug: row.revision for row in found}


def set_state(db: Db, letter_id: int, state: LetterState) -> None:
    db.execute(
        update(letters).where(letters.c.id == letter_id).values(state=state, revision=letters.c.revision + 1)
    )


def add_to_counts(db: Db, letter_id: int, change: Counts) -> None:
    """Add a change, of which each number may be negative, to a letter's counts."""
    db.execute(
        update(letters)
        .where(letters.c.id == letter_id)
        .values(
            named=letters.c.named + change.named,
            unnamed=letters.c.unnamed + change.unnamed,
            supporters=letters.c.supporters + change.supporters,
            waiting=letters.c.waiting + change.waiting,
            revision=letters.c.revision + 1,
        )
    )


def next_position(db: Db, letter_id: int) -> int:
    """A position after every other that was ever given on this letter."""
    return int(
        db.execute(
            update(letters)
            .where(letters.c.id == letter_id)
            .values(last_position=letters.c.last_position + 1)
            .returning(letters.c.last_position)
        ).scalar_one()
    )


def policy_of(db: Db, letter_id: int) -> Policy:
    """How a letter is moderated."""
    record = db.execute(select(letters.c.policy).where(letters.c.id == letter_id)).scalar() or {}
    return Policy(**{**record, "two_for": tuple(record.get("two_for", ()))})


def set_policy(db: Db, letter_id: int, policy: Policy) -> None:
    db.execute(update(letters).where(letters.c.id == letter_id).values(policy=asdict(policy)))


def versions_of(db: Db, letter_id: int) -> list[Version]:
    """Every version of a letter, the newest first."""
    found = db.execute(
        select(versions).where(versions.c.letter_id == letter_id).order_by(versions.c.number.desc())
    )
    return [_version(row, row.id, row.created_at) for row in found]


def _letters() -> Select[Any]:
    return select(
        letters,
        versions.c.number,
        versions.c.seal,
        versions.c.wording,
        versions.c.created_at.label("version_created_at"),
    ).join(versions, versions.c.id == letters.c.version_id)


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        state=LetterState(row.state),
        profile=_profile(row.slug, row.profile),
        version=_version(row, row.version_id, row.version_created_at),
        counts=Counts(row.named, row.unnamed, row.supporters, row.waiting),
        revision=row.revision,
    )


def _version(row: Row[Any], version_id: int, created_at: datetime) -> Version:
    return Version(version_id, row.number, row.seal, wording_from_record(json.loads(row.wording)), created_at)


def _profile_record(profile: Profile) -> dict[str, Any]:
    record = {key: value for key, value in asdict(profile).items() if value and key != "slug"}
    if profile.published:
        record["published"] = profile.published.isoformat()
    return record


def _profile(slug: str, record: dict[str, Any]) -> Profile:
    published = record.get("published")
    return Profile(**{**record, "slug": slug, "published": date.fromisoformat(published) if published else None})
