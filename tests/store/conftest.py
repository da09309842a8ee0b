"""An opened database of each kind in turn, as an installation opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio

from service.store import migrations
from service.store.database import Database
from service.store.keyring import Keyring
from service.store.sealed import Vaults

KEY = b"k" * 32


@asynccontextmanager
async def opened(url: str, *keys: bytes) -> AsyncIterator[Database]:
    """The database with its vaults made and its writer running."""
    vaults = Vaults(Keyring(keys or (KEY,)))
    database = Database(url, vaults)
    await database.run_migrations(migrations.make_vaults, vaults)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as running:
        yield running
