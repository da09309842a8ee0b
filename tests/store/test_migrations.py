"""Migrations give exactly the tables of the code, up and down; what must not change cannot."""

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from service.store import migrations
from service.store.database import Database, Db
from service.store.keyring import Keyring
from service.store.sealed import Vaults
from service.store.tables import acts, metadata, versions
from tests.store.people import decide, moderator, open_letter, sign

TABLES = set(metadata.tables) | {"alembic_version"}


async def test_up_down_and_up_again_gives_exactly_the_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url, Vaults(Keyring([b"k" * 32])))
    for _ in range(2):
        await database.run_migrations(migrations.migrate)
        assert await database.run_migrations(migrations.differences) == []
        assert await database.run_migrations(migrations.table_names) == TABLES
        assert await database.run_migrations(migrations.is_current)
        await database.run_migrations(migrations.migrate)
        await database.run_migrations(migrations.downgrade, "base")
        assert await database.run_migrations(migrations.table_names) == {"alembic_version"}
        assert not await database.run_migrations(migrations.is_current)
        assert await database.run_migrations(functions) == 0
    await database.stop()


def functions(connection: Connection) -> int:
    """How many functions of ours a PostgreSQL holds; SQLite has none."""
    if connection.dialect.name == "sqlite":
        return 0
    found = text("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    return int(connection.execute(found).scalar_one())


async def test_a_table_that_is_otherwise_is_noticed(empty_database_url: str) -> None:
    database = Database(empty_database_url, Vaults(Keyring([b"k" * 32])))
    await database.run_migrations(migrations.migrate)

    def change(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE letters ADD COLUMN colour TEXT"))
        connection.execute(text("DROP INDEX ix_signatures_active_mailbox"))

    await database.run_migrations(change)
    assert len(await database.run_migrations(migrations.differences)) >= 2
    await database.stop()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE versions SET wording = '{}'",
        "UPDATE versions SET seal = ''",
        "DELETE FROM versions",
        "UPDATE acts SET entry_hash = ''",
        "UPDATE acts SET note = 'x' WHERE id = 1",
        "DELETE FROM acts",
        "DELETE FROM acts WHERE id = 1",
    ],
)
async def test_versions_and_the_log_refuse_to_be_changed(database: Database, statement: str) -> None:
    letter = await open_letter(database)
    account = await moderator(database, letter.slug)
    await decide(database, account, await sign(database, letter, "ana@mail.example"))
    before = await database.read(everything)
    with pytest.raises(DBAPIError, match=r"append-only|immutable"):
        await database.write(lambda db: db.execute(text(statement)))
    assert await database.read(everything) == before and len(before) == 3


def everything(db: Db) -> list[object]:
    return [*db.execute(select(acts)), *db.execute(select(versions))]
