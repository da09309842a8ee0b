"""Taking promised mails out of the outbox with what they tell of, and writing down what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.core.entry import Entry, Lane
from service.core.letter import Letter, Version
from service.core.signature import State
from service.store import letters, outbox, signatures, updates
from service.store.database import Db
from service.store.entries import entries_by_id
from service.store.outbox import Claimed, Handed, Kind, MailState
from service.store.updates import Update

BACKOFF = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800)
"""Seconds until the next try, by how many there were; the last one repeats."""

GIVE_UP_AFTER = timedelta(days=4)
SENT_FOR = timedelta(days=30)
"""How long a sent mail's row stays, so that nothing is promised twice meanwhile."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """From which text to which the letter was changed."""

    before: Version
    after: Version


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail tells of, as it is when the mail is sent. is_earlier: the text changed since it was signed."""

    letter: Letter | None = None
    state: State | None = None
    entry: Entry | None = None
    lane: Lane | None = None
    change: Rewording | None = None
    update: Update | None = None
    is_earlier: bool = False


def claim(db: Db, now: datetime, most: int) -> list[tuple[Claimed, Told]]:
    """Take up to so many due mails for sending, each with what it tells of."""
    claimed = outbox.claim(db, now, most)
    letter_ids = {mail.letter_id for mail in claimed if mail.letter_id is not None}
    found = {letter_id: letters.letter_by_id(db, letter_id) for letter_id in sorted(letter_ids)}
    news = _News(db)
    return [(mail, _told(db, mail, found.get(mail.letter_id or 0), news)) for mail in claimed]


class _News:
    """What the mails of rounds tell of: the same for hundreds of them, so it is read once."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._versions: dict[int, Version | None] = {}
        self._updates: dict[int, Update | None] = {}

    def change(self, before: int, after: int) -> Rewording | None:
        one, other = self._version(before), self._version(after)
        return Rewording(one, other) if one and other else None

    def update(self, number: int) -> Update | None:
        if number not in self._updates:
            self._updates[number] = updates.update_by_id(self._db, number)
        return self._updates[number]

    def _version(self, number: int) -> Version | None:
        if number not in self._versions:
            self._versions[number] = letters.version_by_id(self._db, number)
        return self._versions[number]


def _told(db: Db, mail: Claimed, letter: Letter | None, news: _News) -> Told:
    if mail.kind is Kind.TEXT_CHANGED:
        return Told(letter, change=news.change(mail.data["from"], mail.data["to"]))
    if mail.kind is Kind.UPDATE:
        return Told(letter, update=news.update(mail.data["update"]))
    if mail.kind not in {Kind.ALREADY_SIGNED, Kind.LISTED, Kind.INVITATION}:
        return Told(letter)
    stored = signatures.load_one(db, mail.subject)
    if stored is None:
        return Told(letter)
    entry_id = mail.data.get("entry", stored.signature.newest.id)
    entry = entries_by_id(db, [entry_id]).get(entry_id)
    standing = stored.signature.standing
    is_earlier = letter is not None and stored.era < letter.era
    return Told(letter, stored.signature.state, entry, standing.lane if standing else None, is_earlier=is_earlier)


def later(mail: Claimed, problem: str, jitter: float, now: datetime) -> Handed:
    """When a mail that was refused for now is tried again; failed for good after days. jitter: from 0 to 1."""
    if now - mail.created_at > GIVE_UP_AFTER:
        return Handed(mail.id, MailState.FAILED, problem)
    seconds = BACKOFF[min(mail.attempts, len(BACKOFF)) - 1] * (0.75 + jitter / 2)
    return Handed(mail.id, MailState.QUEUED, problem, now + timedelta(seconds=seconds))


def sweep(db: Db, now: datetime, most: int) -> int:
    """Delete rows of mails that were sent long ago; how many went."""
    return outbox.sweep_sent(db, now - SENT_FOR, most)
