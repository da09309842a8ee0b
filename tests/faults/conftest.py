"""A running service with one open letter, for each test its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio

from tests.faults.site import with_letter
from tests.rig.databases import fresh_database
from tests.rig.server import Service
from tests.rig.smtp import Sink


@pytest_asyncio.fixture
async def prepared(database_url: str, smtp_sink: Sink, new_service: Callable[..., Service]) -> Service:
    """On each kind of database in turn; not started yet."""
    return await with_letter(new_service(database_url, smtp_sink.url))


@pytest_asyncio.fixture
async def on_sqlite(
    smtp_sink: Sink, new_service: Callable[..., Service], tmp_path: Path
) -> AsyncIterator[Service]:
    """Running on SQLite, where the database makes no difference."""
    with fresh_database("sqlite", tmp_path) as url:
        service = await with_letter(new_service(url, smtp_sink.url))
        service.start()
        yield service
