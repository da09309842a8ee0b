"""Asking to sign, and confirming it: the two acts that many people do at once, so each takes a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.actions import erasing
from service.actions.facts import mail_provider
from service.actions.limiting import TooMany, count_one
from service.core.collecting import may_be_late, open_lanes, takes_signatures
from service.core.entry import Entry, Lane
from service.core.letter import Letter, LetterState
from service.core.limits import (
    CODE_TRIES,
    MAILS_TO_ADDRESS,
    MAILS_TO_DOMAIN,
    RESENDS,
    SIGNINGS_BY_NETWORK,
)
from service.core.signature import ACTIVE, Act, Signature, State, step
from service.core.signing import Request, consent_hash, consent_wording, mailbox_of
from service.store import decisions, letters, limits, milestones, outbox, signatures
from service.store.database import Db
from service.store.entries import NewEntry, entries_by_id
from service.store.outbox import Kind, Mail
from service.store.sealed import letter_vault
from service.store.signatures import Holder, NewSignature, Stored


class LetterNotOpen(Exception):
    """The letter takes no signatures now."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(letter.state)
        self.letter = letter


class OfferChanged(Exception):
    """The letter does not take that way to sign any more, or its terms are not those that were agreed to."""


class TextChanged(Exception):
    """The text that was read is not the letter's text any more."""


class LinkSpent(Exception):
    """What the link speaks of has changed, or is gone."""


class AlreadySigned(Exception):
    """The mailbox holds another signature on this letter that counts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks to sign. seal: of the text that was shown; salt: 16 random bytes.

    signature_id: drawn once for each check of the entry, so that sending it twice asks once.
    """

    slug: str
    request: Request
    seal: str
    signature_id: int
    entry_id: int
    salt: bytes
    network: str
    now: datetime


@dataclass(frozen=True, slots=True)
class _Place:
    """One asked signature among those of its group, with what was found out about it."""

    asked: Asked
    letter: Letter
    mailbox_index: bytes
    waits_until: datetime | None


def dedupe_of(signature_id: int) -> str:
    """The name of the mail that asking to sign promises."""
    return f"sign:{signature_id}"


def ask_to_sign(db: Db, group: Sequence[Asked]) -> list[Exception | None]:
    """Store a pending signature and promise its mail, for each who asks.

    A mailbox that has signed already gets another mail, one that asked for silence or has had enough gets
    none: the answer is the same. Answers LetterNotOpen, TextChanged, OfferChanged, TooMany; LookupError.
    """
    answers: list[Exception | None] = [None] * len(group)
    found = {slug: letters.letter_by_slug(db, slug) for slug in sorted({asked.slug for asked in group})}
    done = outbox.promised(db, [dedupe_of(asked.signature_id) for asked in group])
    done |= {dedupe_of(known) for known in signatures.existing(db, [asked.signature_id for asked in group])}
    hits = _Hits(db, group)
    silent = limits.suppressed(db, [asked.request.email for asked in group])
    places: list[_Place] = []
    for index, asked in enumerate(group):
        letter = found[asked.slug]
        if dedupe_of(asked.signature_id) in done:
            continue
        problem = _problem(letter, asked) or hits.network_problem(asked)
        if letter is None or problem:
            answers[index] = problem
        elif mailbox_of(asked.request.email) not in silent and not hits.is_address_full(asked):
            done.add(dedupe_of(asked.signature_id))
            mailbox_index = db.vault(letter_vault(letter.id)).index(asked.request.email)
            places.append(_Place(asked, letter, mailbox_index, hits.domain_wait(asked)))
    _store(db, places)
    return answers


def _problem(letter: Letter | None, asked: Asked) -> Exception | None:
    if letter is None:
        return LookupError(asked.slug)
    if not takes_signatures(letter, asked.now):
        return LetterNotOpen(letter)
    if asked.seal != letter.version.seal:
        return TextChanged()
    agreed = consent_hash(consent_wording(letter.profile.terms))
    if asked.request.consent != agreed or asked.request.lane not in open_lanes(letter.profile):
        return OfferChanged()
    return None


