"""What the tables say, worked out anew from the log and the rows, and everything in which they disagree."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import reduce

from sqlalchemy import and_, func, select

from service.actions import reading
from service.core.entry import Lane, entry_hash, printed_text
from service.core.letter import Counts, Letter
from service.core.moderation import UNDO_FOR
from service.core.ordering import place_of
from service.core.seal import seal_of
from service.core.signature import ACTIVE, DECISIONS, QUIET, Act, Signature, State, replay, tally
from service.core.text import fold
from service.store import (
    accounts,
    decisions,
    eras,
    imports,
    letters,
    milestones,
    roll,
    rolls,
    signatures,
    statements,
    tallies,
)
from service.store.batches import Fate
from service.store.database import Db
from service.store.decisions import LoggedAct
from service.store.entries import entries_by_id, entry_of
from service.store.milestones import Event
from service.store.rolls import RollState
from service.store.sealed import letter_vault
from service.store.signatures import Stored, plus
from service.store.tables import (
    EPOCH,
    acts,
    approvals,
    batch_members,
    blocks,
    entries,
    import_rows,
    places,
    wishes,
)
from service.store.tables import signatures as rows
from service.store.wishes import wish_in

LOGGED_OF = {
    Fate.WAITS: [],
    Fate.LEFT: [],
    Fate.DONE: ["off"],
    Fate.STAYED: ["off"],
    Fate.UNDONE: ["off", "reverse"],
}
BEGINNINGS = frozenset({Act.CONFIRM, Act.IMPORT, Act.PROPOSE})
AGREEING = BEGINNINGS | {Act.AGREE}
LISTING = frozenset({Act.LIST, Act.IMPORT})
MOVES_COUNTED = frozenset({Event.CONFIRMED, Event.COUNTED, Event.LISTED, Event.DECLINED, Event.WITHDRAWN})
APPROVING = LISTING | {Act.APPROVE}


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
    waiting = sum(tally(each.signature).waiting for each in stored)
    for each in stored:
        yield from (f"signature {each.id}: {words}" for words in _of_signature(db, letter, each))
    if letter.counts != replace(_sum_of(stored, letter.era), waiting=waiting):
        yield f"counts {letter.counts} are not the sum {_sum_of(stored, letter.era)}, {waiting} waiting"
    earlier = eras.eras_of(db, letter.id)
    if [era.number for era in earlier] != list(range(letter.era - 1, 0, -1)):
        yield f"era {letter.era} follows {[era.number for era in earlier]}"
    for era in earlier:
        if era.counts != replace(_sum_of(stored, era.number), waiting=0):
            yield f"era {era.number} counts {era.counts}, not the sum {_sum_of(stored, era.number)}"
        yield from (f"era {era.number}: {words}" for words in _of_roll(db, era.roll_id, stored, era.number))
    mailboxes = [each.mailbox_index for each in stored if each.signature.state in ACTIVE and each.mailbox_index]
    if len(mailboxes) != len(set(mailboxes)):
        yield "a mailbox holds two active signatures"
    for version in letters.versions_of(db, letter.id):
        if version.seal != seal_of(version.wording):
            yield f"version {version.number} has another seal"
    yield from _of_roll(db, letter.roll_id, stored, letter.era)
    yield from _of_orders(db, letter, stored)
    yield from _of_exports(db, letter)
    yield from _of_tallies(db, letter, stored)
    yield from _of_milestones(db, letter, stored)
    yield from _of_statements(db, letter, stored)
    yield from _of_batches(db, letter)
    yield from _of_imports(db, letter, stored)


def _of_tallies(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """The numbers that everybody may see are those of the log."""
    counted: Counter[tuple[date, str]] = Counter()
    for each in stored:
        decided: LoggedAct | None = None
        for act in decisions.acts_of(db, each.id):
            if act.act in DECISIONS:
                counted[act.at.date(), act.act] += 1
            elif act.act is Act.REVERSE and decided and act.at <= decided.at + UNDO_FOR:
                counted[decided.at.date(), decided.act] -= 1
            decided = decided if act.act in QUIET else act
    days = sorted({day for day, _ in counted}, reverse=True)
    wanted = [
        (day, counted[day, "list"], counted[day, "ask"], counted[day, "decline"] + counted[day, "unlist"])
        for day in days
    ]
    found = [(d.day, d.listed, d.asked, d.declined) for d in tallies.tally(db, letter.id, EPOCH)]
    if found != [each for each in wanted if any(each[1:])]:
        yield f"the tally says {found}, the log {wanted}"


def _sum_of(stored: list[Stored], era: int) -> Counts:
    """What the signatures of an era add up to."""
    return reduce(plus, (tally(each.signature) for each in stored if each.era == era), Counts())


def _of_milestones(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """What was counted day by day leads to what stands, for each mail provider."""
    known: Counter[tuple[Event, str]] = Counter()
    for each in stored:
        moves = milestones.changes_of(Signature(State.PENDING, each.signature.newest), each.signature)
        known.update({(event, each.provider): change for event, change in moves.items()})
    counted = {key: total for key, total in milestones.totals(db, letter.id).items() if total}
    of_moves = {key: total for key, total in counted.items() if key[0] in MOVES_COUNTED}
    if of_moves != known:
        yield f"milestones {of_moves} are not what stands: {dict(known)}"
    began = sum(total for (event, _), total in counted.items() if event in (Event.STARTED, Event.IMPORTED))
    ended = sum(total for (event, _), total in counted.items() if event in (Event.REFUSED, Event.EXPIRED))
    if began - ended != len(stored):
        yield f"{began} asked to sign and {ended} were forgotten, but {len(stored)} are there"


def _of_statements(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """The statements that are shown are those of names that stand, the one listed last first."""
    named = [each for each in stored if each.signature.is_named and each.era == letter.era]
    wanted = []
    for each in sorted(named, key=lambda each: -(each.position or 0)):
        assert each.signature.standing is not None
        entry = entries_by_id(db, [each.signature.standing.id])[each.signature.standing.id]
        wanted += [statements.Statement(each.id, entry)] if entry.statement else []
    if statements.newest(db, letter.id, letter.era, len(named) + 1) != wanted:
        yield "the statements are not those of the names that stand"


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


def _of_imports(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """What an import says that it brought in, the log and the signatures say too; none of its source is left."""
    for each in imports.imports_of(db, letter.id):
        came = select(import_rows).where(import_rows.c.import_id == each.id)
        found = db.execute(came.where(import_rows.c.signature_id.is_not(None))).all()
        brought = {one.id for one in stored if one.import_id == each.id}
        if found and {row.signature_id for row in found} != brought:
            yield f"import {each.id} says that others came in than did"
        if any(row.source is not None for row in found):
            yield f"import {each.id} keeps what was read of somebody who is in"
        logged = db.execute(
            select(acts.c.signature_id).where(acts.c.import_id == each.id, acts.c.act.in_(["import", "propose"]))
        ).scalars()
        if sorted(logged) != sorted(brought) or each.done != len(brought):
            yield f"import {each.id} says {each.done} came in, the log another number, {len(brought)} are there"
        erased = sum(one.signature.state is State.ERASED for one in stored if one.import_id == each.id)
        if each.undone > erased:
            yield f"import {each.id} says that {each.undone} were taken off, {erased} are"


def _of_signature(db: Db, letter: Letter, each: Stored) -> Iterator[str]:
    logged = decisions.acts_of(db, each.id)
    signature = each.signature
    if signature.state is State.PENDING:
        if logged:
            yield "is pending, and has acts"
        return
    if not logged or logged[0].act not in BEGINNINGS or (each.import_id is None) != (logged[0].act is Act.CONFIRM):
        yield "is not pending, and its log does not begin with a confirmation, or with its import"
        return
    led_to = replay(logged[0].revision, [(act.act, act.revision) for act in logged])
    if _without_hash(led_to) != _without_hash(signature):
        yield f"the log leads to {led_to}, the tables say {signature}"
    is_silent = each.confirmed_at is None and not signature.is_imported
    if is_silent or each.seal not in {v.seal for v in letters.versions_of(db, letter.id)}:
        yield "does not say when it was confirmed, or what"
    agreed = [act.version_id for act in logged if act.version_id is not None]
    if agreed and agreed[-1] != each.version_id:
        yield f"agreed to version {agreed[-1]} last, and is bound to {each.version_id}"
    if any((act.version_id is None) == (act.act in AGREEING) for act in logged):
        yield "the log does not say which text was agreed to"
    if signature.is_named != (each.position is not None):
        yield f"is named: {signature.is_named}, has position {each.position}"
    standing = signature.standing
    decided = {act.revision.hash for act in logged if act.act in LISTING and act.account_id is not None}
    if standing and standing.lane is not Lane.SUPPORTER and standing.hash not in decided:
        yield "an entry stands that nobody decided on"
    yield from _of_approvals(db, each)
    yield from _of_entries(db, each)


def _of_approvals(db: Db, each: Stored) -> Iterator[str]:
    """What stands has the approvals that it needs: by different people, none by its signatory."""
    standing = each.signature.standing
    if standing is None:
        return
    needed = db.execute(select(entries.c.approvals_needed).where(entries.c.id == standing.id)).scalar_one()
    given = _approved(db, standing.id)
    if len(given) < needed or (needed == 0) != (standing.lane is Lane.SUPPORTER):
        yield f"what stands needs {needed} approvals and has {len(given)}"
    vault = db.vault(letter_vault(each.letter_id))
    for account_id in given:
        account = accounts.account_by_id(db, account_id)
        if account is None or vault.index(account.email) == each.mailbox_index:
            yield "it was approved by its own signatory, or by nobody"


def _approved(db: Db, entry_id: int) -> set[int]:
    return set(db.execute(select(approvals.c.account_id).where(approvals.c.entry_id == entry_id)).scalars())


def _approvals_replayed(logged: list[LoggedAct]) -> dict[int, set[int | None]]:
    """Who has approved which entry, by the log alone."""
    given: dict[int, set[int | None]] = {}
    decided: Act | None = None
    for act in logged:
        of_entry = given.setdefault(act.revision.id, set())
        if act.act in APPROVING:
            of_entry.add(act.account_id)
        elif act.act is Act.RETRACT or (act.act is Act.REVERSE and decided is Act.LIST):
            of_entry.discard(act.account_id)
        elif act.act is Act.REOPEN:
            of_entry.clear()
        decided = decided if act.act in QUIET else act.act
    return given


def _of_entries(db: Db, each: Stored) -> Iterator[str]:
    kept = db.execute(select(entries).where(entries.c.signature_id == each.id)).all()
    replayed = _approvals_replayed(decisions.acts_of(db, each.id))
    for row in kept:
        if _approved(db, row.id) != replayed.get(row.id, set()):
            yield f"entry {row.id} has other approvals than the log"
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


def _of_roll(db: Db, roll_id: int, stored: list[Stored], era: int) -> Iterator[str]:
    """The list against a count by hand: numbers 1..n, each in its place, found by every way."""
    named = _places(db, roll_id, stored, era)
    listed = roll.listed(db, roll_id, 1, len(named) + 10)
    if [(entry.number, entry.ref) for entry in listed] != [(n, ref) for n, (_, ref) in enumerate(named, 1)]:
        yield "the list is not what stands, numbered from 1"
    if list(roll.all_listed(db, roll_id)) != listed:
        yield "the whole list is another one"
    if [roll.number_at(db, roll_id, place) for place, _ in named] != list(range(1, len(named) + 1)):
        yield "places give other numbers"
    for entry in listed[:: max(1, len(listed) // 5)]:
        if entry not in roll.search(db, roll_id, fold(printed_text(entry.entry)), len(named)):
            yield f"number {entry.number} is not found by its name"
        if roll.listed(db, roll_id, entry.number, 1) != [entry]:
            yield f"number {entry.number} is not at its number"
    in_blocks = db.execute(select(func.sum(blocks.c.named)).where(blocks.c.roll_id == roll_id)).scalar() or 0
    if in_blocks != len(named):
        yield f"{len(named)} rows, {in_blocks} in blocks"


def _of_exports(db: Db, letter: Letter) -> Iterator[str]:
    """Every export has as many names as are counted."""
    if letter.is_public:
        document = reading.whole_document(db, letter.slug, letter.version.created_at)
        if len(document.entries) != letter.counts.named or document.letter.counts != letter.counts:
            yield "an export has another count"


def _of_orders(db: Db, letter: Letter, stored: list[Stored]) -> Iterator[str]:
    """Orders that are not shown have everybody in their places too, as far as they are laid; blocks agree."""
    shown = [each.id for each in rolls.rolls_of(db, letter.id, letter.era) if each.state is RollState.SHOWN]
    if shown != [letter.roll_id]:
        yield f"rolls {shown} say that they are shown, the letter says {letter.roll_id}"
    for each in rolls.rolls_of(db, letter.id, letter.era):
        wanted = _places(db, each.id, stored, letter.era)
        if each.state is RollState.LAYING:
            wanted = [(place, ref) for place, ref in wanted if int(ref, 16) <= each.after]
        held = db.execute(select(places).where(places.c.roll_id == each.id).order_by(places.c.place))
        if [(row.place, roll.ref_of(row.signature_id)) for row in held] != wanted:
            yield f"order {each.id}, {each.state}, has others or has them elsewhere"
        counted = db.execute(select(blocks).where(blocks.c.roll_id == each.id).order_by(blocks.c.first)).all()
        ends = [row.first for row in counted[1:]] + [b"\xff"]
        spans = zip([row.first for row in counted], ends, strict=True)
        inside = [sum(first <= place < end for place, _ in wanted) for first, end in spans]
        if [row.named for row in counted] != inside:
            yield f"order {each.id}, {each.state}, has other sums"
    strange = select(wishes.c.signature_id).join(rows, rows.c.id == wishes.c.signature_id)
    gone = (rows.c.letter_id == letter.id) & (rows.c.state == State.ERASED)
    if db.execute(strange.where(gone)).first():
        yield "something is wanted for a signature that was erased"


def _places(db: Db, roll_id: int, stored: list[Stored], era: int) -> list[tuple[bytes, str]]:
    """Place and anchor of every name of an era's text, worked out from its entry and the author's wishes."""
    ordering = rolls.ordering_of(db, roll_id)
    found = []
    for each in stored:
        if each.signature.standing and each.position is not None and each.era == era:
            row = db.execute(select(entries).where(entries.c.id == each.signature.standing.id)).one()
            wish = wish_in(db, roll_id, each.id)
            found.append((place_of(ordering, entry_of(row), each.position, wish), roll.ref_of(each.id)))
    return sorted(found)


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
