"""Rounds: mails to many signatories of a letter, which the worker promises in small steps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from service.core.signature import State
from service.store.database import Db
from service.store.tables import rounds, signatures, versions


class RoundKind(StrEnum):
    """What the mails of a round are about; its subject is a version, an update, or an import."""

    MATERIAL = "material"
    UPDATE = "update"
    INVITATION = "invitation"


class RoundState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Round:
    """after: up to which signature id it has come; done: how many; total: how many when it began."""

    id: int
    letter_id: int
    kind: RoundKind
    subject_id: int
    state: RoundState
    after: int
    done: int
    total: int
    account_id: int | None
    created_at: datetime


def start_round(
    db: Db, letter_id: int, kind: RoundKind, subject_id: int, total: int, account_id: int | None, now: datetime
) -> int:
    """Let the worker write to everybody whom a subject concerns; the round's id. At most one for a subject."""
    values = {
        "letter_id": letter_id,
        "kind": kind.value,
        "subject_id": subject_id,
        "state": RoundState.RUNNING.value,
        "total": total,
        "account_id": account_id,
        "created_at": now,
    }
    return int(db.execute(insert(rounds).values(**values).returning(rounds.c.id)).scalar_one())


def rounds_of(db: Db, letter_id: int) -> list[Round]:
    """Every round of a letter, the newest first."""
    found = db.execute(select(rounds).where(rounds.c.letter_id == letter_id).order_by(rounds.c.id.desc()))
    return [_round(row) for row in found]


def round_about(db: Db, kind: RoundKind, subject_id: int, to_change: bool = False) -> Round | None:
    """The round about a version, or an update; None where nobody is written to about it."""
    statement = select(rounds).where(rounds.c.kind == kind.value, rounds.c.subject_id == subject_id)
    row = db.execute(statement.with_for_update() if to_change else statement).one_or_none()
    return row and _round(row)


def set_state(db: Db, round_id: int, state: RoundState) -> None:
    db.execute(update(rounds).where(rounds.c.id == round_id).values(state=state.value))


def running_round(db: Db) -> Round | None:
    """The round that the worker should go on with, held against other workers."""
    oldest = select(rounds).where(rounds.c.state == RoundState.RUNNING.value).order_by(rounds.c.id).limit(1)
    row = db.execute(oldest.with_for_update(skip_locked=True)).one_or_none()
    return row and _round(row)


@dataclass(frozen=True, slots=True)
class Passed:
    """A signature that a round comes by. version_id, era: of the text that its owner agreed to last.

    import_id: the roster that it came from; is_confirmed: whether its owner said "I sign" to any text.
    """

    id: int
    letter_id: int
    state: State
    epoch: int
    version_id: int
    era: int
    wants_updates: bool
    import_id: int | None
    is_confirmed: bool
    has_mailbox: bool


def passed(db: Db, after: int, most: int) -> list[Passed]:
    """The next signatures by id, of any letter: one walk along the table, however many have signed."""
    run = select(signatures).where(signatures.c.id > after).order_by(signatures.c.id).limit(most).subquery()
    found = select(run, versions.c.era).join(versions, versions.c.id == run.c.version_id).order_by(run.c.id)
    return [_passed(row) for row in db.execute(found)]


def _passed(row: Row[Any]) -> Passed:
    return Passed(
        row.id,
        row.letter_id,
        State(row.state),
        row.epoch,
        row.version_id,
        row.era,
        row.wants_updates,
        row.import_id,
        row.confirmed_at is not None,
        row.mailbox_index is not None,
    )


def note_progress(db: Db, round_id: int, after: int, added: int, state: RoundState) -> None:
    """Keep how far a round has come."""
    values = {"after": after, "done": rounds.c.done + added, "state": state.value}
    db.execute(update(rounds).where(rounds.c.id == round_id).values(values))


def _round(row: Row[Any]) -> Round:
    return Round(
        row.id,
        row.letter_id,
        RoundKind(row.kind),
        row.subject_id,
        RoundState(row.state),
        row.after,
        row.done,
        row.total,
        row.account_id,
        row.created_at,
    )
