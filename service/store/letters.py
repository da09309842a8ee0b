"""Letters and their versions."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, insert, select, update

from service.core.canonical import canonical
from service.core.letter import (
    Counts,
    Letter,
    LetterState,
    Profile,
    Version,
    VersionKind,
    Wording,
    wording_from_record,
    wording_record,
)
from service.core.moderation import Policy
from service.core.ordering import Ordering
from service.core.profile_record import profile_from_record, profile_record
from service.core.seal import seal_of
from service.store.database import Db
from service.store.rolls import RollState, begin_era, make_roll
from service.store.sealed import letter_vault
from service.store.tables import eras, letters, versions


def add_letter(db: Db, profile: Profile, wording: Wording, now: datetime, number: int = 1) -> int:
    """Store a draft with its first version and keys of its own; the letter's id.

    number: 0 for a letter that begins as a bare title, which is no version that anybody would read.
    """
    letter_id = db.execute(
        insert(letters)
        .values(slug=profile.slug, state=LetterState.DRAFT, profile=profile_record(profile), created_at=now)
        .returning(letters.c.id)
    ).scalar_one()
    db.vaults.make(db.connection, letter_vault(letter_id))
    version_id = db.execute(
        insert(versions)
        .values(
            letter_id=letter_id,
            number=number,
            seal=seal_of(wording),
            wording=canonical(wording_record(wording)).decode(),
            created_at=now,
        )
        .returning(versions.c.id)
    ).scalar_one()
    roll_id = make_roll(db, letter_id, 1, Ordering(), RollState.SHOWN, now)
    db.execute(update(letters).where(letters.c.id == letter_id).values(version_id=version_id, roll_id=roll_id))
    return int(letter_id)


def add_version(
    db: Db, letter: Letter, wording: Wording, kind: VersionKind, note: str, account_id: int | None, now: datetime
) -> int:
    """Make a wording the letter's text; its id. A material change begins an era in which nobody has signed yet."""
    era = letter.era + (kind is VersionKind.MATERIAL)
    if era > letter.era:
        _begin_era(db, letter, era, now)
    number = select(func.max(versions.c.number) + 1).where(versions.c.letter_id == letter.id).scalar_subquery()
    version_id = db.execute(
        insert(versions)
        .values(
            letter_id=letter.id,
            number=number,
            seal=seal_of(wording),
            wording=canonical(wording_record(wording)).decode(),
            created_at=now,
            kind=kind.value,
            note=note,
            era=era,
            account_id=account_id,
        )
        .returning(versions.c.id)
    ).scalar_one()
    changed = {"version_id": version_id, "revision": letters.c.revision + 1}
    db.execute(update(letters).where(letters.c.id == letter.id).values(changed))
    return int(version_id)


def _begin_era(db: Db, letter: Letter, era: int, now: datetime) -> None:
    """Keep what the era before counted, and begin anew, in the same order."""
    db.execute(select(letters.c.id).where(letters.c.id == letter.id).with_for_update())
    counted = select(
        letters.c.id, letters.c.era, letters.c.roll_id, letters.c.named, letters.c.unnamed, letters.c.supporters
    ).where(letters.c.id == letter.id)
    columns = ["letter_id", "era", "roll_id", "named", "unnamed", "supporters"]
    db.execute(insert(eras).from_select(columns, counted))
    roll_id = begin_era(db, letter.id, letter.roll_id, era, now)
    fresh = {"era": era, "roll_id": roll_id, "named": 0, "unnamed": 0, "supporters": 0}
    db.execute(update(letters).where(letters.c.id == letter.id).values(fresh))


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


def add_to_counts(db: Db, letter_id: int, era: int, change: Counts) -> None:
    """Add a change, of which each number may be negative, to what is counted of a letter's era.

    What waits for a decision waits for the letter, whatever text it speaks of.
    """
    is_present = letters.c.era == era
    present = db.execute(
        update(letters)
        .where(letters.c.id == letter_id)
        .values(
            named=letters.c.named + case((is_present, change.named), else_=0),
            unnamed=letters.c.unnamed + case((is_present, change.unnamed), else_=0),
            supporters=letters.c.supporters + case((is_present, change.supporters), else_=0),
            waiting=letters.c.waiting + change.waiting,
            revision=letters.c.revision + 1,
        )
        .returning(letters.c.era)
    ).scalar_one()
    if present != era:
        db.execute(
            update(eras)
            .where(eras.c.letter_id == letter_id, eras.c.era == era)
            .values(
                named=eras.c.named + change.named,
                unnamed=eras.c.unnamed + change.unnamed,
                supporters=eras.c.supporters + change.supporters,
            )
        )


def hold(db: Db, letter_id: int) -> None:
    """As rolls.hold_letter(), by the letter's id."""
    db.execute(select(letters.c.id).where(letters.c.id == letter_id).with_for_update())


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
        select(versions)
        .where(versions.c.letter_id == letter_id, versions.c.number > 0)
        .order_by(versions.c.number.desc())
    )
    return [_version(row, row.id, row.created_at) for row in found]


def version_by_id(db: Db, version_id: int) -> Version | None:
    row = db.execute(select(versions).where(versions.c.id == version_id)).one_or_none()
    return row and _version(row, row.id, row.created_at)


def version_authors(db: Db, letter_id: int) -> dict[int, int | None]:
    """Who made each version of a letter, by its number; None for the console."""
    found = db.execute(select(versions.c.number, versions.c.account_id).where(versions.c.letter_id == letter_id))
    return {row.number: row.account_id for row in found}


def set_profile(db: Db, profile: Profile) -> None:
    """Keep what stands around the wording of the letter with this profile's slug."""
    changed = {"profile": profile_record(profile), "revision": letters.c.revision + 1}
    db.execute(update(letters).where(letters.c.slug == profile.slug).values(changed))


def _letters() -> Select[Any]:
    return select(
        letters,
        versions.c.number,
        versions.c.seal,
        versions.c.wording,
        versions.c.created_at.label("version_created_at"),
        versions.c.kind,
        versions.c.note,
        versions.c.account_id,
    ).join(versions, versions.c.id == letters.c.version_id)


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        state=LetterState(row.state),
        profile=profile_from_record(row.slug, row.profile),
        version=_version(row, row.version_id, row.version_created_at),
        counts=Counts(row.named, row.unnamed, row.supporters, row.waiting),
        revision=row.revision,
        era=row.era,
        roll_id=row.roll_id,
    )


def _version(row: Row[Any], version_id: int, created_at: datetime) -> Version:
    return Version(
        id=version_id,
        number=row.number,
        seal=row.seal,
        wording=wording_from_record(json.loads(row.wording)),
        created_at=created_at,
        kind=VersionKind(row.kind),
        note=row.note,
        era=row.era,
    )
