"""Gathering evidence on entries, off the request path; what it finds informs moderators and decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from service.actions.facts import letters_of, looks_of, mail_facts
from service.core.evidence import (
    LIKE,
    Check,
    Facts,
    Finding,
    Neighbour,
    Past,
    examine,
    has_conflict,
    nothing_known,
)
from service.core.likeness import Spelling, name_keys, nearest, spelling_of
from service.core.moderation import approvals_needed
from service.core.signature import State
from service.store import letters, neighbours, queue
from service.store.database import Database, Db, Unavailable
from service.store.neighbours import Examined, Similar
from service.store.roll import number_at
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
    """What was found out about one entry."""

    entry_id: int
    letter_id: int
    findings: tuple[Finding, ...]


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
    return [Found(each.entry_id, each.letter_id, nothing_known(FAILED)) for each in loaded]


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
            facts = _facts(db, each, others, pasts.get(each.mailbox_index or b"", Past()))
            found.append(Found(each.entry_id, letter_id, examine(each.entry, facts)))
    return found


def keep(db: Db, found: Sequence[Found], now: datetime) -> None:
    """Store findings, and how many approvals each entry needs by its letter's policy.

    An entry that was erased, or examined by another worker meanwhile, is left alone.
    """
    still = neighbours.still_asked(db, [each.entry_id for each in found])
    policies = {letter_id: letters.policy_of(db, letter_id) for letter_id in {each.letter_id for each in found}}
    found = [each for each in found if each.entry_id in still]
    neighbours.keep_findings(db, {each.entry_id: each.findings for each in found}, now)
    for each in found:
        entry, lane, asked = still[each.entry_id]
        needed = approvals_needed(entry, lane, policies[each.letter_id], has_conflict(each.findings))
        if needed != asked:
            queue.ask_approvals(db, each.entry_id, needed)


def _facts(db: Db, each: Examined, same_network: int, past: Past) -> Facts:
    problems: dict[Check, str] = {}
    domain = _domain(db, each)
    return Facts(
        mail=_tried(lambda: mail_facts(domain), problems, Check.MAIL_DOMAIN, Check.DISPOSABLE, Check.PROFILE_LINK),
        neighbour=_neighbour(db, each, problems),
        letters=_tried(lambda: letters_of(each.entry.name), problems, Check.LOOK_ALIKE),
        same_network=same_network,
        past=past,
        problems=problems,
    )


def _tried(ask: Callable[[], T], problems: dict[Check, str], *checks: Check) -> T | None:
    """What a library answers; where it fails, its checks say so and the others go on."""
    try:
        return ask()
    except Exception as error:
        log.warning("check failed", check=checks[0].value, kind=type(error).__name__)
        problems.update(dict.fromkeys(checks, FAILED))
        return None


def _domain(db: Db, each: Examined) -> str:
    assert each.mailbox is not None, "an entry whose address is gone is gone itself"
    address = db.vault(letter_vault(each.letter_id)).open(each.mailbox, each.signature_id)
    return address.rpartition("@")[2].lower()


def _neighbour(db: Db, each: Examined, problems: dict[Check, str]) -> Neighbour | None:
    """The most alike of the other names on the letter, if any is alike at all."""
    spelling = _spelling(each.entry.name, each.entry.latin_name)
    others = neighbours.similar(db, each.letter_id, each.signature_id, name_keys(spelling))
    spellings = [_spelling(other.name, other.latin_name) for other in others]
    best = _tried(lambda: nearest(spelling, spellings), problems, Check.NEAR_DUPLICATE)
    if best is None or (best.likeness < LIKE and not best.looks_same):
        return None
    return Neighbour(_where(db, each.letter_id, others[best.index]), best.likeness, best.looks_same)


def _where(db: Db, letter_id: int, other: Similar) -> str:
    if other.position is not None:
        return f"no. {number_at(db, letter_id, other.position):,}"
    return STATE_WORDS.get(other.state, "another entry")


def _spelling(name: str, latin_name: str) -> Spelling:
    """A name whose look-alikes no program can tell is taken as it is written."""
    return spelling_of(name, latin_name, _tried(lambda: looks_of(name), {}, Check.LOOK_ALIKE) or name)
