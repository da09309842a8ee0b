"""A desk to work at: letters with entries that wait, their evidence, and moderators who have signed in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import insert, select

from service.actions import managing, signing
from service.actions.signing import Asked, Confirmation
from service.core.entry import Entry, Lane, Position
from service.core.evidence import Check, Finding, Verdict
from service.core.moderation import Policy
from service.core.signing import Request, consent_hash, consent_wording
from service.store import letters, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct, acts_of
from service.store.signatures import Stored
from service.store.tables import outbox, reports
from tests.store.people import keep_findings
from tests.web.on_letter import OnLetter

T = TypeVar("T")
_NUMBERS = count(1)
PASSES = tuple(Finding(check, Verdict.PASS, f"{check} is as it should be.") for check in Check)


def finding(check: Check, verdict: Verdict, why: str) -> tuple[Finding, ...]:
    """Evidence of which one check says something and every other passes."""
    return tuple(Finding(check, verdict, why) if each.check is check else each for each in PASSES)


def titled(name: str, position: str = "Dean", affiliation: str = "College of the Delta") -> Entry:
    return Entry(name, positions=(Position(position, affiliation),))


@dataclass(frozen=True)
class Desk(OnLetter):
    """One letter of a running installation, and what a test does to it without going through pages."""

    @property
    def path(self) -> str:
        return f"/moderate/{self.slug}"

    def wait(
        self,
        *entries: Entry,
        findings: Sequence[Finding] = PASSES,
        hours: float = 5,
        lane: Lane = Lane.COSIGNER,
        email: str = "",
    ) -> list[int]:
        """Entries that were signed and confirmed some hours ago, one a second, with their evidence."""
        start = datetime.now(UTC) - timedelta(hours=hours)
        emails = [email or f"signer-{next(_NUMBERS)}@uni.example" for _ in entries]
        return self.write(sign_all, self.slug, list(zip(entries, emails, strict=True)), findings, lane, start)

    def policy(self, policy: Policy) -> None:
        self.write(_set_policy, self.slug, policy)

    def edit(self, signature_id: int, entry: Entry, findings: Sequence[Finding] = PASSES) -> None:
        """The signatory replaces the entry."""
        self.write(_edit, signature_id, entry, findings)

    def withdraw(self, signature_id: int) -> None:
        epoch = self.stored(signature_id).signature.epoch
        self.write(managing.withdraw, signature_id, epoch, datetime.now(UTC))

    def erase(self, signature_id: int) -> None:
        epoch = self.stored(signature_id).signature.epoch
        self.write(managing.erase, signature_id, epoch, datetime.now(UTC))

    def report(self, signature_id: int, words: str = "I never signed this.") -> None:
        """Somebody says "this is not me" of a listed entry."""
        self.write(_report, signature_id, words)

    def age(self, signature_id: int, minutes: float) -> None:
        """Let the last decision on an entry have been made so many minutes before, with its mail as due."""
        self.write(_age, signature_id, timedelta(minutes=minutes))

    def stored(self, signature_id: int) -> Stored:
        found = self.read(signatures.load_one, signature_id)
        assert found is not None
        return found

    def hash(self, signature_id: int) -> str:
        return self.stored(signature_id).signature.newest.hash

    def log(self, signature_id: int) -> list[LoggedAct]:
        return self.read(acts_of, signature_id)

    def counts(self) -> object:
        letter = self.read(letters.letter_by_slug, self.slug)
        assert letter is not None
        return letter.counts

    def mails(self, signature_id: int) -> list[tuple[str, str]]:
        """Kind and state of each mail about decisions on an entry."""
        return self.read(_mails, signature_id)


def sign_all(
    db: Db,
    slug: str,
    people: Sequence[tuple[Entry, str]],
    findings: Sequence[Finding],
    lane: Lane,
    start: datetime,
) -> list[int]:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    made = []
    for number, (entry, email) in enumerate(people):
        signature_id, entry_id = (int.from_bytes(os.urandom(8), "big") >> 1 for _ in range(2))
        at = start + timedelta(seconds=number)
        consent = consent_hash(consent_wording(letter.profile.terms))
        request = Request(entry, lane, email, updates=False, consent=consent)
        seal, salt, network = letter.version.seal, os.urandom(16), f"network {signature_id}"
        problem = signing.ask_to_sign(
            db, [Asked(slug, request, seal, signature_id, entry_id, salt, network, at)]
        )[0]
        assert problem is None, problem
        signing.confirm(db, [Confirmation(signature_id, 0, "", at)])
        db.execute(outbox.delete().where(outbox.c.signature_id == signature_id))
        if findings:
            keep_findings(db, entry_id, findings, 1, at)
        made.append(signature_id)
    return made


def _set_policy(db: Db, slug: str, policy: Policy) -> None:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    letters.set_policy(db, letter.id, policy)


def _edit(db: Db, signature_id: int, entry: Entry, findings: Sequence[Finding]) -> None:
    stored = signatures.load_one(db, signature_id)
    assert stored is not None
    entry_id, now = int.from_bytes(os.urandom(8), "big") >> 1, datetime.now(UTC)
    epoch = stored.signature.epoch
    managing.edit(db, signature_id, epoch, entry, Lane.COSIGNER, entry_id, os.urandom(16), now)
    keep_findings(db, entry_id, findings, 1, now)


def _report(db: Db, signature_id: int, words: str) -> None:
    stored = signatures.load_one(db, signature_id)
    assert stored is not None
    values = {"letter_id": stored.letter_id, "signature_id": signature_id, "words": words, "at": datetime.now(UTC)}
    db.execute(insert(reports).values(**values))


def _age(db: Db, signature_id: int, by: timedelta) -> None:
    for row in db.execute(select(outbox).where(outbox.c.signature_id == signature_id)):
        db.execute(outbox.update().where(outbox.c.id == row.id).values(due_at=row.due_at - by))


def _mails(db: Db, signature_id: int) -> list[tuple[str, str]]:
    found = db.execute(select(outbox.c.kind, outbox.c.state).where(outbox.c.signature_id == signature_id))
    return [(row.kind, row.state) for row in found]