class _Hits:
    """The counters that a group of askers adds to, counted in one statement."""

    def __init__(self, db: Db, group: Sequence[Asked]) -> None:
        self._network = {
            asked.signature_id: limits.network_mark(db, SIGNINGS_BY_NETWORK, asked.network, asked.now)
            for asked in group
        }
        self._address = {a.signature_id: _address_mark(db, a.request.email, a.now) for a in group}
        self._domain = {a.signature_id: _domain_mark(db, a.request.email, a.now) for a in group}
        self._counts = limits.count(
            db,
            [
                hit
                for asked in group
                for hit in (
                    (self._network[asked.signature_id], SIGNINGS_BY_NETWORK.window_end(asked.now)),
                    (self._address[asked.signature_id], MAILS_TO_ADDRESS.window_end(asked.now)),
                    (self._domain[asked.signature_id], MAILS_TO_DOMAIN.window_end(asked.now)),
                )
            ],
        )

    def network_problem(self, asked: Asked) -> TooMany | None:
        if self._counts[self._network[asked.signature_id]] > SIGNINGS_BY_NETWORK.most:
            return TooMany(SIGNINGS_BY_NETWORK.window_end(asked.now))
        return None

    def is_address_full(self, asked: Asked) -> bool:
        return self._counts[self._address[asked.signature_id]] > MAILS_TO_ADDRESS.most

    def domain_wait(self, asked: Asked) -> datetime | None:
        """When a domain that is flooded gets its next mails: its first ones at once, the others by windows."""
        windows = self._counts[self._domain[asked.signature_id]] // MAILS_TO_DOMAIN.most
        if not windows:
            return None
        return MAILS_TO_DOMAIN.window_end(asked.now) + timedelta(seconds=MAILS_TO_DOMAIN.seconds) * (windows - 1)


def _address_mark(db: Db, email: str, now: datetime) -> bytes:
    return limits.mark(db, MAILS_TO_ADDRESS, mailbox_of(email), now)


def _domain_mark(db: Db, email: str, now: datetime) -> bytes:
    return limits.mark(db, MAILS_TO_DOMAIN, mailbox_of(email).rpartition("@")[2], now)


def _store(db: Db, places: Sequence[_Place]) -> None:
    """Pending signatures for the mailboxes that are free, a reminder for those that signed already."""
    by_letter: dict[int, set[bytes]] = {}
    for place in places:
        by_letter.setdefault(place.letter.id, set()).add(place.mailbox_index)
    active = {
        (letter_id, index): holder.id
        for letter_id, indexes in by_letter.items()
        for index, holder in signatures.holders(db, letter_id, indexes).items()
        if not holder.is_imported
    }
    new: list[NewSignature] = []
    mails: list[Mail] = []
    for place in places:
        holder = active.get((place.letter.id, place.mailbox_index))
        if holder is None:
            new.append(_new_signature(db, place))
        mails.append(_mail(place, holder))
    if new:
        signatures.insert_pending(db, new)
    outbox.promise(db, mails)


def _new_signature(db: Db, place: _Place) -> NewSignature:
    asked = place.asked
    vault = db.vault(letter_vault(place.letter.id))
    entry = NewEntry(
        asked.entry_id, asked.signature_id, asked.request.entry, asked.request.lane, asked.salt, asked.now
    )
    return NewSignature(
        id=asked.signature_id,
        letter_id=place.letter.id,
        version_id=place.letter.version.id,
        mailbox=vault.seal(asked.request.email, asked.signature_id),
        mailbox_index=place.mailbox_index,
        domain_index=vault.mark(asked.request.email.rpartition("@")[2].lower()),
        network_index=limits.network_index(db, place.letter.id, asked.network, asked.now),
        entry=entry,
        consent_hash=asked.request.consent,
        wants_updates=asked.request.updates,
        provider=mail_provider(asked.request.email),
        created_at=asked.now,
    )


