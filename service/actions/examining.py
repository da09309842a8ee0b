"""Gathering evidence on entries, off the request path; what it finds informs moderators and decides nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import structlog

from service.actions.facts import letters_of, looks_of, mail_facts
from service.core.evidence import (
    LIKE,
    Check,
    Facts,
    Finding,
    MailFacts,
    Neighbour,
    Past,
    Verdict,
    examine,
    has_conflict,
    likeness_verdict,
    nothing_known,
)
from service.core.likeness import Near, Spelling, by_likeness, name_keys, spelling_of
from service.core.moderation import approvals_needed
from service.core.signature import State
from service.store import examinations, letters, neighbours, queue
from service.store.database import Database, Db, Unavailable
from service.store.neighbours import Examined, Similar
from service.store.roll import number_of
from service.store.sealed import letter_vault

AT_ONCE = 25
"""Entries examined between two writes: few enough that pages and mails are not kept waiting."""

STATE_WORDS = {
    State.CONFIRMED: "an entry that waits",
    State.CHANGES_ASKED: "an entry whose signatory was asked for changes",
    State.DECLINED: "an entry that was not listed",
    State.LISTED: "an entry that is listed without its name",
}
FAILED = "the program that knows about it failed"
T = TypeVar("T")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out about one entry. alike: which others are like it, and what that says of both."""

    entry_id: int
    letter_id: int
    findings: tuple[Finding, ...]
    asked_at: datetime | None
    alike: Mapping[int, Mapping[Check, Verdict]] = field(default_factory=dict)


async def examine_some(database: Database, now: datetime) -> int:
    """Gather and keep the evidence on the entries that wait for it the longest; how many there were."""
    waiting = await database.read(queue.to_examine, AT_ONCE)
    if not waiting:
        return 0
    entry_ids = [entry_id for entry_id, _, _ in waiting]
    await database.write(remember_names, entry_ids)
    await database.write(keep, await _gather(database, entry_ids), now)
    return len(waiting)


async def _gather(database: Database, entry_ids: Sequence[int]) -> list[Found]:
    """The findings on each entry; one that cannot be examined says so and does not stop the others."""
    try:
        return await database.read(gather, entry_ids)
    except Unavailable:
        raise
    except Exception as error:
        log.error("entries not examined", kind=type(error).__name__, entries=len(entry_ids))
        if len(entry_ids) == 1:
            return await database.read(_unexamined, entry_ids)
        return [found for entry_id in entry_ids for found in await _gather(database, [entry_id])]


def _unexamined(db: Db, entry_ids: Sequence[int]) -> list[Found]:
    loaded = neighbours.load_examined(db, entry_ids)
    return [Found(each.entry_id, each.letter_id, nothing_known(FAILED), each.asked_at) for each in loaded]


def remember_names(db: Db, entry_ids: Sequence[int]) -> None:
    """Let these entries be found by their names, before any of them is compared with the others."""
    by_letter: dict[int, dict[int, set[int]]] = {}
    for each in neighbours.load_examined(db, entry_ids):
        keys = name_keys(_spelling(each.entry.name, each.entry.latin_name))
        by_letter.setdefault(each.letter_id, {})[each.entry_id] = keys
    for letter_id, keys_of in by_letter.items():
        neighbours.keep_keys(db, letter_id, keys_of)


def gather(db: Db, entry_ids: Sequence[int]) -> list[Found]:
    """The findings on each entry, as things stand now."""
    by_letter: dict[int, list[Examined]] = {}
    for each in neighbours.load_examined(db, entry_ids):
        by_letter.setdefault(each.letter_id, []).append(each)
    found = []
    for letter_id, group in by_letter.items():
        networks = neighbours.same_networks(db, letter_id, {e.network_index for e in group if e.network_index})
        pasts = neighbours.pasts(db, letter_id, {e.mailbox_index for e in group if e.mailbox_index})
        for each in group:
            others = networks.get(each.network_index or b"", 1) - 1
            past = pasts.get(each.mailbox_index or b"", Past())
            facts, alike = _facts(db, each, others, past)
            found.append(Found(each.entry_id, letter_id, examine(each.entry, facts), each.asked_at, alike))
    return found


