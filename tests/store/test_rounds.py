"""Rounds of mails: in small steps, once to each, stopped and gone on with, ended by a later change."""

from sqlalchemy import select

from service.actions import agreeing, inviting, rounds, updating
from service.actions.agreeing import Whether
from service.actions.updating import Draft
from service.core.entry import Lane
from service.core.letter import Letter, VersionKind
from service.core.moderation import Outcome
from service.store import limits, outbox
from service.store import rounds as stored_rounds
from service.store.accounts import Account, Role
from service.store.database import Database, Db
from service.store.outbox import Kind, MailState
from service.store.rounds import RoundKind, RoundState
from service.store.tables import outbox as mails
from service.store.tables import signatures
from tests.store.changes import change_text
from tests.store.ledger import disagreements
from tests.store.people import NOW, decide, letter_of, moderator, open_letter, sign, stored, withdraw


async def gathered(database: Database, count: int = 5) -> tuple[Letter, Account, list[int]]:
    """A letter with its author and so many supporters, by id."""
    letter = await open_letter(database)
    account = await database.write(inviting.give_role, f"ed@{letter.slug}.example", letter.slug, Role.AUTHOR, NOW)
    ids = [await sign(database, letter, f"p{n}@{letter.slug}.example", lane=Lane.SUPPORTER) for n in range(count)]
    return letter, account, sorted(ids)


async def changed(database: Database, letter: Letter, body: str, kind: VersionKind = VersionKind.MATERIAL) -> int:
    return await database.write(change_text, letter.slug, body, kind, NOW)


def waiting(db: Db, letter_id: int, kind: Kind) -> list[int]:
    """Whose mails of a kind wait, in the order in which they were promised."""
    found = select(mails.c.signature_id).where(mails.c.letter_id == letter_id, mails.c.kind == kind.value)
    return list(db.execute(found.where(mails.c.state == MailState.QUEUED).order_by(mails.c.id)).scalars())


def sent(db: Db, signature_id: int, kind: Kind) -> None:
    mine = (mails.c.signature_id == signature_id, mails.c.kind == kind.value)
    db.execute(mails.update().where(*mine).values(state=MailState.SENT.value))


async def to_the_end(database: Database, most: int = 100) -> None:
    while await database.write(rounds.work, NOW, most):
        pass


async def test_a_round_goes_in_steps_and_writes_to_nobody_twice(database: Database) -> None:
    letter, _, ids = await gathered(database)
    version_id = await changed(database, letter, "Two.")
    steps = []
    while await database.write(rounds.work, NOW, 2):
        steps.append(await database.read(waiting, letter.id, Kind.TEXT_CHANGED))
    assert steps == [ids[:2], ids[:4], ids, ids], "and one step that finds nobody left"
    found = await database.read(stored_rounds.round_about, RoundKind.MATERIAL, version_id)
    assert found and (found.state, found.done, found.total) == (RoundState.DONE, 5, 5)
    await database.write(stored_rounds.note_progress, found.id, 0, 0, RoundState.RUNNING)
    await to_the_end(database)
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == ids, "and no second"


async def test_the_declined_the_withdrawn_and_the_silent_are_not_written_to(database: Database) -> None:
    letter, _, ids = await gathered(database, 4)
    desk = await moderator(database, letter.slug)
    declined = await sign(database, letter, f"declined@{letter.slug}.example")
    await decide(database, desk, declined, Outcome.DECLINE)
    await withdraw(database, ids[0])
    await database.write(limits.suppress, await _email(database, ids[1]), NOW)
    await changed(database, letter, "Two.")
    late = await sign(database, await letter_of(database, letter.slug), f"late@{letter.slug}.example")
    await to_the_end(database, 2)
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == ids[2:]
    assert late not in ids


async def _email(database: Database, signature_id: int) -> str:
    found = await stored(database, signature_id)

    def opened(db: Db) -> str:
        return db.vault(f"letter {found.letter_id}").open(found.mailbox or b"", found.id)

    return await database.read(opened)


async def test_a_later_change_ends_the_first_round_and_its_waiting_mails(database: Database) -> None:
    letter, account, ids = await gathered(database)
    first = await changed(database, letter, "Two.")
    await database.write(rounds.work, NOW, 2)
    second = await changed(database, letter, "Three.")
    await to_the_end(database, 2)
    found = await database.read(stored_rounds.round_about, RoundKind.MATERIAL, first)
    assert found and found.state is RoundState.STOPPED
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == ids
    promised = await database.read(outbox.promised, [f"changed:{second}:{each}" for each in ids])
    assert len(promised) == 5 and not await database.read(outbox.promised, [f"changed:{first}:{ids[0]}"])
    await database.write(rounds.go_on, account, letter.slug, RoundKind.MATERIAL, first)
    await to_the_end(database)
    found = await database.read(stored_rounds.round_about, RoundKind.MATERIAL, first)
    assert found and found.state is RoundState.STOPPED, "what was replaced cannot go on"


