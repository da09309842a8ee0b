"""One installation opened by its settings: keys, database, links; what every process of it begins with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from service.core.links import LinkSigner
from service.settings import Settings
from service.store import migrations
from service.store.database import Database
from service.store.keyring import Keyring, load_or_make, read_keys
from service.store.sealed import Vaults


@dataclass(frozen=True, slots=True)
class Installation:
    settings: Settings
    keyring: Keyring
    vaults: Vaults
    database: Database
    signer: LinkSigner


def keyring_of(settings: Settings) -> Keyring:
    """The master keys, made on the first run. Raises KeyProblem, OSError."""
    given = settings.keys.get_secret_value()
    if given:
        return Keyring(read_keys(given))
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return load_or_make(settings.keys_file)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Installation]:
    """The installation, its tables up to date and its writer running. Raises KeyProblem, OSError, DBAPIError."""
    keyring = keyring_of(settings)
    vaults = Vaults(keyring)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database, vaults)
    try:
        await database.run_migrations(migrations.migrate)
        await database.run_migrations(migrations.make_vaults, vaults)
        await database.start()
        yield Installation(settings, keyring, vaults, database, LinkSigner(keyring.derived("links")))
    finally:
        await database.stop()
