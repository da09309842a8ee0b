"""Rounds of mails: the worker promises a few hundred at a time, and authors see how far it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.actions.authoring import authored
from service.core.letter import Letter, Version
from service.core.signature import ACTIVE, ASKED_AGAIN, MOVES, Act
from service.core.signing import mailbox_of
from service.store import eras, imports, letters, limits, outbox, rounds, signatures, updates
from service.store.accounts import Account
from service.store.database import Db
from service.store.eras import Answers
from service.store.imports import ImportState
from service.store.keyring import KeyProblem
from service.store.outbox import Kind, Mail
from service.store.rounds import Passed, Round, RoundKind, RoundState
from service.store.sealed import letter_vault

STEP_MOST = 300
"""Signatures passed in one transaction: everybody else's writes wait no longer than that takes."""


MAILS = {
    RoundKind.MATERIAL: Kind.TEXT_CHANGED,
    RoundKind.UPDATE: Kind.UPDATE,
    RoundKind.INVITATION: Kind.INVITATION,
}
NAMES = {RoundKind.MATERIAL: "changed", RoundKind.UPDATE: "update", RoundKind.INVITATION: "invitation"}
"""What the names of a round's mails begin with; then come its subject and the signature."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How far asking everybody again has come. answers: None while nobody was asked about this version."""

    letter: Letter
    version: Version
    round: Round | None
    answers: Answers | None


def count_concerned(db: Db, letter: Letter) -> int:
    """How many would be asked again if the letter's text were changed materially now."""
    return eras.count_asked_again(db, letter.id, letter.era + 1)


def work(db: Db, now: datetime, most: int = STEP_MOST) -> int:
    """Do the next part of the oldest round that is not at its end; 0 where there is none."""
    running = rounds.running_round(db)
    if running is None:
        return 0
    if not _is_wanted(db, running):
        rounds.set_state(db, running.id, RoundState.STOPPED)
        return 1
    if running.kind is RoundKind.MATERIAL and not running.after:
        outbox.cancel_many(db, running.letter_id, Kind.TEXT_CHANGED)
    passed = rounds.passed(db, running.after, most)
    mails = _mails(db, running, passed, now)
    outbox.promise(db, mails)
    state = RoundState.RUNNING if passed else RoundState.DONE
    rounds.note_progress(db, running.id, passed[-1].id if passed else running.after, len(mails), state)
    return max(1, len(passed))


def _is_wanted(db: Db, running: Round) -> bool:
    """Whether its subject still stands: no later change asks instead, the update was not removed."""
    if running.kind is RoundKind.UPDATE:
        update = updates.update_by_id(db, running.subject_id)
        return update is not None and update.removed_at is None
    if running.kind is RoundKind.INVITATION:
        found = imports.import_by_id(db, running.letter_id, running.subject_id)
        return found is not None and found.state is ImportState.DONE
    letter, version = letters.letter_by_id(db, running.letter_id), letters.version_by_id(db, running.subject_id)
    return letter is not None and version is not None and letter.era == version.era


def _mails(db: Db, running: Round, passed: Sequence[Passed], now: datetime) -> list[Mail]:
    """The mails to those of the passed whom the round is for and who have none of it yet."""
    chosen = {_name(running, each): each for each in _concerned(db, running, passed)}
    done = outbox.promised(db, list(chosen)) if chosen else set()
    silent = _silent(db, running.letter_id, [each.id for name, each in chosen.items() if name not in done])
    return [
        _mail(running, name, each, now)
        for name, each in chosen.items()
        if name not in done and each.id not in silent
    ]


def _concerned(db: Db, running: Round, passed: Sequence[Passed]) -> list[Passed]:
    here = [each for each in passed if each.letter_id == running.letter_id]
    if running.kind is RoundKind.UPDATE:
        return [each for each in here if each.wants_updates and each.state in ACTIVE]
    if running.kind is RoundKind.INVITATION:
        return [each for each in here if each.import_id == running.subject_id and _can_confirm(each)]
    version = letters.version_by_id(db, running.subject_id)
    agreed = [each for each in here if each.is_confirmed or each.import_id is None]
    return [each for each in agreed if version and each.era < version.era and each.state in ASKED_AGAIN]


def _can_confirm(each: Passed) -> bool:
    return not each.is_confirmed and each.has_mailbox and each.state in MOVES[Act.CONFIRM]


def _name(running: Round, each: Passed) -> str:
    return f"{NAMES[running.kind]}:{running.subject_id}:{each.id}"


def _mail(running: Round, name: str, each: Passed, now: datetime) -> Mail:
    if running.kind is RoundKind.UPDATE:
        kind, epoch, data = Kind.UPDATE, 0, {"update": running.subject_id}
    elif running.kind is RoundKind.INVITATION:
        kind, epoch, data = Kind.INVITATION, each.epoch, {}
    else:
        kind, epoch, data = Kind.TEXT_CHANGED, each.epoch, {"from": each.version_id, "to": running.subject_id}
    return Mail(name, kind, now, running.letter_id, each.id, epoch=epoch, data=data)


def _silent(db: Db, letter_id: int, signature_ids: Collection[int]) -> set[int]:
    """Those of these signatures whose addresses asked never to be written to, or cannot be read."""
    if not signature_ids:
        return set()
    vault, addresses = db.vault(letter_vault(letter_id)), {}
    for signature_id, mailbox in signatures.mailboxes(db, signature_ids).items():
        try:
            addresses[signature_id] = vault.open(mailbox, signature_id)
        except KeyProblem:
            continue
    suppressed = limits.suppressed(db, set(addresses.values()))
    return {each for each in signature_ids if each not in addresses or mailbox_of(addresses[each]) in suppressed}


def asked(db: Db, account: Account, slug: str, number: int) -> Asked:
    """What asking everybody again about a version has come to. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    version = _version(db, letter, number)
    found = rounds.round_about(db, RoundKind.MATERIAL, version.id)
    answers = eras.answers(db, letter.id, version.era, version.created_at) if found else None
    return Asked(letter, version, found, answers)


def stop(db: Db, account: Account, slug: str, kind: RoundKind, subject_id: int) -> None:
    """Promise no more mails of a round, and take back those that wait. Raises LookupError, NotYours."""
    found = _round(db, authored(db, account, slug), kind, subject_id)
    if found.state is not RoundState.STOPPED:
        back = outbox.cancel_many(db, found.letter_id, MAILS[kind], f"{NAMES[kind]}:{subject_id}:")
        if back or found.state is RoundState.RUNNING:
            rounds.note_progress(db, found.id, 0, -back, RoundState.STOPPED)


def go_on(db: Db, account: Account, slug: str, kind: RoundKind, subject_id: int) -> None:
    """Go on with a round that was stopped: whoever got its mail gets no second. Raises LookupError, NotYours."""
    found = _round(db, authored(db, account, slug), kind, subject_id)
    if found.state is RoundState.STOPPED:
        rounds.note_progress(db, found.id, 0, 0, RoundState.RUNNING)


def version_id(db: Db, account: Account, slug: str, number: int) -> int:
    """The id of a version by its number. Raises LookupError, NotYours."""
    return _version(db, authored(db, account, slug), number).id


def _round(db: Db, letter: Letter, kind: RoundKind, subject_id: int) -> Round:
    found = rounds.round_about(db, kind, subject_id, to_change=True)
    if found is None or found.letter_id != letter.id:
        raise LookupError(subject_id)
    return found


def _version(db: Db, letter: Letter, number: int) -> Version:
    found = next((each for each in letters.versions_of(db, letter.id) if each.number == number), None)
    if found is None:
        raise LookupError(number)
    return found
