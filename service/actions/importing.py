"""A reviewed roster is brought in, a few hundred names at a time, as a decision of the author who imports it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from service.actions.facts import mail_provider
from service.actions.gathering import log_unreadable, named_of, taking_names, verdict_of
from service.actions.reviewing import NotInReview, on_letter
from service.core.entry import Lane
from service.core.letter import Letter
from service.core.moderation import approvals_needed
from service.core.roster.printing import address_of, entry_of_person
from service.core.roster.same import Same, compare
from service.core.roster.verdicts import Verdict
from service.core.text import Unprintable, clean_lines
from service.store import accounts, imports, letters, newcomers, roster_rows, signatures, standing_names
from service.store.accounts import Account
from service.store.database import Db
from service.store.entries import NewEntry
from service.store.imports import Import, ImportState
from service.store.newcomers import Newcomer
from service.store.rolls import hold_letter
from service.store.roster_rows import Judged, Row
from service.store.sealed import letter_vault

CONSENT_LEAST, CONSENT_MOST = 10, 1_000
"""Characters of the basis of consent."""

STEP_MOST = 200
"""Names brought in by one transaction: everybody else's writes wait no longer than that takes."""


class NoConsent(Exception):
    """The author did not say how consent was given, or not so that it can be kept. words: a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class OtherNumber(Exception):
    """Not as many names as the author was shown. number: how many are new now."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} names")
        self.number = number


def start(
    db: Db, account: Account, slug: str, import_id: int, consent: str, number: int, now: datetime
) -> Import:
    """Let the worker bring in what is new. number: how many names the author was shown; twice is harmless.

    Raises LookupError, NotYours, NotInReview, NotForNames, NoConsent, OtherNumber.
    """
    hold_letter(db, slug)
    letter, found = on_letter(db, account, slug, import_id, to_change=True)
    if found.state in {ImportState.BRINGING_IN, ImportState.DONE}:
        return found
    if found.state is not ImportState.REVIEW:
        raise NotInReview(found)
    taking_names(letter)
    words = checked_consent(consent)
    new = roster_rows.counted(db, found.id).new
    if new != number or not new:
        raise OtherNumber(new)
    state = ImportState.BRINGING_IN.value
    imports.set_import(db, found.id, state=state, account_id=account.id, consent=words, wanted=new, after=-1)
    return on_letter(db, account, slug, import_id)[1]


def checked_consent(typed: str) -> str:
    """The basis of consent as it is kept. Raises NoConsent."""
    try:
        words = clean_lines(typed).strip()
    except Unprintable as error:
        raise NoConsent(f"Take out {error}. It cannot be shown.") from error
    if len(words) < CONSENT_LEAST:
        raise NoConsent(f"Write how these people agreed to be named, in {CONSENT_LEAST} characters or more.")
    if len(words) > CONSENT_MOST:
        raise NoConsent(f"Shorten this to {CONSENT_MOST:,} characters; it has {len(words):,}.")
    return words


def stop(db: Db, account: Account, slug: str, import_id: int) -> None:
    """Bring in no more for now; what is in stays. Raises LookupError, NotYours, NotInReview."""
    _switch(db, account, slug, import_id, ImportState.BRINGING_IN, ImportState.STOPPED)


def go_on(db: Db, account: Account, slug: str, import_id: int) -> None:
    """Go on with what was stopped. Raises LookupError, NotYours, NotInReview, NotForNames."""
    hold_letter(db, slug)
    taking_names(on_letter(db, account, slug, import_id)[0])
    _switch(db, account, slug, import_id, ImportState.STOPPED, ImportState.BRINGING_IN)


def _switch(db: Db, account: Account, slug: str, import_id: int, was: ImportState, to: ImportState) -> None:
    hold_letter(db, slug)
    _, found = on_letter(db, account, slug, import_id, to_change=True)
    if found.state is to:
        return
    if found.state is not was:
        raise NotInReview(found)
    imports.set_import(db, found.id, state=to.value)


