"""Names that an import brings in: many signatures at once, each with its entry, its act and its place."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update

from service.core.letter import Counts, Letter
from service.core.ordering import place_of
from service.core.signature import Act, State
from service.store import decisions, examinations
from service.store.database import Db, padded
from service.store.decisions import LoggedAct
from service.store.entries import NewEntry, insert_entries
from service.store.imports import Import
from service.store.letters import add_to_counts
from service.store.milestones import Event
from service.store.roll import enter_many
from service.store.rolls import RollState, rolls_of
from service.store.tables import approvals, entries, letters, outbox, signatures, wishes


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom an import brings in. needed: approvals; is_own: it is the importer, who cannot approve it.

    mailbox, mailbox_index, domain_index: None where no address is known; provider: then empty.
    """

    ordinal: int
    entry: NewEntry
    needed: int
    mailbox: bytes | None = None
    mailbox_index: bytes | None = None
    domain_index: bytes | None = None
    provider: str = ""
    is_own: bool = False

    @property
    def id(self) -> int:
        return self.entry.signature_id

    @property
    def stands(self) -> bool:
        """Whether the importer's approval is enough."""
        return self.needed < 2 and not self.is_own


def bring_in(db: Db, letter: Letter, found: Import, new: Sequence[Newcomer], now: datetime) -> None:
    """List those whom the importer's decision is enough for, let the others wait; each as one act of the log.

    The letter must be held. Nothing stands before its approvals are there: the database sees to that.
    """
    last = _last_position(db, letter.id, sum(each.stands for each in new))
    listed = [each for each in new if each.stands]
    positions = {each.id: last - len(listed) + at for at, each in enumerate(listed, 1)}
    db.execute(insert(signatures), [_row(letter, found, each, positions.get(each.id), now) for each in new])
    insert_entries(db, [each.entry for each in new])
    _ask_approvals(db, [each for each in new if each.needed != 1])
    approved = [each for each in new if not each.is_own]
    if approved:
        by = {"account_id": found.account_id, "at": now}
        db.execute(insert(approvals), [{"entry_id": each.entry.id, **by} for each in approved])
    _stand(db, letter, listed, positions)
    waiting = len(new) - len(listed)
    add_to_counts(db, letter.id, letter.era, Counts(named=len(listed), waiting=waiting))
    for provider, count in Counter(each.provider for each in new).items():
        db.tally(letter.id, now, Event.IMPORTED, provider, count)
    for provider, count in Counter(each.provider for each in listed).items():
        db.tally(letter.id, now, Event.LISTED, provider, count)
    examinations.ask_new(db, letter.id, [(each.entry.id, each.id) for each in new], now)
    decisions.log(db, [act for each in new for act in _acts(letter, found, each, now)])


def _last_position(db: Db, letter_id: int, more: int) -> int:
    """The last of so many positions after every other that was ever given on this letter."""
    given = update(letters).where(letters.c.id == letter_id).values(last_position=letters.c.last_position + more)
    return int(db.execute(given.returning(letters.c.last_position)).scalar_one())


def _row(letter: Letter, found: Import, each: Newcomer, position: int | None, now: datetime) -> dict[str, object]:
    return {
        "id": each.id,
        "letter_id": letter.id,
        "version_id": letter.version.id,
        "state": (State.LISTED if each.stands else State.CONFIRMED).value,
        "epoch": 1,
        "mailbox": each.mailbox,
        "mailbox_index": each.mailbox_index,
        "domain_index": each.domain_index,
        "newest_entry_id": each.entry.id,
        "position": position,
        "consent_hash": "",
        "wants_updates": False,
        "provider": each.provider,
        "import_id": found.id,
        "created_at": now,
        "changed_at": now,
    }


def _ask_approvals(db: Db, more: Sequence[Newcomer]) -> None:
    if more:
        needed = update(entries).where(entries.c.id == bindparam("key"))
        db.execute(
            needed.values(approvals_needed=bindparam("needed")),
            [{"key": each.entry.id, "needed": each.needed} for each in more],
        )


def _stand(db: Db, letter: Letter, listed: Sequence[Newcomer], positions: dict[int, int]) -> None:
    """Let entries stand, and put them in their places in every roll, as far as the worker has laid it."""
    if not listed:
        return
    chosen = signatures.c.id.in_(padded(positions))
    db.execute(update(signatures).where(chosen).values(standing_entry_id=signatures.c.newest_entry_id))
    for each in rolls_of(db, letter.id, letter.era):
        entering = [
            (place_of(each.ordering, new.entry.entry, positions[new.id]), new.id)
            for new in listed
            if each.state is not RollState.LAYING or new.id <= each.after
        ]
        if entering:
            enter_many(db, each.id, entering)


def _acts(letter: Letter, found: Import, each: Newcomer, now: datetime) -> list[LoggedAct]:
    """The decision of the person who imports it; a proposal with their approval, where another one decides."""
    revision, by = each.entry.revision(), found.account_id
    act = Act.IMPORT if each.stands else Act.PROPOSE
    acts = [
        LoggedAct(
            letter.id,
            each.id,
            act,
            revision,
            now,
            by,
            note=found.consent,
            version_id=letter.version.id,
            import_id=found.id,
        )
    ]
    if not each.stands and not each.is_own:
        acts.append(LoggedAct(letter.id, each.id, Act.APPROVE, revision, now, by, import_id=found.id))
    return acts


def forget_many(db: Db, ids: Collection[int]) -> None:
    """Delete what is kept of erased signatures: entries, addresses, wishes, and mails that wait."""
    chosen = padded(ids)
    db.execute(delete(wishes).where(wishes.c.signature_id.in_(chosen)))
    db.execute(delete(outbox).where(outbox.c.signature_id.in_(chosen), outbox.c.state == "queued"))
    nothing = dict.fromkeys(("mailbox", "mailbox_index", "domain_index", "resume_state", "resume_entry_id"))
    db.execute(update(signatures).where(signatures.c.id.in_(chosen)).values(nothing))
    db.execute(delete(entries).where(entries.c.signature_id.in_(chosen)))