def keep(db: Db, found: Sequence[Found], now: datetime) -> None:
    """Store findings, and how many approvals each entry needs by its letter's policy.

    An entry that was erased, or examined by another worker meanwhile, is left alone. Those that are like one of
    these are examined again where that would tell more of them.
    """
    still = neighbours.still_asked(db, [each.entry_id for each in found])
    policies = {letter_id: letters.policy_of(db, letter_id) for letter_id in {each.letter_id for each in found}}
    found = [each for each in found if each.entry_id in still]
    asked_at = {each.entry_id: each.asked_at for each in found}
    neighbours.keep_findings(db, {each.entry_id: each.findings for each in found}, asked_at, now)
    examinations.ask(db, set(_told_more(db, found)), now)
    for each in found:
        entry, lane, asked = still[each.entry_id]
        needed = approvals_needed(entry, lane, policies[each.letter_id], has_conflict(each.findings))
        if needed != asked:
            queue.ask_approvals(db, each.entry_id, needed)


def _told_more(db: Db, found: Sequence[Found]) -> Iterator[int]:
    """The entries of which one of these says more than their own findings do.

    Only what the finding itself says: so it spreads from worse to better, and comes to an end.
    """
    known = neighbours.verdicts_on(db, {other for each in found for other in each.alike})
    for each in found:
        own = {finding.check: finding.verdict for finding in each.findings}
        for other in each.alike.keys() & known.keys():
            for check, verdict in each.alike[other].items():
                is_said_here = not verdict.is_worse_than(own.get(check, Verdict.PASS))
                if is_said_here and verdict.is_worse_than(known[other].get(check, Verdict.PASS)):
                    yield other


def _facts(
    db: Db, each: Examined, same_network: int, past: Past
) -> tuple[Facts, Mapping[int, Mapping[Check, Verdict]]]:
    problems: dict[Check, str] = {}
    neighbour, alike = _neighbour(db, each, problems)
    facts = Facts(
        mail=_mail(db, each, problems),
        neighbour=neighbour,
        letters=_tried(lambda: letters_of(each.entry.name), problems, Check.LOOK_ALIKE),
        same_network=same_network,
        past=past,
        problems=problems,
    )
    return facts, alike


def _tried(ask: Callable[[], T], problems: dict[Check, str], *checks: Check) -> T | None:
    """What a library answers; where it fails, its checks say so and the others go on."""
    try:
        return ask()
    except Exception as error:
        log.warning("check failed", check=checks[0].value, kind=type(error).__name__)
        problems.update(dict.fromkeys(checks, FAILED))
        return None


def _mail(db: Db, each: Examined, problems: dict[Check, str]) -> MailFacts | None:
    """What is known of the mail domain; of somebody who was imported often no address is known."""
    of_mail = (Check.MAIL_DOMAIN, Check.DISPOSABLE, Check.PROFILE_LINK)
    if each.mailbox is None:
        problems.update(dict.fromkeys(of_mail, "no address is known"))
        return None
    domain = _domain(db, each, each.mailbox)
    return _tried(lambda: mail_facts(domain), problems, *of_mail)


def _domain(db: Db, each: Examined, mailbox: bytes) -> str:
    address = db.vault(letter_vault(each.letter_id)).open(mailbox, each.signature_id)
    return address.rpartition("@")[2].lower()


def _neighbour(
    db: Db, each: Examined, problems: dict[Check, str]
) -> tuple[Neighbour | None, Mapping[int, Mapping[Check, Verdict]]]:
    """The most alike of the other names on the letter, if any is alike at all; and what each says of both."""
    spelling = _spelling(each.entry.name, each.entry.latin_name)
    others = neighbours.similar(db, each.letter_id, each.signature_id, name_keys(spelling))
    spellings = [_spelling(other.name, other.latin_name) for other in others]
    ranked = _tried(lambda: by_likeness(spelling, spellings), problems, Check.NEAR_DUPLICATE) or []
    alike = [near for near in ranked if near.likeness >= LIKE or near.looks_same]
    says = {others[near.index].entry_id: _says_of_both(near) for near in alike}
    if not alike:
        return None, says
    best, other = alike[0], others[alike[0].index]
    where = _where(db, other)
    return Neighbour(where, best.likeness, best.looks_same, other.entry_id), says


def _says_of_both(near: Near) -> dict[Check, Verdict]:
    looks = Verdict.CONFLICT if near.looks_same else Verdict.PASS
    return {Check.NEAR_DUPLICATE: likeness_verdict(near.likeness), Check.LOOK_ALIKE: looks}


def _where(db: Db, other: Similar) -> str:
    number = number_of(db, other.signature_id)
    if number is not None:
        return f"no. {number:,}"
    return STATE_WORDS.get(other.state, "another entry")


def _spelling(name: str, latin_name: str) -> Spelling:
    """A name whose look-alikes no program can tell is taken as it is written."""
    return spelling_of(name, latin_name, _tried(lambda: looks_of(name), {}, Check.LOOK_ALIKE) or name)