async def test_stopping_takes_back_what_waits_and_going_on_reaches_the_others(database: Database) -> None:
    letter, account, ids = await gathered(database)
    version_id = await changed(database, letter, "Two.")
    await database.write(rounds.work, NOW, 3)
    await database.write(sent, ids[0], Kind.TEXT_CHANGED)
    await database.write(rounds.stop, account, letter.slug, RoundKind.MATERIAL, version_id)
    await to_the_end(database)
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == []
    found = await database.read(rounds.asked, account, letter.slug, 2)
    assert found.round and (found.round.state, found.round.done) == (RoundState.STOPPED, 1)
    await database.write(rounds.go_on, account, letter.slug, RoundKind.MATERIAL, version_id)
    await to_the_end(database, 2)
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == ids[1:], "the first has its mail"
    found = await database.read(rounds.asked, account, letter.slug, 2)
    assert found.round and (found.round.state, found.round.done) == (RoundState.DONE, 5)


async def test_an_author_is_told_who_answered_what(database: Database) -> None:
    letter, account, ids = await gathered(database)
    await changed(database, letter, "Two.")
    present = await letter_of(database, letter.slug)
    for signature_id in ids[:2]:
        call = (signature_id, 1, present.version.seal, NOW)
        assert (await database.write(agreeing.agree, *call)).whether is Whether.ASKED
    await database.write(agreeing.take_off, ids[2], 1, NOW)
    found = await database.read(rounds.asked, account, letter.slug, 2)
    assert found.answers and (found.answers.agreed, found.answers.withdrawn, found.answers.silent) == (2, 1, 2)
    assert await database.read(disagreements, letter.slug) == []


async def test_who_answered_before_the_round_came_is_not_asked(database: Database) -> None:
    letter, _, ids = await gathered(database)
    await changed(database, letter, "Two.")
    present = await letter_of(database, letter.slug)
    await database.write(rounds.work, NOW, 1)
    for signature_id in ids[:2]:
        await database.write(agreeing.agree, signature_id, 1, present.version.seal, NOW)
    await to_the_end(database)
    assert await database.read(waiting, letter.id, Kind.TEXT_CHANGED) == ids[2:]


async def test_nobody_can_be_listed_on_a_text_that_they_did_not_sign(database: Database) -> None:
    letter, _, _ = await gathered(database, 0)
    desk = await moderator(database, letter.slug)
    signature_id = await sign(database, letter, f"ana@{letter.slug}.example")
    await changed(database, letter, "Two.")
    await decide(database, desk, signature_id)
    present = await letter_of(database, letter.slug)
    assert (present.counts.named, (await stored(database, signature_id)).seal) == (0, letter.version.seal)
    await database.write(agreeing.agree, signature_id, 1, present.version.seal, NOW)
    assert (await letter_of(database, letter.slug)).counts.named == 1
    assert (await stored(database, signature_id)).version_id == present.version.id
    assert await database.read(disagreements, letter.slug) == []


async def test_removing_an_update_takes_its_waiting_mails_back(database: Database) -> None:
    letter, account, ids = await gathered(database)
    await database.write(_all_want_updates, letter.id)
    call = (account, letter.slug, Draft("News", "It met."), 77, True, NOW)
    for _ in range(2):
        await database.write(updating.publish, *call)
    await database.write(rounds.work, NOW, 2)
    assert await database.read(waiting, letter.id, Kind.UPDATE) == ids[:2]
    await database.write(updating.remove, account, letter.slug, 77, NOW)
    await to_the_end(database)
    assert await database.read(waiting, letter.id, Kind.UPDATE) == []


async def test_who_ends_updates_meanwhile_gets_none(database: Database) -> None:
    letter, account, ids = await gathered(database)
    await database.write(_all_want_updates, letter.id)
    await database.write(updating.publish, account, letter.slug, Draft("News", "It met."), 78, True, NOW)
    await database.write(rounds.work, NOW, 2)
    await database.write(updating.choose, ids[0], False)
    await database.write(updating.choose, ids[4], False)
    await to_the_end(database)
    assert await database.read(waiting, letter.id, Kind.UPDATE) == ids[1:4]


def _all_want_updates(db: Db, letter_id: int) -> None:
    db.execute(signatures.update().where(signatures.c.letter_id == letter_id).values(wants_updates=True))
