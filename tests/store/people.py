"""Invented letters and people, and the acts by which they reach a state."""

import itertools
import os
from collections.abc import Sequence
from datetime import UTC, datetime

from service.actions import composing, inviting, managing, moderating, signing
from service.actions.signing import Asked, Confirmation
from service.core.entry import Entry, Lane
from service.core.evidence import Finding
from service.core.letter import Addressee, Letter, LetterState, Profile, Wording
from service.core.moderation import Decision, Outcome, Reason
from service.core.signing import Request
from service.store import letters, neighbours, outbox, queue, signatures
from service.store.accounts import Account, Role
from service.store.database import Database, Db
from service.store.outbox import Kind, Mail
from service.store.signatures import Stored

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def number() -> int:
    """A positive 63-bit number that was not drawn before."""
    return int.from_bytes(os.urandom(8), "big") >> 1


async def open_letter(database: Database, slug: str = "") -> Letter:
    """A letter that takes signatures."""
    slug = slug or f"ferry-{next(_numbers)}"
    wording = Wording(f"Letter {slug}", "en", (Addressee("Harbour Board"),), f"The ferry of {slug} must run.")
    await database.write(composing.add_letter, Profile(slug), wording, NOW)
    await database.write(composing.move_letter, slug, LetterState.OPEN)
    return await letter_of(database, slug)


async def letter_of(database: Database, slug: str) -> Letter:
    found = await database.read(letters.letter_by_slug, slug)
    assert found is not None
    return found


async def moderator(database: Database, *slugs: str, email: str = "desk@letters.example") -> Account:
    found = [await database.write(inviting.give_role, email, slug, Role.MODERATOR, NOW) for slug in slugs]
    return found[0]


def asked(
    letter: Letter, email: str, entry: Entry | None = None, lane: Lane = Lane.COSIGNER, now: datetime = NOW
) -> Asked:
    """Somebody who asks to sign, each from a network of their own."""
    request = Request(entry or Entry(email.partition("@")[0]), lane, email, updates=False)
    signature_id = number()
    network = f"network {signature_id}"
    return Asked(letter.slug, request, letter.version.seal, signature_id, number(), os.urandom(16), network, now)


async def sign(
    database: Database,
    letter: Letter,
    email: str,
    entry: Entry | None = None,
    lane: Lane = Lane.COSIGNER,
    now: datetime = NOW,
) -> int:
    """Ask and confirm; the signature's id."""
    asks = asked(letter, email, entry, lane, now)
    await database.write_each(signing.ask_to_sign, asks)
    await database.write_each(signing.confirm, Confirmation(asks.signature_id, 0, "", now))
    return asks.signature_id


async def stored(database: Database, signature_id: int) -> Stored:
    found = await database.read(signatures.load_one, signature_id)
    assert found is not None
    return found


async def decide(
    database: Database,
    account: Account,
    signature_id: int,
    outcome: Outcome = Outcome.LIST,
    now: datetime = NOW,
) -> None:
    found = await stored(database, signature_id)
    reason = None if outcome is Outcome.LIST else Reason.UNCLEAR
    decision = Decision(outcome, found.signature.newest.hash, reason, "Which court?")
    await database.write(moderating.decide, account, found.slug, signature_id, decision, now)


async def withdraw(database: Database, signature_id: int, now: datetime = NOW) -> None:
    epoch = (await stored(database, signature_id)).signature.epoch
    await database.write(managing.withdraw, signature_id, epoch, now)


def promise_many(db: Db, letter_id: int, count: int, now: datetime) -> None:
    """Mails to as many addresses, due now."""
    vault = db.vault(f"letter {letter_id}")
    outbox.promise(
        db,
        [
            Mail(f"mine:{n}", Kind.MINE_NONE, now, letter_id, mailbox=vault.seal(f"p{n}@mail.example", 0))
            for n in range(count)
        ],
    )


def keep_findings(db: Db, entry_id: int, findings: Sequence[Finding], needed: int, now: datetime) -> None:
    """Let these be the findings on an entry, as if it had been examined."""
    asked = {each.entry_id: each.asked_at for each in neighbours.load_examined(db, [entry_id])}
    neighbours.keep_findings(db, {entry_id: findings}, asked, now)
    queue.ask_approvals(db, entry_id, needed)