def _mail(place: _Place, holder: int | None) -> Mail:
    return Mail(
        dedupe=dedupe_of(place.asked.signature_id),
        kind=Kind.CONFIRM if holder is None else Kind.ALREADY_SIGNED,
        created_at=place.asked.now,
        letter_id=place.letter.id,
        signature_id=place.asked.signature_id if holder is None else holder,
        due_at=place.waits_until,
    )


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The holder of the mailbox says "I sign". seal: the first 16 digits that the link carried, or empty."""

    signature_id: int
    epoch: int
    seal: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmation that is kept. state: where the signature stands now."""

    slug: str
    lane: Lane
    state: State


def confirm(db: Db, group: Sequence[Confirmation]) -> list[Confirmed | Exception]:
    """Turn pending signatures into confirmed or counted ones, and log it; twice is harmless.

    Answers LinkSpent, LetterNotOpen, TextChanged, AlreadySigned.
    """
    loaded = signatures.load(db, [each.signature_id for each in group], to_change=True)
    found = {letter_id: _held(db, letter_id) for letter_id in sorted({s.letter_id for s in loaded.values()})}
    holders = _holders(db, loaded)
    active = {key: holder.id for key, holder in holders.items() if not holder.is_imported}
    answers: list[Confirmed | Exception] = []
    changed: list[tuple[Stored, Signature]] = []
    for each in group:
        stored = loaded.get(each.signature_id)
        letter = found[stored.letter_id] if stored else None
        if stored is None or letter is None:
            answers.append(LinkSpent())
            continue
        answer = _confirmable(db, each, stored, letter, active)
        if answer is None:
            after = step(stored.signature, Act.CONFIRM)
            changed.append((stored, after))
            if imported := holders.get((stored.letter_id, stored.mailbox_index)):
                erasing.give_way(db, imported.id, stored.id, each.now)
            loaded[stored.id] = replace(stored, signature=after)
            active[stored.letter_id, stored.mailbox_index] = stored.id
            answer = Confirmed(stored.slug, after.newest.lane, after.state)
        answers.append(answer)
    if changed:
        now = group[0].now
        signatures.save_confirmed(db, changed, now)
        decisions.log(db, [_logged(stored, after, now) for stored, after in changed])
    return answers


def _held(db: Db, letter_id: int) -> Letter | None:
    """The letter, held before it is asked who holds a mailbox: another process may be bringing that person in."""
    letters.hold(db, letter_id)
    return letters.letter_by_id(db, letter_id)


def _holders(db: Db, loaded: dict[int, Stored]) -> dict[tuple[int, bytes | None], Holder]:
    by_letter: dict[int, list[bytes]] = {}
    for stored in loaded.values():
        if stored.mailbox_index:
            by_letter.setdefault(stored.letter_id, []).append(stored.mailbox_index)
    return {
        (letter_id, index): holder
        for letter_id, indexes in by_letter.items()
        for index, holder in signatures.holders(db, letter_id, indexes).items()
    }


def _confirmable(
    db: Db, asked: Confirmation, stored: Stored, letter: Letter, active: dict[tuple[int, bytes | None], int]
) -> Confirmed | Exception | None:
    """Why it cannot be confirmed, or that it was already; None when it can."""
    signature = stored.signature
    holder = active.get((stored.letter_id, stored.mailbox_index))
    if signature.state in ACTIVE and signature.epoch > asked.epoch:
        return Confirmed(stored.slug, signature.newest.lane, signature.state)
    if signature.state is not State.PENDING or signature.epoch != asked.epoch:
        return LinkSpent()
    if holder is not None:
        return AlreadySigned(stored.slug)
    if not can_confirm(db, letter, stored.created_at, asked.now):
        return LetterNotOpen(letter)
    if (asked.seal and not stored.seal.startswith(asked.seal)) or stored.seal != letter.version.seal:
        return TextChanged(stored.slug)
    return None