def work(db: Db, secret: bytes, now: datetime, most: int = STEP_MOST) -> int:
    """Bring in the next names of the oldest import that is not at its end; how many rows were looked at.

    secret: 32 random bytes, new for each step, from which its ids and salts are drawn.
    """
    held = holding(db, ImportState.BRINGING_IN)
    if held is None:
        return 0
    letter, found = held
    raw = roster_rows.raw_rows(db, found.id, [Verdict.NEW], found.after, most)
    if not raw:
        imports.end(db, found, ImportState.DONE, now)
        imports.compare_again(db, letter.id)
        return 1
    vault = db.vault(letter_vault(letter.id))
    looked_at = [roster_rows.row_of(vault, each) for each in raw]
    log_unreadable(found.id, looked_at)
    rows = {row.ordinal: row for row in looked_at if row.person}
    same = _came_meanwhile(db, letter, found, rows, {each.ordinal: each.mailbox_index for each in raw})
    brings = _Brings(db, letter, found, secret, now)
    new = [brings.newcomer(row) for row in rows.values() if row.ordinal not in same]
    if new:
        newcomers.bring_in(db, letter, found, new, now)
        roster_rows.came_in(db, found.id, {each.ordinal: each.id for each in new})
    left_out = [Judged(row, each.verdict, other_signature=each.key) for row, each in same.items()]
    left_out += [verdict_of(row, None) for row in looked_at if row.person is None]
    roster_rows.judge(db, found.id, left_out)
    _note(db, found, raw[-1].ordinal, new, len(left_out))
    return len(raw)


def holding(db: Db, state: ImportState) -> tuple[Letter, Import] | None:
    """The oldest import that the worker is to go on with, held with its letter; the letter first, as others do."""
    waiting = imports.working(db, state)
    if waiting is None:
        return None
    import_id, letter_id = waiting
    letters.hold(db, letter_id)
    letter, found = letters.letter_by_id(db, letter_id), imports.import_by_id(db, letter_id, import_id, True)
    return (letter, found) if letter and found and found.state is state else None


def _came_meanwhile(
    db: Db, letter: Letter, found: Import, rows: dict[int, Row], indexes: dict[int, bytes | None]
) -> dict[int, Same]:
    """The rows of people who came onto the letter after the roster was compared with it."""
    mailboxes = signatures.active_mailboxes(db, letter.id, [index for index in indexes.values() if index])
    taken = {
        ordinal: Same(Verdict.DUPLICATE, mailboxes[index], is_on_letter=True, is_by_mailbox=True)
        for ordinal, index in indexes.items()
        if index in mailboxes
    }
    since = standing_names.come_since(db, letter.id, found.checked_at, found.id)
    new = [named_of(row, None) for row in rows.values() if not row.is_taken] if since else []
    same = compare(new, map(standing_names.named_of, since))
    return {ordinal: each for ordinal, each in same.items() if each.is_on_letter} | taken


class _Brings:
    """Makes newcomers of rows: what is the same for all of them is looked up once."""

    def __init__(self, db: Db, letter: Letter, found: Import, secret: bytes, now: datetime) -> None:
        self._policy = letters.policy_of(db, letter.id)
        self._vault = db.vault(letter_vault(letter.id))
        self._secret, self._now = secret, now
        importer = accounts.account_by_id(db, found.account_id)
        self._own = importer and self._vault.index(importer.email)

    def newcomer(self, row: Row) -> Newcomer:
        """A person as they come onto the letter; ids and salt are drawn from the secret and the row."""
        assert row.person is not None, "what is brought in has its source"
        drawn = hashlib.blake2b(row.ordinal.to_bytes(8, "big"), key=self._secret, digest_size=32).digest()
        signature_id, entry_id = (int.from_bytes(part, "big") >> 1 for part in (drawn[:8], drawn[8:16]))
        entry = entry_of_person(row.person)
        new = NewEntry(entry_id, signature_id, entry, Lane.COSIGNER, drawn[16:], self._now)
        # Without evidence yet it is taken for one with a conflict, as the moderators' queue does.
        needed = approvals_needed(entry, Lane.COSIGNER, self._policy, has_conflict=True)
        return self._with_address(Newcomer(row.ordinal, new, needed), address_of(row.person))

    def _with_address(self, new: Newcomer, email: str) -> Newcomer:
        if not email:
            return new
        index = self._vault.index(email)
        return replace(
            new,
            mailbox=self._vault.seal(email, new.id),
            mailbox_index=index,
            domain_index=self._vault.mark(email.rpartition("@")[2].lower()),
            provider=mail_provider(email),
            is_own=index == self._own,
        )


def _note(db: Db, found: Import, after: int, new: Sequence[Newcomer], left_out: int) -> None:
    """Keep how far it has come."""
    imports.set_import(
        db,
        found.id,
        after=after,
        done=found.done + len(new),
        waiting=found.waiting + sum(not each.stands for each in new),
        left_out=found.left_out + left_out,
    )
