"""What the tables say, worked out anew from the log and the rows, and everything in which they disagree."""

from collections.abc import Iterator

from sqlalchemy import and_, func, select

from service.actions import reading
from service.core.entry import Lane, entry_hash, printed_text
from service.core.letter import Counts, Letter
from service.core.seal import seal_of
from service.core.signature import ACTIVE, Act, Signature, State, replay, tally
from service.core.text import fold
from service.store import accounts, decisions, letters, roll, signatures
from service.store.batches import Fate
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entry_of
from service.store.sealed import letter_vault
from service.store.signatures import Stored, plus
from service.store.tables import acts, approvals, batch_members, blocks, entries
from service.store.tables import signatures as rows

LOGGED_OF = {
    Fate.WAITS: [],
    Fate.LEFT: [],
    Fate.DONE: ["off"],
    Fate.STAYED: ["off"],
    Fate.UNDONE: ["off", "reverse"],
}
APPROVING = frozenset({Act.APPROVE, Act.LIST})


def disagreements(db: Db, *slugs: str) -> list[str]:
    """Every breach of the product's invariants that the tables show; an empty list is what is wanted."""
    found = []
    for letter in letters.letters_in(db):
        if slugs and letter.slug not in slugs:
            continue
        ids = db.execute(select(rows.c.id).where(rows.c.letter_id == letter.id)).scalars().all()
        stored = signatures.load(db, ids) if ids else {}
        found += [f"{letter.slug}: {words}" for words in _of_letter(db, letter, list(stored.values()))]
    return found