def can_confirm(db: Db, letter: Letter, asked_at: datetime, now: datetime) -> bool:
    """Whether the letter takes the word of somebody who asked to sign at a moment.

    It takes it for a day after its last one too, unless its authors closed it before.
    """
    if takes_signatures(letter, now):
        return True
    if not may_be_late(letter, asked_at, now):
        return False
    return letter.state is LetterState.OPEN or milestones.has_ended_by_itself(db, letter)


def _logged(stored: Stored, after: Signature, now: datetime) -> decisions.LoggedAct:
    return decisions.LoggedAct(
        stored.letter_id, stored.id, Act.CONFIRM, after.newest, now, version_id=stored.version_id
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """A signature that waits for its owner's word."""

    letter: Letter
    entry: Entry
    lane: Lane
    email: str


def pending(db: Db, signature_id: int, epoch: int, now: datetime) -> Pending:
    """What a confirmation link speaks of. Raises LinkSpent, LetterNotOpen."""
    stored = signatures.load_one(db, signature_id)
    if stored is None or stored.mailbox is None or stored.signature.state is not State.PENDING:
        raise LinkSpent
    letter = letters.letter_by_id(db, stored.letter_id)
    entry = entries_by_id(db, [stored.signature.newest.id]).get(stored.signature.newest.id)
    if letter is None or entry is None or stored.signature.epoch != epoch:
        raise LinkSpent
    if not can_confirm(db, letter, stored.created_at, now):
        raise LetterNotOpen(letter)
    email = db.vault(letter_vault(letter.id)).open(stored.mailbox, stored.id)
    return Pending(letter, entry, stored.signature.newest.lane, email)


def refuse(db: Db, signature_id: int, epoch: int, suppress: bool, now: datetime) -> str:
    """The holder of the mailbox says "This was not me": nothing of it is kept. The letter's slug.

    Raises LinkSpent where it was confirmed, refused or replaced before.
    """
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or stored.signature.state is not State.PENDING or stored.signature.epoch != epoch:
        raise LinkSpent
    if suppress and stored.mailbox:
        address = db.vault(letter_vault(stored.letter_id)).open(stored.mailbox, stored.id)
        limits.suppress(db, address, now)
    outbox.cancel(db, signature_id)
    signatures.delete_refused(db, signature_id, now)
    return stored.slug


def ask_again(db: Db, slug: str, signature_id: int, email: str, now: datetime) -> None:
    """Send the mail of an asked signature once more, with the same link. Raises TooMany, LookupError.

    The answer is the same whether the mailbox is known, signed already, or asked for silence.
    """
    times = count_one(db, RESENDS, str(signature_id), now)
    mails_to_address = count_one(db, MAILS_TO_ADDRESS, mailbox_of(email), now)
    if times > RESENDS.most:
        raise TooMany(RESENDS.window_end(now))
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if mails_to_address > MAILS_TO_ADDRESS.most or limits.suppressed(db, [email]):
        return
    stored = signatures.load_one(db, signature_id)
    dedupe = f"again:{signature_id}:{RESENDS.window_end(now):%Y%m%d%H}:{times}"
    if stored and stored.signature.state is State.PENDING:
        mail = Mail(dedupe, Kind.CONFIRM, stored.created_at, letter.id, stored.id, due_at=now)
    else:
        index = db.vault(letter_vault(letter.id)).index(email)
        holder = signatures.active_mailboxes(db, letter.id, [index]).get(index)
        if holder is None:
            return
        mail = Mail(dedupe, Kind.ALREADY_SIGNED, now, letter.id, holder)
    outbox.promise(db, [mail])


def try_code(db: Db, signature_id: int, now: datetime) -> bool:
    """Count one try of a short code; whether it is still one of the tries that count."""
    return count_one(db, CODE_TRIES, str(signature_id), now) <= CODE_TRIES.most


def sweep(db: Db, now: datetime, most: int) -> int:
    """Delete what has had its time: unconfirmed signatures, counters. How many signatures went."""
    limits.sweep_limits(db, now)
    return signatures.expire_pending(db, now, most)
