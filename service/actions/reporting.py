"""Taking reports on listed entries: anybody may say "this is not me", and a moderator looks into it."""

from datetime import datetime

from service.core.entry import Entry
from service.core.letter import Letter
from service.core.limits import Limit
from service.core.signature import MOVES, Act, Revision, step
from service.core.text import Unprintable, clean_lines
from service.store import decisions, letters, limits, reports, signatures
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entries_by_id
from service.store.eras import earlier_number_of
from service.store.roll import number_of
from service.store.signatures import Stored

WORDS_LIMIT = 1_000
OPEN_MOST = 5
"""Reports kept on one entry until a moderator has looked: more would say nothing new."""

REPORTS_BY_NETWORK = Limit("reports by network", 10, 3600)
REPORTS_ON_LETTER = Limit("reports on letter", 100, 3600)
"""Over all networks, so that the front of the queue cannot be filled from many of them."""


def report_errors(words: str) -> dict[str, str]:
    """What is missing from a report, by field."""
    try:
        words = clean_lines(words)
    except Unprintable as error:
        return {"words": f"Take out {error}. It cannot be shown."}
    if not words:
        return {"words": "Write what is wrong with this entry."}
    if len(words) > WORDS_LIMIT:
        return {"words": f"Shorten this to {WORDS_LIMIT:,} characters; it has {len(words):,}."}
    return {}


def listed_entry(db: Db, slug: str, signature_id: int) -> tuple[Letter, Entry, int]:
    """A name on a public letter, with its number. Raises LookupError where it is not there."""
    letter = letters.letter_by_slug(db, slug)
    stored = signatures.load_one(db, signature_id)
    if letter is None or not letter.is_public or stored is None or stored.letter_id != letter.id:
        raise LookupError(signature_id)
    standing = stored.signature.standing
    number = number_of(db, signature_id) or earlier_number_of(db, signature_id)
    if standing is None or number is None:
        raise LookupError(signature_id)
    entry = entries_by_id(db, [standing.id])[standing.id]
    return letter, entry, number


def report(db: Db, slug: str, signature_id: int, words: str, network: str, now: datetime) -> None:
    """Keep a report, unless a limit is reached: whoever sends it is told the same. Raises LookupError."""
    letter, _, _ = listed_entry(db, slug, signature_id)
    if not _is_within_limits(db, letter.id, network, now):
        return
    stored = signatures.load_one(db, signature_id, to_change=True)
    if stored is None or not _can_be_reported(stored) or reports.open_reports(db, signature_id) >= OPEN_MOST:
        return
    step(stored.signature, Act.REPORT)
    reports.add_report(db, letter.id, signature_id, clean_lines(words), now)
    decisions.log(db, [LoggedAct(letter.id, signature_id, Act.REPORT, _standing(stored), now)])


def _can_be_reported(stored: Stored) -> bool:
    return stored.signature.is_named and stored.signature.state in MOVES[Act.REPORT]


def _standing(stored: Stored) -> Revision:
    assert stored.signature.standing is not None, "a name on the letter stands"
    return stored.signature.standing


def _is_within_limits(db: Db, letter_id: int, network: str, now: datetime) -> bool:
    """Count one report of a network and, only if that is within its limit, of the letter."""
    key = limits.network_mark(db, REPORTS_BY_NETWORK, network, now)
    if limits.count(db, [(key, REPORTS_BY_NETWORK.window_end(now))])[key] > REPORTS_BY_NETWORK.most:
        return False
    key = limits.mark(db, REPORTS_ON_LETTER, str(letter_id), now)
    return limits.count(db, [(key, REPORTS_ON_LETTER.window_end(now))])[key] <= REPORTS_ON_LETTER.most