def _of_letter(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    total = Counts()
    for each in stored:
        total = plus(total, tally(each.signature))
        yield from (f"signature {each.id}: {words}" for words in _of_signature(db, letter, each))
    if total != letter.counts:
        yield f"counts {letter.counts} are not the sum {total}"
    mailboxes = [each.mailbox_index for each in stored if each.signature.state in ACTIVE]
    if len(mailboxes) != len(set(mailboxes)):
        yield "a mailbox holds two active signatures"
    for version in letters.versions_of(db, letter.id):
        if version.seal != seal_of(version.wording):
            yield f"version {version.number} has another seal"
    yield from _of_roll(db, letter, stored)
    yield from _of_batches(db, letter)


def _of_batches(db: Db, letter: Letter) -> Iterator[str]:
    """What a clean-up says of each signature is what the log says that it did."""
    members = select(batch_members, acts.c.act).outerjoin(
        acts,
        and_(acts.c.batch_id == batch_members.c.batch_id, acts.c.signature_id == batch_members.c.signature_id),
    )
    of_letter = rows.c.letter_id == letter.id
    found: dict[tuple[int, int, Fate], list[str]] = {}
    for row in db.execute(members.join(rows, rows.c.id == batch_members.c.signature_id).where(of_letter)):
        key = (row.batch_id, row.signature_id, Fate(row.outcome))
        found.setdefault(key, []).extend([] if row.act is None else ["reverse" if row.act == "reverse" else "off"])
    for (batch_id, signature_id, fate), done in found.items():
        if sorted(done) != LOGGED_OF[fate]:
            yield f"batch {batch_id} says {fate} of {signature_id}, the log {done}"


def _of_signature(db: Db, letter: Letter, each: Stored) -> Iterator[str]:
    logged = decisions.acts_of(db, each.id)
    signature = each.signature
    if signature.state is State.PENDING:
        if logged:
            yield "is pending, and has acts"
        return
    if not logged or logged[0].act is not Act.CONFIRM:
        yield "is not pending, and its log does not begin with a confirmation"
        return
    led_to = replay(logged[0].revision, [(act.act, act.revision) for act in logged])
    if _without_hash(led_to) != _without_hash(signature):
        yield f"the log leads to {led_to}, the tables say {signature}"
    if each.confirmed_at is None or each.seal not in {v.seal for v in letters.versions_of(db, letter.id)}:
        yield "does not say when it was confirmed, or what"
    if signature.is_named != (each.position is not None):
        yield f"is named: {signature.is_named}, has position {each.position}"
    standing = signature.standing
    decided = {act.revision.hash for act in logged if act.act is Act.LIST and act.account_id is not None}
    if standing and standing.lane is not Lane.SUPPORTER and standing.hash not in decided:
        yield "an entry stands that nobody decided on"
    yield from _of_approvals(db, each, logged)
    yield from _of_entries(db, each)


def _of_approvals(db: Db, each: Stored, logged: list[LoggedAct]) -> Iterator[str]:
    """What stands has the approvals that it needs: by different people, each in the log, none by its signatory."""
    standing = each.signature.standing
    if standing is None:
        return
    needed = db.execute(select(entries.c.approvals_needed).where(entries.c.id == standing.id)).scalar_one()
    given = set(db.execute(select(approvals.c.account_id).where(approvals.c.entry_id == standing.id)).scalars())
    if len(given) < needed or (needed == 0) != (standing.lane is Lane.SUPPORTER):
        yield f"what stands needs {needed} approvals and has {len(given)}"
    if not given <= {act.account_id for act in logged if act.act in APPROVING and act.revision == standing}:
        yield "an approval is not in the log"
    vault = db.vault(letter_vault(each.letter_id))
    for account_id in given:
        account = accounts.account_by_id(db, account_id)
        if account is None or vault.index(account.email) == each.mailbox_index:
            yield "it was approved by its own signatory, or by nobody"


def _of_entries(db: Db, each: Stored) -> Iterator[str]:
    kept = db.execute(select(entries).where(entries.c.signature_id == each.id)).all()
    if each.signature.state is State.ERASED:
        if kept or each.mailbox or each.mailbox_index:
            yield "was erased, and something of it is kept"
        return
    for row in kept:
        if entry_hash(entry_of(row), Lane(row.lane), row.salt) != row.hash:
            yield f"entry {row.id} has another hash"
    wanted = {r.id for r in (each.signature.newest, each.signature.standing) if r}
    if not wanted <= {row.id for row in kept}:
        yield "points at an entry that is not there"


def _of_roll(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """The list against a count by hand: numbers 1..n, in the order of positions, found by every way."""
    named = sorted((each.position, roll.ref_of(each.id)) for each in stored if each.position is not None)
    listed = roll.listed(db, letter.id, 1, len(named) + 10)
    if [(entry.number, entry.ref) for entry in listed] != [(n, ref) for n, (_, ref) in enumerate(named, 1)]:
        yield "the list is not what stands, numbered from 1"
    if list(roll.all_listed(db, letter.id)) != listed:
        yield "the whole list is another one"
    if [roll.number_at(db, letter.id, position) for position, _ in named] != list(range(1, len(named) + 1)):
        yield "positions give other numbers"
    for entry in listed[:: max(1, len(listed) // 5)]:
        if entry not in roll.search(db, letter.id, fold(printed_text(entry.entry)), len(named)):
            yield f"number {entry.number} is not found by its name"
        if roll.listed(db, letter.id, entry.number, 1) != [entry]:
            yield f"number {entry.number} is not at its number"
    in_blocks = db.execute(select(func.sum(blocks.c.named)).where(blocks.c.letter_id == letter.id)).scalar() or 0
    if in_blocks != len(named) or letter.counts.named != len(named):
        yield f"{len(named)} rows, {in_blocks} in blocks, {letter.counts.named} counted"
    if letter.is_public:
        document = reading.whole_document(db, letter.slug, letter.version.created_at)
        if len(document.entries) != document.letter.counts.named:
            yield "an export has another count"


def _without_hash(signature: Signature) -> tuple[object, ...]:
    """Where a signature stands; an erased one has no hashes left to compare."""
    return (
        signature.state,
        signature.epoch,
        signature.newest.id,
        signature.standing and signature.standing.id,
        signature.resume_state,
        signature.resume_standing and signature.resume_standing.id,
    )


def acts_logged(db: Db) -> int:
    return int(db.execute(select(func.count()).select_from(acts)).scalar_one())
