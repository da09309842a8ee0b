"""Brings the tables to the version of the code, and says which version they have."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from service.paths import MIGRATIONS
from service.store.sealed import ACCOUNTS, LIMITS, SUPPRESSIONS, Vaults
from service.store.tables import metadata

LOCK = 0x756E646572
"""Key of the advisory lock under which one machine of several migrates."""


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run what is missing up to a revision."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    command.upgrade(_config(connection), revision)


def make_vaults(connection: Connection, vaults: Vaults) -> None:
    """Make the keys that no letter owns, on the first start. Raises KeyProblem where the keyring is another's."""
    for name in (ACCOUNTS, LIMITS, SUPPRESSIONS):
        vaults.make(connection, name)
        vaults.of(connection, name)


def downgrade(connection: Connection, revision: str) -> None:
    """Undo migrations down to a revision ("base": all of them)."""
    command.downgrade(_config(connection), revision)


def is_current(connection: Connection) -> bool:
    """Whether the tables have the version that this code needs."""
    return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str:
    """The version that this code needs."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert found is not None, "there is at least one migration"
    return found


def differences(connection: Connection) -> list[object]:
    """What the database has otherwise than the tables of this code say."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
