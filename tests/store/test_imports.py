"""Imports, from the first row of a roster to the last name on the letter, and back."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from service.actions import (
    gathering,
    importing,
    managing,
    moderating,
    reversing,
    reviewing,
    rewriting,
    signing,
    undoing,
)
from service.actions.importing import NoConsent, OtherNumber
from service.actions.moderating import NeedsAnother, OwnEntry
from service.actions.reviewing import NotInReview
from service.actions.rewriting import CannotTake, RowMoved, Seen
from service.actions.signing import AlreadySigned, Confirmation, Confirmed
from service.core.entry import Entry
from service.core.moderation import Policy, Reason
from service.core.roster.verdicts import Sums, Verdict, sums_in_words
from service.core.signature import Act, State
from service.store import decisions, letters, outbox, roll
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.imports import ImportState
from service.store.outbox import Kind
from service.store.tables import import_rows, signatures
from tests.store import rosters
from tests.store.ledger import disagreements
from tests.store.named import author
from tests.store.people import NOW, asked, decide, letter_of, moderator, open_letter, sign, stored
from tests.store.rosters import CONSENT, brought_in, drain, gathered, started


async def names_on(database: Database, slug: str) -> list[str]:
    letter = await letter_of(database, slug)
    return [each.entry.name for each in await database.read(roll.listed, letter.roll_id, 1, 100)]


async def of_import(database: Database, import_id: int) -> list[int]:
    found = select(signatures.c.id).where(signatures.c.import_id == import_id).order_by(signatures.c.position)
    return await database.read(lambda db: list(db.execute(found).scalars()))


async def test_a_roster_comes_in_whole_in_its_order_and_can_be_undone(database: Database) -> None:
    letter = await open_letter(database)
    account, desk = await author(database, letter.slug), await moderator(database, letter.slug)
    await decide(database, desk, await sign(database, letter, "mira@mail.example"))
    roster = rosters.reading("Tomas Brandt, Pilot", "Ida Sol", "Ben Ott <ben@mail.example>", asides=["Signed:"])
    import_id = await gathering.gather(database, account, letter.slug, "list.txt", "text", roster, NOW)
    page = await database.read(reviewing.look, account, letter.slug, import_id)
    assert (page.sums, sums_in_words(page.sums)) == (Sums(new=3, asides=1), "3 new = 3")
    assert [row.entry.name for row in page.rows if row.entry] == ["Tomas Brandt", "Ida Sol", "Ben Ott"]
    await started(database, account, letter.slug, import_id)
    await drain(database)
    assert await names_on(database, letter.slug) == ["mira", "Tomas Brandt", "Ida Sol", "Ben Ott"]
    found = await rosters.state(database, account, letter.slug, import_id)
    assert (found.state, found.done, found.left_out, found.consent) == (ImportState.DONE, 3, 0, CONSENT)
    first = await stored(database, (await of_import(database, import_id))[0])
    assert (first.signature.state, first.signature.is_imported) == (State.LISTED, True)
    (act,) = await database.read(decisions.acts_of, first.id)
    assert (act.act, act.account_id, act.note, act.import_id) == (Act.IMPORT, account.id, CONSENT, import_id)
    assert await database.read(disagreements) == []

    await database.write(undoing.start, account, letter.slug, import_id, NOW)
    await drain(database)
    assert await names_on(database, letter.slug) == ["mira"]
    found = await rosters.state(database, account, letter.slug, import_id)
    assert (found.state, found.undone, found.stayed) == (ImportState.UNDONE, 3, 0)
    assert await database.read(disagreements) == []


async def test_nothing_is_brought_in_without_a_basis_of_consent_or_another_number_than_was_shown(
    database: Database,
) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await gathered(database, account, letter.slug, "Ida Sol", "Ben Ott")
    with pytest.raises(NoConsent):
        await database.write(importing.start, account, letter.slug, import_id, "  yes    ", 2, NOW)
    with pytest.raises(OtherNumber):
        await database.write(importing.start, account, letter.slug, import_id, CONSENT, 3, NOW)
    await drain(database)
    assert await names_on(database, letter.slug) == []


async def test_who_stands_already_is_a_duplicate_and_other_words_behind_the_name_a_conflict(
    database: Database,
) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    await brought_in(database, account, letter.slug, "Ida Sol, Pilot at Sill", "Noor Vale <noor@mail.example>")
    import_id = await gathered(
        database,
        account,
        letter.slug,
        "IDA SÓL, Pilot at Sill Port",
        "Ida Sol, Baker in Morrow",
        "Noor V. <noor@mail.example>",
        "Ben Ott",
        "OTT Ben",
        "",
    )
    page = await database.read(reviewing.look, account, letter.slug, import_id)
    wanted = ["duplicate", "conflict", "duplicate", "new", "duplicate", "problem"]
    assert [shown.row.verdict for shown in page.rows] == wanted
    assert [shown.other.number for shown in page.rows if shown.other] == [1, 1, 2, None]
    assert sums_in_words(page.sums) == "1 new, 3 duplicates, 1 conflict, 1 problem = 6"
    assert page.rows[5].problems
    rows = [Seen(shown.row.ordinal, shown.row.stamp) for shown in page.rows]
    with pytest.raises(CannotTake):
        await database.write(rewriting.take, account, letter.slug, import_id, rows[2])
    with pytest.raises(CannotTake):
        await database.write(rewriting.take, account, letter.slug, import_id, rows[5])
    taken = await database.write(rewriting.take, account, letter.slug, import_id, rows[1])
    assert (taken.row.verdict, taken.row.is_taken) == (Verdict.NEW, True)
    skipped = await database.write(rewriting.skip, account, letter.slug, import_id, rows[3])
    assert skipped.row.verdict is Verdict.SKIPPED
    assert (await rosters.sums(database, account, letter.slug, import_id)) == Sums(2, 2, 0, 1, 1)
    await started(database, account, letter.slug, import_id)
    await drain(database)
    assert await names_on(database, letter.slug) == ["Ida Sol", "Noor Vale", "Ida Sol", "OTT Ben"]
    assert await database.read(disagreements) == []


async def test_rows_are_edited_split_and_joined_and_two_authors_do_not_overwrite_one_another(
    database: Database,
) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await gathered(database, account, letter.slug, "Ida Sol and Ben Ott", "Former Pilot", "Lena Haas")
    page = await database.read(reviewing.look, account, letter.slug, import_id)
    seen = [Seen(shown.row.ordinal, shown.row.stamp) for shown in page.rows]
    put = (rewriting.put, account, letter.slug, import_id)
    made = await database.write(*put, seen[:1], rosters.people("Ida Sol", "Ben Ott"))
    assert [shown.entry.name for shown in made if shown.entry] == ["Ida Sol", "Ben Ott"]
    with pytest.raises(RowMoved):
        await database.write(*put, seen[:1], rosters.people("Ida Sol"))
    first, second = (Seen(each.row.ordinal, each.row.stamp) for each in made)
    (joined,) = await database.write(*put, [second, seen[1]], rosters.people("Ben Ott, Former Pilot"))
    behind = await database.read(reviewing.following, account, letter.slug, import_id, joined.row.ordinal)
    assert behind and behind.entry and behind.entry.name == "Lena Haas"
    with pytest.raises(RowMoved):
        await database.write(*put, [first, seen[2]], rosters.people("Ida Sol"))
    edited = await database.write(*put, [seen[2]], rosters.people("Ida Sol"))
    assert (edited[0].row.verdict, edited[0].row.other_row) == (Verdict.DUPLICATE, made[0].row.ordinal)
    await database.write(rewriting.skip, account, letter.slug, import_id, first)
    again = await database.read(reviewing.one, account, letter.slug, import_id, seen[2].ordinal)
    assert again.row.verdict is Verdict.NEW
    assert (await rosters.sums(database, account, letter.slug, import_id)) == Sums(new=2, skipped=1)


async def test_an_entry_that_needs_two_waits_with_the_importers_approval(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    desk = await moderator(database, letter.slug, email=account.email)
    other = await moderator(database, letter.slug)
    await database.write(letters.set_policy, letter.id, Policy(two_for=("ambassador",)))
    import_id = await brought_in(database, account, letter.slug, "Ida Sol, Ambassador to Morrow", "Ben Ott, Baker")
    assert await names_on(database, letter.slug) == ["Ben Ott"]
    found = await rosters.state(database, account, letter.slug, import_id)
    assert (found.done, found.waiting) == (2, 1)
    (waiting,) = [each for each in await of_import(database, import_id) if not await number(database, each)]
    assert [act.act for act in await database.read(decisions.acts_of, waiting)] == [Act.PROPOSE, Act.APPROVE]
    with pytest.raises(NeedsAnother):
        await decide(database, desk, waiting)
    assert await names_on(database, letter.slug) == ["Ben Ott"]
    await decide(database, other, waiting)
    assert await names_on(database, letter.slug) == ["Ben Ott", "Ida Sol"]
    assert await database.read(disagreements) == []


async def number(database: Database, signature_id: int) -> int | None:
    return await database.read(roll.number_of, signature_id)


async def test_an_importer_does_not_decide_on_their_own_name(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    desk = await moderator(database, letter.slug, email=account.email)
    other = await moderator(database, letter.slug)
    import_id = await brought_in(database, account, letter.slug, f"Ana Author <{account.email}>")
    (own,) = await of_import(database, import_id)
    assert await names_on(database, letter.slug) == []
    with pytest.raises(OwnEntry):
        await decide(database, desk, own)
    await decide(database, other, own)
    assert await names_on(database, letter.slug) == ["Ana Author"]
    assert await database.read(disagreements) == []


async def test_the_database_refuses_a_new_signature_that_stands_without_approvals(database: Database) -> None:
    letter = await open_letter(database)
    waiting = await stored(database, await sign(database, letter, "mira@mail.example"))

    def stand(db: Db) -> None:
        row = db.execute(select(signatures).where(signatures.c.id == waiting.id)).one()._asdict()
        for entry_id in (waiting.signature.newest.id, 12345):
            with pytest.raises(DBAPIError, match="approvals"), db.connection.begin_nested():
                new = row | {"id": 99, "standing_entry_id": entry_id, "mailbox_index": None}
                db.execute(insert(signatures).values(new))

    await database.write(stand)


async def test_it_is_stopped_and_goes_on_and_a_step_that_is_lost_is_done_again(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    names = [f"Person{at} Sol{at * 7919}" for at in range(7)]
    import_id = await gathered(database, account, letter.slug, *names)
    await started(database, account, letter.slug, import_id)
    await database.write(importing.work, rosters.secret(), NOW, 3)

    def lost(db: Db) -> None:
        assert importing.work(db, rosters.secret(), NOW, 3) == 3
        raise Killed

    with pytest.raises(Killed):
        await database.write(lost)
    assert len(await names_on(database, letter.slug)) == 3
    await database.write(importing.stop, account, letter.slug, import_id)
    assert await database.write(importing.work, rosters.secret(), NOW, 3) == 0
    assert await database.read(disagreements) == [], "nothing of who is in stays with what was read"
    await database.write(importing.go_on, account, letter.slug, import_id)
    await drain(database)
    assert await names_on(database, letter.slug) == names
    assert await database.read(disagreements) == []


class Killed(Exception):
    """The process ended before the commit."""


async def test_who_signed_while_the_roster_was_reviewed_is_left_out_and_said(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await gathered(
        database, account, letter.slug, "Ida Sol <ida@mail.example>", "mira", "Ben Ott <ben@mail.example>"
    )
    await sign(database, letter, "ida@mail.example", now=NOW + timedelta(seconds=1))
    await sign(database, letter, "mira@mail.example", now=NOW + timedelta(seconds=1))
    await started(database, account, letter.slug, import_id)
    await drain(database)
    found = await rosters.state(database, account, letter.slug, import_id)
    assert (found.done, found.left_out, found.sums) == (1, 2, Sums(new=1, duplicates=2))
    assert await names_on(database, letter.slug) == ["Ben Ott"]
    assert await database.read(disagreements) == []


async def test_a_moderator_takes_an_imported_name_off_without_a_mail_and_can_take_that_back(
    database: Database,
) -> None:
    letter = await open_letter(database)
    account, desk = await author(database, letter.slug), await moderator(database, letter.slug)
    import_id = await brought_in(database, account, letter.slug, "Ida Sol <ida@mail.example>", "Ben Ott")
    for each in await of_import(database, import_id):
        newest = (await stored(database, each)).signature.newest.hash
        await database.write(_unlist, desk, letter.slug, each, newest)
    assert await names_on(database, letter.slug) == []
    assert await database.read(lambda db: db.execute(text("SELECT count(*) FROM outbox")).scalar()) == 0
    for each in await of_import(database, import_id):
        await database.write(reversing.undo, desk, letter.slug, each, NOW)
    assert await names_on(database, letter.slug) == ["Ida Sol", "Ben Ott"]
    assert await database.read(disagreements) == []


def _unlist(db: Db, desk: Account, slug: str, signature_id: int, newest: str) -> None:
    moderating.unlist(db, desk, slug, signature_id, newest, Reason.REPORTED, "", NOW)


async def test_nothing_of_somebody_who_is_erased_stays_with_the_import(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await brought_in(database, account, letter.slug, "Ida Sol <ida@mail.example>")
    (one,) = await of_import(database, import_id)
    await database.write(managing.erase, one, 1, NOW)
    kept = await database.read(lambda db: db.execute(select(import_rows)).one())
    assert (kept.source, kept.name_index, kept.mailbox_index, kept.signature_id) == (None, None, None, one)
    assert await database.read(disagreements) == []


async def test_nothing_is_decided_about_a_line_that_is_nobody(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    roster = rosters.reading("Ida Sol", asides=["Signed:"])
    import_id = await gathering.gather(database, account, letter.slug, "", "text", roster, NOW)
    page = await database.read(reviewing.look, account, letter.slug, import_id, Verdict.ASIDE)
    seen = Seen(page.rows[0].row.ordinal, page.rows[0].row.stamp)
    for act in (rewriting.skip, rewriting.take, rewriting.reconsider):
        with pytest.raises(CannotTake, match="read as nobody"):
            await database.write(act, account, letter.slug, import_id, seen)
    assert (await database.read(reviewing.look, account, letter.slug, import_id)).sums == Sums(new=1, asides=1)


async def test_what_was_discarded_or_left_for_30_days_is_deleted(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    first = await gathered(database, account, letter.slug, "Ida Sol", "Ben Ott")
    second = await gathered(database, account, letter.slug, "Lena Haas")
    await database.write(reviewing.discard, account, letter.slug, first, NOW)
    with pytest.raises(NotInReview):
        await database.write(importing.start, account, letter.slug, first, CONSENT, 2, NOW)
    await database.write(reviewing.sweep, NOW + timedelta(days=29), 100)
    rows = select(func.count()).select_from(import_rows)
    assert await database.read(lambda db: db.execute(rows).scalar()) == 1
    await database.write(reviewing.sweep, NOW + timedelta(days=31), 100)
    assert await database.read(lambda db: db.execute(rows).scalar()) == 0
    found = await rosters.state(database, account, letter.slug, second)
    assert (found.state, found.sums) == (ImportState.DISCARDED, Sums(new=1))


async def test_who_signs_by_the_form_gets_the_place_of_their_imported_name(database: Database) -> None:
    letter = await open_letter(database)
    account, desk = await author(database, letter.slug), await moderator(database, letter.slug)
    await brought_in(database, account, letter.slug, "Ben Ott", "I. Sol <ida@mail.example>", "Lena Haas")
    one, two = (asked(letter, "ida@mail.example", Entry("Ida Sol")) for _ in range(2))
    for each in (one, two):
        await database.write_each(signing.ask_to_sign, each)
    sent = [mail.kind for mail in await database.write(outbox.claim, NOW, 10)]
    assert sent == [Kind.CONFIRM, Kind.CONFIRM], "nobody is told that they signed who did not"
    confirming = [Confirmation(each.signature_id, 0, "", NOW) for each in (one, two)]
    answers = await asyncio.gather(
        *(database.write_each(signing.confirm, each) for each in confirming), return_exceptions=True
    )
    assert {type(answer) for answer in answers} == {Confirmed, AlreadySigned}
    assert await names_on(database, letter.slug) == ["Ben Ott", "Lena Haas"]
    signed = one if isinstance(answers[0], Confirmed) else two
    await decide(database, desk, signed.signature_id)
    assert await names_on(database, letter.slug) == ["Ben Ott", "Ida Sol", "Lena Haas"]
    assert await database.read(disagreements) == []
