"""The log as moderators read and export it, and the tally of it that everybody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.actions.moderating import moderated
from service.core.entry import Entry
from service.core.letter import Letter
from service.store import accounts, log, tallies
from service.store.accounts import Account
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entries_by_id
from service.store.log import LogPlace, LogSieve
from service.store.tallies import DayTally

PAGE = 50
EXPORT_AT_ONCE = 500
TALLY_DAYS = 30


@dataclass(frozen=True, slots=True)
class LogLine:
    """An act with its moderator's address, if a moderator did it, and its entry, unless that was erased."""

    act: LoggedAct
    by: str | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A part of a log. people: who has acted, for choosing. next: where the part after it begins."""

    letter: Letter
    lines: list[LogLine]
    people: list[Account]
    next: LogPlace | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What everybody may know of the moderators' work. wait: the median, before a decision."""

    letter: Letter
    days: list[DayTally]
    wait: timedelta | None


def read_log(db: Db, account: Account, slug: str, sieve: LogSieve, after: LogPlace | None = None) -> LogPage:
    """A page of a letter's log. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    found = log.log_page(db, letter.id, sieve, PAGE + 1, after)
    shown = found[:PAGE]
    more = LogPlace(shown[-1].at, shown[-1].id) if len(found) > PAGE else None
    people = [who for account_id in log.actors(db, letter.id) if (who := accounts.account_by_id(db, account_id))]
    return LogPage(letter, _lines(db, shown), people, more)


def export_part(
    db: Db, account: Account, slug: str, sieve: LogSieve, after: LogPlace | None
) -> tuple[list[LogLine], LogPlace | None]:
    """A run of the log for an export, and where the next one begins. Raises LookupError, NotYours."""
    letter = moderated(db, account, slug)
    found = log.log_page(db, letter.id, sieve, EXPORT_AT_ONCE, after)
    more = LogPlace(found[-1].at, found[-1].id) if len(found) == EXPORT_AT_ONCE else None
    return _lines(db, found), more


def _lines(db: Db, found: Sequence[LoggedAct]) -> list[LogLine]:
    entries = entries_by_id(db, {act.revision.id for act in found})
    by = {
        account_id: who.email
        for account_id in {act.account_id for act in found if act.account_id is not None}
        if (who := accounts.account_by_id(db, account_id))
    }
    return [LogLine(act, by.get(act.account_id or 0), entries.get(act.revision.id)) for act in found]


def public_tally(db: Db, letter: Letter, now: datetime) -> Tally:
    """Decisions a day and the median wait of the last days; no name, and no time but the day."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=TALLY_DAYS - 1)
    return Tally(letter, tallies.tally(db, letter.id, since), log.median_wait(db, letter.id, since))
