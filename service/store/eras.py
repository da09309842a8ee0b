"""Eras: how many still stand on a text that a material change replaced, and the move to another text."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update

from service.core.letter import Counts, Version
from service.core.signature import ASKED_AGAIN, Act, Signature, State, tally
from service.store.database import Db
from service.store.letters import add_to_counts
from service.store.roll import number_at
from service.store.rolls import stand
from service.store.signatures import Stored, minus
from service.store.tables import acts, eras, places, signatures, versions


@dataclass(frozen=True, slots=True)
class Era:
    """Who still stands on a replaced text. roll_id: the order in which their names are shown."""

    number: int
    roll_id: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of asking again. silent: those who stand on an earlier text still."""

    agreed: int
    withdrawn: int
    silent: int


def eras_of(db: Db, letter_id: int) -> list[Era]:
    """The eras before the present one, the newest first."""
    found = db.execute(select(eras).where(eras.c.letter_id == letter_id).order_by(eras.c.era.desc()))
    return [Era(row.era, row.roll_id, Counts(row.named, row.unnamed, row.supporters)) for row in found]


def earlier_number_of(db: Db, signature_id: int) -> int | None:
    """The number of a name among those who stand on an earlier text; None where it stands there no more."""
    found = db.execute(
        select(places.c.roll_id, places.c.place)
        .join(eras, eras.c.roll_id == places.c.roll_id)
        .where(places.c.signature_id == signature_id)
    ).one_or_none()
    return found and number_at(db, found.roll_id, found.place)


def bind(db: Db, before: Stored, after: Signature, version: Version) -> None:
    """Bind a signature to another text, with what it counts and its name's place; its position stays."""
    db.execute(
        update(signatures)
        .where(signatures.c.id == before.id)
        .values(version_id=version.id, epoch=after.epoch)
    )
    counted = replace(tally(after), waiting=0)
    add_to_counts(db, before.letter_id, before.era, minus(counted))
    add_to_counts(db, before.letter_id, version.era, counted)
    if after.is_named and after.standing and before.position is not None:
        stand(db, before.letter_id, version.era, before.id, after.standing.id, before.position)


def count_asked_again(db: Db, letter_id: int, before_era: int) -> int:
    """How many of those who agreed to a text of an era before this one are asked again."""
    return _count(db, *_earlier(letter_id, before_era, ASKED_AGAIN))


def answers(db: Db, letter_id: int, era: int, since: datetime) -> Answers:
    """What those answered who were asked whether they sign the text of an era, by what stands now."""
    agreed = (
        select(func.count())
        .select_from(acts)
        .join(versions, versions.c.id == acts.c.version_id)
        .where(acts.c.letter_id == letter_id, acts.c.at >= since, acts.c.act == Act.AGREE, versions.c.era == era)
    )
    gone = _earlier(letter_id, era, [State.WITHDRAWN, State.ERASED])
    return Answers(
        int(db.execute(agreed).scalar_one()),
        _count(db, *gone, signatures.c.changed_at >= since),
        count_asked_again(db, letter_id, era),
    )


def _earlier(letter_id: int, era: int, states: Collection[State]) -> list[ColumnElement[bool]]:
    """Of those who agreed to a text before an era, the ones in these states; who was imported agreed to none."""
    agreed = or_(signatures.c.import_id.is_(None), signatures.c.confirmed_at.is_not(None))
    return [signatures.c.letter_id == letter_id, signatures.c.state.in_(states), versions.c.era < era, agreed]


def _count(db: Db, *conditions: ColumnElement[bool]) -> int:
    joined = signatures.join(versions, versions.c.id == signatures.c.version_id)
    return int(db.execute(select(func.count()).select_from(joined).where(*conditions)).scalar_one())
