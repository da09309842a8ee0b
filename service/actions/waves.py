"""How a moderator takes a wave of false sign-ups off a letter: look, start, stop, undo; the worker does it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from service.actions.moderating import moderated
from service.core.evidence import Check
from service.core.letter import Letter
from service.core.moderation import Reason
from service.store import accounts, batches, waves
from service.store.accounts import Account
from service.store.batches import Batch, BatchState, Fate
from service.store.database import Db
from service.store.sealed import letter_vault
from service.store.waves import Found, Size, Wave

SAMPLE = 20
SHOWN_MOST = 10
ANY_CONFLICT = "any"


class NoSuchEntry(Exception):
    """The entry whose network was asked for is not on this letter, or its network is not known."""


class OtherNumber(Exception):
    """The number that was typed is not that of the signatures found, or they are others than those shown."""


class StillRunning(Exception):
    """A clean-up of this letter has not ended. batch_id: None where it ended just now."""

    def __init__(self, batch_id: int | None) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


@dataclass(frozen=True, slots=True)
class Looked:
    """What a moderator looked for. like: an entry from the same network. conflict: a check, or ANY_CONFLICT."""

    domain: str = ""
    since: datetime | None = None
    until: datetime | None = None
    like: int | None = None
    conflict: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Looked()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a moderator agreed to: how many they typed, the mark of what was shown, why, and whether to tell."""

    number: int
    mark: int
    reason: Reason
    note: str = ""
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A clean-up with what has become of it, and who started and undid it."""

    batch: Batch
    looked: Looked
    fates: Counter[Fate]
    by: Account | None
    undone_by: Account | None

    @property
    def total(self) -> int:
        return self.fates.total()


def look(db: Db, account: Account, slug: str, looked: Looked) -> tuple[Size, list[Found]]:
    """How many signatures are like that, and some of them; nothing changes.

    Raises LookupError, NotYours, NoSuchEntry.
    """
    letter = moderated(db, account, slug)
    wave = _wave(db, account, letter, looked)
    return waves.size_of(db, letter.id, wave), waves.sample_of(db, letter.id, wave, SAMPLE)


def start(db: Db, account: Account, slug: str, looked: Looked, agreed: Agreed, now: datetime) -> int:
    """Let the worker take off or decline what was shown; the batch's id.

    Raises LookupError, NotYours, NoSuchEntry, OtherNumber, StillRunning.
    """
    letter = moderated(db, account, slug)
    if batches.unfinished(db, letter.id):
        raise _still_running(db, letter)
    wave = _wave(db, account, letter, looked)
    size = waves.size_of(db, letter.id, wave)
    if not size.total or (size.total, size.mark) != (agreed.number, agreed.mark):
        raise OtherNumber
    record = _record(db, letter, looked)
    batch = Batch(letter.id, account.id, record, agreed.reason.value, agreed.note, agreed.tells, now)
    batch_id = batches.start(db, batch, wave)
    if batch_id is None:
        raise _still_running(db, letter)
    return batch_id


def _still_running(db: Db, letter: Letter) -> StillRunning:
    """What to tell somebody of whom another one came first."""
    running = batches.unfinished(db, letter.id)
    return StillRunning(running.id if running else None)


def stop(db: Db, account: Account, slug: str, batch_id: int) -> None:
    """Leave a running batch where it is; nothing where it is not running. Raises LookupError, NotYours."""
    batch = _batch(db, moderated(db, account, slug), batch_id)
    if batch.state is BatchState.RUNNING:
        batches.set_state(db, batch.id, BatchState.STOPPED)


def undo(db: Db, account: Account, slug: str, batch_id: int) -> None:
    """Let the worker put back what a batch took off; nothing while it runs, or where that was done.

    Any moderator may: whoever started it may be away. Raises LookupError, NotYours, StillRunning.
    """
    letter = moderated(db, account, slug)
    batch = _batch(db, letter, batch_id)
    running = batches.unfinished(db, letter.id)
    if running and running.id != batch.id:
        raise StillRunning(running.id)
    if batch.state in {BatchState.DONE, BatchState.STOPPED} and not batches.start_undo(db, batch.id, account.id):
        raise _still_running(db, letter)


def show(db: Db, account: Account, slug: str, batch_id: int) -> tuple[Letter, Past]:
    """One clean-up. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    batch = batches.batch_by_id(db, letter.id, batch_id)
    if batch is None:
        raise LookupError(batch_id)
    return letter, _past(db, batch)


def show_all(db: Db, account: Account, slug: str) -> tuple[Letter, list[Past]]:
    """The last clean-ups of a letter. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    return letter, [_past(db, batch) for batch in batches.batches_of(db, letter.id, SHOWN_MOST)]


def _batch(db: Db, letter: Letter, batch_id: int) -> Batch:
    batch = batches.batch_by_id(db, letter.id, batch_id, to_change=True)
    if batch is None:
        raise LookupError(batch_id)
    return batch


def _past(db: Db, batch: Batch) -> Past:
    by = accounts.account_by_id(db, batch.account_id)
    undone_by = accounts.account_by_id(db, batch.undone_by) if batch.undone_by else None
    return Past(batch, _looked(db, batch), batches.fates_of(db, batch.id), by, undone_by)


def _wave(db: Db, account: Account, letter: Letter, looked: Looked) -> Wave:
    """What was looked for, made comparable. Raises NoSuchEntry."""
    vault = db.vault(letter_vault(letter.id))
    network = None
    if looked.like is not None:
        network = waves.network_of(db, letter.id, looked.like)
        if network is None:
            raise NoSuchEntry
    domain = vault.mark(looked.domain.lower()) if looked.domain else None
    checks = tuple(check for check in Check if looked.conflict in (check, ANY_CONFLICT))
    return Wave(vault.index(account.email), domain, network, looked.since, looked.until, checks)


def _record(db: Db, letter: Letter, looked: Looked) -> dict[str, str]:
    """What was looked for, to be shown again; a domain may be one person's, so it is sealed."""
    vault = db.vault(letter_vault(letter.id))
    found = {
        "domain": vault.seal(looked.domain, 0).hex() if looked.domain else "",
        "since": looked.since.isoformat() if looked.since else "",
        "until": looked.until.isoformat() if looked.until else "",
        "like": str(looked.like) if looked.like is not None else "",
        "conflict": looked.conflict,
    }
    return {key: value for key, value in found.items() if value}


def _looked(db: Db, batch: Batch) -> Looked:
    record = batch.sieve
    vault = db.vault(letter_vault(batch.letter_id))
    return Looked(
        vault.open(bytes.fromhex(record["domain"]), 0) if "domain" in record else "",
        _moment(record, "since"),
        _moment(record, "until"),
        int(record["like"]) if "like" in record else None,
        record.get("conflict", ""),
    )


def _moment(record: Mapping[str, str], key: str) -> datetime | None:
    return datetime.fromisoformat(record[key]).astimezone(UTC) if key in record else None
