"""A row of a roster that no key opens is left out and counted; it holds up neither its import nor another one."""

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from service.actions import gathering, reviewing, rewriting
from service.actions.reviewing import UNREADABLE
from service.actions.rewriting import CannotTake, Seen
from service.core.roster.verdicts import Sums, Verdict
from service.store.accounts import Account
from service.store.database import Database, Db
from service.store.imports import ImportState
from service.store.roster_rows import APART
from service.store.tables import import_rows, imports
from tests.store import rosters
from tests.store.ledger import disagreements
from tests.store.named import author
from tests.store.people import NOW, open_letter
from tests.store.rosters import drain, gathered, started
from tests.store.test_imports import names_on

DAMAGED = b"sealed under a key that is lost"
LIST = ("Ida Sol", "Ben Ott <ben@mail.example>", "Lena Haas")


def damage(db: Db, import_id: int, number: int = 1) -> None:
    """Let the row of this number, from 0, be one that no key opens."""
    row = (import_rows.c.import_id == import_id) & (import_rows.c.ordinal == number * APART)
    db.execute(update(import_rows).where(row).values(source=DAMAGED))


async def reviewed_again(database: Database, import_id: int) -> None:
    """As when other names have come onto the letter: the worker compares the roster anew."""
    again = update(imports).where(imports.c.id == import_id).values(state=ImportState.GATHERING.value)
    await database.write(lambda db: db.execute(again))
    await gathering.check_some(database, NOW)


async def test_a_row_that_is_damaged_in_review_becomes_a_problem(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await gathered(database, account, letter.slug, *LIST)
    await database.write(damage, import_id)
    with capture_logs() as logged:
        await reviewed_again(database, import_id)
    assert [(each["log_level"], each["rows"]) for each in logged] == [("error", 1)]
    page = await database.read(reviewing.look, account, letter.slug, import_id)
    assert (page.imported.state, page.sums) == (ImportState.REVIEW, Sums(new=2, problems=1))
    assert [shown.problems for shown in page.rows] == [(), (UNREADABLE,), ()]
    await author_mends(database, account, letter.slug, import_id)


async def author_mends(database: Database, account: Account, slug: str, import_id: int) -> None:
    """It cannot be taken as it is, but left out, brought back, and typed again."""
    call = (account, slug, import_id)
    with pytest.raises(CannotTake):
        await database.write(rewriting.take, *call, Seen(APART, 1))
    shown = await database.write(rewriting.skip, *call, Seen(APART, 1))
    shown = await database.write(rewriting.reconsider, *call, Seen(APART, shown.row.stamp))
    assert shown.row.verdict is Verdict.PROBLEM
    people = rosters.people("Noor Vale")
    (shown,) = await database.write(rewriting.put, *call, [Seen(APART, shown.row.stamp)], people)
    assert (shown.row.verdict, shown.problems) == (Verdict.NEW, ())


async def test_a_row_that_is_damaged_later_is_left_out_and_all_others_come_in(database: Database) -> None:
    letter, other = await open_letter(database), await open_letter(database)
    account = await author(database, letter.slug, other.slug)
    first = await gathered(database, account, letter.slug, *LIST)
    second = await gathered(database, account, other.slug, *LIST)
    for import_id, slug in ((first, letter.slug), (second, other.slug)):
        await started(database, account, slug, import_id)
    await database.write(damage, first)
    with capture_logs() as logged:
        await drain(database)
    assert [(each["import_id"], each["rows"]) for each in logged] == [(first, 1)]
    found = await rosters.state(database, account, letter.slug, first)
    assert (found.state, found.done, found.left_out) == (ImportState.DONE, 2, 1)
    assert found.sums == Sums(new=2, problems=1)
    assert await names_on(database, letter.slug) == ["Ida Sol", "Lena Haas"]
    assert await names_on(database, other.slug) == ["Ida Sol", "Ben Ott", "Lena Haas"]
    assert await database.read(disagreements) == []


async def test_an_import_whose_own_record_is_damaged_loses_its_file_name_alone(database: Database) -> None:
    letter = await open_letter(database)
    account = await author(database, letter.slug)
    import_id = await gathered(database, account, letter.slug, *LIST)
    damaged = update(imports).where(imports.c.id == import_id).values(source=DAMAGED)
    await database.write(lambda db: db.execute(damaged))
    await started(database, account, letter.slug, import_id)
    await drain(database)
    found = await rosters.state(database, account, letter.slug, import_id)
    assert (found.state, found.source, found.done) == (ImportState.DONE, "", 3)
